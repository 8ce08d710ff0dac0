/**
 * What can be typed behind `mua`: every command with its options, from their own tables.
 * @module
 */
import type { CommandInfo } from "../command/info.ts";
import type { Option, OptionTable } from "../command/options.ts";

/** What completes a value: words, files, directories, the accounts of the user, or nothing. */
export type Values = readonly string[] | "file" | "directory" | "account" | "none";

/** An option as it is typed. */
export interface TypedOption {
  /** The long form, with its hyphens. */
  readonly long: string;
  /** The letter of the short form. */
  readonly short: string | undefined;
  /** What it does. */
  readonly help: string;
  /** The name of its value and what completes it; a flag has none. */
  readonly value: { readonly name: string; readonly values: Values } | undefined;
  /** Whether it may be given more than once. */
  readonly repeats: boolean;
}

/** A command as it is typed. */
export interface TypedCommand {
  /** The words behind `mua`: none for `mua` itself. */
  readonly path: readonly string[];
  /** What it does. */
  readonly summary: string;
  /** Its options. */
  readonly options: readonly TypedOption[];
  /** The commands that may follow. */
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  /** What completes its operands. */
  readonly operands: Values;
}

/**
 * Makes the list of all commands.
 *
 * @param commands The commands.
 * @param common The options that each has.
 * @returns `mua` itself, then each command followed by its subcommands.
 */
export function typedCommands(
  commands: readonly CommandInfo[],
  common: OptionTable,
): TypedCommand[] {
  const root: TypedCommand = {
    path: [],
    summary: "a mail user agent that shows its work",
    options: typedOptions({ ...common, version: VERSION }),
    commands: commands.map(({ name, summary }) => ({ name, summary })),
    operands: "none",
  };
  return [root, ...commands.flatMap((command) => typedCommand(command, [], common))];
}

const VERSION: Option = { kind: "flag", short: "V", help: "show the version" };

function typedCommand(
  command: CommandInfo,
  parents: readonly string[],
  common: OptionTable,
): TypedCommand[] {
  const path = [...parents, command.name];
  const subcommands = command.subcommands ?? [];
  return [
    {
      path,
      summary: command.summary,
      options: typedOptions({ ...command.options, ...common }),
      commands: subcommands.map(({ name, summary }) => ({ name, summary })),
      operands: operandValues(command.operands),
    },
    ...subcommands.flatMap((each) => typedCommand(each, path, common)),
  ];
}

function operandValues(synopsis: string): Values {
  const choices = /^[a-z]+(?:\|[a-z]+)+$/.exec(synopsis);
  if (choices !== null) return synopsis.split("|");
  return /\bFILE|\bMESSAGE|\.eml|TEMPLATE|\bSENT\b/.test(synopsis) ? "file" : "none";
}

function typedOptions(table: OptionTable): TypedOption[] {
  return Object.entries(table).map(([name, option]) => ({
    long: option.kind === "flag" && option.default === true ? `--no-${name}` : `--${name}`,
    short: option.short,
    help: option.help,
    value: option.kind === "flag"
      ? undefined
      : { name: option.value ?? "WORD", values: optionValues(name, option) },
    repeats: option.kind === "list",
  }));
}

function optionValues(name: string, option: Exclude<Option, { kind: "flag" }>): Values {
  if (option.kind === "choice") return option.choices;
  if (name === "account") return "account";
  if (option.value.startsWith("DIR")) return "directory";
  return option.value.includes("FILE") ? "file" : "none";
}
