/**
 * What a server has said that is no reply, or not a whole one: nobody knows what it means, so it is shown
 * as it is, as far as there is room for it.
 * @module
 */
import type { SmtpErrorKind } from "./error.ts";

/** Characters of it that are kept, to be shown where there is room: in a transcript and in JSON. */
export const RECEIVED_MAX_LENGTH = 4096;

/** Characters of it that a sentence quotes. */
const QUOTED_MAX_LENGTH = 240;

/** What was received, bounded. */
interface Received {
  /** The lines, the last one perhaps not to its end. */
  readonly lines: readonly string[];
  /** Characters behind them that are not kept. */
  readonly hidden: number;
}

/**
 * Keeps the beginning of what was received.
 *
 * @param all All lines.
 * @returns As many of them as there is room for.
 */
export function boundReceived(all: readonly string[]): Received {
  const lines: string[] = [];
  let room = RECEIVED_MAX_LENGTH;
  let hidden = 0;
  for (const line of all) {
    const kept = shorten(line, room);
    if (kept !== "" || line === "") lines.push(kept);
    room -= kept.length;
    hidden += line.length - kept.length;
  }
  return { lines, hidden };
}

/**
 * Quotes what was received, at the end of a sentence about what went wrong.
 *
 * @param lines The lines.
 * @param kind What went wrong: where the connection ended or time ran out, the reply is only cut off.
 * @returns For example `: it said "250ok"`, in one line; empty where nothing was received.
 */
export function quoteReceived(lines: readonly string[], kind: SmtpErrorKind): string {
  if (lines.length === 0) return "";
  const text = lines.join(" / ");
  const shown = shorten(text, QUOTED_MAX_LENGTH);
  const quoted = `"${shown}${shown.length < text.length ? " …" : ""}"`;
  return kind === "protocol" ? `: it said ${quoted}` : `: only ${quoted} came`;
}

/** The beginning of a text; a character of two units is not cut. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
