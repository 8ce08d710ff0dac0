/**
 * The message in a transcript: its first lines, and how much more there was.
 * @module
 */
import { concatenate } from "../../octets/octets.ts";

/** Octets of a message that a transcript shows; what follows is counted. */
export const BODY_LOG_MAX_OCTETS = 8 * 1024;

const LF = 0x0a;
// A byte order mark is a part of the text like any other.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Takes mail data as it is sent and gives back the lines to show. */
export class BodyLog {
  #shown = 0;
  #total = 0;
  #line = new Uint8Array(0);

  /** Octets that were sent but not shown. */
  get hidden(): number {
    return this.#total - this.#shown;
  }

  /**
   * The lines that become complete with these octets.
   *
   * @param sent The next octets of the mail data.
   * @returns The lines without their ends.
   */
  push(sent: Uint8Array): string[] {
    const isHiding = this.#total > this.#shown + this.#line.length;
    this.#total += sent.length;
    if (isHiding) return [];
    const room = BODY_LOG_MAX_OCTETS - this.#shown - this.#line.length;
    const joined = concatenate([this.#line, sent.subarray(0, room)]);
    const end = joined.lastIndexOf(LF) + 1;
    this.#line = joined.slice(end);
    this.#shown += end;
    if (end === 0) return [];
    return decoder.decode(joined.subarray(0, end)).replace(/\r?\n$/, "").split(/\r?\n/);
  }
}
