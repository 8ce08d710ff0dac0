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
  /** Whether it listens: then a port of the system's choice is for loopback alone. */
  readonly listens?: boolean;
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
  if (needs.listens) giveUpUdp();
}

/** What a question over UDP is sent from, for which a listener on all interfaces needs the same permission. */
const ANY_PORT = { name: "net", host: "0.0.0.0:0" } as const;

function giveUpUdp(): void {
  const { state } = Deno.permissions.querySync({ name: "net" });
  if (state !== "granted") Deno.permissions.revokeSync(ANY_PORT);
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
  if (kind === "all") return specialFileError(target ?? "a special file", error);
  const wanted = target === undefined ? `${kind} access` : `${kind} access to ${target}`;
  if (!isNeeded(needs, kind)) {
    const hint =
      "This is a bug in mua: the command gave up a permission that it turned out to need.";
    return new CliError(Exit.internal, `${wanted} was given up`, { hint, cause: error });
  }
  const hint = standalone ? executableHint(kind) : runHint(kind, target);
  return new CliError(Exit.configuration, `no ${wanted}`, { hint, cause: error });
}

/** Deno asks for every permission there is before it looks at what is below these directories. */
function specialFileError(path: string, cause: Error): CliError {
  const hint =
    "Deno keeps programs away from /dev, /proc and /sys: name a file of another directory.";
  return new CliError(Exit.configuration, `may not use ${path}`, { hint, cause });
}

/** What Deno says: `Requires net access to "192.0.2.1:2526", run again with …`. */
const DENIAL = /^Requires (\w+) access(?: to (?:"(.*)"|(<\w+>)))?,/s;

function isNeeded(needs: Needs, kind: string): boolean {
  return Object.entries(needs).some(([name, needed]) => name === kind && needed);
}

function runHint(kind: string, target: string | undefined): string {
  const scope = target === undefined || /[\s,<>]/.test(target) ? "" : `=${target}`;
  return `To allow it: deno run --allow-${kind}${scope} main.ts`;
}

function executableHint(kind: string): string {
  switch (kind) {
    case "net":
      return "The executable may connect to any IPv4 host on the ports of mail\n" +
        "(24, 25, 26, 465, 587, 2525, 2587), mailboxes (110, 143, 993, 995), DNS (53) and MTA-STS\n" +
        `policies (443). On loopback it may connect to and listen on any port.\n${ANY_HOST_HINT}`;
    case "run":
      return `The executable runs no other programs.\n${ANY_HOST_HINT}`;
    default:
      return `The executable was built without this permission; "deno run" can grant it.`;
  }
}

/** What helps where the permissions of the executable are too narrow. */
export const ANY_HOST_HINT =
  "To build one that may use any host and port, and run a password command:\n" +
  "deno task compile:any-host. Without building: deno run -P=mua-any-host main.ts";
