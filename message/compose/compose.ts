/**
 * A message made from what a person wants to say (RFC 5322, MIME).
 * @module
 */
import { base64Length, encodeBase64 } from "../encoding/base64.ts";
import { type Draft, toMimeRequest } from "./draft.ts";
import { type ExtraField, findExtraField } from "./extra_field.ts";
import { mailboxesOf, parseAddressList } from "../address/header_address.ts";
import { findFields, type HeaderField, parseHeader } from "../header/header.ts";
import { hasOnlyCrlf } from "./line_ends.ts";
import { type Message, MessageError } from "../message.ts";
import { type AddressList, buildMime, type MimeRequest } from "./mime.ts";
import { concatenate, type OctetSource } from "../encoding/octets.ts";
import { hasEightBit, LineScan } from "./scan.ts";

/** The order that people read a header in; the fields that a person adds stand between. */
const FIRST_FIELDS: readonly string[] = [
  "from",
  "sender",
  "reply-to",
  "to",
  "cc",
  "subject",
  "date",
  "message-id",
];
const LAST_FIELDS: readonly string[] = [
  "mime-version",
  "content-transfer-encoding",
  "content-type",
];

/**
 * Composes a message. Its lines end with CRLF, and it is 7-bit unless a local part in the header is
 * not ASCII. Bcc recipients have no place in it (RFC 5322 3.6.3).
 *
 * @param draft What to say.
 * @returns The message; opening it reads the attachments.
 * @throws {MessageError} When anything for the header holds a control character, or the header
 * cannot be written by the rules of RFC 5322.
 * @throws {AddressError} When a further field such as `Reply-To: x` holds no address list.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { parseMailbox } from "../address/address.ts";
 * import { compose } from "./compose.ts";
 * import { concatenate } from "../encoding/octets.ts";
 *
 * const message = await compose({
 *   from: { name: "", mailbox: parseMailbox("alberto@ualg.pt") },
 *   to: [{ name: "Ana", mailbox: parseMailbox("ana.maria@gmail.com") }],
 *   cc: [],
 *   subject: "Olá",
 *   text: "Hi, Ana!",
 *   attachments: [],
 *   headers: ["X-Lab: 2"],
 *   date: new Date(0),
 * });
 * const text = new TextDecoder().decode(concatenate(await Array.fromAsync(message.open())));
 * assertStringIncludes(text, "To: Ana <ana.maria@gmail.com>\r\nSubject: =?UTF-8?Q?Ol=C3=A1?=\r\n");
 * ```
 */
export async function compose(draft: Draft): Promise<Message> {
  const request = toMimeRequest(draft);
  const [first = new Uint8Array(0), ...others] = await buildMime(request);
  const { fields } = parseHeader(first);
  refuseOtherAddresses(fields, request.addresses);
  const header = writeHeader(fields, request.fields);
  const pieces = [concatenate([header, first.subarray(header.length)]), ...others];
  const sources = draft.attachments.map(({ source }) => source);
  return {
    size: scanPieces(pieces) + sources.reduce((sum, { size }) => sum + base64Length(size), 0),
    eightBit: pieces.some(hasEightBit),
    utf8Header: hasEightBit(header),
    open: () => readMessage(pieces, sources),
  };
}

/** Checks all that MailComposer wrote, and counts its octets. */
function scanPieces(pieces: readonly Uint8Array[]): number {
  const scan = new LineScan();
  for (const piece of pieces) {
    scan.push(piece);
    if (!hasOnlyCrlf(piece)) throw new MessageError("Cannot compose lines that end with CRLF");
  }
  return scan.size;
}

/** What was written must be read again as what was meant, or header and envelope would differ. */
function refuseOtherAddresses(
  fields: readonly HeaderField[],
  addresses: MimeRequest["addresses"],
): void {
  for (const [name, list] of Object.entries(addresses)) {
    const written = findFields(fields, name).flatMap(({ value }) => parseAddressList(value));
    if (namesOf(written) === namesOf(list)) continue;
    throw new MessageError(`Cannot write the addresses of the header field ${name}`);
  }
}

function namesOf(list: AddressList): string {
  return mailboxesOf(list).map(({ mailbox }) => mailbox.toString()).join("\n");
}

/** The fields in our order, their names as they were typed: only their case can differ. */
function writeHeader(fields: readonly HeaderField[], typed: readonly ExtraField[]): Uint8Array {
  const sorted = fields.toSorted((a, b) => rank(a.name) - rank(b.name));
  return concatenate(sorted.flatMap(({ name, raw }) => {
    const spelling = findExtraField(typed, name)?.name ?? name;
    return [new TextEncoder().encode(spelling), raw.subarray(spelling.length)];
  }));
}

function rank(name: string): number {
  const first = FIRST_FIELDS.indexOf(name.toLowerCase());
  const last = LAST_FIELDS.indexOf(name.toLowerCase());
  return first >= 0 ? first : FIRST_FIELDS.length + 1 + last;
}

async function* readMessage(
  pieces: readonly Uint8Array[],
  sources: readonly OctetSource[],
): AsyncGenerator<Uint8Array> {
  for (const [index, piece] of pieces.entries()) {
    yield piece;
    const source = sources[index];
    if (source !== undefined) yield* encodeBase64(source.open());
  }
}
