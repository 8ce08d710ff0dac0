/**
 * The option table of a command: one typed object from which come the types of the values, their
 * parsing, the help and the suggestions. The splitting of argv is in `arguments.ts`.
 * @module
 */
import { REPLACEMENT_CHARACTER } from "../terminal/environment.ts";
import { InputError, notOneOf, UsageError } from "../terminal/exit.ts";
import { didYouMean } from "./suggest.ts";

interface OptionBase {
  /** The one-letter form, without the hyphen. */
  readonly short?: string;
  /** What it does: one sentence without a full stop. */
  readonly help: string;
  /** The heading of the help that it stands under; without one it stands under "Options". */
  readonly group?: string;
}

interface ValueOption extends OptionBase {
  /** The name of its value in the help: `ADDRESS`. */
  readonly value: string;
}

/** Present or not. One that may be on without being given is turned off by `--no-NAME`. */
export interface FlagOption extends OptionBase {
  /** A flag. */
  readonly kind: "flag";
  /** On unless `--no-NAME` is given; or, with `auto`, undefined unless one of both is given. */
  readonly default?: true | "auto";
}

/** Any text, also `-`. */
interface TextOption extends ValueOption {
  /** A text. */
  readonly kind: "text";
  /** Allows the empty text: that nothing is to stand there. */
  readonly empty?: true;
  /** The value where the option is not given. */
  readonly default?: string;
  /** The value where the option stands without one: as the last argument, or before another option. */
  readonly bare?: string;
}

/** Any text but the empty one, as often as wanted. */
interface ListOption extends ValueOption {
  /** Texts. */
  readonly kind: "list";
}

/** One of a few words. */
interface ChoiceOption extends OptionBase {
  /** A choice. */
  readonly kind: "choice";
  /** The words. */
  readonly choices: readonly [string, ...string[]];
  /** The name of its value in the help; without one the words themselves stand there. */
  readonly value?: string;
  /** The value where the option is not given. */
  readonly default?: string;
}

/** A whole number. */
interface NumberOption extends ValueOption {
  /** A number. */
  readonly kind: "number";
  /** The smallest that is allowed. */
  readonly min: number;
  /** The largest that is allowed. */
  readonly max: number;
  /** The value where the option is not given. */
  readonly default?: number;
}

/** A TCP or UDP port, 1 to 65535. */
interface PortOption extends ValueOption {
  /** A port. */
  readonly kind: "port";
  /** Allows 0, by which a listener asks for any free port. */
  readonly zero?: true;
  /** The value where the option is not given. */
  readonly default?: number;
}

/** A span of time: `500ms`, `30s`, `2m`, `1h`; a bare number is seconds. */
interface DurationOption extends ValueOption {
  /** A duration. */
  readonly kind: "duration";
  /** Allows 0: no time at all. */
  readonly zero?: true;
  /** The value in milliseconds where the option is not given. */
  readonly default?: number;
}

/** One row of an option table. */
export type Option =
  | FlagOption
  | TextOption
  | ListOption
  | ChoiceOption
  | NumberOption
  | PortOption
  | DurationOption;

/** The options of a command by their long names, as they are typed: `"mail-from"`. */
export type OptionTable = Readonly<Record<string, Option>>;

/**
 * Puts options under one heading of the help.
 *
 * @param group The heading.
 * @param options The options.
 */
export function inGroup<const Table extends OptionTable>(
  group: string,
  options: Table,
): InGroup<Table> {
  const grouped = Object.entries(options).map(([name, option]) =>
    [name, { ...option, group }] as const
  );
  // As with the values below, the compiler cannot follow a mapped type.
  return Object.fromEntries(grouped) as InGroup<Table>;
}

type InGroup<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] & { readonly group: string };
};

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

type Given<O extends Option> = O extends FlagOption ? boolean
  : O extends ListOption ? readonly string[]
  : O extends ChoiceOption ? O["choices"][number]
  : O extends TextOption ? string
  : number;

type Value<O extends Option> = O extends { readonly kind: "flag"; readonly default: "auto" }
  ? Given<O> | undefined
  : O extends FlagOption | ListOption ? Given<O>
  : O extends { readonly default: string | number } ? Given<O>
  : Given<O> | undefined;

/** The values of an option table; `"mail-from"` is found under `mailFrom`. */
export type Values<Table extends OptionTable> = {
  readonly [Name in keyof Table & string as CamelCase<Name>]: Value<Table[Name]>;
};

/** What argv gave an option: the texts in their order, or a flag's state. */
export type GivenOptions = ReadonlyMap<string, readonly string[] | boolean>;

