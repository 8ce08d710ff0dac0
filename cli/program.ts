/**
 * From argv to a command and from its end to an exit code.
 * @module
 */
import config from "../deno.json" with { type: "json" };
import { type Arguments, firstOperand, readArguments } from "./command/arguments.ts";
import { type Command, commonOptions, type Context, type Prepared } from "./command/command.ts";
import { type CommandEntry, commands } from "./commands.ts";
import { environment } from "./terminal/environment.ts";
import { escapeLine } from "./terminal/escape.ts";
import { CliError, Exit, type ExitCode, UsageError } from "./terminal/exit.ts";
import { overviewHelp } from "./command/help.ts";
import { onInterrupt } from "./command/interrupt.ts";
import { type OptionTable, readValues } from "./command/options.ts";
import { keepOnly, type Needs, permissionError } from "./command/permissions.ts";
import { bold, red } from "./terminal/style.ts";
import { didYouMean } from "./command/suggest.ts";
import { type ColorChoice, openTerminal, type Terminal } from "./terminal/terminal.ts";

/** What the program runs in; tests give their own. */
interface Host extends Omit<Context, "terminal" | "variable"> {
  /** The commands. */
  readonly commands: readonly CommandEntry[];
  /** Opens the terminal. */
  openTerminal(color: ColorChoice): Terminal;
  /** Reads an environment variable. */
  environment(name: string): string | undefined;
  /** Rejects when something fails that no command waits for. */
  readonly strayFailure: Promise<never>;
}

/**
 * Runs the program of this process.
 *
 * @param argv The arguments without the program's name.
 * @param entries The commands; tests give their own.
 * @return What the process should exit with; all output is written.
 */
export function main(
  argv: readonly string[],
  entries: readonly CommandEntry[] = commands,
): Promise<number> {
  return runProgram([...wordsOfName(), ...argv], {
    commands: entries,
    openTerminal,
    environment,
    signal: onInterrupt(),
    keepOnly,
    strayFailure: onStrayFailure(),
  });
}

/** What the executable does under a name that mail programs call, as by a link. */
function wordsOfName(): readonly string[] {
  if (!Deno.build.standalone) return [];
  const [, name] = /(?:^|[/\\])(sendmail|mailq)(?:\.exe)?$/.exec(process.argv0) ?? [];
  return name === undefined ? [] : name === "mailq" ? ["sendmail", "-bp"] : ["sendmail"];
}

/** What is known when something goes wrong. */
interface Situation {
  path: readonly string[];
  terminal: Terminal;
  needs: Needs;
  debug: boolean;
}

/**
 * Runs the program.
 *
 * @param argv The arguments without the program's name.
 * @param host What it runs in.
 */
export async function runProgram(argv: readonly string[], host: Host): Promise<number> {
  const situation: Situation = {
    path: ["mua"],
    terminal: host.openTerminal("auto"),
    needs: {},
    debug: Boolean(host.environment("MUA_DEBUG")),
  };
  try {
    return await Promise.race([run(argv, host, situation), host.strayFailure]);
  } catch (error) {
    return report(error, host.signal, situation);
  } finally {
    await situation.terminal.flush();
  }
}

async function run(
  argv: readonly string[],
  host: Host,
  situation: Situation,
): Promise<number> {
  const { command, path, rest } = await findCommand(host.commands, argv);
  situation.path = path;
  const { complete, ...given } = command.prepare(path, rest);
  situation.terminal = host.openTerminal(given.common.color);
  situation.debug ||= given.common.debug;
  situation.needs = given.needs;
  const { needs, run } = await complete?.(host.environment) ?? given;
  const keepOnly = (needs: Needs): void => {
    situation.needs = needs;
    host.keepOnly(needs);
  };
  keepOnly(needs);
  const { signal, environment: variable } = host;
  return await run({ terminal: situation.terminal, signal, keepOnly, variable });
}

/** A command, the words that called it, and what else was on the command line. */
interface Found {
  readonly command: Command;
  readonly path: readonly string[];
  readonly rest: readonly string[];
}

const rootOptions = {
  ...commonOptions,
  version: { kind: "flag", short: "V", help: "show the version", group: "General" },
} as const satisfies OptionTable;

/** `mua help send` and `mua version` are other words for these. */
const aliases = [
  { name: "help", summary: "show the help of a command", option: "--help" },
  { name: "version", summary: "show the version", option: "--version" },
] as const;

