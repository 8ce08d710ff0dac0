/**
 * Addresses as header fields carry them: display names, angle brackets, comments, lists and groups
 * (RFC 5322 3.4).
 *
 * The mailbox in them is read by the grammar of the envelope, so that a header and an envelope made
 * from one text never name different mailboxes (CVE-2025-13033).
 * @module
 */
import { AddressError, type Mailbox, parseMailbox } from "./address.ts";
import { characterName, forbiddenCharacter, quoteForMessage } from "../encoding/character.ts";

/** One mailbox of a header field with the name that people read. */
export interface HeaderAddress {
  /** The display name without quotes, encoded words left as they are; empty when there is none. */
  readonly name: string;
  /** The mailbox. */
  readonly mailbox: Mailbox;
}

/** A named group of a header field, such as `undisclosed-recipients:;` (RFC 5322 3.4). */
export interface HeaderGroup {
  /** The name of the group. */
  readonly name: string;
  /** The mailboxes in it, which may be none. */
  readonly members: readonly HeaderAddress[];
}

/**
 * Reads an `address-list` of RFC 5322 3.4. Comments are dropped, empty places between commas are
 * tolerated (RFC 5322 4.4); source routes are refused (RFC 5321 appendix C).
 *
 * @param text The unfolded value of a field such as To.
 * @returns Mailboxes and groups, in their order.
 * @throws {AddressError} When the text is no address list.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mailboxesOf, parseAddressList } from "./header_address.ts";
 *
 * const to = parseAddressList('Ana <ana@example.com>, "x@evil.example y"@example.org');
 * assertEquals(mailboxesOf(to).map(({ mailbox }) => mailbox.domain), ["example.com", "example.org"]);
 * ```
 */
export function parseAddressList(text: string): (HeaderAddress | HeaderGroup)[] {
  return new AddressListReader(text).readList();
}

/**
 * Reads a `mailbox-list` of RFC 5322 3.4: an address list without groups, as From has it.
 *
 * @param text The unfolded value of a field such as From.
 * @throws {AddressError} When the text is no mailbox list.
 */
export function parseMailboxList(text: string): HeaderAddress[] {
  return parseAddressList(text).map((entry) => {
    if ("mailbox" in entry) return entry;
    throw refusal(text, "groups are not allowed here, only mailboxes");
  });
}

/** The mailboxes of an address list, those in groups too, in their order. */
export function mailboxesOf(list: readonly (HeaderAddress | HeaderGroup)[]): HeaderAddress[] {
  return list.flatMap((entry) => "mailbox" in entry ? [entry] : entry.members);
}

/** One who gets a mail: a forward-path of the envelope (RFC 5321 section 2.3.1). */
export interface MailRecipient {
  /** The mailbox as commands carry it, without angle brackets. */
  readonly address: string;
  /** The domain that mail for it is routed by: A-labels, or an address literal with its brackets. */
  readonly domain: string;
}

/**
 * The recipients that addresses make. Nobody gets a mail twice because two fields name him.
 *
 * @param addresses The addresses.
 */
export function recipientsOf(addresses: readonly HeaderAddress[]): MailRecipient[] {
  const byAddress = new Map<string, MailRecipient>();
  for (const { mailbox } of addresses) {
    const address = mailbox.toString();
    byAddress.set(address, { address, domain: mailbox.domain });
  }
  return [...byAddress.values()];
}

/** A word of RFC 5322 3.2: an atom, dots included, or a quoted-string. */
interface Word {
  /** The text as it stands. */
  readonly raw: string;
  /** What it means: without quotes and backslashes. */
  readonly value: string;
}

