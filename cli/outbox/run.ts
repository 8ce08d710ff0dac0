/**
 * A run over the outbox: the mails that are due, by the way that they go, and what is done with those for
 * which there is nothing left to do.
 * @module
 */
import type { Answer } from "../../journal/answer.ts";
import type { Outbox, TakenMail } from "../../outbox/outbox.ts";
import type { Fate } from "../../outbox/fates.ts";
import type { WayOptions } from "../../outbox/mail.ts";
import type { TranscriptSink } from "../../smtp/mod.ts";
import { withAccount } from "../account/account.ts";
import type { Variable } from "../command/command.ts";
import { readValues } from "../command/options.ts";
import { prepareWay } from "../send/deliver.ts";
import { sendOptions } from "../send/options.ts";
import { CliError } from "../terminal/exit.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { Maildir } from "./maildir.ts";
import { type Choice, type Road, sendAlong } from "./send.ts";

/** What was done with a mail. */
export interface Handled {
  /** The mail, still locked. */
  readonly taken: TakenMail;
  /** What is known now of each recipient that was to get it. */
  readonly answers: readonly Answer[];
  /** For whom it was given up just now. */
  readonly lost: readonly Fate[];
  /** The bounce that says so, if there is one. */
  readonly bounce: string | undefined;
  /** Whether it is still in the outbox. */
  readonly isKept: boolean;
}

/** What a run works with. */
interface RunContext {
  /** Where to ask for a password. */
  readonly terminal: Terminal;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** Reads an environment variable. */
  readonly variable: Variable;
  /** Takes the dialogues. */
  readonly transcript: TranscriptSink | undefined;
  /** Where bounces go; without one the mail is kept. */
  readonly maildir: Maildir | undefined;
  /** Told of each mail. */
  readonly onHandled: (handled: Handled) => void;
  /** Told of each mail that nothing can be done with. */
  readonly onSkipped: (id: string, why: string) => void;
}

/**
 * Sends mails of the outbox.
 *
 * @param outbox The outbox.
 * @param ids Which mails; all by default.
 * @param choice Which of them go.
 * @param context What it works with.
 * @throws {CliError} 74 if a bounce cannot be written: then nothing more is sent.
 * @throws {Deno.errors} If a record cannot be written: the same.
 */
export async function runOutbox(
  outbox: Outbox,
  ids: readonly string[] | undefined,
  choice: Choice,
  context: RunContext,
): Promise<void> {
  const { signal, transcript, onSkipped } = context;
  const roads = await findRoads(outbox, ids, choice, context);
  const onTried = async (taken: TakenMail, answers: readonly Answer[]): Promise<void> =>
    context.onHandled(await handle(taken, answers, context.maildir));
  await Promise.all(
    roads.map((road) =>
      sendAlong(outbox, road, choice, { signal, transcript, onTried, onSkipped })
    ),
  );
}

/** The mails that there is something to do with, by their way. */
async function findRoads(
  outbox: Outbox,
  ids: readonly string[] | undefined,
  { isForced, retryUnknown }: Choice,
  context: RunContext,
): Promise<readonly Road[]> {
  const now = Date.now();
  const byWay = new Map<string, { readonly way: WayOptions; readonly ids: string[] }>();
  for (const glimpse of await outbox.lookAtAll()) {
    if (ids !== undefined && !ids.includes(glimpse.id)) continue;
    if ("damage" in glimpse) {
      context.onSkipped(glimpse.id, `it is damaged: ${glimpse.damage}`);
      continue;
    }
    const { mail: { way }, fates } = glimpse;
    const isNews = fates.isDone || fates.all.some(({ isUnanswered }) => isUnanswered) ||
      fates.toSend(isForced ? undefined : now, retryUnknown).length > 0 ||
      (context.maildir !== undefined && fates.lost.length > 0);
    if (!isNews) continue;
    const key = JSON.stringify([...way]);
    const same = byWay.get(key) ?? { way, ids: [] };
    same.ids.push(glimpse.id);
    byWay.set(key, same);
  }
  const roads: Road[] = [];
  // One after the other: each may ask a person for a password.
  for (const { way, ids } of byWay.values()) roads.push(await findRoad(way, ids, context));
  return roads;
}

/** What is wrong with one way is no reason not to go another one. */
async function findRoad(
  kept: WayOptions,
  ids: readonly string[],
  { terminal, signal, variable }: RunContext,
): Promise<Road> {
  try {
    const options = readValues(sendOptions, await withAccount(sendOptions, kept, variable));
    try {
      return { ids, options, way: await prepareWay(options, { terminal, signal }) };
    } catch (error) {
      if (signal.aborted || !(error instanceof CliError)) throw error;
      return { ids, options, way: error.message };
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof CliError)) throw error;
    return { ids, options: readValues(sendOptions, new Map()), way: error.message };
  }
}

/** What is lost is bounced or, where there is no place for a bounce, kept; what is done is removed. */
async function handle(
  taken: TakenMail,
  answers: readonly Answer[],
  maildir: Maildir | undefined,
): Promise<Handled> {
  const { fates } = taken.contents;
  const { lost } = fates;
  const bounce = lost.length === 0 ? undefined : await maildir?.bounce(taken, lost);
  const news = bounce === undefined ? lost.filter(({ over }) => over === undefined) : lost;
  if (news.length > 0) {
    const over = news.map(({ recipient }) => recipient.address);
    taken.write({ at: Date.now(), over, bounced: bounce !== undefined });
  }
  const isKept = !fates.isDone;
  if (isKept) await taken.sync();
  else taken.remove();
  return { taken, answers, lost: news, bounce, isKept };
}
