/**
 * Addresses as people write them on a command line.
 * @module
 */
import { AddressError } from "../../message/mod.ts";
import {
  type HeaderAddress,
  mailboxesOf,
  parseAddressList,
} from "../../message/address/header_address.ts";
import { withoutMailto } from "../../message/address/mailto.ts";
import { escapeLine } from "../terminal/escape.ts";
import { InputError } from "../terminal/exit.ts";

/**
 * Reads addresses: one, a list with commas, or a mailto: link.
 *
 * @param text The text.
 * @returns The mailboxes with their names, in their order; none for a text of nothing but commas.
 * @throws {InputError} If it is none of these.
 */
export function readAddresses(text: string): HeaderAddress[] {
  try {
    return mailboxesOf(parseAddressList(withoutMailto(text)));
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw new InputError(error.message, { hint: commaHint(text), cause: error });
  }
}

/** A quoted string, or a semicolon. */
const QUOTED_OR_SEMICOLON = /"(?:[^"\\]|\\.)*"|;/gs;

/** Outlook copies a list with semicolons; what helps is the same list with commas. */
function commaHint(text: string): string | undefined {
  const withCommas = text
    .replace(QUOTED_OR_SEMICOLON, (found) => found === ";" ? "," : found)
    .replace(/[,\s]+$/, "");
  if (withCommas === text) return undefined;
  try {
    parseAddressList(withCommas);
  } catch (error) {
    if (error instanceof AddressError) return undefined;
    throw error;
  }
  return `Separate addresses with commas: '${escapeLine(withCommas)}'`;
}
