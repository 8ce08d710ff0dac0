/**
 * Help texts: examples first, at most 80 columns wide.
 * @module
 */
import type { CommandInfo, Example } from "./info.ts";
import type { FlagOption, Option, OptionTable } from "./options.ts";
import { bold, type Piece } from "../terminal/style.ts";
import { wrap } from "../terminal/wrap.ts";

/** Where the explanation of an option or a command begins. */
const COLUMN = 26;

/** A name and what there is to say of it. */
type Row = readonly [name: string, text: string];

/**
 * The help of a command.
 *
 * @param path The words that call it: `["mua", "inbox", "list"]`.
 * @param command What can be told of it.
 * @param common The options that every command has.
 */
export function commandHelp(
  path: readonly string[],
  command: CommandInfo,
  common: OptionTable,
): Piece[] {
  const name = path.join(" ");
  const subcommands = command.subcommands ?? [];
  const usage = [name, "[OPTION...]", command.operands].filter((word) => word !== "").join(" ");
  return [
    `${name}: ${command.summary}\n`,
    ...examples(command.examples),
    ...section("Usage", [
      wrap(usage, 2, 4),
      ...subcommands.map((sub) => `  ${name} ${sub.name} ${sub.operands}`.trimEnd() + "\n"),
    ]),
    ...(command.details ?? []).map((paragraph) => `\n${wrap(paragraph, 0, 0)}`),
    ...section("Commands", subcommands.map((sub) => row([sub.name, sub.summary]))),
    ...optionSections({ ...command.options, ...common }),
  ];
}

/** What the help of the whole program shows. */
interface Overview {
  /** The program in one line. */
  readonly summary: string;
  /** The most useful command lines. */
  readonly examples: readonly Example[];
  /** Every command. */
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  /** The options that stand before a command. */
  readonly options: OptionTable;
}

/**
 * The help of the whole program.
 *
 * @param overview What it shows.
 */
export function overviewHelp(overview: Overview): Piece[] {
  return [
    `${overview.summary}\n`,
    ...examples(overview.examples),
    ...section("Commands", overview.commands.map(({ name, summary }) => row([name, summary]))),
    ...optionSections(overview.options),
    "\nRun mua help COMMAND for more about a command.\n",
  ];
}

function examples(list: readonly Example[]): Piece[] {
  return section("Examples", list.map(({ line, what }) => `  ${line}\n${wrap(what, 6, 6)}`));
}

function optionSections(table: OptionTable): Piece[] {
  const groups = Map.groupBy(Object.entries(table), ([, option]) => option.group ?? "Options");
  return [...groups].flatMap(([title, options]) =>
    section(title, options.map(([name, option]) => row(optionRow(name, option))))
  );
}

function section(title: string, lines: readonly string[]): Piece[] {
  return lines.length === 0 ? [] : ["\n", bold(title), "\n", ...lines];
}

function optionRow(name: string, option: Option): Row {
  const long = option.kind === "flag" ? flagName(name, option.default) : `--${name}`;
  const short = option.short === undefined ? "    " : `-${option.short}, `;
  return [short + long + valueName(option), option.help + byDefault(option)];
}

function flagName(name: string, byDefault: FlagOption["default"]): string {
  if (byDefault === "auto") return `--[no-]${name}`;
  return byDefault ? `--no-${name}` : `--${name}`;
}

function valueName(option: Option): string {
  if (option.kind === "flag") return "";
  if (option.kind === "text" && option.bare !== undefined) return ` [${option.value}]`;
  if (option.kind !== "choice") return ` ${option.value}`;
  return ` ${option.value ?? option.choices.join("|")}`;
}

function byDefault(option: Option): string {
  if (option.kind === "flag" || option.kind === "list") return "";
  if (option.default === undefined || option.default === "") return "";
  return ` (default ${option.kind === "duration" ? `${option.default / 1000}s` : option.default})`;
}

/** A name with its text beside it, or below it if the name is long. */
function row([name, text]: Row): string {
  const head = `  ${name}`;
  const body = wrap(text, COLUMN, COLUMN);
  return head.length > COLUMN - 2 ? `${head}\n${body}` : head.padEnd(COLUMN) + body.slice(COLUMN);
}
