/**
 * `mua outbox run` and `mua outbox now`: the mails go.
 * @module
 */
import type { Outbox } from "../../outbox/outbox.ts";
import { type Context, defineCommand, type Invocation } from "../command/command.ts";
import { inGroup, type OptionTable, type Values } from "../command/options.ts";
import type { Needs } from "../command/permissions.ts";
import { inOutbox, openOutbox } from "../send/queue.ts";
import { systemClock } from "../terminal/clock.ts";
import { escapeLine } from "../terminal/escape.ts";
import { CliError, Exit, type ExitCode, exitCodeOfAll, notTogether } from "../terminal/exit.ts";
import { red } from "../terminal/style.ts";
import { showTranscript } from "../terminal/transcript.ts";
import { findMails } from "./look.ts";
import { Maildir } from "./maildir.ts";
import { exitCodesOf, handledJson, handledLines } from "./report.ts";
import { type Handled, runOutbox } from "./run.ts";
import type { Choice } from "./send.ts";

const goOptions = {
  maildir: {
    kind: "text",
    value: "DIR",
    help:
      "put a bounce into this Maildir for each mail that is given up; without it such mails are kept",
  },
  ...inGroup("Output", {
    verbose: { kind: "flag", short: "v", help: "show the dialogues on stderr" },
    quiet: {
      kind: "flag",
      short: "q",
      help: "report only what was refused, given up or is unknown",
    },
    json: { kind: "flag", help: "JSON, one object per mail that was tried" },
  }),
} as const satisfies OptionTable;

type GoOptions = Values<typeof goOptions>;

const NEEDS: Needs = { net: true, read: true, write: true, env: true, sys: true, run: true };

const EXIT_CODES =
  "Exit code, for all mails that were tried: 0 delivered, or nothing was due; 69 " +
  "and others as of mua send: given up; 75 some deferred, or another run is at work; 79 some unknown.";

/** The options of `mua outbox run`. */
export const runOptions = {
  watch: { kind: "flag", help: "go on, and send each mail when its time comes" },
  ...goOptions,
} as const satisfies OptionTable;

/** `mua outbox run`. */
export const run = defineCommand({
  name: "run",
  summary: "send the mails whose time has come",
  operands: "",
  options: runOptions,
  examples: [
    { line: "mua outbox run -q --maildir ~/Maildir", what: "from cron or a systemd timer" },
    { line: "mua outbox run --watch", what: "until Ctrl-C" },
  ],
  details: [
    "A mail is tried again after 1, 5, 15 and 30 minutes, 1, 2, and then each 3 hours, up to 5 " +
    "days. Then it is given up, as a mail is that a server refuses: with --maildir the bounce " +
    "brings it back to you, else it stays in the outbox as failed.",
    "A mail that was sent and never answered is unknown. It is not sent again by itself.",
    EXIT_CODES,
  ],
  needs: NEEDS,
  run: runAll,
});

/**
 * Sends what is due.
 *
 * @param invocation How.
 * @returns The exit code.
 * @throws {CliError} 75 if another run is at work, 66 if there is no such Maildir, 74 if a file cannot be
 * written, 78 if the outbox must not be used.
 */
export async function runAll(invocation: Invocation<typeof runOptions>): Promise<ExitCode> {
  const { options, signal, variable } = invocation;
  const going = new Going(options, invocation);
  // A run that watches waits for the first mail, too.
  const outbox = openOutbox(variable, options.watch);
  if (outbox === undefined) return Exit.ok;
  using lock = await inOutbox(outbox, () => outbox.lock());
  if (lock === undefined) {
    throw new CliError(Exit.temporary, "another mua outbox run is at work");
  }
  await inOutbox(outbox, () => outbox.sweep(Date.now()));
  for (;;) {
    await going.go(outbox, undefined, { isForced: false, retryUnknown: false });
    if (!options.watch) return going.exitCode;
    if (!signal.aborted) {
      await systemClock.wait(await inOutbox(outbox, () => pauseOf(outbox)), signal);
    }
    if (signal.aborted) return Exit.ok;
  }
}

