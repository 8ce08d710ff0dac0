/**
 * Mailboxes as the envelope carries them: RFC 5321 4.1.2, with UTF-8 as RFC 6531 3.3 adds it.
 * @module
 */
import { DomainError, toAsciiDomain } from "../../dns/domain.ts";
import { formatAddressLiteral, parseAddressLiteral } from "../../dns/ip.ts";
import { utf8Length } from "../../octets/length.ts";
import { characterName, quoteForMessage } from "../encoding/character.ts";

/** The longest local part in octets as written in a command: RFC 5321 4.5.3.1.1. */
const MAX_LOCAL_PART_LENGTH = 64;
/** The longest path in octets with its angle brackets: RFC 5321 4.5.3.1.3. */
const MAX_PATH_LENGTH = 256;

const ATOM_TEXT = "A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~\\u{80}-\\u{10FFFF}";
const DOT_STRING = new RegExp(`^[${ATOM_TEXT}]+(?:\\.[${ATOM_TEXT}]+)*$`, "u");
const NOT_IN_DOT_STRING = new RegExp(`[^${ATOM_TEXT}.]`, "u");
/** A quoted-string from the beginning, and what follows it. */
const QUOTED_STRING = /^"([^"\\]*(?:\\[ -~][^"\\]*)*)"(.*)$/su;
/**
 * Besides what ends a line: what a reader would not see or see in another place, and the mark of
 * text that was no UTF-8. None of them has a place in a name that people copy.
 */
const NEVER_IN_ADDRESS = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u{FEFF}\u{FFFD}]|(?! )\p{Z}/u;

/** A text that is no mailbox. The message says why, for a person. */
export class AddressError extends Error {
  /** The name of the error. */
  override readonly name = "AddressError";
}

/** A mailbox of the envelope: `Local-part "@" ( Domain / address-literal )`. */
export interface Mailbox {
  /** The local part as its host understands it, without quotes and backslashes. */
  readonly localPart: string;
  /** The domain as lower-case A-labels, or an address literal with its brackets. */
  readonly domain: string;
  /** Whether the local part is not ASCII, so that the mail needs SMTPUTF8 (RFC 6531 3.4). */
  readonly needsSmtpUtf8: boolean;
  /** The mailbox as commands carry it, its local part quoted only when it must be. */
  toString(): string;
}

/**
 * Reads a mailbox as RFC 5321 4.1.2 spells it: no display name, comment, angle bracket or blank
 * outside quotes. Two spellings of one mailbox give the same result.
 *
 * @param text The mailbox.
 * @throws {AddressError} When the text is no mailbox, or longer than RFC 5321 4.5.3.1 allows.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseMailbox } from "./address.ts";
 *
 * assertEquals(String(parseMailbox('"ana.maria"@Bücher.example')), "ana.maria@xn--bcher-kva.example");
 * assertEquals(parseMailbox('"ana@home"@example.com').domain, "example.com");
 * ```
 */
export function parseMailbox(text: string): Mailbox {
  try {
    return readMailbox(text);
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof DomainError)) throw error;
    const reason = error instanceof Refusal ? error.message : `its domain: ${error.message}`;
    throw new AddressError(`Cannot use the address ${quoteForMessage(text)}: ${reason}`);
  }
}

/**
 * Says why a text is no mailbox of RFC 5321 4.1.2.
 *
 * @param text The text.
 * @returns The reason, without the text; `undefined` of a mailbox.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mailboxFault } from "./address.ts";
 *
 * assertEquals(mailboxFault("root"), "it has no @ and domain");
 * assertEquals(mailboxFault("root@example.com"), undefined);
 * ```
 */
