/**
 * What of a client's lines is shown: no secret, also where it comes in a line that is no command.
 * @module
 */
import { MASK } from "../smtp/connection/mask.ts";
import { findMechanism } from "../smtp/sasl/mechanisms.ts";
import { parseCommand } from "./command.ts";
import { isVerb } from "./verbs.ts";

/** The words behind which a secret comes: AUTH, and what IMAP, POP3 and HTTP have in its place. */
const SECRET_WORD = /(?<![A-Z])(?:AUTH(?:ENTICATE|ORIZATION)?|LOGIN|PASS)/i;

/** What may stand between AUTH and a mechanism, also wrongly, and the mechanism (RFC 4422 section 3.1). */
const MECHANISM = /^[\s=:]+([A-Z0-9_-]{1,20})(?=\s|$)/i;

/** For showing what is no command; one that is was decoded strictly. */
const lenientDecoder = new TextDecoder();

/**
 * Shows the lines of one client. Behind AUTH, however it is written and whether or not it is looked at,
 * everything is masked up to the next command: a client may not wait for the answer before it goes on.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ShownLines } from "./shown.ts";
 * const lines = new ShownLines();
 * const show = (line: string) => lines.show(new TextEncoder().encode(line));
 * assertEquals(show("AUTH LOGIN"), "AUTH LOGIN");
 * assertEquals(show("c2VjcmV0"), "********");
 * assertEquals(show("auth PLAIN AGFuYQBzZWNyZXQ="), "auth PLAIN ********");
 * assertEquals(show("NOOP"), "NOOP");
 * assertEquals(show("what?"), "what?");
 * ```
 */
export class ShownLines {
  #hides = false;

  /** Ends the masking: the client was let in, and has no secret left to say. */
  reveal(): void {
    this.#hides = false;
  }

  /**
   * A line as it may be shown.
   *
   * @param octets The line without its end, or the beginning of one that is too long.
   */
  show(octets: Uint8Array): string {
    const command = parseCommand(octets);
    const text = lenientDecoder.decode(octets);
    const isCommand = command !== undefined && isVerb(command.verb);
    if (isCommand) this.#hides = false;
    const secret = isCommand && command.verb !== "AUTH" ? null : SECRET_WORD.exec(text);
    if (secret === null) return this.#hides ? MASK : text;
    const isHidden = this.#hides;
    this.#hides = true;
    return isHidden ? MASK : maskFrom(text, secret.index + secret[0].length);
  }
}

/** The text with all behind a place masked but the name of a mechanism. */
function maskFrom(text: string, end: number): string {
  const rest = text.slice(end);
  const [before = "", name = ""] = MECHANISM.exec(rest) ?? [];
  const isName = /^[A-Z]/.test(name) && name === name.toUpperCase() ||
    findMechanism(name) !== undefined;
  const shown = text.slice(0, end) + (isName ? before : "");
  const hidden = text.slice(shown.length);
  return hidden.trim() === "" ? text : `${shown} ${MASK}`;
}
