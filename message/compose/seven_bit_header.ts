/**
 * The header of a part that was re-encoded in 7 bits.
 * @module
 */
import { declaresEightBit, type Entity } from "../body/entity.ts";
import { findField } from "../header/header.ts";
import { concatenate } from "../encoding/octets.ts";

const TRANSFER_ENCODING = "Content-Transfer-Encoding";
const CONTENT_TYPE = "Content-Type";
const MIME_VERSION = "MIME-Version";
const CRLF = Uint8Array.of(0x0d, 0x0a);

/** What became of a body. */
interface Change {
  /** Whether it was re-encoded, or a part in it was. */
  readonly isReencoded: boolean;
  /** Whether it is UTF-8, if it was declared to be nothing. */
  readonly isUtf8: boolean;
}

/**
 * Changes the fields that no longer hold and adds those that are needed, and no others.
 *
 * @param entity The part.
 * @param change What became of its body.
 * @returns Its header, with the blank line if there is one.
 */
export function sevenBitHeader(entity: Entity, { isReencoded, isUtf8 }: Change): Uint8Array {
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
