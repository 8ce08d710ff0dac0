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

/** `0:07`, `12:30`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, "0");
  return hours === 0
    ? `${minutes}:${rest}`
    : `${hours}:${String(minutes).padStart(2, "0")}:${rest}`;
}

/** A word of a command for a shell to read: in quotes where it needs them. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
