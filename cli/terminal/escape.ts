/**
 * Nothing that came from the network, DNS, a message or argv may steer a terminal or disguise itself
 * there: control characters, invisible ones and floods of marks are shown as `\x1b` and `\u{202e}`.
 * @module
 */
import { UNSEEN, UNSEEN_CONTEXT } from "../../message/encoding/unseen.ts";

/** Most texts: the pattern of all characters takes milliseconds to be made ready. */
const PLAIN = /^[\n\t -~]*$/;

let unsafe: RegExp | undefined;

/** All that is shown in another way; LF and TAB are layout. */
function unsafePattern(): RegExp {
  return unsafe ??= new RegExp(`(?![\\n\\t])(?:${UNSEEN})`, "gv");
}

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
  return PLAIN.test(text) ? text : text.replace(unsafePattern(), show);
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
 * Makes a part of a text safe as {@linkcode escape} does with the whole text.
 *
 * @param text The text.
 * @param start Where the part begins, in UTF-16 code units.
 * @param end Where it ends.
 */
export function escapePart(text: string, start: number, end: number): string {
  const from = Math.max(0, start - UNSEEN_CONTEXT);
  const context = text.slice(from, end + 2);
  let shown = "";
  let at = start - from;
  const pattern = unsafePattern();
  pattern.lastIndex = at;
  for (let match = pattern.exec(context); match !== null; match = pattern.exec(context)) {
    if (match.index >= end - from) break;
    shown += context.slice(at, match.index) + show(match[0]);
    at = pattern.lastIndex;
  }
  return shown + context.slice(at, end - from);
}

/**
 * Makes JSON safe for a terminal without changing what it means.
 *
 * @param json JSON without white space between its tokens.
 */
export function escapeJson(json: string): string {
  return PLAIN.test(json)
    ? json
    : json.replace(unsafePattern(), (character) => character.split("").map(jsonUnit).join(""));
}

/**
 * Makes octets of a message safe for a terminal, chunk by chunk: read as UTF-8 (what is none becomes
 * U+FFFD), CRLF shown as the line end that it is, the rest as {@linkcode escape}.
 */
export class OctetEscaper {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** What was shown last. */
  #before = "";
  /** The last character, where the next one says what it is. */
  #held = "";

  /**
   * @param octets The next chunk.
   * @return What can be shown already; what the next octets decide on waits for them.
   */
  push(octets: Uint8Array): string {
    return this.#escape(this.#decoder.decode(octets, { stream: true }));
  }

  /** Ends the octets and returns what still waited. */
  end(): string {
    const rest = this.#escape(this.#decoder.decode());
    const held = this.#show(this.#held);
    this.#held = "";
    return rest + held;
  }

  #escape(decoded: string): string {
    const text = this.#held + decoded;
    this.#held = /[\r\u200c\u200d\ufe0f]$/.exec(text)?.[0] ?? "";
    return this.#show(text.slice(0, text.length - this.#held.length).replaceAll("\r\n", "\n"));
  }

  #show(text: string): string {
    const whole = this.#before + text;
    const shown = escapePart(whole, this.#before.length, whole.length);
    this.#before = whole.slice(-UNSEEN_CONTEXT);
    return shown;
  }
}

function show(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

function jsonUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
