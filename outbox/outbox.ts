/**
 * The outbox: a directory with a file for each mail that waits. Whoever sends or removes a mail holds the
 * lock of its file; whoever only looks needs none.
 * @module
 */
import type { Answer } from "../journal/answer.ts";
import { formatRecord } from "../journal/record.ts";
import { removeRegular, replacePrivateFile, syncDirectory } from "../message/file/private_file.ts";
import type { Recipient } from "../smtp/mod.ts";
import type { OutboxRecord } from "./fates.ts";
import { type Contents, DamagedError, readContents, readMessage } from "./file.ts";
import { formatHead, type QueuedMail } from "./mail.ts";

/** The permissions of group and others to write. */
const WRITABLE_BY_OTHERS = 0o022;

/** Only the user looks into the directory. */
const DIRECTORY_MODE = 0o700;

/** What the name of a mail's file ends with. */
const SUFFIX = ".mail";

/** An outbox that must not be used. The text says why. */
export class UnsafeOutboxError extends Error {
  override readonly name = "UnsafeOutboxError";
}

/** A mail in the outbox that was only looked at; or why nobody can. */
export type Glimpse =
  & { readonly id: string; readonly path: string }
  & (Contents | { readonly damage: string });

/** An outbox. */
export class Outbox {
  /** The directory. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Opens an outbox.
   *
   * @param path The directory.
   * @param isMade Whether it is made where it is not there, and must be writable.
   * @returns The outbox; `undefined` if it is not there.
   * @throws {UnsafeOutboxError} If others could put mail into it, or it is no directory.
   * @throws {Deno.errors} If it cannot be made.
   */
  static open(path: string, isMade: true): Outbox;
  static open(path: string, isMade: boolean): Outbox | undefined;
  static open(path: string, isMade: boolean): Outbox | undefined {
    if (isMade) Deno.mkdirSync(path, { recursive: true, mode: DIRECTORY_MODE });
    try {
      const { isDirectory, mode } = Deno.statSync(path);
      if (!isDirectory) throw new UnsafeOutboxError("it is not a directory");
      if (((mode ?? 0) & WRITABLE_BY_OTHERS) !== 0) {
        throw new UnsafeOutboxError("other users can write to it");
      }
      // A mail that cannot be kept is not sent either: so nobody learns of that too late.
      if (isMade) replacePrivateFile(`${path}/probe`)[Symbol.dispose]();
      return new Outbox(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /**
   * Puts a mail into the outbox: it is on the disk when this returns.
   *
   * @param mail The mail.
   * @param octets Its message.
   * @param answers What happened to its recipients before.
   * @returns What it is called from now on.
   * @throws {SourceError} If the message cannot be read.
   * @throws {Deno.errors} If it cannot be written; then it is not there.
   */
  async add(
    mail: QueuedMail,
    octets: AsyncIterable<Uint8Array>,
    answers: readonly Answer[],
  ): Promise<string> {
    const id = this.#newId();
    const encoder = new TextEncoder();
    using file = replacePrivateFile(this.#pathOf(id));
    await file.write(encoder.encode(formatHead(mail)));
    for await (const piece of octets) await file.write(piece);
    await file.write(encoder.encode(`\n${formatRecord({ at: mail.queuedAt, answers })}`));
    file.commit("on-disk");
    return id;
  }

  /** What all mails are called. */
  ids(): string[] {
    const files = Array.from(Deno.readDirSync(this.path)).filter(({ isFile }) => isFile);
    return files.flatMap(({ name }) => name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : []);
  }

  /**
   * Looks at a mail, which somebody may be sending.
   *
   * @param id What it is called.
   * @returns What is known of it; `undefined` if it is not there.
   * @throws {Deno.errors} If it cannot be read.
   */
  async look(id: string): Promise<Glimpse | undefined> {
    const path = this.#pathOf(id);
    try {
      using file = await Deno.open(path);
      return { id, path, ...await readContents(file) };
    } catch (error) {
      if (error instanceof DamagedError) return { id, path, damage: error.message };
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /**
   * Looks at all mails.
   *
   * @returns What is known of them, the oldest first.
   */
  async lookAtAll(): Promise<readonly Glimpse[]> {
    const all: Glimpse[] = [];
    for (const id of this.ids()) {
      const glimpse = await this.look(id);
      if (glimpse !== undefined) all.push(glimpse);
    }
    return all.toSorted((a, b) => queuedAt(a) - queuedAt(b) || (a.id < b.id ? -1 : 1));
  }

  /**
   * Takes a mail, which nobody else can take meanwhile.
   *
   * @param id What it is called.
   * @returns The mail; `busy` if somebody else has it, `undefined` if it is not there.
   * @throws {DamagedError} If it cannot be understood.
   * @throws {Deno.errors} If it cannot be read or written.
   */
  async take(id: string): Promise<TakenMail | "busy" | undefined> {
    const path = this.#pathOf(id);
    const file = openLocked(path);
    if (typeof file !== "object") return file;
    try {
      const contents = await readContents(file);
      file.truncateSync(contents.length);
      return new TakenMail(id, path, file, contents);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /**
   * Removes a mail that cannot be understood, if nobody has it.
   *
   * @param id What it is called.
   * @throws {Deno.errors} If it cannot be removed.
   */
  removeDamaged(id: string): void {
    removeRegular(this.#pathOf(id));
    syncDirectory(this.path);
  }

  /** Removes what was begun and, by its age, will not be ended: nobody was told that it was queued. */
  sweep(now: number): void {
    for (const { name, isFile } of Deno.readDirSync(this.path)) {
      if (!isFile || !name.startsWith(UNFINISHED)) continue;
      const path = `${this.path}/${name}`;
      const begun = lookAt(path)?.mtime?.getTime() ?? now;
      if (now - begun > UNFINISHED_AGE) removeRegular(path);
    }
  }

  /**
   * Keeps other runs away.
   *
   * @returns Lets them in again; `undefined` if there is another one.
   * @throws {Deno.errors} If the lock cannot be made.
   */
  lock(): Disposable | undefined {
    const options = { write: true, create: true, mode: 0o600 };
    const file = Deno.openSync(`${this.path}/lock`, options);
    if (file.tryLockSync(true)) return file;
    file.close();
    return undefined;
  }

  #newId(): string {
    for (;;) {
      const octets = crypto.getRandomValues(new Uint8Array(ID_LENGTH));
      const id = Array.from(octets, (octet, place) => {
        const letters = ID_STARTS[place] ?? ID_LETTERS;
        return letters[octet % letters.length];
      }).join("");
      if (lookAt(this.#pathOf(id)) === undefined) return id;
    }
  }

  #pathOf(id: string): string {
    return `${this.path}/${id}${SUFFIX}`;
  }
}

/** What the name of a file begins with that is still written. */
const UNFINISHED = ".mua-";

/** Milliseconds after which nobody writes it any more. */
const UNFINISHED_AGE = 24 * 60 * 60_000;

/** Letters and digits that nobody takes for another one. */
const ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

/** A digit and a letter: what begins like that is no word and no number. */
const ID_STARTS = ["0123456789", "abcdefghjkmnpqrstvwxyz"];
const ID_LENGTH = 8;

function queuedAt(glimpse: Glimpse): number {
  return "damage" in glimpse ? 0 : glimpse.mail.queuedAt;
}

function lookAt(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function openLocked(path: string): Deno.FsFile | "busy" | undefined {
  let file: Deno.FsFile | undefined;
  try {
    file = Deno.openSync(path, { read: true, append: true });
    if (!file.tryLockSync(true)) {
      file.close();
      return "busy";
    }
    // Whoever had it before may have removed it.
    if (file.statSync().ino === Deno.lstatSync(path).ino) return file;
    file.close();
    return undefined;
  } catch (error) {
    file?.close();
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** A mail whose file is locked. */
export class TakenMail implements Disposable {
  /** What it is called. */
  readonly id: string;
  /** What its file holds. */
  readonly contents: Contents;
  readonly #path: string;
  readonly #file: Deno.FsFile;
  #failure: unknown;

  /**
   * @param id What it is called.
   * @param path Its file.
   * @param file The same, open and locked.
   * @param contents What the file holds.
   */
  constructor(id: string, path: string, file: Deno.FsFile, contents: Contents) {
    this.id = id;
    this.#path = path;
    this.#file = file;
    this.contents = contents;
  }

  /** The octets of its message. */
  open(): AsyncIterable<Uint8Array> {
    return readMessage(this.#path, this.contents);
  }

  /**
   * Writes that the end of the message is about to be sent. It may leave when the promise is done.
   *
   * @param recipients Whom it is for.
   * @throws {Deno.errors} If it cannot be written: then it may not leave.
   */
  async beforeDot(recipients: readonly Recipient[]): Promise<void> {
    this.write({ at: Date.now(), dot: recipients.map(({ address }) => address) });
    await this.#file.syncData();
  }

  /**
   * Adds a record.
   *
   * @param record The record.
   * @throws {Deno.errors} If it cannot be written.
   */
  write(record: OutboxRecord): void {
    // After a record that was not written whole nothing else may be: it would be lost with it.
    if (this.#failure !== undefined) throw this.#failure;
    const octets = new TextEncoder().encode(formatRecord(record));
    try {
      for (let at = 0; at < octets.length;) at += this.#file.writeSync(octets.subarray(at));
    } catch (error) {
      this.#failure = error;
      throw error;
    }
    this.contents.fates.take(record);
  }

  /** Brings the records to the disk. */
  async sync(): Promise<void> {
    await this.#file.syncData();
  }

  /** Removes it from the outbox. */
  remove(): void {
    Deno.removeSync(this.#path);
    syncDirectory(this.#path.slice(0, this.#path.lastIndexOf("/") + 1));
  }

  /** Lets others have it. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}
