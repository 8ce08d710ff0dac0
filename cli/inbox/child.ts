/**
 * `mua inbox -- COMMAND`: a command, such as a suite of tests, that sends its mail to the inbox while it runs.
 * @module
 */
import { Interrupted } from "../command/interrupt.ts";
import { ANY_HOST_HINT } from "../command/permissions.ts";
import { CliError, Exit, UsageError } from "../terminal/exit.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatPlace, type Place } from "./report.ts";

const SHELL = "sh";

/** What replaces the shell, so that signals reach the command itself. */
const SCRIPT = 'exec "$@"';

/** What the help says of it. */
export const childDetails: readonly string[] = [
  "With a COMMAND after --, the inbox runs it, and ends with it and with its exit code. The command " +
  "finds the inbox in SMTP_HOST, SMTP_PORT and SMTP_URL (with --http also MAILPIT_URL, with --pop3 POP3_PORT). The port is a free " +
  "one and the messages are in memory, unless --port or --dir is given. Standard input and output " +
  "are those of the command; --log has the dialogues. The executable built by deno task compile runs no " +
  "programs; that of deno task compile:any-host does.",
];

/** What contradicts a command. */
interface CommandOptions {
  readonly json: boolean;
  readonly log: string | undefined;
  readonly exitWithStdin: boolean;
}

/**
 * Tells whether a command may be run, before anything is opened for it.
 *
 * @param command The command and its arguments; none at all is fine too.
 * @param options The options.
 * @throws {CliError} 64 if an option contradicts it; 78 without the permission.
 */
export function checkCommand(command: readonly string[], options: CommandOptions): void {
  const [program] = command;
  if (program === undefined) return;
  if (options.exitWithStdin) {
    throw new UsageError(
      "--exit-with-stdin has no effect with a command, which reads standard input",
    );
  }
  if (options.json && options.log === undefined) {
    throw new UsageError("standard output is that of the command: with --json, add --log FILE");
  }
  const needed = programOf(program);
  if (Deno.permissions.querySync({ name: "run", command: needed }).state === "granted") return;
  const allow = Deno.build.standalone
    ? ANY_HOST_HINT
    : `To allow it: deno run -P=mua --allow-run=${needed} main.ts`;
  throw new CliError(Exit.configuration, "mua has no permission to run a command", {
    hint: `${allow}\nOr start the inbox beside it: mua inbox --port 0 --ready-file FILE`,
  });
}

/** Without a shell there is only the program itself. */
function programOf(program: string): string {
  return Deno.build.os === "windows" ? program : SHELL;
}

/**
 * Runs a command to its end.
 *
 * @param command The command and its arguments.
 * @param environment Variables that are set for it beside those of this program.
 * @param terminal Tells whether Ctrl-C reaches the command by itself.
 * @param signal Passed on to it: SIGTERM, and SIGINT unless the terminal has sent it to both.
 * @returns Its exit code; 128 and the number of a signal where that ended it.
 */
export async function runCommand(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const [program = "", ...args] = command;
  const hasShell = programOf(program) === SHELL;
  const child = new Deno.Command(hasShell ? SHELL : program, {
    args: hasShell ? ["-c", SCRIPT, "mua", ...command] : args,
    env: { ...environment },
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const pass = (): void => {
    const name = signal.reason instanceof Interrupted ? signal.reason.signal : "SIGTERM";
    if (name === "SIGINT" && terminal.input.isTerminal) return;
    try {
      child.kill(name);
    } catch {
      // It has just ended.
    }
  };
  signal.addEventListener("abort", pass, { once: true });
  if (signal.aborted) pass();
  const { code } = await child.status;
  signal.removeEventListener("abort", pass);
  return code;
}

/**
 * The variables that tell a command where the inbox is.
 *
 * @param place Where it is.
 * @param scheme How it is spoken to: `smtps` where TLS is there from the start.
 */
export function environmentFor(
  { host, port, pop3, http }: Place,
  scheme: "smtp" | "smtps",
): Record<string, string> {
  // An inbox that listens everywhere is reached on this host.
  const reached = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return {
    SMTP_HOST: reached,
    SMTP_PORT: String(port),
    SMTP_URL: `${scheme}://${formatPlace(reached, port)}`,
    ...pop3 === undefined ? {} : { POP3_PORT: String(pop3) },
    ...http === undefined ? {} : { MAILPIT_URL: http.replace(/\/$/, "") },
  };
}
