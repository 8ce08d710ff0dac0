/**
 * From argv to options and operands.
 *
 * `parseArgs` of `@std/cli` guesses: `--to --from x` gives an empty recipient, `--from -` loses the
 * hyphen, `-5` is a flag, the last of two values wins. So argv is first written out, by the option
 * table, in the one form that leaves nothing to guess (`--name=value` for each option, then `--`,
 * then the operands), and only then given to it.
 * @module
 */
import * as std from "@std/cli/parse-args";
import { UsageError } from "../terminal/exit.ts";
import type { GivenOptions, Option, OptionTable } from "./options.ts";
import { didYouMean } from "./suggest.ts";

/** What stands on a command line. */
export interface Arguments {
  /** What each option was given, by its long name. */
  readonly given: GivenOptions;
  /** The arguments that are no options, in their order. */
  readonly operands: readonly string[];
}

/** What {@linkcode parseArgs} is told of the options. */
interface ParseOptions {
  /** Names of options that take a value; without this `123` becomes a number. */
  string: string[];
  /** Names of options that take no value. */
  boolean: string[];
  /** Names of options that may be repeated; of others the last value is kept. */
  collect: string[];
}

/** Options by name, and the operands under `_`. */
type ParsedArgs = { [name: string]: unknown; _: (string | number)[] };

/**
 * `parseArgs` with the types of the part of it that we use: the package that the import map resolves to
 * ships none. Under `jsr:` the compiler checks this against the real ones.
 */
const parseArgs: (args: string[], options: ParseOptions) => ParsedArgs = std.parseArgs;

/** One argument understood. */
type Token =
  | { readonly kind: "option"; readonly name: string; readonly value: string | boolean }
  | { readonly kind: "operand"; readonly text: string; readonly index: number };

/**
 * Splits argv into options and operands.
 *
 * Options may stand before and after operands; `--` ends them; `-` alone is an operand or a value.
 * A value that begins with a hyphen must be joined to its option by `=`.
 *
 * @param table Every option that is allowed.
 * @param argv The arguments after the command's name.
 * @throws {UsageError} If an option is unknown, lacks its value or has one that it does not take.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readArguments } from "./arguments.ts";
 *
 * const table = { to: { kind: "list", short: "t", value: "ADDRESS", help: "a recipient" } } as const;
 * const { given, operands } = readArguments(table, ["-t", "a@b.c", "--to=d@e.f", "-"]);
 * assertEquals(given.get("to"), ["a@b.c", "d@e.f"]);
 * assertEquals(operands, ["-"]);
 * ```
 */
export function readArguments(table: OptionTable, argv: readonly string[]): Arguments {
  const options: string[] = [];
  const operands: string[] = [];
  for (const token of tokens(table, argv)) {
    if (token.kind === "operand") operands.push(token.text);
    else options.push(`--${token.name}=${token.value}`);
  }
  const flags = namesOf(table, (option) => option.kind === "flag");
  const valued = namesOf(table, (option) => option.kind !== "flag");
  const { _, ...parsed } = parseArgs([...options, "--", ...operands], {
    string: valued,
    boolean: flags,
    collect: valued,
  });
  return { given: givenOptions(parsed, options), operands: _.map(String) };
}

/**
 * Where the first operand stands, passing over options and their values.
 *
 * @param table The options that may stand before it.
 * @param argv The arguments.
 * @return Its index, or undefined if there is none or what stands before it cannot be understood.
 */
