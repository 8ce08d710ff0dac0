/**
 * Answers as they must not be.
 * @module
 */
import type { Distortion } from "./rule.ts";
import { formatReply, type ServerReply } from "../reply.ts";

/** Clears a screen, sets a title, colours by an eight-bit CSI, turns the direction of writing. */
const CONTROLS = "\x1b[2J\x1b]0;mua inbox --fail\x07\u009b31m\x08\x7f\0\u202e";

/** An answer in another protocol. */
export const GARBAGE = "HTTP/1.1 400 Bad Request\r\nServer: mua inbox --fail\r\n\r\n";

/** A broken answer, and whether the connection ends with it. */
interface BrokenAnswer {
  /** What is sent. */
  readonly text: string;
  /** Whether nothing can come behind it. */
  readonly isLast: boolean;
}

/**
 * Breaks an answer.
 *
 * - `half`: all but its last half, and the end of the connection;
 * - `garbage`: another protocol;
 * - `mixed`: lines with different codes (RFC 5321 section 4.2.1 wants the same on each);
 * - `extra`: one more answer behind it;
 * - `lf`: bare LF at the end of its lines;
 * - `control`: control characters in its text;
 * - `longline`: a last line of so many characters;
 * - `manylines`: so many lines.
 *
 * @param distortion How.
 * @param count How many characters or lines.
 * @param reply The answer.
 * @returns What to send.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { breakAnswer } from "./octets.ts";
 * import { reply } from "../reply.ts";
 * assertEquals(breakAnswer("lf", 1, reply(250, "2.0.0", "Ok")).text, "250 2.0.0 Ok\n");
 * ```
 */
export function breakAnswer(
  distortion: Distortion,
  count: number,
  reply: ServerReply,
): BrokenAnswer {
  const whole = formatReply(reply).map((line) => `${line}\r\n`).join("");
  if (distortion === "half") {
    return { text: whole.slice(0, Math.ceil(whole.length / 2)), isLast: true };
  }
  return { text: brokenText(distortion, count, reply, whole), isLast: false };
}

function brokenText(
  distortion: Exclude<Distortion, "half">,
  count: number,
  { code }: ServerReply,
  whole: string,
): string {
  switch (distortion) {
    case "garbage":
      return GARBAGE;
    case "mixed":
      return `${code}-first\r\n${code === 550 ? 250 : 550} last\r\n`;
    case "extra":
      return `${whole}250 2.0.0 One more\r\n`;
    case "lf":
      return whole.replaceAll("\r\n", "\n");
    case "control":
      return whole.replace(/\r\n$/, `${CONTROLS}\r\n`);
    case "longline":
      return `${code} ${"x".repeat(count)}\r\n`;
    case "manylines":
      return `${code}-line\r\n`.repeat(count - 1) + `${code} last line\r\n`;
  }
}
