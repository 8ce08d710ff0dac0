/**
 * A ready message, sent as it is but for what a sender must change.
 *
 * Every line end becomes CRLF, a bare LF too and in the body a bare CR; the last line gets one. A bare CR
 * in the header is refused: some take it for a line end and some not, so one could hide a field. Bcc and
 * Resent-Bcc are removed (RFC 5322 3.6.3, RFC 5321 7.2). A leading `From ` line is the mark of an
 * mbox file and no part of the message: it is removed. Nothing else is added, removed or mended:
 * what no server may be asked to take is refused with its line number.
 * @module
 */
import { AddressError } from "../address/address.ts";
import { type HeaderAddress, mailboxesOf, parseAddressList } from "../address/header_address.ts";
import { findFields, type HeaderField, HeaderReader, MAX_HEADER_LENGTH } from "../header/header.ts";
import { LineEnds, withCrlf } from "./line_ends.ts";
import { type Message, MessageError } from "../message.ts";
import { concatenate, type OctetSource } from "../encoding/octets.ts";
import { LineScan } from "./scan.ts";
import { hasEightBit } from "../encoding/octets.ts";

const BLIND_FIELDS: ReadonlySet<string> = new Set(["bcc", "resent-bcc"]);
const MBOX_MARK = "From ";
const CR = 0x0d;
const LF = 0x0a;
const CRLF = Uint8Array.of(CR, LF);

/** A ready message and its header as it stood in the source, with Bcc. */
interface ReadyMessage extends Message {
  /** The fields as they stood. */
  readonly fields: readonly HeaderField[];
}

/**
 * Reads a ready message once to know its size and what it asks of a server; its octets are read
 * again when it is sent and never held in memory.
 *
 * @param source The message, with line ends of any kind.
 * @throws {MessageError} When it is empty, when a line is no header field, longer than 998 octets
 * or holds NUL or, in the header, a CR without LF, or when the header is neither ASCII nor UTF-8 or longer than 1 MiB.
 * @throws {SourceError} When the source cannot be read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readReadyMessage } from "./eml.ts";
 * import { concatenate, octetsInMemory } from "../encoding/octets.ts";
 *
 * const source = octetsInMemory("mail.eml", new TextEncoder().encode("Bcc: eve\nSubject: Hi\n\nHi"));
 * const message = await readReadyMessage(source);
 * const sent = concatenate(await Array.fromAsync(message.open()));
 * assertEquals(new TextDecoder().decode(sent), "Subject: Hi\r\n\r\nHi\r\n");
 * ```
 */
export async function readReadyMessage(source: OctetSource): Promise<ReadyMessage> {
  const reader = new HeaderReader();
  const fields: HeaderField[] = [];
  let body: LineScan | undefined;
  for await (const piece of source.open({ reuse: true })) {
    if (body !== undefined) {
      body.push(piece);
      continue;
    }
    // The fields keep their octets.
    for (const field of reader.push(piece.slice())) fields.push(field);
    if (reader.size > MAX_HEADER_LENGTH) throw refuse("its header is longer than 1 MiB");
    if (!reader.done) continue;
    body = new LineScan(reader.lines + 1);
    body.push(reader.rest);
  }
  const isAsSent = body?.asSent ?? true;
  body?.end();
  for (const field of reader.end()) fields.push(field);
  const [first] = fields;
  if (isMboxLine(first)) {
    refuseBareCr(first);
    fields.shift();
  }
  const header = writeHeader(fields, reader.done);
  const size = header.length + (body?.size ?? 0);
  if (size === 0) throw refuse("it is empty");
  return {
    fields,
    size,
    eightBit: hasEightBit(header) || (body?.eightBit ?? false),
    utf8Header: hasEightBit(header),
    open: (reading) => readMessage(header, skip(source.open(reading), reader.size), isAsSent),
  };
}

