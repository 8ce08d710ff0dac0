/**
 * What a command is, and how its arguments are read.
 * @module
 */
import { firstOperand, readArguments } from "./arguments.ts";
import { Exit, type ExitCode, UsageError } from "../terminal/exit.ts";
import { commandHelp } from "./help.ts";
import type { CommandInfo } from "./info.ts";
import { type GivenOptions, type OptionTable, readValues, type Values } from "./options.ts";
import type { Needs } from "./permissions.ts";
import { didYouMean } from "./suggest.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The options that every command has. */
export const commonOptions = {
  color: {
    kind: "choice",
    choices: ["auto", "always", "never"],
    value: "WHEN",
    default: "auto",
    help: "colour: auto, always or never",
    group: "General",
  },
  debug: { kind: "flag", help: "show the stack trace of an internal error", group: "General" },
  help: { kind: "flag", short: "h", help: "show this help", group: "General" },
} as const satisfies OptionTable;

/** Reads an environment variable; undefined if it is not set or may not be read. */
export type Variable = (name: string) => string | undefined;

/** What the program gives to a running command. */
export interface Context {
  /** Where to write, and standard input. */
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Gives up further permissions, once what needed them is done. */
  readonly keepOnly: (needs: Needs) => void;
  /** Reads an environment variable, as long as the permission to do so is kept. */
  readonly variable: Variable;
}

/** The arguments of a command, understood. */
interface Request<Table extends OptionTable> {
  /** The values of its options. */
  readonly options: Values<Table>;
  /** Its operands; as many as its synopsis says. */
  readonly operands: readonly string[];
  /** The options that stood on the command line itself. */
  readonly given: GivenOptions;
}

/** A call of a command. */
export interface Invocation<Table extends OptionTable> extends Request<Table>, Context {}

/** A command as the program sees it. */
export interface Command extends CommandInfo {
  /** Commands that are called by a word after its name. */
  readonly subcommands?: readonly Command[];
  /**
   * Reads the arguments.
   *
   * @param path The words that called it: `["mua", "inbox", "list"]`.
   * @param argv What followed them.
   * @throws {UsageError} If the arguments cannot be understood.
   */
  prepare(path: readonly string[], argv: readonly string[]): Prepared;
}

/** A command with its arguments, ready to run. */
export interface Prepared {
  /** The values of the options that every command has. */
  readonly common: Values<typeof commonOptions>;
  /** The permissions that it needs to run. */
  readonly needs: Needs;
  /** Runs it. */
  readonly run: (context: Context) => Promise<number>;
  /**
   * Takes what was not given from where else it stands; only with commands that have such places.
   *
   * @param variable Reads an environment variable.
   * @return The command with all its arguments.
   * @throws {CliError} If what stands there cannot be used.
   */
  readonly complete?: (variable: Variable) => Promise<Prepared>;
}

/** What defines a command with the options `Table`. */
interface CommandDefinition<Table extends OptionTable> extends CommandInfo {
  /** Commands that are called by a word after its name. */
  readonly subcommands?: readonly Command[];
  /** Whether its operands are a program to run with its arguments, which must stand behind `--`. */
  readonly runsProgram?: true;
  /** Its own options. */
  readonly options: Table & { readonly [Name in keyof typeof commonOptions]?: never };
  /**
   * Adds to what was given on the command line what stands for it elsewhere.
   *
   * @param given What was given, by long name.
   * @param variable Reads an environment variable.
   * @throws {CliError} If what stands there cannot be used.
   */
  readonly defaults?: (given: GivenOptions, variable: Variable) => Promise<GivenOptions>;
  /** The permissions it needs, which may depend on the arguments. */
  readonly needs: Needs | ((request: Request<Table>) => Needs);
  /**
   * Does the work.
   *
   * @returns What the program exits with: one of `Exit`, or what a program that it ran has exited with.
   * @throws {CliError} If it ends with an error to be shown.
   */
  run(invocation: Invocation<Table>): Promise<number>;
}

