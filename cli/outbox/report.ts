/**
 * What there is to be said of mails in the outbox: lines for a person, objects for a program.
 * @module
 */
import type { Answer } from "../../journal/answer.ts";
import { readHeader } from "../../message/header/header.ts";
import type { Fate, Fates } from "../../outbox/fates.ts";
import { readMessage } from "../../outbox/file.ts";
import type { Glimpse } from "../../outbox/outbox.ts";
import { exitCodeOf, statusPiece } from "../send/report.ts";
import { formatBytes } from "../terminal/bytes.ts";
import { escapeLine } from "../terminal/escape.ts";
import { Exit, type ExitCode } from "../terminal/exit.ts";
import { bold, dim, type Piece, red, yellow } from "../terminal/style.ts";
import { brief, clock } from "../terminal/words.ts";
import { subjectOf } from "./maildir.ts";
import type { Handled } from "./run.ts";

/** A mail that could be read. */
export type Known = Exclude<Glimpse, { readonly damage: string }>;

/** How a mail is, in a word. */
type Word = "queued" | "deferred" | "unknown" | "failed";

/** What a person must know of first: what waits for them, before what waits for its time. */
function wordOf(fates: Fates): Word {
  if (fates.all.some(({ state }) => state === "unknown")) return "unknown";
  if (fates.lost.length > 0) return "failed";
  return fates.all.some(({ state }) => state === "deferred") ? "deferred" : "queued";
}

/** Columns of the longest word. */
const WORD_WIDTH = "delivered".length;

/**
 * When a mail is tried again, for a person.
 *
 * @param due The moment, in milliseconds since 1970.
 * @param now This moment.
 */
export function untilNext(due: number | undefined, now: number): string {
  if (due === undefined) return "-";
  return due <= now ? "now" : `in ${clock((due - now) / 1000)}`;
}

/**
 * The subject of a mail.
 *
 * @param known The mail.
 * @returns It, not escaped; empty if there is none.
 */
async function readSubject(known: Known): Promise<string> {
  return subjectOf(await readHeader(readMessage(known.path, known)));
}

/**
 * A mail as one line.
 *
 * @param glimpse The mail.
 * @param now The moment, in milliseconds since 1970.
 */
export async function mailLine(glimpse: Glimpse, now: number): Promise<Piece[]> {
  const { id } = glimpse;
  if ("damage" in glimpse) {
    const { path, damage } = glimpse;
    return [
      bold(id),
      "  ",
      red("damaged".padEnd(WORD_WIDTH)),
      `  ${escapeLine(path)}: ${damage}\n`,
    ];
  }
  const { fates, mail: { envelope, message } } = glimpse;
  const word = wordOf(fates);
  const padded = word.padEnd(WORD_WIDTH);
  return [
    bold(id),
    "  ",
    word === "failed" || word === "unknown" ? bold(red(padded)) : yellow(padded),
    `  ${untilNext(fates.due, now).padEnd(10)}`,
    `  ${formatBytes(message.size).padStart(8)}  `,
    `${brief(envelope.reversePath || "<>")} -> ${recipientsOf(fates)}  `,
    bold(brief(await readSubject(glimpse) || "(no subject)")),
    "\n",
  ];
}

/** Recipients that a line names before it counts the others. */
const NAMED_RECIPIENTS = 2;

function recipientsOf({ all }: Fates): string {
  const open = all.filter(({ state }) => state !== "delivered");
  const named = open.slice(0, NAMED_RECIPIENTS).map(({ recipient }) => brief(recipient.address));
  const others = open.length - named.length;
  return named.join(", ") + (others > 0 ? ` and ${others} more` : "");
}

/**
 * A recipient as one line.
 *
 * @param fate What is known of the recipient.
 */
