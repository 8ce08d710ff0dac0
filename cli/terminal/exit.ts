/**
 * The exit codes of `mua` (those of BSD sysexits, with 1 for a plain no and 79 for what nobody knows)
 * and the errors that carry one to the end of the program.
 * @module
 */

/** Every way the program can end. */
export const Exit = {
  /** Done; of a delivery: every recipient delivered. */
  ok: 0,
  /** What was to be explained is not known. */
  notKnown: 1,
  /** Two things that were compared are not the same. */
  differs: 1,
  /** Something that should prove where a message comes from does not. */
  untrusted: 1,
  /** Two messages that were compared are not one and the same. */
  otherMessage: 2,
  /** A mail arrived in the mailbox for junk, or marked as junk. */
  junk: 3,
  /** The command line cannot be understood. */
  usage: 64,
  /** Input that cannot be used: an address, a header field, a file's content. */
  badInput: 65,
  /** A file that was named cannot be opened. */
  noInput: 66,
  /** The recipient was refused (5yz to RCPT). */
  recipientRefused: 67,
  /** No such host, or a domain that takes no mail (null MX, RFC 7505). */
  noHost: 68,
  /** Refused for good in any other way. */
  refused: 69,
  /** A fault of the program itself. */
  internal: 70,
  /** Reading or writing failed half-way. */
  io: 74,
  /** It did not work now; the same may work later. */
  temporary: 75,
  /** The server broke the protocol. */
  protocol: 76,
  /** Authentication failed. */
  authentication: 77,
  /** Something is missing around the program: a permission, a setting. */
  configuration: 78,
  /** The message may or may not have been delivered; only the other side knows. */
  unknown: 79,
  /** The user stopped it. */
  interrupted: 130,
} as const;

/** One of the codes of {@linkcode Exit}. */
export type ExitCode = typeof Exit[keyof typeof Exit];

/**
 * The code of a delivery to several recipients: 79 if any is unknown, for a copy may be out whatever
 * else happened; else 130 if the user stopped it, so that no script takes it for something to repeat;
 * else 75 if any is temporary; else the worst permanent one. The permanent codes grow with the reach of
 * the fault: one mailbox (67), one domain (68), one server (69), the dialogue (76), the account (77).
 *
 * @param codes One code a recipient; none at all means that all went well.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exitCodeOfAll } from "./exit.ts";
 *
 * assertEquals(exitCodeOfAll([0, 67, 75]), 75);
 * assertEquals(exitCodeOfAll([0, 68, 67]), 68);
 * ```
 */
export function exitCodeOfAll(codes: readonly ExitCode[]): ExitCode {
  if (codes.includes(Exit.unknown)) return Exit.unknown;
  if (codes.includes(Exit.interrupted)) return Exit.interrupted;
  if (codes.includes(Exit.temporary)) return Exit.temporary;
  return codes.reduce<ExitCode>((worst, code) => code > worst ? code : worst, Exit.ok);
}

/** What a person can still do about an error, and what caused it. */
interface ErrorDetails {
  /** The next command to try, or what else helps. */
  readonly hint?: string | undefined;
  /** The error behind this one; shown only when debugging. */
  readonly cause?: unknown;
}

/** An error that ends the program with a message for its user and a certain exit code. */
export class CliError extends Error {
  override readonly name: string = "CliError";
  /** The code that the program ends with. */
  readonly exitCode: ExitCode;
  /** The next command to try, or what else helps. */
  readonly hint: string | undefined;

  /**
   * @param exitCode The code that the program ends with.
   * @param message What happened, without the program's name and without a full stop.
   * @param details A hint and the cause.
   */
  constructor(exitCode: ExitCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.exitCode = exitCode;
    this.hint = details.hint;
  }
}

/** The command line cannot be understood: exit code 64. */
export class UsageError extends CliError {
  override readonly name = "UsageError";
  /** @param message What is wrong. @param details A hint and the cause. */
  constructor(message: string, details?: ErrorDetails) {
    super(Exit.usage, message, details);
  }
}

/**
 * The error of two options that contradict each other.
 *
 * @param one The one option, with its hyphens.
 * @param other The other option.
 * @returns The error to throw.
 */
export function notTogether(one: string, other: string): UsageError {
  return new UsageError(`${one} and ${other} cannot be used together`);
}

/**
 * The error of a word that is not one of those an option takes.
 *
 * @param name The option, with its hyphens.
 * @param choices The words that it takes.
 * @param text The word that was given.
 * @param hint The word that may have been meant.
 * @returns The error to throw.
 */
export function notOneOf(
  name: string,
  choices: readonly string[],
  text: string,
  hint?: string,
): UsageError {
  return new UsageError(`${name} must be one of ${choices.join(", ")}; not "${text}"`, { hint });
}

/** Input that cannot be used, such as an address against the grammar: exit code 65. */
export class InputError extends CliError {
  override readonly name = "InputError";
  /** @param message What is wrong. @param details A hint and the cause. */
  constructor(message: string, details?: ErrorDetails) {
    super(Exit.badInput, message, details);
  }
}

/** A file that was named cannot be opened: exit code 66. */
export class MissingInputError extends CliError {
  override readonly name = "MissingInputError";
  /** @param message What is missing. @param details A hint and the cause. */
  constructor(message: string, details?: ErrorDetails) {
    super(Exit.noInput, message, details);
  }
}
