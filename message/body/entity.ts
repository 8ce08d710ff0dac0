/**
 * What a header says about the body behind it (RFC 2045 1, RFC 2046 5).
 * @module
 */
import { isIdentity } from "../encoding/content_encoding.ts";
import { parseContentType, parseTransferEncoding } from "../header/content_type.ts";
import { findField, findFields, type HeaderField } from "../header/header.ts";

/** What a body is. */
export type Body =
  /** Content of its own, and the encoding that suits it. */
  | { readonly kind: "leaf"; readonly encoding: "quoted-printable" | "base64" }
  /** Parts between the lines of a boundary, and what a part is that does not say it. */
  | { readonly kind: "multipart"; readonly boundary: string; readonly partType: DefaultType }
  /** A message in a message. */
  | { readonly kind: "message" }
  /** What must stay as it is; the reason as the rest of a sentence about it. */
  | { readonly kind: "opaque"; readonly reason: string };

/** What a body is whose header has no Content-Type: RFC 2045 5.2, and RFC 2046 5.1.5 for digests. */
export type DefaultType = "text" | "message";

/** A message, or a part of one: a header and its body. */
export interface Entity {
  /** Its number in the message, from 0; an entity stands before those in it. */
  readonly index: number;
  /** The numbers of those it is in, the outermost first. */
  readonly ancestors: readonly number[];
  /** Whether it is a message: the whole one, or one in a message. */
  readonly isMessage: boolean;
  /** Its header. */
  readonly fields: readonly HeaderField[];
  /** Whether a blank line ended the header, so that there is a body. */
  readonly complete: boolean;
  /** What the header says about the body. */
  readonly body: Body;
}

const TRANSFER_ENCODING = "content-transfer-encoding";
/** Of type `message`: those that hold one and may not be encoded (RFC 2046 5.2.1). */
const MESSAGE_SUBTYPES: ReadonlySet<string> = new Set(["rfc822", "news"]);
const MULTIPART_SIGNED = "signed";

/**
 * Whether a header declares a body that is not encoded and may have 8-bit octets: `8bit` or `binary`
 * (RFC 2045 6.2).
 */
export function declaresEightBit(fields: readonly HeaderField[]): boolean {
  const field = findField(fields, TRANSFER_ENCODING);
  const encoding = field === undefined ? "" : parseTransferEncoding(field.value);
  return encoding === "8bit" || encoding === "binary";
}

/**
 * Reads what a header says about its body. Where readers would not agree, the body is opaque.
 *
 * @param fields The header.
 * @param defaultType What the body is when the header does not say it.
 */
export function describeBody(fields: readonly HeaderField[], defaultType: DefaultType): Body {
  const types = findFields(fields, "content-type");
  const encodings = findFields(fields, TRANSFER_ENCODING);
  if (fields.some(({ name }) => name === "")) {
    return opaque("has a header line that is not a field");
  }
  if (types.length > 1) return opaque("has two Content-Type fields");
  if (encodings.length > 1) return opaque("has two Content-Transfer-Encoding fields");
  const [encoding] = encodings;
  if (encoding !== undefined && !isIdentity(parseTransferEncoding(encoding.value))) {
    return opaque("has a Content-Transfer-Encoding that allows no 8-bit octets");
  }
  const [type] = types;
  if (type !== undefined) return describeType(type.value);
  return defaultType === "message" ? { kind: "message" } : leaf("quoted-printable");
}

function describeType(value: string): Body {
  const contentType = parseContentType(value);
  if (contentType === undefined) return opaque("has a Content-Type that cannot be read");
  const { type, subtype, parameters } = contentType;
  switch (type) {
    case "multipart":
      return describeMultipart(subtype, parameters.get("boundary")?.trimEnd() ?? "");
    case "message":
      return describeMessage(subtype);
    case "text":
      return leaf("quoted-printable");
    default:
      return leaf("base64");
  }
}

function describeMultipart(subtype: string, boundary: string): Body {
  if (subtype === MULTIPART_SIGNED) {
    return opaque("is signed, and re-encoding would break the signature (RFC 1847 2.1)");
  }
  if (boundary === "") return opaque("has a Content-Type without a boundary");
  return { kind: "multipart", boundary, partType: subtype === "digest" ? "message" : "text" };
}

function describeMessage(subtype: string): Body {
  if (MESSAGE_SUBTYPES.has(subtype)) return { kind: "message" };
  // RFC 6532 3.7: what is global may be encoded, other than all else of type message.
  if (subtype.startsWith("global")) return leaf("base64");
  return opaque(`is of type message/${subtype}, which must not be encoded (RFC 2045 6.4)`);
}

function leaf(encoding: "quoted-printable" | "base64"): Body {
  return { kind: "leaf", encoding };
}

function opaque(reason: string): Body {
  return { kind: "opaque", reason };
}
