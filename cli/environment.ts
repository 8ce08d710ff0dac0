/**
 * Environment variables, for settings that are welcome but not needed.
 * @module
 */

/**
 * Reads an environment variable if that is allowed; never asks for the permission.
 *
 * @param name The variable.
 * @return Its value, or undefined if it is not set or may not be read.
 */
export function environment(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
