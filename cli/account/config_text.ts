/**
 * The text of the configuration file with more accounts in it. What stood there stays as it was, comments
 * too.
 * @module
 */

/** A value as TOML has it. */
export type Value = string | number | boolean | readonly string[];

/** An account that is to stand in the file. */
export interface NewAccount {
  /** Its name. */
  readonly name: string;
  /** What it gives, by the keys of the file, in their order. */
  readonly values: ReadonlyMap<string, Value>;
  /** The password, which goes into a file of its own. */
  readonly secret: string | undefined;
}

/**
 * Adds accounts behind those that are there.
 *
 * @param text The text of the file.
 * @param accounts The accounts; the names must be new.
 * @param byDefault The name of the account that is to be the default, where the text has none.
 * @returns The new text.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { addAccounts } from "./config_text.ts";
 *
 * const work = { name: "work", values: new Map([["from", "ana@x.example"]]), secret: undefined };
 * assertEquals(
 *   addAccounts("# mine\n", [work], "work"),
 *   'default = "work"\n\n# mine\n\n[account.work]\nfrom = "ana@x.example"\n',
 * );
 * ```
 */
export function addAccounts(
  text: string,
  accounts: readonly NewAccount[],
  byDefault: string | undefined,
): string {
  // A key of the whole file must stand before the first table.
  const head = byDefault === undefined ? "" : `default = ${formatText(byDefault)}\n`;
  const parts = [head, text, ...accounts.map(formatAccount)].filter((part) => part !== "");
  return parts.map((part) => part.endsWith("\n") ? part : `${part}\n`).join("\n");
}

function formatAccount({ name, values }: NewAccount): string {
  const key = /^[\w-]+$/.test(name) ? name : formatText(name);
  const lines = [...values].map(([key, value]) => `${key} = ${formatValue(value)}\n`);
  return `[account.${key}]\n${lines.join("")}`;
}

function formatValue(value: Value): string {
  if (typeof value === "string") return formatText(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return `[${value.map(formatText).join(", ")}]`;
}

/** A basic string of TOML is one of JSON, but for DEL, which TOML wants escaped. */
function formatText(text: string): string {
  return JSON.stringify(text).replaceAll("\x7f", "\\u007f");
}