export function fateLine({ recipient, state, tries, answer, over }: Fate): Piece[] {
  const word = state === "waiting" ? "queued" : over === "kept" ? "failed" : state;
  const status = state === "waiting" ? "deferred" : state;
  const attempts = tries === 0 ? "" : `  (${tries === 1 ? "1 attempt" : `${tries} attempts`})`;
  return [
    "  ",
    statusPiece(status, word.padEnd(WORD_WIDTH)),
    `  ${brief(recipient.address)}`,
    answer === undefined ? "" : `  ${wordsOf(answer)}`,
    dim(attempts),
    "\n",
  ];
}

function wordsOf({ host, reply }: Answer): string {
  return [host, reply].filter((text) => text !== "").map(escapeLine).join("  ");
}

/**
 * A mail as JSON.
 *
 * @param glimpse The mail.
 * @returns An object for `JSON.stringify`.
 */
export async function mailJson(glimpse: Glimpse): Promise<Record<string, unknown>> {
  const { id, path: file } = glimpse;
  if ("damage" in glimpse) return { id, file, state: "damaged", damage: glimpse.damage };
  const { fates, mail: { queuedAt, envelope, message, way } } = glimpse;
  const account = way.get("account");
  const name = Array.isArray(account) ? account[0] : undefined;
  return {
    id,
    file,
    state: wordOf(fates),
    queued: timeOf(queuedAt),
    next: timeOf(fates.due),
    size: message.size,
    mailFrom: envelope.reversePath,
    subject: await readSubject(glimpse),
    account: name === "none" ? null : name ?? null,
    recipients: fates.all.map(fateJson),
  };
}

function fateJson({ recipient, state, tries, at, answer, over }: Fate): object {
  return {
    recipient: recipient.address,
    state,
    attempts: tries,
    lastAttempt: tries === 0 ? null : timeOf(at),
    host: answer?.host || null,
    reply: answer?.reply ?? null,
    givenUp: over !== undefined,
    bounced: over === "bounced",
  };
}

function timeOf(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}

/**
 * What was done with a mail, as lines.
 *
 * @param handled What was done.
 * @param quiet Whether only what a person must know.
 * @param now The moment, in milliseconds since 1970.
 */
export function handledLines(handled: Handled, quiet: boolean, now: number): Piece[] {
  const { taken: { id, contents: { fates } }, answers, lost, bounce } = handled;
  const shown = answers.filter(({ status }) =>
    !quiet || (status !== "delivered" && status !== "deferred")
  );
  const next = fates.due === undefined || quiet
    ? []
    : [dim(`${id}  next attempt ${untilNext(fates.due, now)}\n`)];
  const end = bounce === undefined ? "kept in the outbox" : `bounced to ${bounce}`;
  return [
    ...shown.flatMap((answer) => [
      `${id}  `,
      statusPiece(answer.status, answer.status.padEnd(WORD_WIDTH)),
      `  ${brief(answer.to)}  ${wordsOf(answer)}\n`,
    ]),
    ...next,
    ...lost.map(({ recipient }) =>
      bold(red(`${id}  gave up on ${brief(recipient.address)}: ${escapeLine(end)}\n`))
    ),
  ];
}

/**
 * What was done with a mail, as JSON.
 *
 * @param handled What was done.
 */
export function handledJson(handled: Handled): object {
  const { taken: { id, contents: { fates, mail } }, answers, lost, bounce, isKept } = handled;
  return {
    id,
    mailFrom: mail.envelope.reversePath,
    recipients: answers.map(({ to: recipient, status, reason, host, reply }) => {
      return { recipient, status, reason, host: host || null, reply };
    }),
    givenUp: lost.map(({ recipient }) => recipient.address),
    bounce: bounce ?? null,
    next: timeOf(fates.due),
    kept: isKept,
  };
}

/**
 * The exit codes that a mail gives.
 *
 * @param handled What was done with it.
 */
export function exitCodesOf({ answers, lost }: Handled): readonly ExitCode[] {
  const gone = new Set(lost.map(({ recipient }) => recipient.address));
  return [
    ...answers.filter(({ to }) => !gone.has(to)).map(exitCodeOf),
    ...lost.map(({ state, answer }) =>
      state === "refused" && answer !== undefined ? exitCodeOf(answer) : Exit.refused
    ),
  ];
}