/** The mailboxes that a header names; lists of none for fields that it has not. */
export interface HeaderParties {
  /** Authors, of From. */
  readonly from: readonly HeaderAddress[];
  /** Recipients of To or Resent-To. */
  readonly to: readonly HeaderAddress[];
  /** Recipients of Cc or Resent-Cc. */
  readonly cc: readonly HeaderAddress[];
  /** Recipients of Bcc or Resent-Bcc. */
  readonly bcc: readonly HeaderAddress[];
}

/**
 * Reads who a message is from and for out of its header, as `sendmail -t` does: when any Resent-
 * recipient field stands there, those are the recipients (RFC 5322 3.6.6).
 *
 * @param fields The header, with Bcc.
 * @throws {AddressError} When such a field holds no address list; the text names the field.
 */
export function readParties(fields: readonly HeaderField[]): HeaderParties {
  const resent = ["to", "cc", "bcc"].some((name) =>
    findFields(fields, `resent-${name}`).length > 0
  );
  const prefix = resent ? "resent-" : "";
  return {
    from: readMailboxes(fields, "from"),
    to: readMailboxes(fields, `${prefix}to`),
    cc: readMailboxes(fields, `${prefix}cc`),
    bcc: readMailboxes(fields, `${prefix}bcc`),
  };
}

function readMailboxes(fields: readonly HeaderField[], name: string): HeaderAddress[] {
  return findFields(fields, name).flatMap((field) => {
    try {
      return mailboxesOf(parseAddressList(field.value));
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      throw new AddressError(`${error.message} (${field.name}, line ${field.line})`);
    }
  });
}

/** The header as sent, checked field by field so that each fault has its line in the source. */
function writeHeader(fields: readonly HeaderField[], complete: boolean): Uint8Array {
  // A blind field too: what hides in it would be read as a recipient.
  for (const field of fields) refuseBareCr(field);
  const sent = fields.filter(({ name }) => !BLIND_FIELDS.has(name.toLowerCase()));
  const lines = sent.map(({ name, raw, line }) => {
    if (name === "") throw refuse(`line ${line} is neither a header field nor a blank line`);
    if (!isUtf8(raw)) throw refuse(`the header field of line ${line} is not UTF-8 (RFC 6532 3.1)`);
    const field = allCrlf(raw);
    new LineScan(line).push(field);
    return field;
  });
  return concatenate([...lines, ...(complete ? [CRLF] : [])]);
}

function refuseBareCr({ raw, line }: HeaderField): void {
  for (let at = raw.indexOf(CR); at >= 0; at = raw.indexOf(CR, at + 1)) {
    if (raw[at + 1] === LF) continue;
    const linesBefore = raw.subarray(0, at).filter((octet) => octet === LF).length;
    throw refuse(`line ${line + linesBefore} holds a CR without LF (RFC 5322 2.2)`);
  }
}

function allCrlf(octets: Uint8Array): Uint8Array {
  const lineEnds = new LineEnds();
  return concatenate([lineEnds.push(octets), lineEnds.end()]);
}

/** The header from memory, then the body, which is copied only where its line ends change. */
async function* readMessage(
  header: Uint8Array,
  body: AsyncIterable<Uint8Array>,
  isAsSent: boolean,
): AsyncGenerator<Uint8Array> {
  yield header;
  yield* isAsSent ? body : withCrlf(body);
}

async function* skip(
  stream: AsyncIterable<Uint8Array>,
  octets: number,
): AsyncGenerator<Uint8Array> {
  let toSkip = octets;
  for await (const piece of stream) {
    if (piece.length > toSkip) yield piece.subarray(toSkip);
    toSkip = Math.max(0, toSkip - piece.length);
  }
}

function isMboxLine(field: HeaderField | undefined): field is HeaderField {
  const start = new TextDecoder().decode(field?.raw.subarray(0, MBOX_MARK.length));
  return field?.name === "" && start === MBOX_MARK;
}

function isUtf8(octets: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(octets);
    return true;
  } catch {
    return false;
  }
}

function refuse(reason: string): MessageError {
  return new MessageError(`Cannot send the message: ${reason}`);
}