export function firstOperand(table: OptionTable, argv: readonly string[]): number | undefined {
  try {
    for (const token of tokens(table, argv)) if (token.kind === "operand") return token.index;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
  return undefined;
}

function namesOf(table: OptionTable, wanted: (option: Option) => boolean): string[] {
  return Object.entries(table).filter(([, option]) => wanted(option)).map(([name]) => name);
}

/** Keeps what was given: `parseArgs` also reports the flags and lists that were not. */
function givenOptions(parsed: Record<string, unknown>, options: readonly string[]): GivenOptions {
  const given = new Map<string, readonly string[] | boolean>();
  for (const option of options) {
    const name = option.slice(2, option.indexOf("="));
    // A list has all its values at once; to copy them for each would be quadratic.
    if (given.has(name)) continue;
    const value = parsed[name];
    given.set(name, typeof value === "boolean" ? value : [value].flat().map(String));
  }
  return given;
}

function* tokens(table: OptionTable, argv: readonly string[]): Generator<Token> {
  for (let index = 0; index < argv.length; index++) {
    const text = argv[index] ?? "";
    if (text === "--") {
      for (index++; index < argv.length; index++) yield operand(argv[index] ?? "", index);
    } else if (text.startsWith("--")) {
      const token = longOption(table, text, argv[index + 1]);
      if (token.takesNext) index++;
      yield token;
    } else if (text.startsWith("-") && text !== "-") {
      for (const token of shortOptions(table, text, argv[index + 1])) {
        if (token.takesNext) index++;
        yield token;
      }
    } else {
      yield operand(text, index);
    }
  }
}

function operand(text: string, index: number): Token {
  return { kind: "operand", text, index };
}

/** An option with its value, and whether that value was the next argument. */
type OptionToken = Token & { readonly kind: "option"; readonly takesNext: boolean };

function longOption(table: OptionTable, text: string, next: string | undefined): OptionToken {
  const equals = text.indexOf("=");
  const written = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? undefined : text.slice(equals + 1);
  const name = written.slice(2);
  const option = ownOption(table, name);
  if (option !== undefined && option.kind !== "flag") {
    return valueOption(option, name, written, value, next);
  }
  const positive = option === undefined && name.startsWith("no-") ? name.slice(3) : name;
  const flag = ownOption(table, positive);
  if (flag?.kind !== "flag" || (positive !== name && flag.default === undefined)) {
    throw unknownOption(table, written);
  }
  if (value !== undefined) throw new UsageError(`${written} takes no value`);
  return { kind: "option", name: positive, value: positive === name, takesNext: false };
}

/** The options of `-vnt ADDRESS`, `-tADDRESS` and `-t=ADDRESS`. */
function* shortOptions(
  table: OptionTable,
  text: string,
  next: string | undefined,
): Generator<OptionToken> {
  const letters = [...text.slice(1)];
  for (const [at, letter] of letters.entries()) {
    const written = `-${letter}`;
    const [name, option] = Object.entries(table).find(([, { short }]) => short === letter) ?? [];
    if (name === undefined || option === undefined) throw unknownOption(table, written, text);
    if (option.kind !== "flag") {
      const rest = letters.slice(at + 1).join("");
      const value = rest === "" ? undefined : rest.replace(/^=/, "");
      return yield valueOption(option, name, written, value, next);
    }
    if (letters[at + 1] === "=") throw new UsageError(`${written} takes no value`);
    yield { kind: "option", name, value: true, takesNext: false };
  }
}

function valueOption(
  option: Option,
  name: string,
  written: string,
  joined: string | undefined,
  next: string | undefined,
): OptionToken {
  const isBare = joined === undefined && (next === undefined || /^-./.test(next));
  if (isBare && option.kind === "text" && option.bare !== undefined) {
    return { kind: "option", name, value: option.bare, takesNext: false };
  }
  const value = joined ?? next;
  if (value === undefined) throw new UsageError(`${written} needs a value`);
  if (joined === undefined && value.startsWith("-") && value !== "-") {
    throw new UsageError(`${written} needs a value, and "${value}" looks like an option`, {
      hint: `Write a value that begins with a hyphen after "=": --${name}=${value}`,
    });
  }
  return { kind: "option", name, value, takesNext: joined === undefined };
}

/** The option of that name; what every object inherits (`constructor`) is none. */
function ownOption(table: OptionTable, name: string): Option | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function unknownOption(table: OptionTable, written: string, cluster = written): UsageError {
  const where = cluster === written ? "" : ` in ${cluster}`;
  const names = Object.entries(table).map(([name, option]) =>
    option.kind === "flag" && option.default ? `--no-${name}` : `--${name}`
  );
  const hint = written.startsWith("--") ? didYouMean(written, names) : undefined;
  return new UsageError(`unknown option ${written}${where}`, { hint });
}
