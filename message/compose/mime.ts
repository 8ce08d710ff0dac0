/**
 * The MIME form of a message around its attachments (RFC 2045, RFC 2046).
 *
 * The attachments themselves are not read here: so a message is composed once, has the same Message-ID
 * and boundaries for every host, its size is known, and a large file is encoded only on its way out.
 * @module
 */
import { type AddressList, writeAddresses } from "./address_field.ts";
import { writeText } from "./encoded_words.ts";
import { concatenate } from "../encoding/octets.ts";
import type { ExtraField } from "./extra_field.ts";
import { foldField, splitAtBlanks } from "./fold.ts";
import { writeParameter } from "./parameter.ts";
import { writeTextPart } from "./text_part.ts";

/** What a message is made of, free of control characters in all that becomes header. */
export interface MimeRequest {
  /** The fields with addresses, by their names; an empty list leaves a field out. */
  readonly addresses: {
    readonly from: AddressList;
    readonly sender: AddressList;
    readonly "reply-to": AddressList;
    readonly to: AddressList;
    readonly cc: AddressList;
  };
  /** The other fields; an empty value leaves one out. */
  readonly fields: readonly ExtraField[];
  /** The text. */
  readonly text: string;
  /** The same as HTML. */
  readonly html: string | undefined;
  /** The names of the attachments. */
  readonly filenames: readonly string[];
}

/** The order that people read a header in; what else a person adds stands behind these. */
const FIRST_FIELDS = ["subject", "date", "message-id"];

/**
 * How boundaries begin. `=_` stands in no base64 and no quoted-printable text, so that a boundary
 * is in no part (RFC 2046 5.1.1).
 */
const BOUNDARY_PREFIX = "=_mua";

const LF = 0x0a;

const encoder = new TextEncoder();

/** A body, and the fields above it. */
interface Entity {
  readonly fields: string;
  readonly octets: Uint8Array;
}

/**
 * Writes a message with CRLF line ends.
 *
 * @param request Its parts.
 * @returns The octets before, between and after the attachments: one piece more than there are
 * attachments. Between two pieces belong the base64 lines of one, without a final line end.
 */
export async function buildMime(request: MimeRequest): Promise<Uint8Array[]> {
  const { filenames } = request;
  const header = writeHeader(request);
  const body = writeBody(request);
  if (filenames.length === 0) {
    return [concatenate([encode(header), withLineEnd(entityOctets(body))])];
  }
  // Only a message with attachments pays for loading the table.
  const { mediaTypeOf } = await import("./media_type.ts");
  const boundary = newBoundary();
  const [first = "", ...others] = filenames.map((filename) =>
    `\r\n--${boundary}\r\n${attachmentFields(filename, mediaTypeOf(filename))}\r\n`
  );
  const opening = encode(`${header}${multipartType("mixed", boundary)}\r\n--${boundary}\r\n`);
  return [
    concatenate([opening, entityOctets(body), encode(first)]),
    ...others.map(encode),
    encode(`\r\n--${boundary}--\r\n`),
  ];
}

function writeHeader({ addresses, fields }: MimeRequest): string {
  const sorted = fields.toSorted((a, b) => rank(a.name) - rank(b.name));
  return [
    writeAddressField("From", addresses.from),
    writeAddressField("Sender", addresses.sender),
    writeAddressField("Reply-To", addresses["reply-to"]),
    writeAddressField("To", addresses.to),
    writeAddressField("Cc", addresses.cc),
    ...sorted.filter(({ value }) => value !== "").map(writeField),
    foldField("MIME-Version", ["1.0"]),
  ].join("");
}

function rank(name: string): number {
  const place = FIRST_FIELDS.indexOf(name.toLowerCase());
  return place < 0 ? FIRST_FIELDS.length : place;
}

function writeAddressField(name: string, list: AddressList): string {
  return list.length === 0 ? "" : foldField(name, writeAddresses(list, columnBehind(name)));
}

function encode(text: string): Uint8Array {
  return encoder.encode(text);
}

function withLineEnd(octets: Uint8Array): Uint8Array {
  return octets.at(-1) === LF ? octets : concatenate([octets, encode("\r\n")]);
}

function entityOctets({ fields, octets }: Entity): Uint8Array {
  return concatenate([encode(`${fields}\r\n`), octets]);
}

/** ASCII values go as they are typed: encoded, a quoted-string of a structured field would break. */
function writeField({ name, value }: ExtraField): string {
  const isTyped = /^[ -~]*$/.test(value) && name.toLowerCase() !== "subject";
  return foldField(name, isTyped ? splitAtBlanks(value) : writeText(value, columnBehind(name)));
}

function columnBehind(name: string): number {
  return name.length + ": ".length;
}

/** The text, or the text and the same as HTML, the better one last (RFC 2046 5.1.4). */
function writeBody({ text, html }: MimeRequest): Entity {
  if (html === undefined) return textEntity("plain", text);
  if (text === "") return textEntity("html", html);
  const boundary = newBoundary();
  const parts = [textEntity("plain", text), textEntity("html", html)].map((part) =>
    concatenate([encode(`--${boundary}\r\n`), entityOctets(part), encode("\r\n")])
  );
  return {
    fields: multipartType("alternative", boundary),
    octets: concatenate([...parts, encode(`--${boundary}--\r\n`)]),
  };
}

function textEntity(subtype: "plain" | "html", text: string): Entity {
  const { encoding, octets } = writeTextPart(text);
  const type = foldField("Content-Type", [`text/${subtype};`, " charset=utf-8"]);
  return { fields: foldField("Content-Transfer-Encoding", [encoding]) + type, octets };
}

function multipartType(subtype: string, boundary: string): string {
  return foldField("Content-Type", [`multipart/${subtype};`, ` boundary="${boundary}"`]);
}

function attachmentFields(filename: string, type: string): string {
  return foldField("Content-Type", [type]) +
    foldField("Content-Transfer-Encoding", ["base64"]) +
    foldField("Content-Disposition", ["attachment;", ...writeParameter("filename", filename)]);
}

function newBoundary(): string {
  return `${BOUNDARY_PREFIX}_${crypto.randomUUID().replaceAll("-", "")}`;
}
