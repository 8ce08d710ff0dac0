/**
 * What `mua inbox wait` does.
 * @module
 */
import { type MailCriteria, NoMailError } from "../../../inbox/mod.ts";
import { readReceived } from "../../../inbox/received/mail.ts";
import { waitForMail } from "../../../inbox/received/wait.ts";
import { openDirectoryStore } from "../../../inbox/store/directory.ts";
import { followDirectory, watchDirectory } from "../../../inbox/store/follow.ts";
import { LiveStore } from "../../../inbox/store/live.ts";
import { notCome, waitByHttp } from "../remote/wait.ts";
import type { Invocation } from "../../command/command.ts";
import { escapeLine } from "../../terminal/escape.ts";
import { CliError, Exit, type ExitCode, InputError, UsageError } from "../../terminal/exit.ts";
import type { Values } from "../../command/options.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { reading } from "./directory.ts";
import { readCriteria, type waitOptions } from "./criteria.ts";
import { findPlace, type MailPlace } from "./place.ts";
import { printJson } from "./show.ts";

/** Milliseconds between two looks for a directory that is not there yet. */
const LOOK_PAUSE = 100;

/**
 * Waits for a mail and prints it.
 *
 * @param invocation The call of the command.
 * @throws {CliError} 64 if the options contradict; 65 if what was asked for is not in the mail; 75 if none comes.
 */
export async function waitFor(
  { options, terminal, signal }: Invocation<typeof waitOptions>,
): Promise<ExitCode> {
  const criteria = readCriteria(options);
  if ([options.link, options.code, options.json].filter((each) => each).length > 1) {
    throw new UsageError("only one of --link, --code and --json can be used");
  }
  const place = await findPlace(options, { terminal, signal });
  const number = place.dir === undefined
    ? await waitByHttp(place.client, options, signal)
    : await waitInDirectory(place.dir, criteria, options.timeout, signal);
  await print(place, number, options, terminal);
  return Exit.ok;
}

async function waitInDirectory(
  dir: string,
  criteria: MailCriteria,
  timeout: number,
  signal: AbortSignal,
): Promise<number> {
  return await reading(dir, async () => {
    try {
      const end = performance.now() + timeout;
      const store = await openInTime(dir, end, signal);
      return await waitIn(store, criteria, { dir, timeout, signal });
    } catch (error) {
      throw error instanceof NoMailError ? notCome(error.message, error) : error;
    }
  });
}

/** An inbox that starts at the same time makes its directory a moment later. */
async function openInTime(dir: string, end: number, signal: AbortSignal): Promise<LiveStore> {
  for (;;) {
    try {
      return await LiveStore.open(openDirectoryStore(dir));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      signal.throwIfAborted();
      if (performance.now() >= end) {
        const hint = `Is an inbox running? Start it with: mua inbox --dir ${escapeLine(dir)}`;
        const message = `there is no directory "${dir}"`;
        throw new CliError(Exit.temporary, message, { hint, cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_PAUSE));
    }
  }
}

interface Waiting {
  readonly dir: string;
  /** Milliseconds, counted from when the list is read: that of 50,000 messages takes a second or more. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

async function waitIn(
  store: LiveStore,
  criteria: MailCriteria,
  { dir, timeout, signal }: Waiting,
): Promise<number> {
  await using open = new AsyncDisposableStack();
  open.use(followDirectory(store, dir));
  try {
    open.use(watchDirectory(store, dir));
  } catch {
    // Too many are watched already, or this file system cannot be: a look each second must do.
  }
  // What came between the list and the watching.
  await store.refresh();
  const { number } = await waitForMail(store, criteria, { timeout, first: "newest", signal });
  return number;
}

async function print(
  place: MailPlace,
  number: number,
  { link, code, json }: Values<typeof waitOptions>,
  terminal: Terminal,
): Promise<void> {
  if (json) return await printJson(place, number, terminal);
  const octets = await place.mails.read(number);
  if (!link && !code) {
    for await (const piece of octets ?? []) terminal.octets(piece);
    return;
  }
  const mail = await readReceived(octets);
  const [found] = link ? mail.links : mail.codes();
  if (found === undefined) {
    throw new InputError(`message ${number} has no ${link ? "link" : "code"}`, {
      hint: `To look at it: mua inbox show ${number} ${escapeLine(place.option)}`,
    });
  }
  terminal.out(`${found}\n`);
}