/**
 * The text that an option of one value was given.
 *
 * @param given What argv gave.
 * @param name The option's long name.
 * @return The text; undefined if it was not given.
 */
export function textGiven(given: GivenOptions, name: string): string | undefined {
  const texts = given.get(name);
  return Array.isArray(texts) ? texts[0] : undefined;
}

/**
 * Reads the values of a table from what argv gave.
 *
 * @param table The options wanted; others that were given are passed over.
 * @param given The texts by long name.
 * @throws {UsageError} If an option was given twice that may be given once, or a value is wrong.
 * @throws {InputError} If a value is not UTF-8.
 */
export function readValues<Table extends OptionTable>(
  table: Table,
  given: GivenOptions,
): Values<Table> {
  const values = Object.entries(table).map(([name, option]) =>
    [camelCase(name), readValue(name, option, given.get(name))] as const
  );
  // The entries are made key by key as Values says; the compiler cannot follow a mapped type here.
  return Object.fromEntries(values) as Values<Table>;
}

/** `mail-from` becomes `mailFrom`. */
function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function readValue(
  name: string,
  option: Option,
  given: readonly string[] | boolean | undefined,
): unknown {
  if (option.kind === "flag") return readFlag(option, given);
  const texts = Array.isArray(given) ? given : [];
  if (texts.includes("") && !(option.kind === "text" && option.empty)) throw emptyValue(name);
  if (texts.some((text) => text.includes(REPLACEMENT_CHARACTER))) throw notUtf8(name);
  if (option.kind === "list") return texts;
  if (texts.length > 1) throw new UsageError(`--${name} may be given only once`);
  const [text] = texts;
  if (text === undefined) return option.default;
  switch (option.kind) {
    case "text":
      return text;
    case "choice":
      return readChoice(name, option.choices, text);
    case "number":
      return readNumber(name, text, option.min, option.max);
    case "port":
      return readNumber(name, text, option.zero ? 0 : 1, MAX_PORT);
    case "duration":
      return option.zero && /^0+$/.test(text) ? 0 : readDuration(name, text);
  }
}

/** Mostly a variable of the shell that is not set: to go on would be to do something else than meant. */
function emptyValue(name: string): UsageError {
  return new UsageError(`--${name} needs a value, and it is empty`, {
    hint: "Is a shell variable unset? If you do not want the option, leave it out.",
  });
}

/** It was replaced before anybody here could see it, and would be sent so. */
function notUtf8(name: string): InputError {
  return new InputError(
    `the value of --${name} is not UTF-8, or contains U+FFFD in place of invalid bytes`,
  );
}

function readFlag(
  { default: byDefault }: FlagOption,
  given: readonly string[] | boolean | undefined,
): boolean | undefined {
  if (typeof given === "boolean") return given;
  return byDefault === "auto" ? undefined : byDefault === true;
}

function readChoice(name: string, choices: readonly string[], text: string): string {
  if (choices.includes(text)) return text;
  throw notOneOf(`--${name}`, choices, text, didYouMean(text, choices));
}

function readNumber(name: string, text: string, min: number, max: number): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`--${name} must be a number from ${min} to ${max}; not "${text}"`);
}

function readDuration(name: string, text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new UsageError(`--${name} must be a time such as 500ms, 30s, 2m or 1h; not "${text}"`);
}

/** The largest port number: 16 bits. */
const MAX_PORT = 65_535;

/** Timers hold their delay in 31 bits of milliseconds; a longer one would fire at once. */
const MAX_DURATION = 2 ** 31 - 1;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Reads a TCP or UDP port, 1 to 65535.
 *
 * @param text Digits.
 * @return The port, or undefined if the text is none.
 */
export function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= MAX_PORT ? port : undefined;
}

/**
 * Reads a span of time longer than nothing: `500ms`, `30s`, `1.5m`, `1h`; a bare number is seconds.
 *
 * @param text The number and its unit.
 * @return Milliseconds, or undefined if the text is no such span or longer than 24 days.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseDuration } from "./options.ts";
 *
 * assertEquals(parseDuration("2m"), 120_000);
 * assertEquals(parseDuration("2 minutes"), undefined);
 * ```
 */
export function parseDuration(text: string): number | undefined {
  const [, number, unit = "s"] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text) ?? [];
  const milliseconds = Math.round(Number(number) * (UNITS[unit] ?? NaN));
  return milliseconds > 0 && milliseconds <= MAX_DURATION ? milliseconds : undefined;
}
