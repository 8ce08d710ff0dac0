/**
 * How far a run is: a bar on a terminal, a line now and then elsewhere.
 * @module
 */
import { eraseLine, startOfLine } from "../terminal/cursor.ts";
import { escapeLine } from "../terminal/escape.ts";
import { fitColumns } from "../terminal/columns.ts";
import { consoleColumns, type Terminal } from "../terminal/terminal.ts";
import { clock } from "../terminal/words.ts";

/** How far a run is. */
export interface Snapshot {
  /** Mails that have a result or wait for their next attempt, those of earlier runs too. */
  readonly done: number;
  /** All mails. */
  readonly all: number;
  /** Mails a second, of late. */
  readonly rate: number;
  /** Mails by how they ended. */
  readonly delivered: number;
  readonly deferred: number;
  readonly refused: number;
  readonly unknown: number;
  /** Milliseconds until the next deferred mail is tried again, if that is all that is waited for. */
  readonly pause: number | undefined;
}

/** A bar with fewer columns says nothing. */
const MIN_BAR = 10;
/** One with more says no more. */
const MAX_BAR = 40;

/**
 * The line for a terminal: a bar, done of all, the rate, the time left, and how the mails ended.
 *
 * @param snapshot How far it is.
 * @param columns The width.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { barLine } from "./progress.ts";
 *
 * const none = { deferred: 0, refused: 0, unknown: 0, pause: undefined };
 * assertEquals(
 *   barLine({ done: 50, all: 100, rate: 5, delivered: 50, ...none }, 60),
 *   "[##########----------] 50/100  5/s  0:10 left  50 delivered",
 * );
 * ```
 */
export function barLine(snapshot: Snapshot, columns: number): string {
  const { done, all } = snapshot;
  const text = [`${done}/${all}`, ...paceOf(snapshot), ...endings(snapshot)].join("  ");
  // A terminal may go to the next line behind its last column.
  const room = Math.min(MAX_BAR, columns - 1 - text.length - "[] ".length);
  if (room < MIN_BAR) return fitColumns(text, columns - 1);
  const filled = Math.floor((done / Math.max(1, all)) * room);
  return `[${"#".repeat(filled)}${"-".repeat(room - filled)}] ${text}`;
}

/**
 * The line for a pipe or a file.
 *
 * @param snapshot How far it is.
 */
export function plainLine(snapshot: Snapshot): string {
  const { done, all } = snapshot;
  const percent = Math.floor((100 * done) / Math.max(1, all));
  return [`${done}/${all} (${percent}%)`, ...paceOf(snapshot), ...endings(snapshot)].join(", ");
}

function paceOf({ done, all, rate, pause }: Snapshot): string[] {
  if (pause !== undefined) return [`next attempt in ${clock(pause / 1000)}`];
  const speed = `${rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10}/s`;
  if (rate <= 0 || done >= all) return [speed];
  return [speed, `${clock((all - done) / rate)} left`];
}

function endings({ delivered, deferred, refused, unknown }: Snapshot): string[] {
  const others = [[deferred, "deferred"], [refused, "refused"], [unknown, "unknown"]] as const;
  const some = others.filter(([number]) => number > 0);
  return [`${delivered} delivered`, ...some.map(([number, what]) => `${number} ${what}`)];
}

/** Milliseconds from one bar to the next. */
const BAR_PAUSE = 200;
/** Milliseconds from one line to the next. */
const LINE_PAUSE = 10_000;

/** The rate is that of the last seconds. */
const RATE_SPAN = 10_000;

/** Mails a second, of late. */
export class RateMeter {
  readonly #moments: { readonly at: number; readonly done: number }[] = [];

  /**
   * @param at The moment, in milliseconds.
   * @param done How many are done.
   * @returns Mails a second.
   */
  rate(at: number, done: number): number {
    this.#moments.push({ at, done });
    while (at - (this.#moments[1]?.at ?? at) >= RATE_SPAN) this.#moments.shift();
    const [first] = this.#moments;
    if (first === undefined || at === first.at) return 0;
    return ((done - first.done) * 1000) / (at - first.at);
  }
}

/**
 * Says something on standard error, where a bar may be.
 *
 * @param terminal Where to.
 * @param text What, on one line.
 */
export function noteBesideBar(terminal: Terminal, text: string): void {
  if (terminal.errIsTerminal) terminal.err(startOfLine, eraseLine);
  terminal.err(`${escapeLine(text)}\n`);
}

/**
 * Shows how far a run is, from now on.
 *
 * @param terminal Where to.
 * @param snapshot Says how far it is.
 * @returns Ends it, and takes the bar away.
 */
export function showProgress(terminal: Terminal, snapshot: () => Snapshot): Disposable {
  const isBar = terminal.errIsTerminal;
  const show = (): void => {
    if (isBar) terminal.err(startOfLine, barLine(snapshot(), consoleColumns()), eraseLine);
    else terminal.err(`${plainLine(snapshot())}\n`);
  };
  if (isBar) show();
  const timer = setInterval(show, isBar ? BAR_PAUSE : LINE_PAUSE);
  return {
    [Symbol.dispose](): void {
      clearInterval(timer);
      if (isBar) terminal.err(startOfLine, eraseLine);
    },
  };
}