export function mailboxFault(text: string): string | undefined {
  try {
    readMailbox(text);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return `its domain: ${error.reason}`;
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

function readMailbox(text: string): Mailbox {
  refuseUnseen(text);
  const [localPart, domain] = text.startsWith('"') ? splitQuoted(text) : splitPlain(text);
  return new ParsedMailbox(localPart, readDomain(domain));
}

/**
 * Reads the argument of MAIL FROM: a mailbox, or `<>`, the null reverse-path of notifications (RFC 5321
 * 4.5.5).
 *
 * @param text A mailbox or `<>`; the empty text is no way to say it.
 * @returns The mailbox, or `undefined` for the null reverse-path.
 * @throws {AddressError} When the text is neither.
 */
export function parseReversePath(text: string): Mailbox | undefined {
  return text === "<>" ? undefined : parseMailbox(text);
}

/** Why a text is no mailbox, without the text. */
class Refusal extends Error {}

class ParsedMailbox implements Mailbox {
  readonly localPart: string;
  readonly domain: string;

  constructor(localPart: string, domain: string) {
    this.localPart = localPart;
    this.domain = domain;
    refuseLong(quoteLocalPart(localPart), MAX_LOCAL_PART_LENGTH, "local part", "4.5.3.1.1");
    refuseLong(`<${this}>`, MAX_PATH_LENGTH, "path", "4.5.3.1.3");
  }

  get needsSmtpUtf8(): boolean {
    return /[^ -~]/.test(this.localPart);
  }

  toString(): string {
    return `${quoteLocalPart(this.localPart)}@${this.domain}`;
  }
}

/** RFC 5321 4.1.2: quotes and backslashes stand only where the local part cannot do without. */
function quoteLocalPart(localPart: string): string {
  return DOT_STRING.test(localPart) ? localPart : `"${localPart.replace(/["\\]/g, "\\$&")}"`;
}

function splitQuoted(text: string): [localPart: string, domain: string] {
  const [, content, rest] = QUOTED_STRING.exec(text) ?? [];
  if (content === undefined || rest === undefined) {
    throw new Refusal("the quotes around the local part are not closed");
  }
  if (!rest.startsWith("@")) throw new Refusal("the closing quote is not followed by @");
  return [content.replace(/\\(.)/gsu, "$1"), rest.slice(1)];
}

function splitPlain(text: string): [localPart: string, domain: string] {
  const at = text.indexOf("@");
  if (at < 0) throw new Refusal("it has no @ and domain");
  const localPart = text.slice(0, at);
  if (localPart === "") throw new Refusal("nothing comes before the @");
  const [character] = NOT_IN_DOT_STRING.exec(localPart) ?? [];
  if (character !== undefined) {
    throw new Refusal(
      `${characterName(character)} is allowed in a local part only inside quotes (RFC 5321 4.1.2)`,
    );
  }
  if (!DOT_STRING.test(localPart)) {
    throw new Refusal(
      "an unquoted local part may not start or end with a dot or contain two in a row (RFC 5321 4.1.2)",
    );
  }
  return [localPart, text.slice(at + 1)];
}

function readDomain(domain: string): string {
  if (domain.startsWith("[")) {
    const ip = parseAddressLiteral(domain);
    if (ip === undefined) {
      throw new Refusal(
        "the brackets do not contain an address literal such as [192.0.2.1] or [IPv6:2001:db8::1] (RFC 5321 4.1.3)",
      );
    }
    return formatAddressLiteral(ip);
  }
  if (domain === "") throw new Refusal("no domain follows the @");
  if (domain.includes("@")) {
    throw new Refusal("it has more than one @; a local part that contains one must be quoted");
  }
  if (domain.endsWith(".")) throw new Refusal("its domain ends with a dot (RFC 5321 4.1.2)");
  return toAsciiDomain(domain);
}

function refuseUnseen(text: string): void {
  const [character] = NEVER_IN_ADDRESS.exec(text) ?? [];
  if (character !== undefined) throw new Refusal(`it holds ${characterName(character)}`);
}

function refuseLong(text: string, octets: number, what: string, section: string): void {
  if (utf8Length(text) > octets) {
    throw new Refusal(`its ${what} is longer than ${octets} octets (RFC 5321 ${section})`);
  }
}
