/**
 * Character sets of seven bits that switch from one set of characters to another: ISO-2022-JP
 * (RFC 1468, RFC 2237), ISO-2022-KR (RFC 1557), ISO-2022-CN (RFC 1922) and HZ (RFC 1843).
 * @module
 */
import { concatenate } from "./octets.ts";

const LF = 0x0a;
const SO = 0x0e;
const SI = 0x0f;
const ESC = 0x1b;
const TILDE = 0x7e;
/** Begins no character in any of the eight-bit encodings. */
const NO_CHARACTER = 0xff;

/** A set of characters, and the eight-bit encoding that has it. */
interface CharacterSet {
  /** The encoding, as `TextDecoder` names it. */
  readonly encoding: string;
  /** Octets of a character. */
  readonly width: 1 | 2;
  /** What stands before the octets of a character in the encoding. */
  readonly prefix?: number;
}

const ASCII: CharacterSet = { encoding: "us-ascii", width: 1 };
const ROMAN: CharacterSet = { encoding: "us-ascii", width: 1 };
const KATAKANA: CharacterSet = { encoding: "euc-jp", width: 1, prefix: 0x8e };
const JIS_X_0208: CharacterSet = { encoding: "euc-jp", width: 2 };
const JIS_X_0212: CharacterSet = { encoding: "euc-jp", width: 2, prefix: 0x8f };
const GB_2312: CharacterSet = { encoding: "gb18030", width: 2 };
const KS_X_1001: CharacterSet = { encoding: "euc-kr", width: 2 };

/** A place where another set begins. */
interface Shift {
  readonly at: number;
  /** Octets of the shift itself, none of which is text. */
  readonly length: number;
  readonly set: CharacterSet;
}

/** How a character set of this kind shifts. */
export type ShiftRules = "iso-2022-jp" | "iso-2022-kr" | "iso-2022-cn" | "hz";

/** The set that SO leads to where no escape sequence has named one. */
const SHIFTED_OUT: Readonly<Record<ShiftRules, CharacterSet>> = {
  "iso-2022-jp": KATAKANA,
  "iso-2022-kr": KS_X_1001,
  "iso-2022-cn": GB_2312,
  "hz": ASCII,
};

/** The sets by what follows ESC. */
const ESCAPES: ReadonlyMap<string, CharacterSet> = new Map([
  ["(B", ASCII],
  ["(J", ROMAN],
  ["(I", KATAKANA],
  ["$@", JIS_X_0208],
  ["$B", JIS_X_0208],
  ["$(@", JIS_X_0208],
  ["$(B", JIS_X_0208],
  // The first plane of JIS X 0213 is that of JIS X 0208 and more.
  ["$(O", JIS_X_0208],
  ["$(Q", JIS_X_0208],
  ["$(D", JIS_X_0212],
  ["$A", GB_2312],
  ["$(C", KS_X_1001],
]);

/** The sets for SO, by what follows ESC. */
const DESIGNATIONS: ReadonlyMap<string, CharacterSet> = new Map([
  ["$)A", GB_2312],
  ["$)C", KS_X_1001],
]);

/** The sets by what follows a tilde (RFC 1843 2). */
const TILDES: ReadonlyMap<string, CharacterSet> = new Map([["{", GB_2312], ["}", ASCII]]);

/**
 * Decodes octets. A shift to a set that is the same already, or that nothing follows, is none; a line
 * end shifts back to ASCII.
 *
 * @param pieces The octets. Where a piece ends out of ASCII, against RFC 2047 3, the next one goes on
 * so if a character is cut in two or if the next shift leads back; else it begins anew.
 * @param rules How it shifts.
 * @returns The text; U+FFFD stands for what is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeIso2022 } from "./iso_2022.ts";
 *
 * const octets = new TextEncoder().encode("\x1b$B%F\x1b(B\x1b$B%9%H\x1b(B!");
 * assertEquals(decodeIso2022([octets], "iso-2022-jp"), "テスト!");
 * ```
 */
export function decodeIso2022(pieces: readonly Uint8Array[], rules: ShiftRules): string {
  const octets = concatenate(pieces);
  const shifts = withBeginnings(findShifts(octets, rules), pieces);
  const first: Shift = { at: 0, length: 0, set: ASCII };
  return [first, ...shifts].map(({ at, length, set }, index) =>
    decodeRun(octets.subarray(at + length, shifts[index]?.at ?? octets.length), set)
  ).join("");
}

