/**
 * Lines as they leave: with CRLF, dots stuffed where they are lines of a message (RFC 5321 section 4.5.2).
 * @module
 */
import { concatenate } from "../../../octets/octets.ts";
import { readCommandLine } from "./command_line.ts";
import { lineOf, type TypedLine } from "./lines.ts";
import type { Phase } from "./state.ts";

const CRLF = new Uint8Array([0x0d, 0x0a]);
const DOT = new Uint8Array([0x2e]);

/** Something that leaves. */
export interface Outgoing {
  /** The octets. */
  readonly octets: Uint8Array;
  /** How they are shown: without CRLF. */
  readonly text: string;
  /** The end of the text, if it must not be shown. */
  readonly secret: string | undefined;
  /** Whether the octets are the text in UTF-8 and CRLF. */
  readonly isLine: boolean;
}

/**
 * Prepares lines that leave in one write. What follows DATA among them is taken for the message.
 *
 * @param lines The lines as they were typed.
 * @param phase Where the dialogue stands.
 * @param secretOf Finds the secret of a line.
 * @returns The lines as they leave.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lineOf } from "./lines.ts";
 * import { prepareLines } from "./outgoing.ts";
 * const line = lineOf(new TextEncoder().encode(".hidden"));
 * const [sent] = prepareLines([line], "data", () => undefined);
 * assertEquals(sent?.text, "..hidden");
 * ```
 */
export function prepareLines(
  lines: readonly TypedLine[],
  phase: Phase,
  secretOf: (text: string, isResponse: boolean) => string | undefined,
): Outgoing[] {
  let isMessage = phase === "data";
  return lines.map((line, index) => {
    if (isMessage) {
      isMessage = line.text !== ".";
      return ended(isMessage ? stuffed(line) : line, undefined);
    }
    if (phase === "chunk") return ended(line, undefined);
    isMessage = readCommandLine(line.text).verb === "DATA";
    return ended(line, secretOf(line.text, phase === "auth" && index === 0));
  });
}

function stuffed(line: TypedLine): TypedLine {
  return line.text.startsWith(".") ? lineOf(concatenate([DOT, line.octets])) : line;
}

function ended({ octets, text }: TypedLine, secret: string | undefined): Outgoing {
  const isText = isEqual(new TextEncoder().encode(text), octets);
  return { octets: concatenate([octets, CRLF]), text, secret, isLine: isText };
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, index) => octet === b[index]);
}
