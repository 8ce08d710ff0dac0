/**
 * A message made from what a person wants to say (RFC 5322, MIME).
 * @module
 */
import { base64Length, encodeBase64 } from "../encoding/base64.ts";
import type { OctetSource, Reading } from "../encoding/octets.ts";
import type { Message } from "../message.ts";
import { type Draft, toMimeRequest } from "./draft.ts";
import { buildMime } from "./mime.ts";
import { LineScan } from "./scan.ts";
import { hasEightBit } from "../encoding/octets.ts";

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
  const pieces = await buildMime(toMimeRequest(draft));
  const sources = draft.attachments.map(({ source }) => source);
  // Whatever is beyond ASCII in a body is encoded: what is left stands in the header.
  const utf8Header = pieces.some(hasEightBit);
  const message: Message = {
    size: scanPieces(pieces) + sources.reduce((sum, { size }) => sum + base64Length(size), 0),
    eightBit: utf8Header,
    utf8Header,
    open: (reading = {}) => readMessage(pieces, sources, reading),
  };
  const [octets] = pieces;
  return octets === undefined || sources.length > 0 ? message : { ...message, octets };
}

/** Counts the octets, and refuses a field that no server takes. */
function scanPieces(pieces: readonly Uint8Array[]): number {
  const scan = new LineScan();
  for (const piece of pieces) scan.push(piece);
  return scan.size;
}

async function* readMessage(
  pieces: readonly Uint8Array[],
  sources: readonly OctetSource[],
  reading: Reading,
): AsyncGenerator<Uint8Array> {
  for (const [index, piece] of pieces.entries()) {
    yield piece;
    const source = sources[index];
    if (source !== undefined) yield* encodeBase64(source.open({ reuse: true }), reading);
  }
}
