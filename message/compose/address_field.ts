/**
 * Mailboxes and groups as a header field has them (RFC 5322 3.4).
 * @module
 */
import type { HeaderAddress, HeaderGroup } from "../address/header_address.ts";
import { encodeWords, isPlain } from "./encoded_words.ts";
import { ENCODED_LINE_LENGTH, splitAtBlanks } from "./fold.ts";

/** What an address field holds. */
export type AddressList = readonly (HeaderAddress | HeaderGroup)[];

/** `1*atext` with single blanks between: a phrase that needs no quotes (RFC 5322 3.2.5). */
const ATOMS = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/**
 * Writes a list of addresses.
 *
 * @param list The addresses.
 * @param column Where the list begins in its line.
 * @returns The pieces to fold.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseAddressList } from "../address/header_address.ts";
 * import { writeAddresses } from "./address_field.ts";
 *
 * const list = parseAddressList("Ana <a@x.example>, b@x.example");
 * assertEquals(writeAddresses(list, 4), ["Ana", " <a@x.example>,", " b@x.example"]);
 * ```
 */
export function writeAddresses(list: AddressList, column: number): string[] {
  return list.flatMap((entry, index) => {
    const start = index === 0 ? column : ENCODED_LINE_LENGTH;
    const pieces = "mailbox" in entry ? writeMailbox(entry, start) : writeGroup(entry, start);
    const ended = index === list.length - 1 ? pieces : withEnd(pieces, ",");
    return index === 0 ? ended : ended.map((piece, place) => place === 0 ? ` ${piece}` : piece);
  });
}

function writeMailbox({ name, mailbox }: HeaderAddress, column: number): string[] {
  if (name !== "") return [...writePhrase(name, column), ` <${mailbox}>`];
  // In brackets nobody takes a quoted local part for a name.
  return [mailbox.toString().startsWith('"') ? `<${mailbox}>` : mailbox.toString()];
}

function writeGroup({ name, members }: HeaderGroup, column: number): string[] {
  const phrase = withEnd(writePhrase(name, column), ":");
  const [first, ...rest] = writeAddresses(members, ENCODED_LINE_LENGTH);
  return withEnd(first === undefined ? phrase : [...phrase, ` ${first}`, ...rest], ";");
}

function withEnd(pieces: readonly string[], end: string): string[] {
  return pieces.map((piece, index) => index === pieces.length - 1 ? piece + end : piece);
}

/** A display name: as it is, in quotes, or encoded. */
function writePhrase(text: string, column: number): string[] {
  if (!isPlain(text)) {
    return encodeWords(text, column).map((word, index) => index === 0 ? word : ` ${word}`);
  }
  if (ATOMS.test(text)) return splitAtBlanks(text);
  return [`"${text.replace(/["\\]/g, "\\$&")}"`];
}
