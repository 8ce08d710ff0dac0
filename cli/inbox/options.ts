/**
 * What the options of `mua inbox` and of its subcommands have in common.
 * @module
 */
import { UsageError } from "../terminal/exit.ts";

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/**
 * Reads a number of octets: `500000`, `64K`, `10M`, `1G`.
 *
 * @param name The option, for the error.
 * @param text The text.
 * @returns The octets, at least one.
 * @throws {UsageError} If it is no such number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readSize } from "./options.ts";
 * assertEquals(readSize("--max-size", "10M"), 10_485_760);
 * ```
 */
export function readSize(name: string, text: string): number {
  const [, digits, unit = ""] = /^(\d{1,15})([KMG])?$/i.exec(text) ?? [];
  const octets = Number(digits) * (UNITS[unit.toUpperCase()] ?? 1);
  if (octets >= 1 && Number.isSafeInteger(octets)) return octets;
  throw new UsageError(
    `${name} must be a number of octets such as 500000, 64K, 10M or 1G; not "${text}"`,
  );
}