function findShifts(octets: Uint8Array, rules: ShiftRules): Shift[] {
  const shifts: Shift[] = [];
  let set = ASCII;
  let shiftedOut = SHIFTED_OUT[rules];
  const shift = (at: number, length: number, to: CharacterSet): number => {
    shifts.push({ at, length, set: to });
    set = to;
    return length;
  };
  for (let at = 0; at < octets.length;) {
    const octet = octets[at];
    if (octet === LF && set !== ASCII) at += shift(at, 0, ASCII) + 1;
    else if (rules === "hz" && octet === TILDE) at += takeTilde(octets, at, set, shift);
    else if (octet === SO && rules !== "hz") at += shift(at, 1, shiftedOut);
    else if (octet === SI && rules !== "hz") at += shift(at, 1, ASCII);
    else if (octet === ESC) {
      const designated = lookUp(DESIGNATIONS, octets, at + 1);
      const named = lookUp(ESCAPES, octets, at + 1);
      shiftedOut = designated?.set ?? shiftedOut;
      if (designated !== undefined) at += shift(at, designated.length + 1, set);
      else if (named !== undefined) at += shift(at, named.length + 1, named.set);
      else at++;
    } else at++;
  }
  return shifts;
}

/** RFC 1843: within GB 2312 a tilde is the first octet of a character but in `~}`. */
function takeTilde(
  octets: Uint8Array,
  at: number,
  set: CharacterSet,
  shift: (at: number, length: number, to: CharacterSet) => number,
): number {
  const named = lookUp(TILDES, octets, at + 1);
  if (named !== undefined) return shift(at, 2, named.set);
  if (set !== ASCII) return 1;
  if (octets[at + 1] === TILDE) return shift(at, 1, set) + 1;
  return octets[at + 1] === LF ? shift(at, 2, set) : 1;
}

function lookUp(
  sets: ReadonlyMap<string, CharacterSet>,
  octets: Uint8Array,
  at: number,
): { set: CharacterSet; length: number } | undefined {
  let key = "";
  for (let length = 1; length <= 3; length++) {
    key += String.fromCharCode(octets[at + length - 1] ?? 0);
    const set = sets.get(key);
    if (set !== undefined) return { set, length };
  }
  return undefined;
}

/** Adds a shift to ASCII where a piece begins anew. */
function withBeginnings(shifts: readonly Shift[], pieces: readonly Uint8Array[]): Shift[] {
  const all: Shift[] = [];
  let next = 0;
  let at = 0;
  for (const { length } of pieces) {
    for (let shift = shifts[next]; shift !== undefined && shift.at < at; shift = shifts[++next]) {
      all.push(shift);
    }
    const last = all.at(-1);
    const start = last === undefined ? 0 : last.at + last.length;
    if (last?.set.width === 2 && start <= at) {
      const isCut = (at - start) % 2 === 1;
      const leadsBack = shifts[next]?.set.width === 1;
      if (!isCut && !leadsBack) all.push({ at, length: 0, set: ASCII });
    }
    at += length;
  }
  return [...all, ...shifts.slice(next)];
}

function decodeRun(octets: Uint8Array, set: CharacterSet): string {
  if (octets.length === 0) return "";
  if (set.encoding === "us-ascii") {
    const text = decode("latin1", octets).replace(/[\x80-\uffff]/g, "\ufffd");
    return set === ROMAN ? text.replaceAll("\\", "¥").replaceAll("~", "‾") : text;
  }
  return decode(set.encoding, toEightBit(octets, set));
}

/** The octets of a run as the eight-bit encoding has them; control characters are the same in both. */
function toEightBit(octets: Uint8Array, { width, prefix }: CharacterSet): Uint8Array {
  const out = new Uint8Array(octets.length * 2);
  let length = 0;
  for (let at = 0; at < octets.length;) {
    const octet = octets[at] ?? 0;
    const end = at + width;
    if (octet <= 0x20) {
      out[length++] = octet;
      at++;
    } else if (end <= octets.length && octets.subarray(at, end).every(isGraphic)) {
      if (prefix !== undefined) out[length++] = prefix;
      while (at < end) out[length++] = (octets[at++] ?? 0) | 0x80;
    } else {
      out[length++] = NO_CHARACTER;
      at++;
    }
  }
  return out.subarray(0, length);
}

function isGraphic(octet: number): boolean {
  return octet > 0x20 && octet < 0x7f;
}

const decoders = new Map<string, TextDecoder>();

/** A text may shift at every character: its decoders are made once. */
function decode(encoding: string, octets: Uint8Array): string {
  const decoder = decoders.get(encoding) ?? new TextDecoder(encoding, { ignoreBOM: true });
  decoders.set(encoding, decoder);
  return decoder.decode(octets);
}
