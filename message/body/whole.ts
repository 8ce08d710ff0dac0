/**
 * A message that is read whole: its fields, its texts and its attachments, decoded.
 * @module
 */
import { decodeCharset } from "../encoding/charset.ts";
import { concatenate } from "../encoding/octets.ts";
import { FindingList } from "../finding.ts";
import { decodeWords } from "../header/encoded_word.ts";
import type { HeaderField } from "../header/header.ts";
import type { Part } from "./part.ts";
import { decoderOf } from "./part_content.ts";
import { PartReader } from "./part_reader.ts";
import { type PartRole, roleOf } from "./role.ts";

/** A field of a header. */
export interface MailField {
  /** Its name as it is written. */
  readonly name: string;
  /** Its value, unfolded, with encoded words decoded (RFC 2047). It may hold anything. */
  readonly value: string;
}

/** A file that came with a mail; also a message in it, and what no person can read. */
export interface MailAttachment {
  /** The name that the mail gives it, which may hold anything; `undefined` if it has none. */
  readonly filename: string | undefined;
  /** The media type in lower case, such as `application/pdf`. */
  readonly type: string;
  /** Its octets, decoded. */
  readonly content: Uint8Array;
}

/** A mail as a program reads it. What is broken in it is read as far as it goes. */
export interface ReadMail {
  /** The fields of its header, in their order; of what is no field the name is empty. */
  readonly fields: readonly MailField[];
  /** The text: all parts of type text/plain that are to be read; empty if there is none. */
  readonly text: string;
  /** The HTML; `undefined` if there is none. */
  readonly html: string | undefined;
  /** What is to be saved rather than read, in its order. */
  readonly attachments: readonly MailAttachment[];
  /** Its octets as they came. */
  readonly raw: Uint8Array;
  /**
   * The value of the first field of a name.
   *
   * @param name The name, in upper or lower case.
   * @returns The value, or `undefined` if there is no such field.
   */
  header(name: string): string | undefined;
}

/**
 * Reads a message that is there as a whole.
 *
 * @param raw Its octets.
 */
export function readWholeMail(raw: Uint8Array): ReadMail {
  const parts: Part[] = [];
  let header: readonly HeaderField[] = [];
  const listener = {
    begin: ({ index }: Omit<Part, "body">, fields: readonly HeaderField[]): void => {
      if (index === 0) header = fields;
    },
    content: (): void => {},
    end: (part: Part): void => {
      parts[part.index] = part;
    },
  };
  const reader = new PartReader(listener, new FindingList());
  reader.push(raw);
  reader.end();
  const partsOf = (role: PartRole): Part[] => parts.filter((part) => roleOf(part, parts) === role);
  const texts = partsOf("text");
  const htmls = partsOf("html");
  const fields = header.map(({ name, keptValue }) => ({
    name,
    value: decodeWords(keptValue).text,
  }));
  return {
    fields,
    text: texts.map((part) => textOf(part, raw)).join("\n"),
    html: htmls.length === 0 ? undefined : htmls.map((part) => textOf(part, raw)).join("\n"),
    attachments: partsOf("file").map((part) => ({
      filename: part.fileName,
      type: part.type,
      content: contentOf(part, raw),
    })),
    raw,
    header: (name) => fields.find((each) => each.name.toLowerCase() === name.toLowerCase())?.value,
  };
}

function contentOf(part: Part, raw: Uint8Array): Uint8Array {
  const { offset, size } = part.body;
  const decoder = decoderOf(part);
  return concatenate([decoder.push(raw.subarray(offset, offset + size)), decoder.end()]);
}

function textOf(part: Part, raw: Uint8Array): string {
  return decodeCharset(contentOf(part, raw), part.charset ?? "us-ascii").text;
}
