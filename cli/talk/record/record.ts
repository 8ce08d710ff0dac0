/**
 * A dialogue as `:save` keeps it and `:replay` reads it: as text for people, or as JSON.
 * @module
 */
import { JsonMembers } from "../../../message/file/json_members.ts";
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
  const members = JsonMembers.parse(text, refuse);
  if (members.get("version") !== 1) throw refuse("version is not 1");
  return {
    version: 1,
    host: members.text("host"),
    address: members.text("address"),
    port: members.number("port"),
    began: members.text("began"),
    entries: members.list("entries").map((entry) => readEntry(new JsonMembers(entry, refuse))),
  };
}

function readEntry(members: JsonMembers): Entry {
  const base = {
    seconds: members.number("seconds"),
    encrypted: members.get("encrypted") === true,
  };
  const from = members.text("from");
  switch (from) {
    case "client":
      return readClientEntry(members, base);
    case "server":
      return readServerEntry(members, base);
    case "received":
      return { ...base, from, text: members.text("text") };
    case "note":
    case "failure": {
      const hidden = members.has("hidden") ? { hidden: members.number("hidden") } : {};
      return { ...base, from, text: members.text("text"), ...hidden };
    }
    default:
      throw refuse(`unknown speaker ${JSON.stringify(from)}`);
  }
}

function readClientEntry(
  members: JsonMembers,
  base: { seconds: number; encrypted: boolean },
): Entry {
  const entry = {
    ...base,
    from: "client",
    text: members.text("text"),
    ...(members.has("octets") ? { octets: members.text("octets") } : {}),
    ...(members.get("isSecret") === true ? { isSecret: true } as const : {}),
    ...(members.get("more") === true ? { more: true } as const : {}),
  } as const;
  try {
    octetsOf(entry);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refuse("octets is not hexadecimal");
  }
  return entry;
}

function readServerEntry(
  members: JsonMembers,
  base: { seconds: number; encrypted: boolean },
): Entry {
  const entry = {
    ...base,
    from: "server",
    code: members.number("code"),
    lines: members.texts("lines"),
    ...(members.has("before") ? { before: members.texts("before") } : {}),
  } as const;
  try {
    if (replyOf(entry) !== undefined) return entry;
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
  }
  throw refuse("a reply is not an SMTP reply");
}

function refuse(reason: string): TalkRecordError {
  return new TalkRecordError(`not a dialogue saved as JSON: ${reason}`);
}
