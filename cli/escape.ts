/**
 * Nothing that came from the network, DNS, a message or argv may steer a terminal or disguise itself
 * there: control characters and invisible ones are shown as `\x1b` and `\u{202e}`.
 * @module
 */

/**
 * Control (Cc: C0, DEL, C1), format (Cf: the bidirectional controls U+061C, U+200E, U+200F, U+202A to
 * U+202E, U+2066 to U+2069, zero-width space, byte order mark, tags), line and paragraph separators,
 * and lone surrogates. LF and TAB are layout; U+200C and U+200D are spelling in Persian, the languages
 * of India, and emoji.
 */
const UNSAFE = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--[\n\t\u200c\u200d]]/gv;

/**
 * Makes a text safe for a terminal; LF and TAB stay. What is safe already does not change.
 *
 * @param text Any text, also with lone surrogates.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { escape } from "./escape.ts";
 *
 * assertEquals(escape("550 \x1b[2J\u202egnp.exe"), "550 \\x1b[2J\\u{202e}gnp.exe");
 * ```
 */
export function escape(text: string): string {
  return text.replace(UNSAFE, show);
}

/**
 * Makes a text safe that must stay on one line: as {@linkcode escape}, and LF is shown too.
 *
 * @param text Any text.
 */
export function escapeLine(text: string): string {
  return escape(text).replaceAll("\n", "\\x0a");
}

/**
 * Makes JSON safe for a terminal without changing what it means.
 *
 * @param json JSON without white space between its tokens.
 */
export function escapeJson(json: string): string {
  return json.replace(UNSAFE, (character) => character.split("").map(jsonUnit).join(""));
}

/**
 * Makes octets of a message safe for a terminal, chunk by chunk: read as UTF-8 (what is none becomes
 * U+FFFD), CRLF shown as the line end that it is, the rest as {@linkcode escape}.
 */
export class OctetEscaper {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #heldCr = "";

  /**
   * @param octets The next chunk.
   * @return What can be shown already; a CR and an unfinished character wait for what follows.
   */
  push(octets: Uint8Array): string {
    return this.#escape(this.#decoder.decode(octets, { stream: true }));
  }

  /** Ends the octets and returns what still waited. */
  end(): string {
    const rest = this.#escape(this.#decoder.decode());
    const held = escape(this.#heldCr);
    this.#heldCr = "";
    return rest + held;
  }

  #escape(decoded: string): string {
    const text = this.#heldCr + decoded;
    this.#heldCr = text.endsWith("\r") ? "\r" : "";
    return escape(text.slice(0, text.length - this.#heldCr.length).replaceAll("\r\n", "\n"));
  }
}

function show(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

function jsonUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