/** Up to the specials of RFC 5322 3.2.3, without the dot, and blanks. */
const ATOM = /[^()<>[\]:;@\\," \t]+/y;
const BLANKS = /[ \t]*/y;
const QUOTED_STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const BRACKETED = /\[[^[\]]*\]/y;
const COMMENT_TOKEN = /[^()\\]+|\\.|[()]/sy;

class AddressListReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
    const character = forbiddenCharacter(text.replaceAll("\t", " "));
    if (character !== undefined) throw this.#refuse(`it holds ${character}`);
  }

  readList(): (HeaderAddress | HeaderGroup)[] {
    const entries: (HeaderAddress | HeaderGroup)[] = [];
    while (this.#skipEmptyPlaces()) {
      entries.push(this.#readEntry());
      this.#expectEndOfEntry("");
    }
    return entries;
  }

  /** An entry is told by what follows its words: `@`, `<` or `:`. */
  #readEntry(): HeaderAddress | HeaderGroup {
    const words = this.#readPhrase();
    if (this.#peek() !== ":") return this.#readMailbox(words);
    if (words.length === 0) throw this.#refuse("a group has no name");
    this.#position++;
    return { name: phrase(words), members: this.#readMembers() };
  }

  #readMembers(): HeaderAddress[] {
    const members: HeaderAddress[] = [];
    while (this.#skipEmptyPlaces() && this.#peek() !== ";") {
      members.push(this.#readMailbox(this.#readPhrase()));
      this.#expectEndOfEntry(";");
    }
    if (this.#peek() !== ";") throw this.#refuse("a group does not end with a semicolon");
    this.#position++;
    this.#skipComments();
    return members;
  }

  #readMailbox(words: readonly Word[]): HeaderAddress {
    const next = this.#peek();
    if (next === "@") return { name: "", mailbox: this.#readAddrSpec(words) };
    if (next === "<") return { name: phrase(words), mailbox: this.#readAngleAddr() };
    if (next !== "" && !",;:>".includes(next)) {
      throw this.#refuse(`${characterName(next)} is out of place`);
    }
    throw this.#refuse(`${quoteForMessage(phrase(words))} has no @ and domain`);
  }

  #readAngleAddr(): Mailbox {
    this.#position++;
    const words = this.#readPhrase();
    if (words.length === 0 && this.#peek() === "@") {
      throw this.#refuse("source routes are not allowed in an address (RFC 5321 appendix C)");
    }
    if (this.#peek() !== "@") throw this.#refuse("the angle brackets are empty");
    const mailbox = this.#readAddrSpec(words);
    if (this.#peek() !== ">") throw this.#refuse("an angle bracket is not closed");
    this.#position++;
    this.#skipComments();
    return mailbox;
  }

  #readAddrSpec(words: readonly Word[]): Mailbox {
    const [localPart, ...others] = words;
    if (localPart === undefined) throw this.#refuse("nothing comes before an @");
    if (others.length > 0) {
      throw this.#refuse(
        "a local part of several words must be quoted; after a name the address must be in angle brackets",
      );
    }
    this.#position++;
    this.#skipComments();
    const domain = this.#take(BRACKETED) ?? this.#take(ATOM) ?? "";
    this.#skipComments();
    return parseMailbox(`${localPart.raw}@${domain}`);
  }

  #readPhrase(): Word[] {
    const words: Word[] = [];
    for (;;) {
      this.#skipComments();
      const word = this.#readWord();
      if (word === undefined) return words;
      words.push(word);
    }
  }

  #readWord(): Word | undefined {
    if (this.#peek() !== '"') {
      const raw = this.#take(ATOM);
      return raw === undefined ? undefined : { raw, value: raw };
    }
    const raw = this.#take(QUOTED_STRING);
    if (raw === undefined) throw this.#refuse("a quote is not closed");
    return { raw, value: raw.slice(1, -1).replace(/\\(.)/gsu, "$1") };
  }

  /** Skips blanks and comments, which nest (RFC 5322 3.2.2). */
  #skipComments(): void {
    this.#take(BLANKS);
    while (this.#peek() === "(") {
      let depth = 0;
      do {
        const token = this.#take(COMMENT_TOKEN);
        if (token === undefined) throw this.#refuse("a comment is not closed");
        if (token === "(") depth++;
        if (token === ")") depth--;
      } while (depth > 0);
      this.#take(BLANKS);
    }
  }

  /** Skips to the next entry and tells whether there is one. */
  #skipEmptyPlaces(): boolean {
    this.#skipComments();
    while (this.#peek() === ",") {
      this.#position++;
      this.#skipComments();
    }
    return this.#peek() !== "";
  }

  #expectEndOfEntry(alsoEnds: string): void {
    const next = this.#peek();
    if (next === "" || next === "," || next === alsoEnds) return;
    throw this.#refuse(`${characterName(next)} is out of place; a comma separates addresses`);
  }

  #peek(): string {
    return this.#text.charAt(this.#position);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const [taken] = pattern.exec(this.#text) ?? [];
    if (taken === undefined) return undefined;
    this.#position += taken.length;
    return taken;
  }

  #refuse(reason: string): AddressError {
    return refusal(this.#text, reason);
  }
}

function phrase(words: readonly Word[]): string {
  return words.map(({ value }) => value).join(" ");
}

function refusal(text: string, reason: string): AddressError {
  return new AddressError(`Cannot use the address list ${quoteForMessage(text)}: ${reason}`);
}
