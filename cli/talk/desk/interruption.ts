/**
 * How a person ends a dialogue with Ctrl-C, which is a key where the keyboard is read key by key.
 * @module
 */
import { CliError, Exit } from "../../terminal/exit.ts";
import type { Desk } from "../dialogue/desk.ts";

/** The wish to end a dialogue. */
export interface Interruption {
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** Tells that the user wants no more. Who says so for the second time waits for nothing. */
  readonly interrupt: () => void;
}

/**
 * Makes it possible to interrupt by a key what a signal can interrupt.
 *
 * @param outer Aborted when the process is asked to end.
 * @returns What both abort.
 */
export function interruptible(outer: AbortSignal): Interruption {
  const stop = new AbortController();
  const signal = AbortSignal.any([outer, stop.signal]);
  const interrupt = (): void => {
    if (signal.aborted) Deno.exit(Exit.interrupted);
    stop.abort();
  };
  return { signal, interrupt };
}

/**
 * Asks for a secret. Ctrl-C at the question ends the dialogue as it does elsewhere, with QUIT.
 *
 * @param desk Where to ask.
 * @param question The question, without a colon.
 * @param interruption Ends the dialogue.
 * @returns The answer.
 * @throws {CliError} 130 if the user interrupts, 78 if there is nobody to ask.
 */
export async function askInterruptibly(
  desk: Desk,
  question: string,
  { signal, interrupt }: Interruption,
): Promise<string> {
  try {
    return await desk.askSecret(question);
  } catch (error) {
    const isInterrupted = error instanceof CliError && error.exitCode === Exit.interrupted;
    if (isInterrupted && !signal.aborted) interrupt();
    throw error;
  }
}
