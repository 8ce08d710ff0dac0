/**
 * Waiting for a mail of a running inbox, which tells when it is there.
 * @module
 */
import { escape } from "../../terminal/escape.ts";
import { CliError, Exit } from "../../terminal/exit.ts";
import { type InboxClient, UnreachableError } from "./client.ts";

/** Milliseconds that the inbox lets a client wait at once. */
const MAX_WAIT = 600_000;

/** Milliseconds between two attempts to reach an inbox that is about to start. */
const LOOK_PAUSE = 100;

/** Which mail is waited for, as it was given. */
interface Wanted {
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  readonly subject?: string | undefined;
  readonly since?: string | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * Waits for a mail.
 *
 * @param client The API of the inbox, which may be about to start.
 * @param wanted Which mail.
 * @param signal Aborted when the user wants no more.
 * @returns Its number.
 * @throws {CliError} 75 if none comes, or the inbox cannot be reached.
 */
export async function waitByHttp(
  client: InboxClient,
  { timeout, ...wanted }: Wanted,
  signal: AbortSignal,
): Promise<number> {
  const end = performance.now() + timeout;
  for (;;) {
    const left = Math.max(0, Math.ceil(end - performance.now()));
    const time = Math.min(left, MAX_WAIT);
    try {
      const answer = await client.json(`/api/wait?${queryOf(wanted, time)}`, {
        patience: time,
        expected: 408,
      });
      if (answer.has("ID")) return Number(answer.text("ID"));
      if (time === left) throw notCome(answer.text("error"));
    } catch (error) {
      if (!(error instanceof UnreachableError) || left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_PAUSE));
    }
    signal.throwIfAborted();
  }
}

function queryOf({ to, from, subject, since }: Omit<Wanted, "timeout">, time: number): string {
  const given = Object.entries({ to, from, subject, since, timeout: `${time}ms` })
    .filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(given).toString();
}

/**
 * No mail has come.
 *
 * @param text That, and in further lines what came instead: mostly the reason.
 * @param cause The error behind it.
 */
export function notCome(text: string, cause?: unknown): CliError {
  const [message = "", ...came] = text.split("\n");
  const hint = came.length === 0 ? undefined : escape(came.join("\n"));
  return new CliError(Exit.temporary, message, { hint, cause });
}
