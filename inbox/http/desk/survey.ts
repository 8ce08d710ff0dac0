/**
 * A mail in its stream: its header, where its parts are, and the text in them, cut where it gets long. A
 * mail of any size is read so in little memory.
 * @module
 */
import { decodeBeginning } from "../../../message/encoding/charset.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { htmlToText } from "../../../message/body/html_text.ts";
import type { Part } from "../../../message/body/part.ts";
import { decoderOf } from "../../../message/body/part_content.ts";
import { PartReader, type PartStart } from "../../../message/body/part_reader.ts";
import { type PartRole, roleOf } from "../../../message/body/role.ts";
import { FindingList } from "../../../message/finding.ts";
import type { HeaderField } from "../../../message/header/header.ts";

/** A file in a mail. */
export interface SurveyedFile {
  /** The part that it is. */
  readonly part: Part;
  /** Its name in the API: its path, and `0` of a mail that is nothing else. */
  readonly id: string;
  /** Whether the text shows it: it is said to be inline and has a Content-ID (RFC 2392). */
  readonly inline: boolean;
}

/** What was seen of a mail. */
export interface Survey {
  /** The fields of its header. */
  readonly fields: readonly HeaderField[];
  /** Its text. */
  readonly text: string;
  /** Its HTML; `undefined` if it has none. */
  readonly html: string | undefined;
  /** Its files. */
  readonly files: readonly SurveyedFile[];
}

/**
 * Looks at a mail.
 *
 * @param octets The mail, in pieces.
 * @param limit The octets of each text that are read, as they are encoded.
 * @throws What the reading of the pieces throws.
 */
export async function surveyMail(
  octets: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Survey> {
  const surveyor = new Surveyor(limit);
  for await (const piece of octets) surveyor.push(piece);
  return surveyor.end();
}

/**
 * What a person reads of a mail: its text, and without one that of its HTML.
 *
 * @param survey The mail.
 */
export function readableText({ text, html }: Pick<Survey, "text" | "html">): string {
  return text.trim() === "" && html !== undefined ? htmlToText(html) : text;
}

class Surveyor {
  readonly #limit: number;
  readonly #reader: PartReader;
  readonly #starts: PartStart[] = [];
  readonly #roles: (PartRole | undefined)[] = [];
  readonly #texts = new Map<number, Uint8Array[]>();
  readonly #ended: Part[] = [];
  #fields: readonly HeaderField[] = [];
  #current = 0;
  #left = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#reader = new PartReader({
      begin: (part, fields) => this.#begin(part, fields),
      content: (octets) => this.#take(octets),
      end: (part) => {
        this.#ended[part.index] = part;
      },
    }, new FindingList());
  }

  push(octets: Uint8Array): void {
    this.#reader.push(octets);
  }

  end(): Survey {
    this.#reader.end();
    const parts = this.#ended.filter((part) => this.#roles[part.index] !== undefined);
    const ofRole = (role: PartRole): Part[] =>
      parts.filter(({ index }) => this.#roles[index] === role);
    const htmls = ofRole("html");
    return {
      fields: this.#fields,
      text: ofRole("text").map((part) => this.#textOf(part)).join("\n"),
      html: htmls.length === 0 ? undefined : htmls.map((part) => this.#textOf(part)).join("\n"),
      files: ofRole("file").map((part) => ({
        part,
        id: part.path === "" ? "0" : part.path,
        inline: part.contentId !== undefined && part.disposition !== "attachment",
      })),
    };
  }

  #begin(part: PartStart, fields: readonly HeaderField[]): void {
    if (part.index === 0) this.#fields = fields;
    this.#starts[part.index] = part;
    const role = roleOf(part, this.#starts);
    this.#roles[part.index] = role;
    this.#current = part.index;
    this.#left = role === "text" || role === "html" ? this.#limit : 0;
  }

  #take(octets: Uint8Array): void {
    if (this.#left === 0) return;
    const piece = octets.slice(0, this.#left);
    this.#left -= piece.length;
    const pieces = this.#texts.get(this.#current);
    if (pieces === undefined) this.#texts.set(this.#current, [piece]);
    else pieces.push(piece);
  }

  #textOf(part: Part): string {
    const decoder = decoderOf(part);
    const octets = concatenate(this.#texts.get(part.index) ?? []);
    const content = concatenate([decoder.push(octets), decoder.end()]);
    return decodeBeginning(content, part.charset ?? "us-ascii").text;
  }
}
