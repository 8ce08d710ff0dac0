/**
 * `mua inbox` under another program, such as a suite of tests: where its output goes, how that program
 * learns that it listens, and when it ends with it.
 * @module
 */
import { announce, onParentEnd, untilInputEnds } from "./end.ts";
import { type InboxOutput, openOutput } from "./output.ts";
import {
  type DialogueLevel,
  listeningJson,
  type Place,
  showInbox,
  showInboxJson,
  showTroubles,
} from "./report.ts";
import { UsageError } from "../terminal/exit.ts";
import type { OptionTable, Values } from "../command/options.ts";
import type { Terminal } from "../terminal/terminal.ts";

const GROUP = "Running under another program";

/** The options of what is shown, and to whom. */
export const runOptions = {
  dialogue: {
    kind: "choice",
    choices: ["none", "commands", "all"],
    value: "WHAT",
    help: "how much of the dialogues to show: none; commands (without message text); all (default)",
  },
  quiet: {
    kind: "flag",
    short: "q",
    help: "same as --dialogue none: one line per message and per refusal; also with --json",
  },
  json: { kind: "flag", help: "JSON on standard output, one object per event" },
  log: {
    kind: "text",
    value: "FILE",
    help: "write the dialogues to this file, replacing it, and show only what --quiet shows",
    group: GROUP,
  },
  "ready-file": {
    kind: "text",
    value: "FILE",
    help: "create this file, with the port in JSON, while the inbox is listening",
    group: GROUP,
  },
  "exit-with-stdin": {
    kind: "flag",
    help: "end when standard input ends, as it does when the parent program exits",
    group: GROUP,
  },
} as const satisfies OptionTable;

/** What the help says of them. */
export const runDetails: readonly string[] = [
  "A program that starts the inbox need not read its output: mail and signals do not wait for " +
  "it. If too much goes unread, dialogue lines are dropped and the gap is reported (with " +
  "--json, a dropped event). The inbox ends when nothing reads its standard output any more; it " +
  "notices at the next line it writes, or when the program that started it ends (event " +
  "parent-ended). If a shell or npx sits in between, or output goes to /dev/null, use " +
  "--exit-with-stdin with a pipe as standard input.",
];

/** What a run of the inbox is made of. */
interface RunSetting {
  /** The options. */
  readonly options: Values<typeof runOptions>;
  /** Where to show it. */
  readonly terminal: Terminal;
  /** Stops it. */
  readonly signal: AbortSignal;
  /** Where it listens. */
  readonly place: Place;
  /** Whether a command runs beside it, which standard input and output belong to. */
  readonly hasCommand: boolean;
}

/** A run of the inbox; whatever was opened for it is closed when it is disposed of. */
interface Run extends AsyncDisposable {
  /** What shows it. */
  readonly output: InboxOutput;
  /** Whether the lines of messages are shown nowhere. */
  readonly hidesBodies: boolean;
  /** Aborted when it is to end. */
  readonly signal: AbortSignal;
  /** Why it ended, unless it was stopped. */
  reason(): string | undefined;
}

/**
 * Opens what a run needs.
 *
 * @param setting What it is made of.
 * @returns The run.
 * @throws {CliError} 74 if a file cannot be written.
 */
export async function openRun(
  { options, terminal, signal, place, hasCommand }: RunSetting,
): Promise<Run> {
  const { json, log, readyFile, exitWithStdin } = options;
  const dialogue = log === undefined ? readDialogue(options) : options.dialogue ?? "all";
  const show = json ? showInboxJson : showInbox;
  await using opened = new AsyncDisposableStack();
  const output = opened.use(
    await openOutput({
      terminal,
      json,
      log,
      report: (to, hasDialogues) =>
        hasCommand && to === terminal
          ? showTroubles(to)
          : show(to, place.dir, hasDialogues ? dialogue : "none"),
    }),
  );
  if (!terminal.outIsTerminal && !hasCommand) opened.use(onParentEnd(() => output.parentEnded()));
  if (readyFile !== undefined) {
    opened.use(await announce(readyFile, listeningJson(place)));
  }
  const inputEnded = exitWithStdin ? untilInputEnds(terminal.input) : undefined;
  const rest = opened.move();
  return {
    output,
    hidesBodies: dialogue !== "all",
    signal: AbortSignal.any([signal, terminal.closed, ...(inputEnded ? [inputEnded] : [])]),
    reason(): string | undefined {
      if (terminal.closed.aborted) return "Nothing reads standard output any more";
      return inputEnded?.aborted ? "Standard input has ended" : undefined;
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

/**
 * What is shown of the dialogues.
 *
 * @param options The options.
 * @throws {UsageError} If they contradict.
 */
export function readDialogue(
  { dialogue, quiet }: Pick<Values<typeof runOptions>, "dialogue" | "quiet">,
): DialogueLevel {
  if (!quiet) return dialogue ?? "all";
  if (dialogue === undefined || dialogue === "none") return "none";
  throw new UsageError(`--quiet means --dialogue none, so --dialogue ${dialogue} contradicts it`);
}
