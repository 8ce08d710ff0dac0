/**
 * The program in this process: argv in, exit code and both outputs out.
 * @module
 */
import { commands } from "../../cli/commands.ts";
import { runProgram } from "../../cli/program.ts";
import { memoryTerminal } from "../cli/memory_terminal.ts";
import { checkPrinted } from "./printed_json.ts";

/** How a run ended. */
export interface MuaRun {
  /** The exit code. */
  readonly code: number;
  /** Standard output. */
  readonly stdout: string;
  /** Standard error. */
  readonly stderr: string;
}

/** What a test may set. */
export interface MuaSetting {
  /** Standard input, or what it holds. */
  readonly input?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  /** Aborted as by Ctrl-C. */
  readonly signal?: AbortSignal;
  /** The environment variables; none by default. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * Runs `mua` with these arguments; permissions stay as they are.
 *
 * @throws {Error} If it prints JSON that its schema does not allow.
 */
export async function runMua(argv: readonly string[], setting: MuaSetting = {}): Promise<MuaRun> {
  const memory = memoryTerminal(setting.input === undefined ? {} : { input: setting.input });
  const code = await runProgram(argv, {
    commands,
    openTerminal: () => memory.terminal,
    environment: (name) => setting.variables?.[name],
    signal: setting.signal ?? new AbortController().signal,
    keepOnly: () => {},
    strayFailure: new Promise(() => {}),
  });
  const stdout = memory.stdout();
  await checkPrinted(argv, stdout);
  return { code, stdout, stderr: memory.stderr() };
}
