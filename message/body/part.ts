/**
 * The parts of a message as a person sees them: what each is, how large, and where it lies.
 * @module
 */
import { isEncoded } from "../encoding/content_encoding.ts";
import { parseTransferEncoding } from "../header/content_type.ts";
import { decodeWords } from "../header/encoded_word.ts";
import { findFields, type HeaderField } from "../header/header.ts";
import { type ParameterFault, parseParameters } from "../header/parameters.ts";
import { withoutKept } from "../encoding/raw_octet.ts";

/** A run of octets in a message. */
interface Span {
  /** Octets of the message before it. */
  readonly offset: number;
  /** The number of its first line, from 1. */
  readonly line: number;
  /** Its octets. */
  readonly size: number;
}

/** What the header of a part says. */
export interface PartDescription {
  /** The media type in lower case, such as `text/plain`, also when it is only the default. */
  readonly type: string;
  /** Whether a Content-Type that can be read says so. */
  readonly declared: boolean;
  /** The parameters of the type by their names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The character set as named, for a type that has one. */
  readonly charset?: string;
  /** The transfer encoding in lower case; `7bit` when none is named (RFC 2045 6.1). */
  readonly encoding: string;
  /** `inline`, `attachment` or another word in lower case (RFC 2183 2). */
  readonly disposition?: string;
  /** The name of the file, decoded, as the message gives it: it may hold anything. */
  readonly fileName?: string;
  /** Content-ID as it stands. */
  readonly contentId?: string;
  /** Content-Description, decoded. */
  readonly description?: string;
  /** What is wrong with the fields that say this. */
  readonly faults: ReadonlySet<PartFault>;
}

/** What is wrong with the fields that say what a part is. */
export type PartFault =
  | ParameterFault
  /** A Content-Type that names no type and subtype. */
  | "no-type"
  /** Two Content-Type fields. */
  | "two-types"
  /** Two Content-Transfer-Encoding fields. */
  | "two-encodings";

/** A part of a message; the message itself is the first. */
export interface Part extends PartDescription {
  /** Its number, from 0, in the order of the message. */
  readonly index: number;
  /** The number of the part it is in; `undefined` for the message. */
  readonly parent?: number;
  /** How many parts it is in. */
  readonly depth: number;
  /** Its place among others as IMAP writes it: `1.2`; empty for the message (RFC 9051 6.4.5.1). */
  readonly path: string;
  /** Whether it holds parts, a message, or content of its own. */
  readonly kind: "leaf" | "multipart" | "message";
  /** Whether it is a message: the whole one, or one in a message. */
  readonly isMessage: boolean;
  /** Its header with the blank line. */
  readonly header: Span;
  /** Its body, without the line end that belongs to the boundary behind it (RFC 2046 5.1.1). */
  readonly body: Span;
}

/** The media types of messages in messages (RFC 2046 5.2.1, RFC 6532 3.7). */
const MESSAGE_TYPES: ReadonlySet<string> = new Set([
  "message/rfc822",
  "message/news",
  "message/global",
]);

const MEDIA_TYPE = /^[!#$%&'*+\-.^_`{|}~0-9a-z]+\/[!#$%&'*+\-.^_`{|}~0-9a-z]+$/;

/**
 * Reads what the header of a part says about its body. Where a field stands twice, the first counts.
 *
 * @param fields The header.
 * @param defaultType The type of a part that names none (RFC 2045 5.2, RFC 2046 5.1.5).
 */
export function describePart(fields: readonly HeaderField[], defaultType: string): PartDescription {
  const faults = new Set<PartFault>();
  const valuesOf = (name: string): string[] =>
    findFields(fields, name).map(({ keptValue }) => keptValue);
  const [type, secondType] = valuesOf("content-type");
  const [encoding, secondEncoding] = valuesOf("content-transfer-encoding");
  const [dispositionText] = valuesOf("content-disposition");
  const [contentId] = valuesOf("content-id");
  const [description] = valuesOf("content-description");
  if (secondType !== undefined) faults.add("two-types");
  if (secondEncoding !== undefined) faults.add("two-encodings");
  const media = type === undefined ? undefined : parseParameters(type);
  const disposition = dispositionText === undefined ? undefined : parseParameters(dispositionText);
  const isSound = media !== undefined && MEDIA_TYPE.test(media.value);
  if (media !== undefined && !isSound) faults.add("no-type");
  for (const fault of [...media?.faults ?? [], ...disposition?.faults ?? []]) faults.add(fault);
  const parameters = media?.parameters ?? new Map<string, string>();
  const charset = parameters.get("charset");
  const fileName = disposition?.parameters.get("filename") ?? parameters.get("name");
  return {
    type: isSound ? media.value : defaultType,
    declared: isSound,
    parameters,
    ...(charset === undefined ? {} : { charset }),
    encoding: encoding === undefined ? "7bit" : parseTransferEncoding(withoutKept(encoding)),
    ...(disposition === undefined ? {} : { disposition: disposition.value }),
    ...(fileName === undefined ? {} : { fileName }),
    ...(contentId === undefined ? {} : { contentId: withoutKept(contentId) }),
    ...(description === undefined ? {} : { description: decodeWords(description).text }),
    faults,
  };
}

/**
 * What is in the body of a part.
 *
 * @param description What its header says.
 */
export function kindOf({ type, parameters, encoding }: PartDescription): Part["kind"] {
  if (type.startsWith("multipart/")) return parameters.get("boundary") ? "multipart" : "leaf";
  // RFC 2046 5.2.1 allows no encoding here; one that is encoded all the same is content to decode.
  return MESSAGE_TYPES.has(type) && !isEncoded(encoding) ? "message" : "leaf";
}

/**
 * Whether a part is a thing to save rather than to read: it is said to be one (RFC 2183 2), has the name
 * of a file, or is nothing to read.
 *
 * @param part The part.
 */
export function isAttachment(
  { kind, type, disposition, fileName, index }: Omit<Part, "body">,
): boolean {
  if (kind === "multipart" || index === 0) return kind === "leaf" && !isReadable(type);
  if (disposition === "attachment" || fileName !== undefined) return true;
  return kind === "leaf" && !isReadable(type);
}

/**
 * Whether people may read what is of a type: a multipart without parts cannot be told apart, and they may
 * still read it.
 *
 * @param type The media type in lower case.
 */
export function isReadable(type: string): boolean {
  return type.startsWith("text/") || type.startsWith("multipart/");
}
