/**
 * Command lines (RFC 5321 sections 2.4 and 4.1.1).
 * @module
 */

/** A command as it was read. */
export interface Command {
  /** The verb in capitals; upper and lower case mean the same (RFC 5321 section 2.4). */
  readonly verb: string;
  /** What follows the verb, without the spaces around it; empty when nothing does. */
  readonly argument: string;
}

const SPACE = 0x20;
const DEL = 0x7f;

/** RFC 6531 section 3.2 lets UTF-8 into paths; everything else of a command is ASCII. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a command line.
 *
 * @param line The octets of the line without its CRLF.
 * @returns The command, or `undefined` when the line holds a control character or is not UTF-8.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseCommand } from "./command.ts";
 * const line = new TextEncoder().encode("mail FROM:<ana@ualg.pt> ");
 * assertEquals(parseCommand(line), { verb: "MAIL", argument: "FROM:<ana@ualg.pt>" });
 * ```
 */
export function parseCommand(line: Uint8Array): Command | undefined {
  if (line.some((octet) => octet < SPACE || octet === DEL)) return undefined;
  let text: string;
  try {
    text = decoder.decode(line);
  } catch {
    return undefined;
  }
  const space = text.indexOf(" ");
  return space === -1 ? { verb: text.toUpperCase(), argument: "" } : {
    verb: text.slice(0, space).toUpperCase(),
    argument: text.slice(space).replace(/^ +| +$/g, ""),
  };
}

/** The methods of HTTP, and its version where the method is another (RFC 9110 section 9, RFC 9112 section 3). */
const HTTP_LINE =
  /^(?:(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI) |Host:)|^[!-~]+ .* HTTP\/\d/i;

/**
 * Whether a line is HTTP and no SMTP. A web page can have a browser send a request to any port of this
 * host, with commands of SMTP in its body, so that nothing behind such a line may be done.
 *
 * @param line The octets of the line, or of its beginning.
 *
 * @example
 * ```ts
 * import { assert, assertFalse } from "@std/assert";
 * import { isHttp } from "./command.ts";
 * assert(isHttp(new TextEncoder().encode("POST / HTTP/1.1")));
 * assertFalse(isHttp(new TextEncoder().encode("RCPT TO:<post@ualg.pt>")));
 * ```
 */
export function isHttp(line: Uint8Array): boolean {
  return HTTP_LINE.test(lenientDecoder.decode(line));
}

const lenientDecoder = new TextDecoder();
