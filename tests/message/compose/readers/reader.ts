/**
 * What readers of mails find, each in the same form.
 * @module
 */
import { Buffer } from "node:buffer";
import PostalMime, { type Address } from "postal-mime";
// @ts-types="@types/mailparser"
import { type AddressObject, simpleParser } from "mailparser";

/** A mail as a reader understands it. */
export interface ReadMail {
  readonly subject: string;
  readonly from: readonly ReadAddress[];
  readonly to: readonly ReadAddress[];
  readonly cc: readonly ReadAddress[];
  /** The text; its lines may end in any way, and the last one also in none. */
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly (readonly [name: string, content: Uint8Array])[];
}

/** The name, empty if there is none, and the address. */
export type ReadAddress = readonly [name: string, address: string];

/** Reads a mail with postal-mime. */
export async function readWithPostalMime(mail: Uint8Array): Promise<ReadMail> {
  const { subject, from, to, cc, text, html, attachments } = await PostalMime.parse(mail);
  const read = (list: readonly (Address | undefined)[] = []): ReadAddress[] =>
    list.map((entry) => [entry?.name ?? "", entry?.address ?? ""]);
  return {
    subject: subject ?? "",
    from: read([from]),
    to: read(to),
    cc: read(cc),
    text: withoutAddedEnd(text),
    html: withoutAddedEnd(html),
    attachments: attachments.map(({ filename, content }) => [
      filename ?? "",
      typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content),
    ]),
  };
}

/** postal-mime puts a line end behind every text. */
function withoutAddedEnd(text = ""): string {
  return text.replace(/\n$/, "");
}

/** Reads a mail with mailparser. */
export async function readWithMailparser(mail: Uint8Array): Promise<ReadMail> {
  const { subject, from, to, cc, text, html, attachments } = await simpleParser(
    Buffer.from(mail),
    { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true },
  );
  const read = (list: AddressObject | AddressObject[] | undefined): ReadAddress[] =>
    [list ?? []].flat().flatMap(({ value }) =>
      value.map(({ name, address }) => [name, address ?? ""])
    );
  return {
    subject: subject ?? "",
    from: read(from),
    to: read(to),
    cc: read(cc),
    text: text ?? "",
    html: html === false ? "" : html,
    attachments: attachments.map(({ filename, content }) => [
      filename ?? "",
      new Uint8Array(content),
    ]),
  };
}
