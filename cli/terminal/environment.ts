/**
 * Environment variables, and what stands in a text where the system gave what is not UTF-8.
 * @module
 */
import { InputError } from "./exit.ts";

/** What Deno and decoders put in place of octets that are not UTF-8; nobody means to type it. */
export const REPLACEMENT_CHARACTER = "\uFFFD";

/**
 * Reads an environment variable, for a setting that is welcome but not needed, if that is allowed; never
 * asks for the permission.
 *
 * @param name The variable.
 * @return Its value, or undefined if it is not set, may not be read or is not UTF-8.
 */
export function environment(name: string): string | undefined {
  try {
    return requiredText(name);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/**
 * Reads an environment variable that something depends on, as {@linkcode environment} does.
 *
 * @param name The variable.
 * @return Its value, or undefined if it is not set or may not be read.
 * @throws {InputError} If it is not UTF-8. Nothing of its value is in the error: it may be a secret.
 */
export function requiredText(name: string): string | undefined {
  const value = readVariable(name);
  // Windows has the home directory elsewhere.
  return value === undefined && name === "HOME" && Deno.build.os === "windows"
    ? readVariable("USERPROFILE")
    : value;
}

function readVariable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  if (state !== "granted") return undefined;
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.InvalidData)) throw error;
    throw new InputError(`the environment variable ${name} is not UTF-8`);
  }
}
