/**
 * A mail as a person writes it into a file: header fields, an empty line, and the text.
 * @module
 */
import { quoteForMessage } from "../encoding/character.ts";

/** A header field as it was written. */
export interface WrittenField {
  /** Its name. */
  readonly name: string;
  /** Its value, unfolded, without blanks around it. */
  readonly value: string;
  /** The line it begins in, from 1. */
  readonly line: number;
}

/** A mail that was written into a file. */
interface WrittenMail {
  /** Its header. */
  readonly fields: readonly WrittenField[];
  /** The line that the text begins in, from 1. */
  readonly bodyLine: number;
  /** The text. */
  readonly body: string;
}

/**
 * Reads such a file.
 *
 * @param text What it holds.
 * @param onFault Told of a line of the header that is none; what follows it is not read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readWrittenMail } from "./written_header.ts";
 *
 * const { fields, body } = readWrittenMail("Subject: Hi\n\nHello!\n", () => {});
 * assertEquals([fields[0]?.value, body], ["Hi", "Hello!\n"]);
 * ```
 */
export function readWrittenMail(
  text: string,
  onFault: (line: number, reason: string) => void,
): WrittenMail {
  const lines = withoutMark(text).replaceAll("\r\n", "\n").split("\n");
  const end = lines.findIndex((line) => line.trim() === "");
  const header = end < 0 ? lines : lines.slice(0, end);
  const fields: { name: string; value: string; line: number }[] = [];
  for (const [index, text] of header.entries()) {
    const line = index + 1;
    const last = fields.at(-1);
    const [, name, value] = /^([!-9;-~]+):(.*)$/.exec(text) ?? [];
    if (/^[ \t]/.test(text) && last !== undefined) last.value += ` ${text.trim()}`;
    else if (name !== undefined && value !== undefined) fields.push({ name, value, line });
    else {
      const what = `${quoteForMessage(text)} is not a header field such as "Subject: Hi"`;
      onFault(line, `${what}; an empty line ends the header`);
      break;
    }
  }
  const trimmed = fields.map((field) => ({ ...field, value: field.value.trim() }));
  const body = end < 0 ? [] : lines.slice(end + 1);
  return { fields: trimmed, bodyLine: end + 2, body: body.join("\n") };
}

/**
 * Takes away what some programs put before a text in UTF-8.
 *
 * @param text A text.
 */
export function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}
