/**
 * Domains that look like others: letters of several scripts in one label, and letters of another
 * script that look like Latin ones (UTS #39 4 and 5.1).
 * @module
 */
import { toUnicodeDomain } from "../../dns/domain.ts";

/** How a domain looks to a person. */
export interface DomainLook {
  /** With its A-labels decoded. */
  readonly unicode: string;
  /** The scripts of a label that has several, such as `Latin and Cyrillic`. */
  readonly mixed?: string;
  /** What it looks like in Latin letters, if it looks like another domain. */
  readonly looksLike?: string;
}

/** Scripts whose letters people take for Latin ones, or that mails are written in. */
const SCRIPTS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["Latin", /\p{Script=Latin}/u],
  ["Cyrillic", /\p{Script=Cyrillic}/u],
  ["Greek", /\p{Script=Greek}/u],
  ["Armenian", /\p{Script=Armenian}/u],
  ["Cherokee", /\p{Script=Cherokee}/u],
  ["Hebrew", /\p{Script=Hebrew}/u],
  ["Arabic", /\p{Script=Arabic}/u],
];

/** Letters that look like a Latin one: the most common of the table of UTS #39. */
const LATIN_LOOKS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "а": "a",
    "с": "c",
    "ԁ": "d",
    "е": "e",
    "һ": "h",
    "і": "i",
    "ј": "j",
    "к": "k",
    "ӏ": "l",
    "м": "m",
    "п": "n",
    "о": "o",
    "р": "p",
    "ԛ": "q",
    "г": "r",
    "ѕ": "s",
    "т": "t",
    "ц": "u",
    "ѵ": "v",
    "ԝ": "w",
    "х": "x",
    "у": "y",
    "ь": "b",
    "α": "a",
    "ε": "e",
    "ι": "i",
    "κ": "k",
    "ν": "v",
    "ο": "o",
    "ρ": "p",
    "τ": "t",
    "υ": "u",
    "χ": "x",
    "γ": "y",
    "ω": "w",
    "օ": "o",
    "ս": "u",
    "ո": "n",
    "ց": "g",
    "հ": "h",
    "ք": "f",
    "ı": "i",
    "ɑ": "a",
    "ɡ": "g",
  }),
);

/** What is longer is no domain (RFC 1035 2.3.4). */
const MAX_LENGTH = 1_000;

/**
 * Looks at a domain as a person would.
 *
 * @param domain The domain, with A-labels or U-labels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lookAtDomain } from "./look_alike.ts";
 *
 * assertEquals(lookAtDomain("xn--80ak6aa92e.com").looksLike, "apple.com");
 * assertEquals(lookAtDomain("pаypal.com").mixed, "Latin and Cyrillic");
 * assertEquals(lookAtDomain("xn--bcher-kva.example"), { unicode: "bücher.example" });
 * ```
 */
export function lookAtDomain(domain: string): DomainLook {
  if (domain.length > MAX_LENGTH) return { unicode: domain };
  const unicode = toUnicodeDomain(domain);
  const labels = unicode.split(".");
  const mixed = labels.map(scriptsOf).find((scripts) => scripts.length > 1);
  const looksLike = labels.map(latinLook).join(".");
  return {
    unicode,
    ...(mixed === undefined ? {} : { mixed: mixed.join(" and ") }),
    ...(looksLike === unicode ? {} : { looksLike }),
  };
}

function scriptsOf(label: string): string[] {
  return SCRIPTS.filter(([, pattern]) => pattern.test(label)).map(([name]) => name);
}

/** A label in Latin letters, if each of its letters is one or looks like one. */
function latinLook(label: string): string {
  const letters = [...label].map((letter) => LATIN_LOOKS.get(letter) ?? letter);
  return letters.every((letter) => /^[a-z0-9-]$/.test(letter)) ? letters.join("") : label;
}
