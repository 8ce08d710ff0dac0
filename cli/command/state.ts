/**
 * Where mua keeps what it goes on with later: drafts, tokens, mail that waits.
 * @module
 */
import { CliError, Exit } from "../terminal/exit.ts";
import type { Variable } from "./command.ts";

/**
 * A place in the state directory of the user (XDG Base Directory Specification).
 *
 * @param name What is kept there.
 * @param variable Reads an environment variable.
 * @returns The path, which need not be there.
 * @throws {CliError} 78 if neither variable says where.
 */
export function statePath(name: string, variable: Variable): string {
  const state = variable("XDG_STATE_HOME");
  const home = variable("HOME");
  // A relative path there means nothing, says the specification.
  const base = state?.startsWith("/") ? state : home && `${home}/.local/state`;
  if (base) return `${base}/mua/${name}`;
  throw new CliError(Exit.configuration, `no place for ${name}: HOME is not set`, {
    hint: "Set HOME, or XDG_STATE_HOME to an absolute path.",
  });
}
