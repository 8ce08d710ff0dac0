/**
 * Addresses in the words of servers.
 * @module
 */

/** An address, with or without angle brackets; a local part may have any letters (RFC 6531). */
const ADDRESS =
  /(?:"[^"\s]{1,64}"|[^\s<>()[\]",;:'|`]{1,64}(?:'[^\s<>()[\]",;:'|`]{1,64})?)@(?:\[[\w.:]{3,60}\]|[A-Za-z0-9\u0080-\uffff](?:[\w\u0080-\uffff-]{0,62}[A-Za-z0-9\u0080-\uffff])?(?:\.[A-Za-z0-9\u0080-\uffff](?:[\w\u0080-\uffff-]{0,62}[A-Za-z0-9\u0080-\uffff])?){0,10})/;
const ADDRESSES = new RegExp(ADDRESS, "g");

/** Characters of a text that are searched. */
const MAX_SEARCHED = 4000;

/**
 * The first address in a text.
 *
 * @param text The text.
 */
export function addressIn(text: string): string | undefined {
  return ADDRESS.exec(text.slice(0, MAX_SEARCHED))?.[0];
}

/**
 * All addresses in a text, each once.
 *
 * @param text The text.
 */
export function addressesIn(text: string): string[] {
  return [...new Set(text.slice(0, MAX_SEARCHED).match(ADDRESSES) ?? [])];
}

/**
 * Whether two addresses are the same; the case of letters is taken to mean nothing, as servers change it.
 *
 * @param one An address.
 * @param other Another.
 */
export function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
