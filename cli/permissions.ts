/**
 * What the program may do. It starts with the permissions it was given, and before a command runs
 * gives up all that this command does not need: `mua mx` cannot write a file, whatever it reads.
 * @module
 */

/** The kinds of permission that a command needs; all others are given up. */
export interface Needs {
  /** Connections, listeners and the system's resolver. */
  readonly net?: boolean;
  /** Files to read. */
  readonly read?: boolean;
  /** Files to write. */
  readonly write?: boolean;
  /** Environment variables. */
  readonly env?: boolean;
  /** The host's name and interfaces. */
  readonly sys?: boolean;
  /** Other programs. */
  readonly run?: boolean;
}

const KINDS = ["net", "read", "write", "env", "sys", "run", "ffi", "import"] as const;

/**
 * Gives up every permission that is not needed; there is no way back.
 *
 * @param needs What to keep.
 */
export function keepOnly(needs: Needs): void {
  const kept: Readonly<Record<string, boolean>> = { ...needs };
  for (const name of KINDS) if (!kept[name]) Deno.permissions.revokeSync({ name });
}
