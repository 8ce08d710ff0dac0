/**
 * The program as its users have it: under `deno run` with the permission set of `deno.json`, or
 * compiled into one executable.
 * @module
 */
import { type Ended, Process, type ProcessOptions, run } from "./process.ts";
import type { World } from "./world.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** A form that the program has: its first arguments. */
export type Form = readonly string[];

/** `deno run` with the permissions of a set in `deno.json`. */
export function underDeno(permissionSet = "mua"): Form {
  // Tests may run where no registry can be reached.
  const flags = ["--quiet", "--no-prompt", "--cached-only", `--permission-set=${permissionSet}`];
  return [Deno.execPath(), "run", `--config=${ROOT}deno.json`, ...flags, `${ROOT}main.ts`];
}

const path = Deno.env.get("MUA_EXECUTABLE");

/** Why the executable cannot be tested here, or undefined if it can. */
export const noExecutable = path === undefined ? "needs MUA_EXECUTABLE, its path" : undefined;

/** The executable. */
export const executable: Form = [path ?? "mua: MUA_EXECUTABLE is not set"];

/** How the program is run. */
export interface MuaOptions extends ProcessOptions {
  /** Its form; {@linkcode underDeno} by default. */
  readonly form?: Form;
  /** The world to run it in; the system as it is by default. */
  readonly world?: World;
}

/** Runs `mua` to its end. */
export async function mua(args: readonly string[], options: MuaOptions = {}): Promise<Ended> {
  return await run(commandLine(args, options), withPlainText(options));
}

/** Starts `mua`, for what must be done while it runs. */
export function startMua(
  args: readonly string[],
  options: Omit<MuaOptions, "stdin"> = {},
): Process {
  return new Process(commandLine(args, options), withPlainText(options));
}

function commandLine(args: readonly string[], options: MuaOptions): string[] {
  const argv = [...options.form ?? underDeno(), ...args];
  return options.world?.inside(argv, options.cwd) ?? argv;
}

/** What the tests look at must not depend on who runs them. */
function withPlainText(options: MuaOptions): MuaOptions {
  return { ...options, env: { NO_COLOR: "1", FORCE_COLOR: "", MUA_DEBUG: "", ...options.env } };
}
