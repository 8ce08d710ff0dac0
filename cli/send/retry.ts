/**
 * `mua send --retry-for`: a mail that is deferred is tried again while the program waits.
 * @module
 */
import { pauseAfter } from "../../outbox/schedule.ts";
import type { Outcome, Recipient } from "../../smtp/mod.ts";
import { type Clock, systemClock } from "../terminal/clock.ts";
import { eraseLine, startOfLine } from "../terminal/cursor.ts";
import { fitColumns } from "../terminal/columns.ts";
import { dim, type Piece } from "../terminal/style.ts";
import { consoleColumns, type Terminal } from "../terminal/terminal.ts";
import { brief, clock as clockWords, count } from "../terminal/words.ts";
import type { Mail } from "./mail.ts";
import { decisionPieces, statusPiece } from "./report.ts";

/** Tries to deliver a mail to some of its recipients. */
type Attempt = (recipients: readonly Recipient[]) => Promise<readonly Outcome[]>;

/** What is waited with. */
interface Waiting {
  /** Where to say what is waited for. */
  readonly terminal: Terminal;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** The clock; tests give their own. */
  readonly clock?: Clock;
}

/** How long, and what is said meanwhile. */
interface RetryOptions {
  /** For how many milliseconds a mail is tried again. */
  readonly retryFor: number | undefined;
  /** Whether nothing is said. */
  readonly quiet: boolean;
  /** Whether the rest is kept in the outbox afterwards. */
  readonly queue: boolean | undefined;
}

/**
 * Delivers a mail, and tries again for the recipients that are deferred, with growing pauses. The last
 * attempt is at the end of the time.
 *
 * @param attempt Delivers it to some recipients.
 * @param mail The mail.
 * @param options How long.
 * @param waiting What is waited with.
 * @returns The last outcome of each recipient, in the order of the envelope.
 */
export async function retry(
  attempt: Attempt,
  { envelope: { recipients } }: Pick<Mail, "envelope">,
  options: RetryOptions,
  { terminal, signal, clock = systemClock }: Waiting,
): Promise<readonly Outcome[]> {
  const end = clock.now() + (options.retryFor ?? 0);
  const last = new Map<string, Outcome>();
  let rest = recipients;
  for (let tries = 1, isLast = false; rest.length > 0; tries++) {
    for (const outcome of await attempt(rest)) last.set(outcome.recipient, outcome);
    rest = recipients.filter(({ address }) => isDeferred(last.get(address)));
    const left = end - clock.now();
    if (isLast || left <= 0 || rest.length === 0 || signal.aborted) break;
    const pause = Math.min(pauseAfter(tries), left);
    isLast = pause === left;
    const [first] = rest.flatMap(({ address }) => last.get(address) ?? []);
    const lines = first === undefined ? [] : describe(first, rest.length);
    await wait(lines, pause, options, { terminal, signal, clock });
    if (!signal.aborted) continue;
    if (options.queue) break;
    tellHowToGoOn(rest, options, terminal);
    // No script is to take it for something to repeat.
    for (const { address } of rest) {
      const outcome = last.get(address);
      if (outcome !== undefined) last.set(address, { ...outcome, reason: "interrupted" });
    }
    break;
  }
  return recipients.flatMap(({ address }) => last.get(address) ?? []);
}

function isDeferred(outcome: Outcome | undefined): boolean {
  return outcome?.status === "deferred" && outcome.reason !== "interrupted";
}

/** Whom the mail waits for, and why. */
function describe(outcome: Outcome, number: number): Piece[] {
  const others = number === 1 ? "" : ` and ${count(number - 1, "other")}`;
  const whom = `  ${brief(outcome.recipient)}${others}  `;
  return [statusPiece("deferred", "deferred "), whom, ...decisionPieces(outcome), "\n"];
}

/** Milliseconds from one look of the countdown to the next. */
const TICK = 1000;

/** Waits: on a terminal with a countdown, elsewhere with one line. */
async function wait(
  lines: readonly Piece[],
  pause: number,
  { quiet }: RetryOptions,
  { terminal, signal, clock }: Required<Waiting>,
): Promise<void> {
  const end = clock.now() + pause;
  if (quiet) return await clock.wait(pause, signal);
  if (!terminal.errIsTerminal) {
    terminal.err(lines, `Next attempt in ${clockWords(pause / 1000)}\n`);
    return await clock.wait(pause, signal);
  }
  terminal.err(lines);
  for (let left = pause; left > 0 && !signal.aborted; left = end - clock.now()) {
    const line = `Next attempt in ${clockWords(left / 1000)} (Ctrl-C ends it)`;
    terminal.err(startOfLine, dim(fitColumns(line, consoleColumns() - 1)), eraseLine);
    await clock.wait(Math.min(left, TICK), signal);
  }
  terminal.err(startOfLine, eraseLine);
}

function tellHowToGoOn(
  rest: readonly Recipient[],
  { quiet }: RetryOptions,
  terminal: Terminal,
): void {
  if (quiet) return;
  const [first] = rest;
  const whom = rest.length === 1 && first !== undefined
    ? brief(first.address)
    : "and the deferred recipients";
  terminal.err(
    dim(`Stopped waiting. To go on: the same command with --rcpt-to ${whom};\n`),
    dim("with --queue the outbox would go on.\n"),
  );
}