async function findCommand(
  entries: readonly CommandEntry[],
  argv: readonly string[],
): Promise<Found> {
  const at = firstOperand(rootOptions, argv);
  const word = at === undefined ? undefined : argv[at];
  if (at === undefined || word === undefined) {
    return { command: overview(entries), path: ["mua"], rest: argv };
  }
  const others = argv.toSpliced(at, 1);
  const alias = aliases.find(({ name }) => name === word);
  if (alias) return await findCommand(entries, [alias.option, ...others]);
  const entry = entries.find(({ name }) => name === word);
  if (entry === undefined) throw unknownCommand(word, [...entries, ...aliases]);
  return findSubcommand({ command: await entry.load(), path: ["mua", word], rest: others });
}

function findSubcommand(found: Found): Found {
  const { command, path, rest } = found;
  if (command.subcommands === undefined) return found;
  const at = firstOperand({ ...commonOptions, ...command.options }, rest);
  const subcommand = command.subcommands.find(({ name }) => at !== undefined && name === rest[at]);
  // What stands behind `--` is no command of ours.
  if (at === undefined || subcommand === undefined || rest.slice(0, at).includes("--")) {
    return found;
  }
  return findSubcommand({
    command: subcommand,
    path: [...path, subcommand.name],
    rest: rest.toSpliced(at, 1),
  });
}

function unknownCommand(word: string, known: readonly { readonly name: string }[]): UsageError {
  const hint = didYouMean(word, known.map(({ name }) => name));
  return new UsageError(`unknown command "${word}"`, { hint });
}

/** What bare `mua` does. */
function overview(entries: readonly CommandEntry[]): Command {
  const info = {
    name: "mua",
    summary: "mua: a mail user agent that shows its work",
    operands: "",
    options: rootOptions,
    examples: entries.map(({ example }) => example),
    commands: [...entries, ...aliases],
  };
  return {
    ...info,
    prepare(_path: readonly string[], argv: readonly string[]): Prepared {
      const { given } = readRootArguments(entries, argv);
      const { version, ...common } = readValues(rootOptions, given);
      const run = ({ terminal }: Context): Promise<ExitCode> => {
        terminal.out(version && !common.help ? [versionLine(), "\n"] : overviewHelp(info));
        return Promise.resolve(Exit.ok);
      };
      return { common, needs: {}, run };
    },
  };
}

/** What is no option of `mua` itself may be one of the command that stands behind it. */
function readRootArguments(entries: readonly CommandEntry[], argv: readonly string[]): Arguments {
  try {
    return readArguments(rootOptions, argv);
  } catch (error) {
    const command = argv.find((word) => entries.some(({ name }) => name === word));
    if (!(error instanceof UsageError) || error.hint !== undefined) throw error;
    if (command === undefined) throw error;
    const hint = `Put the options of a command after its name: mua ${command} …`;
    throw new UsageError(error.message, { hint, cause: error });
  }
}

/** Tells what went wrong and what to do next. */
function report(error: unknown, signal: AbortSignal, situation: Situation): ExitCode {
  const { terminal, path, debug } = situation;
  const { message, hint, exitCode, cause } = asCliError(error, signal, situation);
  terminal.err(
    bold(red(`${path.join(" ")}:`)),
    ` ${escapeLine(message.replace(/^Cannot /, "cannot "))}\n`,
  );
  if (hint !== undefined) terminal.err(`${hint}\n`);
  if (exitCode === Exit.usage) terminal.err(`See: ${path.join(" ")} --help\n`);
  if (debug && cause instanceof Error) terminal.err(`${cause.stack}\n`);
  return exitCode;
}

function asCliError(error: unknown, signal: AbortSignal, situation: Situation): CliError {
  if (error instanceof CliError) return error;
  if (signal.aborted) return new CliError(Exit.interrupted, "interrupted", { cause: error });
  if (error instanceof Deno.errors.NotCapable) {
    return permissionError(error, situation.needs, Deno.build.standalone);
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new CliError(Exit.internal, `internal error: ${what}`, {
    hint: "This is a bug in mua. For the stack trace, add --debug or set MUA_DEBUG=1.",
    cause: error,
  });
}

/** Rejects with the first error that nobody waited for, instead of Deno's own report of it. */
function onStrayFailure(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    reject(event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    reject(event.error);
  });
  return promise;
}

/** One line: `mua 0.2.0 (Deno 2.9.6, x86_64-unknown-linux-gnu)`. */
function versionLine(): string {
  return `mua ${config.version} (Deno ${Deno.version.deno}, ${Deno.build.target})`;
}
