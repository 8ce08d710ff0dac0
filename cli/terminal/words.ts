/**
 * Words and numbers as reports write them.
 * @module
 */
import { cutText } from "../../message/encoding/character.ts";
import { escapeLine } from "./escape.ts";

/** What is longer is no name, and nobody reads it, in UTF-16 code units; JSON has it all. */
const MAX_LENGTH = 300;

/** A name or another word of a message, safe for a terminal and not without end. */
export function brief(text: string): string {
  return escapeLine(text.length <= MAX_LENGTH ? text : `${cutText(text, MAX_LENGTH)}…`);
}

/** `1 octet`, `12 octets`. */
export function octets(size: number): string {
  return count(size, "octet");
}

/** `1 line`, `12 lines`. */
export function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}
