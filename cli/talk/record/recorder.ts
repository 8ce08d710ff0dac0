/**
 * Keeps a dialogue while it is held, and tells of it.
 * @module
 */
import type { Entry, NoteEntry } from "./entry.ts";

/** Characters of a dialogue that are kept; what follows is told of and forgotten. */
const RECORD_MAX_LENGTH = 16 * 1024 * 1024;

/** An entry of which only the time is not known. */
type NewEntry = Entry extends infer E ? E extends Entry ? Omit<E, "seconds"> : never : never;

/** Takes the entries of a dialogue as they happen. */
export class Recorder {
  readonly #began: number;
  readonly #now: () => number;
  readonly #tell: (entry: Entry) => void;
  readonly #entries: Entry[] = [];
  #length = 0;
  #isFull = false;
  /** Whether what is told now goes through TLS. */
  encrypted = false;

  /**
   * @param tell Shows each entry.
   * @param now The time, in milliseconds of Unix time.
   */
  constructor(tell: (entry: Entry) => void, now: () => number = Date.now) {
    this.#tell = tell;
    this.#now = now;
    this.#began = now();
  }

  /** When it began: a date by RFC 3339. */
  get began(): string {
    return new Date(this.#began).toISOString();
  }

  /** What is kept. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /**
   * Takes an entry.
   *
   * @param entry The entry; the time is now.
   */
  add(entry: NewEntry): void {
    const timed = { ...entry, seconds: (this.#now() - this.#began) / 1000 };
    this.#tell(timed);
    this.#keep(timed);
  }

  /**
   * Takes a note.
   *
   * @param text What mua does.
   * @param more Octets that are not kept.
   */
  note(text: string, more: Pick<NoteEntry, "hidden"> = {}): void {
    this.add({ from: "note", text, encrypted: this.encrypted, ...more });
  }

  /**
   * Takes a failure.
   *
   * @param text What went wrong.
   */
  failure(text: string): void {
    this.add({ from: "failure", text, encrypted: this.encrypted });
  }

  #keep(entry: Entry): void {
    if (this.#isFull) return;
    this.#length += "text" in entry ? entry.text.length : entry.lines.join("").length;
    this.#isFull = this.#length > RECORD_MAX_LENGTH;
    this.#entries.push(
      this.#isFull
        ? { ...END_OF_RECORD, seconds: entry.seconds, encrypted: this.encrypted }
        : entry,
    );
  }
}

const END_OF_RECORD = {
  from: "note",
  text: "the dialogue is too long: no more of it is saved",
  hidden: 1,
} as const;
