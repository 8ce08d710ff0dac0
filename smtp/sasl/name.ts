/**
 * Names and passwords in the form that servers compare them in.
 * @module
 */
import { SaslError } from "./mechanism.ts";

/** Spaces that become U+0020 (RFC 4013 section 2.1; RFC 3454 table C.1.2). */
const OTHER_SPACE = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;

/** Characters that become nothing (RFC 4013 section 2.1; RFC 3454 table B.1). */
const NOTHING = /[\u00ad\u034f\u1806\u180b-\u180d\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]/gu;

/**
 * What must not be there afterwards (RFC 4013 section 2.3): controls, private use, no characters,
 * surrogates, and characters that change or break how a text is shown (RFC 3454 tables C.2 to C.9).
 */
const PROHIBITED =
  /[\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\u06dd\u070f\u180e\u200e\u200f\u2028-\u202e\u2061-\u2063\u206a-\u206f\u2ff0-\u2ffb\ufff9-\ufffd\u{1d173}-\u{1d17a}\u{e0001}\u{e0020}-\u{e007f}]/u;

/** The scripts that are written from right to left (RFC 3454 table D.1). */
const RIGHT_TO_LEFT = /[\p{scx=Hebrew}\p{scx=Arabic}\p{scx=Syriac}\p{scx=Thaana}]/u;

/**
 * Prepares a user name or password by SASLprep (RFC 4013), as a query: characters that Unicode 3.2 did
 * not know are left as they are (RFC 3454 section 7). NFKC of a newer Unicode gives the same for all
 * that 3.2 knew.
 *
 * @param text The name or password.
 * @param what What it is, for the error: `password`.
 * @returns The prepared text.
 * @throws {SaslError} `auth`, if it holds what it must not.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { saslPrepare } from "./name.ts";
 * assertEquals(saslPrepare("I\u00adX", "password"), "IX");
 * assertEquals(saslPrepare("\u2168", "password"), "IX");
 * ```
 */
export function saslPrepare(text: string, what: string): string {
  const prepared = text.replace(OTHER_SPACE, " ").replace(NOTHING, "").normalize("NFKC");
  if (PROHIBITED.test(prepared)) {
    throw new SaslError("auth", `the ${what} holds a character that SASLprep does not allow`);
  }
  if (!isDirectionClear(prepared)) {
    throw new SaslError("auth", `the ${what} mixes writing directions, which SASLprep forbids`);
  }
  return prepared;
}

/** RFC 3454 section 6: a text with right-to-left letters begins and ends with one and has no others. */
function isDirectionClear(text: string): boolean {
  const characters = [...text];
  if (!characters.some(isRightToLeft)) return true;
  const edges = [characters.at(0), characters.at(-1)];
  return edges.every((edge) => edge !== undefined && isRightToLeft(edge)) &&
    characters.every((each) => isRightToLeft(each) || !/\p{L}/u.test(each));
}

function isRightToLeft(character: string): boolean {
  return RIGHT_TO_LEFT.test(character) && /\p{L}/u.test(character);
}

/**
 * A prepared user name as it stands in a message that separates by commas (RFC 5801 section 4).
 *
 * @param user The user name.
 * @returns The name, `=` and `,` written as `=3D` and `=2C`.
 * @throws {SaslError} `auth`, if it holds what SASLprep forbids.
 */
export function saslName(user: string): string {
  return saslPrepare(user, "user name").replaceAll("=", "=3D").replaceAll(",", "=2C");
}
