/**
 * Header fields with addresses, partly of a template and partly of a list. The commas, brackets and quotes
 * of the template divide them; those of a value never do.
 * @module
 */
import { AddressError, parseMailbox } from "../address/address.ts";
import type { HeaderAddress } from "../address/header_address.ts";
import { quoteForMessage } from "../encoding/character.ts";
import { MessageError } from "../message.ts";
import type { Piece } from "./template.ts";

/** One address between two commas, not yet read. */
interface Entry {
  /** What stands before the angle brackets, without quotes: the name. */
  name: string;
  /** What stands before the angle brackets, as it is written. */
  written: string;
  /** What stands in the angle brackets. */
  bracketed: string | undefined;
  /** Whether a value of the list is in it. */
  hasValue: boolean;
}

/**
 * Reads the addresses of a filled field.
 *
 * @param pieces The field.
 * @param mayBeBlank Whether a value that is blank means nobody; else it is no address.
 * @returns The addresses; a place between two commas of the template with nothing in it is none.
 * @throws {MessageError} If the text of the template divides it in a way that cannot be understood.
 * @throws {AddressError} If an entry is no address.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readAddressField } from "./address_field.ts";
 *
 * const [ana] = readAddressField(
 *   [{ value: "Silva, Ana" }, " <", { value: "ana@x.example" }, ">"],
 *   false,
 * );
 * assertEquals([ana?.name, ana?.mailbox.toString()], ["Silva, Ana", "ana@x.example"]);
 * ```
 */
export function readAddressField(
  pieces: readonly Piece[],
  mayBeBlank: boolean,
): HeaderAddress[] {
  return splitAddressField(pieces)
    .filter((entry) => isFilled(entry) || (entry.hasValue && !mayBeBlank))
    .map(toAddress);
}

/**
 * Divides a field into its addresses.
 *
 * @param pieces The field.
 * @returns The entries, those with nothing in them too.
 * @throws {MessageError} If it cannot be divided.
 */
export function splitAddressField(pieces: readonly Piece[]): readonly Entry[] {
  const splitter = new Splitter();
  for (const piece of pieces) {
    if (typeof piece === "string") splitter.addText(piece);
    else splitter.addValue(piece.value);
  }
  return splitter.end();
}

class Splitter {
  readonly #entries: Entry[] = [];
  #entry = emptyEntry();
  #place: "name" | "quotes" | "brackets" | "behind" = "name";
  #isEscaped = false;

  addText(text: string): void {
    for (const character of text) this.#addCharacter(character);
  }

  addValue(value: string): void {
    this.#entry.hasValue = true;
    if (this.#place === "brackets") this.#entry.bracketed += value;
    else if (this.#place === "quotes") this.#add(value, value.replace(/["\\]/g, "\\$&"));
    else if (this.#place === "name") this.#add(value, value);
    else if (value.trim() !== "") throw new MessageError("a column stands behind the brackets");
  }

  end(): readonly Entry[] {
    if (this.#place === "quotes") throw new MessageError("a quote is not closed");
    if (this.#place === "brackets") throw new MessageError("an angle bracket is not closed");
    return [...this.#entries, this.#entry];
  }

  #addCharacter(character: string): void {
    switch (this.#place) {
      case "quotes":
        return this.#addQuoted(character);
      case "brackets":
        if (character === ">") this.#place = "behind";
        else this.#entry.bracketed += character;
        return;
      case "behind":
        if (character === ",") return this.#next();
        if (character.trim() === "") return;
        throw new MessageError("a comma is missing behind an angle bracket");
      case "name":
        return this.#addToName(character);
    }
  }

  #addToName(character: string): void {
    if (character === ",") return this.#next();
    const isInLiteral = this.#entry.written.includes("[");
    if (/[>();\\]/.test(character) || (character === ":" && !isInLiteral)) {
      // Groups and comments of RFC 5322 3.4: who merges mails hardly means them.
      throw new MessageError(`"${character}" must be in quotes here`);
    }
    if (character === '"') {
      this.#place = "quotes";
      this.#entry.written += character;
    } else if (character === "<") {
      this.#place = "brackets";
      this.#entry.bracketed = "";
    } else {
      this.#add(character, character);
    }
  }

  #addQuoted(character: string): void {
    if (this.#isEscaped) {
      this.#isEscaped = false;
      this.#add(character, character);
    } else if (character === "\\") {
      this.#isEscaped = true;
      this.#entry.written += character;
    } else if (character === '"') {
      this.#place = "name";
      this.#entry.written += character;
    } else {
      this.#add(character, character);
    }
  }

  #add(name: string, written: string): void {
    this.#entry.name += name;
    this.#entry.written += written;
  }

  #next(): void {
    this.#entries.push(this.#entry);
    this.#entry = emptyEntry();
    this.#place = "name";
  }
}

function emptyEntry(): Entry {
  return { name: "", written: "", bracketed: undefined, hasValue: false };
}

function isFilled({ written, bracketed }: Entry): boolean {
  return (bracketed ?? written).trim() !== "" || written.trim() !== "";
}

function toAddress({ name, written, bracketed }: Entry): HeaderAddress {
  const text = (bracketed ?? written).trim();
  if (text === "") {
    const who = name.trim() === "" ? "" : ` for ${quoteForMessage(name.trim())}`;
    throw new AddressError(`the address${who} is empty`);
  }
  const mailbox = parseMailbox(text);
  return { name: bracketed === undefined ? "" : name.trim().replace(/[ \t]+/g, " "), mailbox };
}