/**
 * Defines a command; the types of its options are those of its option table.
 *
 * @param definition The command.
 * @return The command for the program, with its typed `run` for tests.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { defineCommand } from "./command.ts";
 * import { Exit } from "../terminal/exit.ts";
 *
 * const greet = defineCommand({
 *   name: "greet",
 *   summary: "say HELO",
 *   operands: "[NAME]",
 *   options: { ehlo: { kind: "flag", help: "say EHLO" } },
 *   examples: [],
 *   needs: {},
 *   run({ options, operands, terminal }) {
 *     terminal.out(options.ehlo ? "EHLO " : "HELO ", operands[0] ?? "localhost", "\n");
 *     return Promise.resolve(Exit.ok);
 *   },
 * });
 * assertEquals(greet.prepare(["mua", "greet"], ["--ehlo"]).common.help, false);
 * ```
 */
export function defineCommand<const Table extends OptionTable>(
  definition: CommandDefinition<Table>,
): Command & CommandDefinition<Table> {
  return { ...definition, prepare: (path, argv) => prepare(definition, path, argv) };
}

function prepare<Table extends OptionTable>(
  definition: CommandDefinition<Table>,
  path: readonly string[],
  argv: readonly string[],
): Prepared {
  const { given, operands } = readArguments({ ...commonOptions, ...definition.options }, argv);
  const common = readValues(commonOptions, given);
  if (common.help) {
    return {
      common,
      needs: {},
      run: (context) => showHelp(definition, path, context),
    };
  }
  if (
    definition.runsProgram && !standBehindHyphens({ ...commonOptions, ...definition.options }, argv)
  ) {
    checkOperands({ ...definition, operands: "" }, operands);
  }
  checkOperands(definition, operands);
  const { needs, defaults } = definition;
  const prepared = (complete: GivenOptions): Prepared => {
    const options = readValues<Table>(definition.options, complete);
    const request = { options, operands, given };
    return {
      common,
      needs: typeof needs === "function" ? needs(request) : needs,
      run: (context) => definition.run({ ...context, ...request }),
    };
  };
  if (defaults === undefined) return prepared(given);
  const complete = async (variable: Variable): Promise<Prepared> =>
    prepared(await defaults(given, variable));
  return { ...prepared(given), complete };
}

/** Whether the first operand stands behind `--`. */
function standBehindHyphens(table: OptionTable, argv: readonly string[]): boolean {
  const first = firstOperand(table, argv);
  return first === undefined || argv.slice(0, first).includes("--");
}

/**
 * Shows the help of a command.
 *
 * @param command The command.
 * @param path The words that called it.
 * @param context Where to.
 * @return The exit code.
 */
export function showHelp(
  command: CommandInfo,
  path: readonly string[],
  { terminal }: Context,
): Promise<ExitCode> {
  terminal.out(commandHelp(path, command, commonOptions));
  return Promise.resolve(Exit.ok);
}

/** Compares the operands with the synopsis, which is the one place that says how many there are. */
function checkOperands(command: CommandInfo, operands: readonly string[]): void {
  const words = command.operands.split(" ").filter((word) => word !== "");
  let open = 0;
  const required = words.filter((word) => {
    const isOptional = open > 0 || word.startsWith("[");
    open += word.split("[").length - word.split("]").length;
    return !isOptional;
  });
  const missing = required[operands.length];
  if (missing !== undefined) throw new UsageError(`missing ${missing.replace("...", "")}`);
  const extra = operands[words.length];
  if (extra === undefined || words.some((word) => word.includes("..."))) return;
  const names = command.subcommands?.map(({ name }) => name) ?? [];
  if (names.length === 0) throw new UsageError(`unexpected argument: "${extra}"`);
  const hint = didYouMean(extra, names);
  throw new UsageError(`unknown command "${extra}"`, { hint });
}
