/**
 * `parseArgs` of `@std/cli` with the types of the part of it that we use: the package that the
 * import map resolves to ships none. Under `jsr:` the compiler checks this against the real ones.
 * @module
 */
import * as std from "@std/cli/parse-args";

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

/** Splits command-line arguments into options and operands. */
export const parseArgs: (args: string[], options: ParseOptions) => ParsedArgs = std.parseArgs;
