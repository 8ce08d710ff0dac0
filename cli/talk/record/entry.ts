/**
 * A dialogue as it is kept: who said what and when, one entry a line of the client and one a reply.
 * @module
 */
import type { Reply, TranscriptEvent } from "../../../smtp/mod.ts";
import { replyLines, ReplyParser } from "../../../smtp/reply.ts";

/** What an entry has in common with the others. */
interface EntryBase {
  /** Seconds since the dialogue began. */
  readonly seconds: number;
  /** Whether it went through TLS. */
  readonly encrypted: boolean;
}

/** A line that was sent. */
export interface ClientEntry extends EntryBase {
  /** The discriminant. */
  readonly from: "client";
  /** The line as it left, dots stuffed, without its CRLF; a secret is masked. */
  readonly text: string;
  /** The octets in hexadecimal, where they are anything but the text in UTF-8 and CRLF. */
  readonly octets?: string;
  /** Whether a secret is masked, so that nobody can say the same again. */
  readonly isSecret?: true;
  /** Whether the next line left in the same write. */
  readonly more?: true;
}

/** A reply. */
interface ServerEntry extends EntryBase {
  /** The discriminant. */
  readonly from: "server";
  /** Its code. */
  readonly code: number;
  /** Its lines without their codes. */
  readonly lines: readonly string[];
  /** Lines with another code before them, as they stood. */
  readonly before?: readonly string[];
}

/** A line of the server that is none of a reply, or belongs to one that has no end. */
interface ReceivedEntry extends EntryBase {
  /** The discriminant. */
  readonly from: "received";
  /** The line, perhaps not to its end. */
  readonly text: string;
}

/** What mua says about what it does, or about what went wrong. */
export interface NoteEntry extends EntryBase {
  /** The discriminant. */
  readonly from: "note" | "failure";
  /** The text. */
  readonly text: string;
  /** Octets of a message that left here and were not kept. */
  readonly hidden?: number;
}

/** One entry of a dialogue. */
export type Entry = ClientEntry | ServerEntry | ReceivedEntry | NoteEntry;

/**
 * The octets of a line that was sent.
 *
 * @param entry The line.
 * @returns The octets; `undefined` if they held a secret.
 */
export function octetsOf(entry: ClientEntry): Uint8Array | undefined {
  if (entry.isSecret) return undefined;
  if (entry.octets !== undefined) return Uint8Array.fromHex(entry.octets);
  return new TextEncoder().encode(`${entry.text}\r\n`);
}

/**
 * The reply of an entry.
 *
 * @param entry The entry.
 * @returns The reply.
 * @throws {ReplyError} If it is none that a server can have sent.
 */
export function replyOf(entry: ServerEntry): Reply | undefined {
  const parser = new ReplyParser();
  const texts = replyLines({ ...entry, enhanced: undefined });
  parser.feed(new TextEncoder().encode(texts.map((text) => `${text}\r\n`).join("")));
  return parser.next();
}

/** What stands for the line end of a line that was sent, where line ends are shown. */
const LINE_END = "<CR><LF>";

/**
 * An entry as lines of a transcript.
 *
 * @param entry The entry.
 * @param withLineEnds Whether the ends of lines that were sent are shown.
 * @returns The lines; those of one entry have the same time.
 */
export function transcriptOf(entry: Entry, withLineEnds = false): TranscriptEvent[] {
  const { seconds, encrypted, from } = entry;
  const speaker = from === "received" ? "server" : from;
  const base = { time: seconds * 1000, speaker, stage: "connect", encrypted } as const;
  switch (entry.from) {
    case "client": {
      const end = withLineEnds && entry.octets === undefined ? LINE_END : "";
      return [{ ...base, text: entry.text + end }];
    }
    case "server":
      return replyLines({ ...entry, enhanced: undefined }).map((text) => ({
        ...base,
        text,
        code: entry.code,
      }));
    default:
      return [{ ...base, text: entry.text }];
  }
}
