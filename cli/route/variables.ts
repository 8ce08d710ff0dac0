/**
 * What the environment says of servers; a flag stands before it.
 * @module
 */
import type { Variable } from "../command/command.ts";
import type { GivenOptions, OptionTable } from "../command/options.ts";

/**
 * Adds to options what SSL_CERT_FILE says: authorities to trust, beside those of an account.
 *
 * @param table The options of the command.
 * @param given What was given on the command line.
 * @param options The options so far: those, and what an account gives.
 * @param variable Reads an environment variable.
 * @returns The options with those of the environment.
 */
export function withServerVariables(
  table: OptionTable,
  given: GivenOptions,
  options: GivenOptions,
  variable: Variable,
): GivenOptions {
  const authorities = variable("SSL_CERT_FILE");
  if (!authorities || given.has("ca") || !Object.hasOwn(table, "ca")) return options;
  const known = options.get("ca");
  return new Map([...options, ["ca", [...(Array.isArray(known) ? known : []), authorities]]]);
}
