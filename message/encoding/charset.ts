/**
 * From octets to text by the name of a character set (RFC 2978, RFC 2045 5.1).
 * @module
 */
import { decodeIso2022, type ShiftRules } from "./iso_2022.ts";
import { concatenate } from "./octets.ts";
import { hasEightBit } from "./octets.ts";
import { decodeMarked, decodeUtf32, decodeUtf7 } from "./unicode_charset.ts";

/** A text and how sure it is. */
interface DecodedText {
  /** The text; U+FFFD stands for octets that are none in this character set. */
  readonly text: string;
  /** Whether the character set is known. */
  readonly known: boolean;
  /** Whether all octets were characters of it. */
  readonly intact: boolean;
}

/** Labels that decode octets above 127 as no character set of that name would. */
const SEVEN_BIT: ReadonlySet<string> = new Set(["", "us-ascii", "ascii", "ansi_x3.4-1968"]);

/** The character sets that `TextDecoder` does not know, or reads otherwise than mail has them. */
const OWN_DECODERS: readonly (readonly [label: RegExp, decode: Decode])[] = [
  [/^(?:(?:cs|x-)?iso-?2022-?jp.*|cp5022[0-2])$/, shifting("iso-2022-jp")],
  [/^(?:cs|x-)?iso-?2022-?kr$/, shifting("iso-2022-kr")],
  [/^(?:cs|x-)?iso-?2022-?cn.*$/, shifting("iso-2022-cn")],
  [/^hz(?:-gb-2312)?$/, shifting("hz")],
  [/^(?:csutf|(?:x-)?(?:unicode-[12]-[01]-)?utf-)7$/, decodeUtf7],
  [/^(?:(?:cs)?utf-?16|(?:iso-10646-)?ucs-2|(?:cs)?unicode)$/, marked(2)],
  [/^(?:(?:cs)?utf-?32|(?:iso-10646-)?ucs-4|csucs4)$/, marked(4)],
  [/^(?:cs)?utf-?32be$/, (pieces) => decodeUtf32(concatenate(pieces), false)],
  [/^(?:cs)?utf-?32le$/, (pieces) => decodeUtf32(concatenate(pieces), true)],
];

/** The byte order mark in every encoding that has one: a piece that begins so begins anew. */
const MARKS: readonly (readonly number[])[] = [
  [0xef, 0xbb, 0xbf],
  [0xfe, 0xff],
  [0xff, 0xfe],
  [0x00, 0x00, 0xfe, 0xff],
];

/** In these the character of the mark is text, wherever it stands (RFC 2781 4.1 and 4.2). */
const MARKLESS = /[13][62][bl]e$/;

/** Octets that a character of UTF-8 has behind its first one at most (RFC 3629 3). */
const MAX_CONTINUATION = 3;

/** Decodes the pieces of a text. */
type Decode = (pieces: readonly Uint8Array[]) => string;

/**
 * Decodes octets. Of a character set that is not known, and of ASCII that is none, the text is read
 * as UTF-8 if it can be, and else as Latin-1: people see most of it. A byte order mark is no text.
 *
 * @param octets The octets.
 * @param charset The name as a message gives it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeCharset } from "./charset.ts";
 *
 * const { text, intact } = decodeCharset(Uint8Array.of(0x4f, 0x6c, 0xe1), "ISO-8859-1");
 * assertEquals([text, intact], ["Olá", true]);
 * ```
 */
export function decodeCharset(octets: Uint8Array, charset: string): DecodedText {
  return decodePieces([octets], charset);
}

/**
 * Decodes the beginning of a text that was cut anywhere. A character that it ends within is left out.
 *
 * @param octets The beginning.
 * @param charset The name of the character set as a message gives it.
 */
export function decodeBeginning(octets: Uint8Array, charset: string): DecodedText {
  const label = charset.trim().toLowerCase();
  // What may be UTF-8 is taken for something else if it ends within a character.
  const isGuessed = SEVEN_BIT.has(label) || decoderOf(label) === undefined;
  const decoded = decodeCharset(isGuessed ? withoutHalf(octets) : octets, charset);
  return { ...decoded, text: decoded.text.replace(/\ufffd+$/, "") };
}

/**
 * Decodes the pieces of one text, such as encoded words that follow one another, as
 * {@linkcode decodeCharset} does. A character that two pieces share is read; each piece begins anew
 * with a mark or in the first state of the character set where the one before it is complete.
 *
 * @param pieces The octets.
 * @param charset The name as a message gives it.
 */
export function decodePieces(pieces: readonly Uint8Array[], charset: string): DecodedText {
  const label = charset.trim().toLowerCase();
  if (SEVEN_BIT.has(label)) {
    const octets = concatenate(pieces);
    return { text: withoutMark(guess(octets)), known: true, intact: !hasEightBit(octets) };
  }
  const decode = decoderOf(label);
  if (decode === undefined) {
    return { text: withoutMark(guess(concatenate(pieces))), known: false, intact: true };
  }
  const texts = MARKLESS.test(label)
    ? [decode(pieces)]
    : splitAtMarks(pieces).map((run) => withoutMark(decode(run)));
  const text = texts.join("");
  return { text, known: true, intact: !text.includes("\ufffd") || isText(pieces, label) };
}

/** Whether the octets are text with U+FFFD in it, such as that of a mail that was damaged before. */
function isText(pieces: readonly Uint8Array[], label: string): boolean {
  if (OWN_DECODERS.some(([pattern]) => pattern.test(label))) return false;
  try {
    new TextDecoder(label, { fatal: true }).decode(concatenate(pieces));
    return true;
  } catch {
    return false;
  }
}

function decoderOf(label: string): Decode | undefined {
  const own = OWN_DECODERS.find(([pattern]) => pattern.test(label));
  if (own !== undefined) return own[1];
  try {
    const decoder = new TextDecoder(label, { ignoreBOM: true });
    return (pieces) => decoder.decode(concatenate(pieces));
  } catch {
    return undefined;
  }
}

function shifting(rules: ShiftRules): Decode {
  return (pieces) => decodeIso2022(pieces, rules);
}

function marked(width: 2 | 4): Decode {
  return (pieces) => decodeMarked(concatenate(pieces), width);
}

function splitAtMarks(pieces: readonly Uint8Array[]): Uint8Array[][] {
  const runs: Uint8Array[][] = [];
  for (const piece of pieces) {
    const isMarked = MARKS.some((mark) => mark.every((octet, index) => piece[index] === octet));
    if (isMarked || runs.length === 0) runs.push([piece]);
    else runs.at(-1)?.push(piece);
  }
  return runs;
}

function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, "");
}

function guess(octets: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return new TextDecoder("latin1").decode(octets);
  }
}

/** Octets without a character of UTF-8 at their end that is not whole. */
function withoutHalf(octets: Uint8Array): Uint8Array {
  for (let back = 1; back <= MAX_CONTINUATION; back++) {
    const octet = octets.at(-back) ?? 0;
    if (octet < 0x80) return octets;
    if (octet < 0xc0) continue;
    const whole = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2;
    return back < whole ? octets.subarray(0, -back) : octets;
  }
  return octets;
}
