/**
 * The envelope of a message as it is kept beside the message: what a file of the message alone
 * cannot tell (RFC 5321 2.3.1).
 * @module
 */
import { JsonMembers } from "./json_members.ts";

/** What is kept of an envelope. */
export interface EnvelopeRecord {
  /** The version of this form. */
  readonly version: 1;
  /** The mailbox of MAIL FROM without angle brackets; empty for the null reverse-path. */
  readonly mailFrom: string;
  /** The mailboxes of RCPT TO without angle brackets, in their order. */
  readonly rcptTo: readonly string[];
  /** The parameters of MAIL FROM as they were given, such as `BODY=8BITMIME`; absent without any. */
  readonly mailParameters?: readonly string[];
  /** For each of `rcptTo` the parameters of its RCPT TO, such as `NOTIFY=NEVER`; absent without any. */
  readonly rcptParameters?: readonly (readonly string[])[];
  /** The name that the client gave itself in EHLO or HELO. */
  readonly ehlo?: string;
  /** The other side of the connection: address and port. */
  readonly peer?: string;
  /** Whether it came under TLS; absent where that is not known. */
  readonly encrypted?: boolean;
  /** Who had authenticated; absent without that. */
  readonly user?: string;
  /** When it was sent or accepted: ISO 8601. */
  readonly time: string;
}

type Writable<Type> = { -readonly [Member in keyof Type]: Type[Member] };

/** A text that is no envelope record. The message says where, for a person. */
export class EnvelopeRecordError extends Error {
  /** The name of the error. */
  override readonly name = "EnvelopeRecordError";
}

/** Writes a record as JSON, to be kept in a file. */
export function formatEnvelopeRecord(record: EnvelopeRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/**
 * Reads a record. Members that it does not know are passed over, so that a later version may add
 * some.
 *
 * @param text The JSON.
 * @throws {EnvelopeRecordError} When it is no JSON, or a member is missing or of the wrong type.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatEnvelopeRecord, parseEnvelopeRecord } from "./envelope_record.ts";
 *
 * const record = { version: 1, mailFrom: "", rcptTo: ["a@b.pt"], time: "2026-11-23T22:00:00Z" } as const;
 * assertEquals(parseEnvelopeRecord(formatEnvelopeRecord(record)), record);
 * ```
 */
export function parseEnvelopeRecord(text: string): EnvelopeRecord {
  return recordOf(JsonMembers.parse(text, refuse));
}

/**
 * Reads a record that was read as JSON already; else as {@linkcode parseEnvelopeRecord}.
 *
 * @param value The value.
 * @throws {EnvelopeRecordError} When it is no object, or a member is missing or of the wrong type.
 */
export function readEnvelopeRecord(value: unknown): EnvelopeRecord {
  return recordOf(new JsonMembers(value, refuse));
}

function recordOf(members: JsonMembers): EnvelopeRecord {
  if (members.get("version") !== 1) throw refuse("version is not 1");
  const time = members.text("time");
  if (Number.isNaN(Date.parse(time))) throw refuse("time is no date");
  const record: Writable<EnvelopeRecord> = {
    version: 1,
    mailFrom: members.text("mailFrom"),
    rcptTo: members.texts("rcptTo"),
    time,
  };
  if (members.has("mailParameters")) record.mailParameters = members.texts("mailParameters");
  if (members.has("rcptParameters")) {
    record.rcptParameters = members.list("rcptParameters")
      .map((item) => members.texts("rcptParameters", item));
  }
  if (members.has("ehlo")) record.ehlo = members.text("ehlo");
  if (members.has("peer")) record.peer = members.text("peer");
  if (members.has("encrypted")) record.encrypted = members.boolean("encrypted");
  if (members.has("user")) record.user = members.text("user");
  return record;
}

function refuse(reason: string): EnvelopeRecordError {
  return new EnvelopeRecordError(`Cannot read the envelope record: ${reason}`);
}
