/**
 * What the program may do. It starts with the permissions it was given, and before a command runs
 * gives up all that this command does not need: `mua mx` cannot write a file, whatever it reads.
 * @module
 */
import { CliError, Exit } from "../terminal/exit.ts";

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
  for (const name of KINDS) if (!isNeeded(needs, name)) Deno.permissions.revokeSync({ name });
}

/**
 * Says in plain words which permission was missing.
 *
 * @param error What Deno threw.
 * @param needs What the command had declared: a kind that it gave up is a fault of ours.
 * @param standalone Whether this is the executable, whose permissions are built in.
 */
export function permissionError(
  error: Deno.errors.NotCapable,
  needs: Needs,
  standalone: boolean,
): CliError {
  const [, kind, quoted, special] = DENIAL.exec(error.message) ?? [];
  const target = quoted ?? special;
  if (kind === undefined) return new CliError(Exit.configuration, error.message, { cause: error });
  const wanted = target === undefined ? `${kind} access` : `${kind} access to ${target}`;
  if (!isNeeded(needs, kind)) {
    const hint = "This is a fault of mua: a command gives up what it says it does not need.";
    return new CliError(Exit.internal, `has given up ${wanted}`, { hint, cause: error });
  }
  const hint = standalone ? executableHint(kind) : runHint(kind, target);
  return new CliError(Exit.configuration, `may not have ${wanted}`, { hint, cause: error });
}

/** What Deno says: `Requires net access to "192.0.2.1:2526", run again with …`. */
const DENIAL = /^Requires (\w+) access(?: to (?:"(.*)"|(<\w+>)))?,/s;

function isNeeded(needs: Needs, kind: string): boolean {
  return Object.entries(needs).some(([name, needed]) => name === kind && needed);
}

function runHint(kind: string, target: string | undefined): string {
  const scope = target === undefined || /[\s,<>]/.test(target) ? "" : `=${target}`;
  return `Allow it: deno run --allow-${kind}${scope} main.ts`;
}

function executableHint(kind: string): string {
  switch (kind) {
    case "net":
      return "The executable reaches mail ports (24, 25, 26, 465, 587, 2525, 2587), mailbox ports\n" +
        "(110, 143, 993, 995), DNS (53) and policies of MTA-STS (443) of any IPv4 host, and other\n" +
        `ports on loopback only, where it may listen too.\n${ANY_HOST_HINT}`;
    case "run":
      return `The executable runs no other programs.\n${ANY_HOST_HINT}`;
    default:
      return `The executable was built without it; "deno run" can give it.`;
  }
}

/** What helps where the permissions of the executable are too narrow. */
export const ANY_HOST_HINT =
  "One that may use any host and port, and run the shell for a password command:\n" +
  "deno task compile:any-host, or without compiling: deno run -P=mua-any-host main.ts";
