/**
 * A dialogue as `:save` keeps it and `:replay` reads it: as text for people, or as JSON.
 * @module
 */
import { ReplyError } from "../../../smtp/reply.ts";
import { render } from "../../terminal/style.ts";
import { transcriptLine } from "../../terminal/transcript.ts";
import { type Entry, octetsOf, replyOf, transcriptOf } from "./entry.ts";

/** A dialogue. */
export interface TalkRecord {
  /** The version of the format. */
  readonly version: 1;
  /** The server's name. */
  readonly host: string;
  /** The address that answered. */
  readonly address: string;
  /** The port. */
  readonly port: number;
  /** When it began: a date by RFC 3339. */
  readonly began: string;
  /** What was said. */
  readonly entries: readonly Entry[];
}

/** A text that is no record of a dialogue. The message says why, for a person. */
export class TalkRecordError extends Error {
  override readonly name = "TalkRecordError";
}

/**
 * Formats a dialogue as JSON.
 *
 * @param record The dialogue.
 * @returns JSON with a line end.
 */
export function formatTalkRecord(record: TalkRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/**
 * Formats a dialogue as a person sees it on the terminal.
 *
 * @param record The dialogue.
 * @returns Lines, each with its LF.
 */
export function formatTranscript({ host, address, port, began, entries }: TalkRecord): string {
  const heading = `${host} [${address}] port ${port}, ${began}\n`;
  const lines = entries.flatMap((entry) => transcriptOf(entry)).flatMap((event) =>
    transcriptLine(event, 0)
  );
  return render([heading, ...lines], false);
}

/**
 * Reads a dialogue that {@linkcode formatTalkRecord} wrote. Members that it does not know are passed
 * over, so that a later version may add some.
 *
 * @param text The JSON.
 * @returns The dialogue.
 * @throws {TalkRecordError} If it is no JSON, or a member is missing or of the wrong type.
 */
export function parseTalkRecord(text: string): TalkRecord {
  const members = readObject(parseJson(text));
  if (members.get("version") !== 1) throw refuse("version is not 1");
  const entries = members.get("entries");
  if (!Array.isArray(entries)) throw refuse("entries is no list");
  return {
    version: 1,
    host: readText(members, "host"),
    address: readText(members, "address"),
    port: readNumber(members, "port"),
    began: readText(members, "began"),
    entries: entries.map((entry) => readEntry(readObject(entry))),
  };
}

type Members = ReadonlyMap<string, unknown>;

function readEntry(members: Members): Entry {
  const base = {
    seconds: readNumber(members, "seconds"),
    encrypted: members.get("encrypted") === true,
  };
  const from = readText(members, "from");
  switch (from) {
    case "client":
      return readClientEntry(members, base);
    case "server":
      return readServerEntry(members, base);
    case "received":
      return { ...base, from, text: readText(members, "text") };
    case "note":
    case "failure": {
      const hidden = members.has("hidden") ? { hidden: readNumber(members, "hidden") } : {};
      return { ...base, from, text: readText(members, "text"), ...hidden };
    }
    default:
      throw refuse(`nobody is called ${JSON.stringify(from)}`);
  }
}

function readClientEntry(members: Members, base: { seconds: number; encrypted: boolean }): Entry {
  const entry = {
    ...base,
    from: "client",
    text: readText(members, "text"),
    ...(members.has("octets") ? { octets: readText(members, "octets") } : {}),
    ...(members.get("isSecret") === true ? { isSecret: true } as const : {}),
    ...(members.get("more") === true ? { more: true } as const : {}),
  } as const;
  try {
    octetsOf(entry);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refuse("octets is not in hexadecimal");
  }
  return entry;
}

function readServerEntry(members: Members, base: { seconds: number; encrypted: boolean }): Entry {
  const entry = {
    ...base,
    from: "server",
    code: readNumber(members, "code"),
    lines: readTexts(members, "lines"),
    ...(members.has("before") ? { before: readTexts(members, "before") } : {}),
  } as const;
  try {
    if (replyOf(entry) !== undefined) return entry;
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
  }
  throw refuse("a reply is none of SMTP");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse("it is not JSON");
  }
}

function readObject(value: unknown): Members {
  if (typeof value !== "object" || value === null) throw refuse("it is no object");
  return new Map(Object.entries(value));
}

function readText(members: Members, name: string): string {
  const value = members.get(name);
  if (typeof value !== "string") throw refuse(`${name} is no text`);
  return value;
}

function readTexts(members: Members, name: string): string[] {
  const value = members.get(name);
  if (Array.isArray(value) && value.every((line) => typeof line === "string")) return value;
  throw refuse(`${name} is no list of texts`);
}

function readNumber(members: Members, name: string): number {
  const value = members.get(name);
  if (typeof value !== "number") throw refuse(`${name} is no number`);
  return value;
}

function refuse(reason: string): TalkRecordError {
  return new TalkRecordError(`it is no dialogue saved as JSON: ${reason}`);
}
