/**
 * What the environment says of servers; a flag stands before it.
 * @module
 */
import type { Variable } from "../command/command.ts";
import type { GivenOptions, OptionTable } from "../command/options.ts";

/**
 * Adds to options what SSL_CERT_FILE says, authorities to trust beside those of an account, and what
 * ALL_PROXY says.
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
  const merged = new Map(options);
  const heard = (name: string, value: string | undefined): value is string =>
    value !== undefined && value !== "" && !given.has(name) && Object.hasOwn(table, name);
  const authorities = variable("SSL_CERT_FILE");
  if (heard("ca", authorities) && isReadable(authorities)) {
    const known = options.get("ca");
    merged.set("ca", [...(Array.isArray(known) ? known : []), authorities]);
  }
  const proxy = variable("ALL_PROXY") ?? variable("all_proxy");
  if (heard("proxy", proxy)) merged.set("proxy", [proxy]);
  return merged;
}

/** A variable that is set for all programs stops none that may not read its file. */
function isReadable(path: string): boolean {
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return false;
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
