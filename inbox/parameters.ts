/**
 * The parameters of MAIL and RCPT (RFC 5321 section 4.1.2, `Mail-parameters` and `Rcpt-parameters`).
 * @module
 */

/** Parameters by keyword in capitals; one without `=` has no value. */
export type Parameters = ReadonlyMap<string, string | undefined>;

/** `esmtp-param`; RFC 6531 section 3.3 lets UTF-8 into its value. */
const PARAMETER = /^([A-Z0-9][A-Z0-9-]*)(?:=([^= ]+))?$/i;

/**
 * Reads parameters.
 *
 * @param text What stands behind the path: nothing, or a space and the parameters.
 * @returns The parameters, or `undefined` when it is not their grammar or one is given twice.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseParameters } from "./parameters.ts";
 * assertEquals(parseParameters(" SIZE=12 smtputf8")?.get("SIZE"), "12");
 * assertEquals(parseParameters(" SIZE="), undefined);
 * ```
 */
export function parseParameters(text: string): Parameters | undefined {
  const parameters = new Map<string, string | undefined>();
  for (const parameter of text.split(" ").filter((part) => part !== "")) {
    const [, keyword = "", value] = PARAMETER.exec(parameter) ?? [];
    const name = keyword.toUpperCase();
    if (name === "" || parameters.has(name)) return undefined;
    parameters.set(name, value);
  }
  return parameters;
}

/**
 * Parameters as they stand in a command.
 *
 * @param parameters The parameters.
 * @returns Each as `KEYWORD` or `KEYWORD=value`.
 */
export function formatParameters(parameters: Parameters): string[] {
  return Array.from(
    parameters,
    ([keyword, value]) => value === undefined ? keyword : `${keyword}=${value}`,
  );
}
