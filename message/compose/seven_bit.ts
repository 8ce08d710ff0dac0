/**
 * A message in 7 bits for a server without 8BITMIME (RFC 6152 3).
 *
 * Only what needs it is changed: a part with 8-bit octets becomes quoted-printable if it is text and
 * base64 if it is not, its Content-Transfer-Encoding says so, and `8bit` and `binary` elsewhere become
 * `7bit`. What declared no type gets the fields it needs to be read, "using the best available
 * information" (RFC 1428 3): UTF-8 where the octets are UTF-8, or else the charset `unknown-8bit`.
 * Whoever decodes the result has the octets of the original. A DKIM signature of the original does
 * not hold for it (RFC 6376 5.3).
 * @module
 */
import { Base64Encoder } from "../encoding/base64.ts";
import type { ContentEncoder } from "../encoding/content_encoding.ts";
import { EightBitSearch } from "./eight_bit_search.ts";
import { type Body, declaresEightBit, type Entity } from "../body/entity.ts";
import { concatenate } from "../encoding/octets.ts";
import { findField } from "../header/header.ts";
import { type EntityPiece, EntityReader } from "../body/entity_reader.ts";
import { withCrlf } from "./line_ends.ts";
import { type Message, MessageError } from "../message.ts";
import { QuotedPrintableEncoder } from "../encoding/quoted_printable.ts";
import { LineScan } from "./scan.ts";

const TRANSFER_ENCODING = "Content-Transfer-Encoding";
const CONTENT_TYPE = "Content-Type";
const MIME_VERSION = "MIME-Version";
const CRLF = Uint8Array.of(0x0d, 0x0a);

/**
 * Re-encodes a message so that no octet is above 127. The message is read twice to know what to
 * change and the size of the result, and again whenever the result is read; it is never held in
 * memory.
 *
 * @param message The message, with lines of at most 998 octets that end with CRLF.
 * @returns The message itself when it has no 8-bit octets, else one that is equal when decoded.
 * @throws {MessageError} When it cannot be re-encoded: 8-bit octets are in a header, in a signed part,
 * outside of all parts, or in a part that may not be encoded or whose header readers would not agree on;
 * or it has too many parts. The text says why.
 * @throws {SourceError} When the message cannot be read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readReadyMessage } from "./eml.ts";
 * import { concatenate, octetsInMemory } from "../encoding/octets.ts";
 * import { toSevenBit } from "./seven_bit.ts";
 *
 * const mail = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nOlá\n";
 * const source = octetsInMemory("mail.eml", new TextEncoder().encode(mail));
 * const message = await toSevenBit(await readReadyMessage(source));
 * assertEquals(
 *   new TextDecoder().decode(concatenate(await Array.fromAsync(message.open()))),
 *   "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n" +
 *     "Content-Transfer-Encoding: quoted-printable\r\n\r\nOl=C3=A1\r\n",
 * );
 * ```
 */
export async function toSevenBit(message: Message): Promise<Message> {
  if (!message.eightBit) return message;
  if (message.utf8Header) {
    throw new MessageError(
      "Cannot re-encode the message in 7 bits: its header contains UTF-8, which requires SMTPUTF8",
    );
  }
  const search = new EightBitSearch();
  for await (const piece of readEntities(message)) search.take(piece);
  // Only base64 at the very end of a message has no line end of its own.
  const open = (): AsyncIterable<Uint8Array> => withCrlf(reencode(message, search));
  const scan = new LineScan();
  for await (const piece of open()) scan.push(piece);
  return { size: scan.size, eightBit: scan.eightBit, utf8Header: false, open };
}

async function* readEntities(message: Message): AsyncGenerator<EntityPiece> {
  const reader = new EntityReader();
  for await (const piece of message.open()) yield* reader.push(piece);
  yield* reader.end();
}

async function* reencode(
  message: Message,
  { holders, utf8 }: EightBitSearch,
): AsyncGenerator<Uint8Array> {
  let encoder: ContentEncoder | undefined;
  for await (const piece of readEntities(message)) {
    switch (piece.kind) {
      case "header":
        encoder = holders.has(piece.entity.index) ? encoderFor(piece.entity.body) : undefined;
        yield sevenBitHeader(piece.entity, {
          isReencoded: holders.has(piece.entity.index),
          isUtf8: utf8.has(piece.entity.index),
        });
        break;
      case "content":
        yield encoder?.push(piece.octets) ?? piece.octets;
        break;
      case "end":
        if (encoder !== undefined) yield encoder.end();
        break;
      case "frame":
        yield piece.octets;
    }
  }
}

function encoderFor(body: Body): ContentEncoder | undefined {
  if (body.kind !== "leaf") return undefined;
  return body.encoding === "base64" ? new Base64Encoder() : new QuotedPrintableEncoder();
}

/** What became of a body. */
interface Change {
  /** Whether it was re-encoded, or a part in it was. */
  readonly isReencoded: boolean;
  /** Whether it is UTF-8, if it was declared to be nothing. */
  readonly isUtf8: boolean;
}

/**
 * The header of a part that was re-encoded: changes the fields that no longer hold and adds those that are needed, and no others.
 *
 * @param entity The part.
 * @param change What became of its body.
 * @returns Its header, with the blank line if there is one.
 */
function sevenBitHeader(entity: Entity, { isReencoded, isUtf8 }: Change): Uint8Array {
  const { fields, body, complete, isMessage } = entity;
  const encoding = isReencoded && body.kind === "leaf" ? body.encoding : sevenBitLabel(entity);
  const pieces = fields.map(({ name, raw }) =>
    encoding !== undefined && name.toLowerCase() === TRANSFER_ENCODING.toLowerCase()
      ? formatField(TRANSFER_ENCODING, encoding)
      : raw
  );
  const add = (name: string, value: string): void => {
    if (findField(fields, name) === undefined) pieces.push(formatField(name, value));
  };
  // Without it, a reader need not believe the fields of MIME (RFC 2045 4).
  if (isReencoded && isMessage) add(MIME_VERSION, "1.0");
  if (isReencoded && body.kind === "leaf") {
    // RFC 1428 3: the charset unknown-8bit is for text whose charset nobody knows.
    add(CONTENT_TYPE, `text/plain; charset=${isUtf8 ? "utf-8" : "unknown-8bit"}`);
    add(TRANSFER_ENCODING, body.encoding);
  }
  return concatenate([...pieces, ...(complete ? [CRLF] : [])]);
}

/** What is left to be said of a body without 8-bit octets that was declared to have some. */
function sevenBitLabel({ fields, body }: Entity): string | undefined {
  return body.kind !== "opaque" && declaresEightBit(fields) ? "7bit" : undefined;
}

function formatField(name: string, value: string): Uint8Array {
  return new TextEncoder().encode(`${name}: ${value}\r\n`);
}
