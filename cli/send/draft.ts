/**
 * A draft: a mail as a person writes it into a file, and what it says to the options of `mua send`.
 * @module
 */
import { readWrittenMail, type WrittenField } from "../../message/header/written_header.ts";
import { InputError } from "../terminal/exit.ts";
import type { SendOptions } from "./options.ts";

/** The fields that options stand for; all others are header fields of the mail as they are. */
const FIELDS = ["from", "to", "cc", "bcc", "subject", "attach"] as const;

/**
 * What a person begins with: the fields of a mail as far as they are known, and no text.
 *
 * @param options The options that were given.
 */
export function beginDraft(options: SendOptions): string {
  const { from, to, cc, bcc, subject, attach, header } = options;
  const copies = [["Cc", cc], ["Bcc", bcc]] as const;
  const lines = [
    `From: ${from ?? options.mailFrom ?? ""}`,
    `To: ${to.join(", ")}`,
    ...copies.flatMap(([name, list]) => list.length === 0 ? [] : [`${name}: ${list.join(", ")}`]),
    `Subject: ${subject}`,
    ...header,
    ...attach.map((path) => `Attach: ${path}`),
  ];
  return `${lines.join("\n")}\n\n`;
}

/**
 * The options that a draft stands for.
 *
 * @param text The draft.
 * @param options The options beside it; what the draft says stands before them.
 * @throws {InputError} If it is none.
 */
export function readDraft(text: string, options: SendOptions): SendOptions {
  const { fields, body } = readWrittenMail(text, (line, reason) => {
    throw new InputError(`cannot read the draft: line ${line}: ${reason}`);
  });
  const given = fields.filter(({ value }) => value !== "");
  const valuesOf = (name: typeof FIELDS[number]): string[] =>
    given.filter((field) => isNamed(field, name)).map(({ value }) => value);
  const others = given.filter((field) => !FIELDS.some((name) => isNamed(field, name)));
  const from = valuesOf("from");
  return {
    ...options,
    from: from.length === 0 ? options.from : from.join(", "),
    to: [...options.to, ...valuesOf("to")],
    cc: [...options.cc, ...valuesOf("cc")],
    bcc: [...options.bcc, ...valuesOf("bcc")],
    subject: valuesOf("subject").join(" ") || options.subject,
    attach: [...options.attach, ...valuesOf("attach")],
    header: [...options.header, ...others.map(({ name, value }) => `${name}: ${value}`)],
    text: body,
  };
}

function isNamed({ name }: WrittenField, wanted: string): boolean {
  return name.toLowerCase() === wanted;
}
