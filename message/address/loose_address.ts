/**
 * Addresses of header fields as a person looks at them: by the grammar where it holds, and as far as
 * they can be made out where it does not.
 * @module
 */
import { AddressError } from "./address.ts";
import { decodeWords, encodeKeptInWords } from "../header/encoded_word.ts";
import { mailboxesOf, parseAddressList } from "./header_address.ts";
import { readTokens, type Token } from "../header/lexer.ts";

/** An address of a header field. */
export interface LooseAddress {
  /** The name that people read, decoded; empty when there is none. */
  readonly name: string;
  /** The address: as commands carry it when the grammar holds, and else as it stands. */
  readonly address: string;
  /** What stands behind its last `@`, in lower case; empty when there is none. */
  readonly domain: string;
}

/** The addresses of a field. */
interface LooseAddresses {
  /** The addresses, those in groups too. */
  readonly addresses: readonly LooseAddress[];
  /** Why the value is no address list by RFC 5322 3.4, if it is none. */
  readonly fault?: string;
}

/** The longest value that is held to the grammar, in UTF-16 code units. */
const MAX_STRICT_LENGTH = 1024 * 1024;
/** The most addresses of a broken field that are made out. */
const MAX_LOOSE_ADDRESSES = 1_000;

/**
 * Reads the addresses of a field. Never throws.
 *
 * @param keptValue The unfolded value, with octets that are no UTF-8 lost or kept.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readAddresses } from "./loose_address.ts";
 *
 * const [ana, bob] = readAddresses("Ana Maria. <ana@example.com>, bob@@example.org").addresses;
 * assertEquals([ana?.name, ana?.domain, bob?.address], ["Ana Maria.", "example.com", "bob@@example.org"]);
 * ```
 */
export function readAddresses(keptValue: string): LooseAddresses {
  const value = encodeKeptInWords(keptValue);
  try {
    if (value.length > MAX_STRICT_LENGTH) throw new AddressError("it is too long");
    const addresses = mailboxesOf(parseAddressList(value)).map(({ name, mailbox }) => ({
      name: decodeWords(name).text,
      address: String(mailbox),
      domain: mailbox.domain,
    }));
    return { addresses };
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    const tokens = readTokens(value, "<>,;:").filter(({ kind }) => kind !== "comment");
    return { addresses: splitAtCommas(tokens, value), fault: error.message };
  }
}

function splitAtCommas(tokens: readonly Token[], value: string): LooseAddress[] {
  const addresses: LooseAddress[] = [];
  let words: Token[] = [];
  const finish = (): void => {
    const address = words.length === 0 ? undefined : makeOut(words, value);
    if (address !== undefined && addresses.length < MAX_LOOSE_ADDRESSES) addresses.push(address);
    words = [];
  };
  for (const token of tokens) {
    if (token.kind === "special" && ",;:".includes(token.text)) finish();
    else words.push(token);
  }
  finish();
  return addresses;
}

function makeOut(words: readonly Token[], value: string): LooseAddress | undefined {
  const opening = words.findLastIndex(({ kind, text }) => kind === "special" && text === "<");
  const rest = words.slice(opening + 1);
  const closing = rest.findIndex(({ kind, text }) => kind === "special" && text === ">");
  const inside = closing < 0 ? rest : rest.slice(0, closing);
  const address = value.slice(inside[0]?.start ?? 0, inside.at(-1)?.end ?? 0).trim();
  if (address === "") return undefined;
  const name = words.slice(0, Math.max(0, opening)).map(({ text }) => text).join(" ");
  const at = address.lastIndexOf("@");
  return {
    name: decodeWords(name).text,
    address,
    domain: at < 0 ? "" : address.slice(at + 1).toLowerCase(),
  };
}