/** Milliseconds after which a new mail is seen. */
const WATCH_PAUSE = 10_000;

/** Milliseconds until there is something to do. */
async function pauseOf(outbox: Outbox): Promise<number> {
  const now = Date.now();
  const moments = (await outbox.lookAtAll()).flatMap((glimpse) =>
    "damage" in glimpse ? [] : glimpse.fates.due ?? []
  );
  // What is due and was not sent belongs to somebody else now.
  const [next = Infinity] = moments.filter((moment) => moment > now).toSorted((a, b) => a - b);
  return Math.min(WATCH_PAUSE, next - now);
}

const nowOptions = {
  "retry-unknown": {
    kind: "flag",
    help: "also send again what may have been delivered; it may arrive twice",
  },
  ...goOptions,
} as const satisfies OptionTable;

/** `mua outbox now`. */
export const now = defineCommand({
  name: "now",
  summary: "send mails at once, without waiting for their time",
  operands: "[ID...]",
  options: nowOptions,
  examples: [
    { line: "mua outbox now", what: "all of them: the network is back" },
    { line: "mua outbox now 7k2m9c4x --retry-unknown", what: "one that may have been delivered" },
  ],
  details: [
    "Failed mails are tried again too. It may run beside mua outbox run: each mail is sent by one " +
    "of them.",
    EXIT_CODES,
  ],
  needs: NEEDS,
  run: sendNow,
});

async function sendNow(
  { options, operands, ...context }: Invocation<typeof nowOptions>,
): Promise<ExitCode> {
  const going = new Going(options, context);
  const choice = { isForced: true, retryUnknown: options.retryUnknown };
  if (operands.length > 0) {
    const { outbox, ids } = await findMails(context.variable, operands);
    await going.go(outbox, ids, choice);
  } else {
    const outbox = openOutbox(context.variable, false);
    if (outbox !== undefined) await going.go(outbox, undefined, choice);
  }
  return going.exitCode;
}

/** One or more runs, and what is said of them. */
class Going {
  readonly #options: GoOptions;
  readonly #context: Omit<Context, "keepOnly">;
  readonly #maildir: Maildir | undefined;
  readonly #codes = new Set<ExitCode>();
  /** What was said of mails that cannot be sent, so that it is said once. */
  readonly #complaints = new Set<string>();

  constructor(options: GoOptions, context: Omit<Context, "keepOnly">) {
    if (options.quiet && options.verbose) throw notTogether("--quiet", "--verbose");
    this.#options = options;
    this.#context = context;
    this.#maildir = options.maildir === undefined ? undefined : new Maildir(options.maildir);
  }

  get exitCode(): ExitCode {
    return exitCodeOfAll([...this.#codes]);
  }

  async go(
    outbox: Outbox,
    ids: readonly string[] | undefined,
    choice: Choice,
  ): Promise<void> {
    const { terminal, signal, variable } = this.#context;
    const context = {
      terminal,
      signal,
      variable,
      transcript: this.#options.verbose ? showTranscript(terminal) : undefined,
      maildir: this.#maildir,
      onHandled: (handled: Handled): void => this.#tell(handled),
      onSkipped: (id: string, why: string): void => {
        this.#codes.add(Exit.temporary);
        if (this.#complaints.has(`${id} ${why}`)) return;
        this.#complaints.add(`${id} ${why}`);
        terminal.err(red(`${id}: ${escapeLine(why)}\n`));
      },
    };
    await inOutbox(outbox, () => runOutbox(outbox, ids, choice, context));
    if (signal.aborted) this.#codes.add(Exit.interrupted);
  }

  #tell(handled: Handled): void {
    const { quiet, json } = this.#options;
    const { terminal } = this.#context;
    const { answers, lost, isKept } = handled;
    if (answers.length === 0 && lost.length === 0 && isKept) return;
    for (const code of exitCodesOf(handled)) this.#codes.add(code);
    if (json) terminal.json(handledJson(handled));
    else terminal.out(handledLines(handled, quiet, Date.now()));
  }
}
