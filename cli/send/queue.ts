/**
 * `mua send --queue`: what was not delivered is kept in the outbox.
 * @module
 */
import { answerOf, stateOf } from "../../journal/answer.ts";
import { SourceError } from "../../message/encoding/octets.ts";
import { reasonOf } from "../../message/file/file.ts";
import type { WayOptions } from "../../outbox/mail.ts";
import { Outbox, UnsafeOutboxError } from "../../outbox/outbox.ts";
import type { Outcome } from "../../smtp/mod.ts";
import { accountOptions } from "../account/account.ts";
import { authOptions } from "../account/auth_options.ts";
import type { Variable } from "../command/command.ts";
import { statePath } from "../command/state.ts";
import type { GivenOptions, OptionTable } from "../command/options.ts";
import { serverOptions, tlsOptions } from "../route/options.ts";
import { wantsSignature } from "../sign/options.ts";
import { CliError, Exit } from "../terminal/exit.ts";
import { sourceFailure } from "../terminal/file_failure.ts";
import type { Mail } from "./mail.ts";
import type { SendOptions } from "./options.ts";

/** The options that say which way a mail goes. None holds a password. */
const wayOptions: OptionTable = {
  ...accountOptions,
  ...serverOptions,
  ...tlsOptions,
  ...authOptions,
};

/**
 * Opens the outbox.
 *
 * @param variable Reads an environment variable.
 * @param isMade Whether it is made where it is not there, and must be writable.
 * @returns The outbox; `undefined` if it is not there.
 * @throws {CliError} 74 if it cannot be made or written, 78 if it must not be used.
 */
export function openOutbox(variable: Variable, isMade: true): Outbox;
export function openOutbox(variable: Variable, isMade: boolean): Outbox | undefined;
export function openOutbox(variable: Variable, isMade: boolean): Outbox | undefined {
  const path = statePath("outbox", variable);
  try {
    return Outbox.open(path, isMade);
  } catch (cause) {
    if (!(cause instanceof UnsafeOutboxError)) throw unusable(path, cause);
    throw new CliError(Exit.configuration, `cannot use ${path}: ${cause.message}`, {
      hint: `Run: chmod 700 ${path}`,
      cause,
    });
  }
}

/**
 * Works on an outbox.
 *
 * @param outbox The outbox.
 * @param work What is done.
 * @returns What the work returns.
 * @throws {CliError} 74 if a file of it cannot be read or written, 66 if a message cannot be read.
 */
export async function inOutbox<Result>(
  outbox: Outbox,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceError) throw sourceFailure(error);
    throw unusable(outbox.path, error);
  }
}

/** The error of an outbox that cannot be read or written; a fault of the program stays what it is. */
function unusable(path: string, cause: unknown): unknown {
  const isFault = cause instanceof TypeError || cause instanceof RangeError;
  const isOfSystem = !isFault && !(cause instanceof CliError) &&
    !(cause instanceof Deno.errors.NotCapable);
  if (!isOfSystem) return cause;
  const text = `cannot use the outbox "${path}": ${reasonOf(cause, "directory")}`;
  return new CliError(Exit.io, text, { cause });
}

/** What is kept. */
export interface Queued {
  /** What it is called in the outbox. */
  readonly id: string;
  /** The recipients that will get it. */
  readonly recipients: ReadonlySet<string>;
  /** Whether somebody may have it already, so that a person must decide. */
  readonly hasUnknown: boolean;
}

/**
 * Keeps a mail for those who may get it later, and for those of whom nobody knows.
 *
 * @param outbox Where.
 * @param mail The mail.
 * @param outcomes What happened to each recipient.
 * @param options How it was sent.
 * @param given What of that stood on the command line.
 * @returns What is kept; `undefined` if there is nothing to keep.
 * @throws {CliError} 74 if it cannot be written, 66 if the message cannot be read.
 */
export async function queueRest(
  outbox: Outbox,
  { envelope, message }: Mail,
  outcomes: readonly Outcome[],
  options: SendOptions,
  given: GivenOptions,
): Promise<Queued | undefined> {
  const kept = outcomes.filter(({ status }) => status === "deferred" || status === "unknown");
  if (kept.length === 0) return undefined;
  const names = new Set(kept.map(({ recipient }) => recipient));
  const recipients = envelope.recipients.filter(({ address }) => names.has(address));
  const { size, eightBit, utf8Header, sevenBit } = message;
  // A signature of its 8-bit form would not hold for another one.
  const mayReencode = sevenBit !== undefined && !wantsSignature(options);
  const mail = {
    queuedAt: Date.now(),
    envelope: { ...envelope, recipients },
    message: { size, eightBit, utf8Header, mayReencode },
    way: keptWay(options, given),
  };
  const waiting = kept.filter((outcome) => stateOf(outcome) !== "unknown");
  const id = await inOutbox(
    outbox,
    async () => await outbox.add(mail, message.open({ reuse: true }), kept.map(answerOf)),
  );
  return {
    id,
    recipients: new Set(waiting.map(({ recipient }) => recipient)),
    hasUnknown: waiting.length < kept.length,
  };
}

/** The account by its name, and what the command line has said beside it. */
function keptWay({ account, config }: SendOptions, given: GivenOptions): WayOptions {
  const way = new Map([...given].filter(([name]) => Object.hasOwn(wayOptions, name)));
  // Without an account there is to be none either when the mail goes.
  way.set("account", [account ?? "none"]);
  if (config !== undefined) way.set("config", [config]);
  const directory = Deno.cwd();
  for (const [name, value] of way) {
    const option = wayOptions[name];
    const isPath = option !== undefined && "value" in option && option.value === "FILE";
    if (!isPath || typeof value === "boolean") continue;
    // A relative path is to mean the same wherever it is read.
    way.set(name, value.map((path) => isAbsolute(path) ? path : `${directory}/${path}`));
  }
  return way;
}

function isAbsolute(path: string): boolean {
  return /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);
}
