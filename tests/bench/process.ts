/**
 * A process from its start to its end, timed.
 * @module
 */
import type { Run } from "./race.ts";

/** How a process is run. */
export interface ProcessOptions {
  /** Kills it. */
  readonly signal: AbortSignal;
  /** The file that it reads as its standard input; none by default. */
  readonly stdin?: string | undefined;
  /** Whether to watch its memory; for processes that run long enough to be looked at often. */
  readonly watchMemory?: boolean;
}

/** A run, and what the process has said. */
export interface ProcessRun extends Run {
  /** Its standard output. */
  readonly stdout: string;
}

/** Milliseconds: no measured process runs nearly as long. */
const DEADLINE = 120_000;
/** Milliseconds between two looks at the memory of a process. */
const WATCH_INTERVAL = 5;

/**
 * Runs a program to its end.
 *
 * @param argv The program and its arguments.
 * @param options How.
 * @returns What it has taken.
 * @throws {Error} When it fails: its exit code and its last words.
 */
export async function timeProcess(
  argv: readonly string[],
  { signal, stdin, watchMemory = false }: ProcessOptions,
): Promise<ProcessRun> {
  const [program = "", ...args] = stdin === undefined ? argv : readingFrom(stdin, argv);
  const deadline = AbortSignal.timeout(DEADLINE);
  const command = new Deno.Command(program, {
    args,
    // No version of any program may look for a newer one of itself meanwhile.
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.any([signal, deadline]),
  });
  const started = performance.now();
  const child = command.spawn();
  using memory = watchMemory ? new MemoryWatch(child.pid) : undefined;
  const output = await child.output();
  const milliseconds = performance.now() - started;
  if (deadline.aborted) throw new Error(`not at its end after ${DEADLINE / 1000} s`);
  const decoder = new TextDecoder();
  if (!output.success) {
    const lastWords = decoder.decode(output.stderr).trim().split("\n").at(-1) ?? "";
    throw new Error(`exit code ${output.code}: ${lastWords}`);
  }
  const peak = memory?.peak;
  const stdout = decoder.decode(output.stdout);
  return { milliseconds, stdout, ...(peak === undefined ? {} : { peak }) };
}

/** The shell becomes the program, so that what is timed and watched is no copying of ours. */
function readingFrom(path: string, argv: readonly string[]): string[] {
  return ["sh", "-c", 'file=$1; shift; exec "$@" <"$file"', "sh", path, ...argv];
}

/** Watches the most memory that a process has held: what Linux calls the high water mark. */
class MemoryWatch implements Disposable {
  readonly #path: string;
  readonly #timer: ReturnType<typeof setInterval>;
  /** Octets, as seen last; `undefined` where the system does not say. */
  peak: number | undefined;

  constructor(pid: number) {
    this.#path = `/proc/${pid}/status`;
    this.#timer = setInterval(() => this.#look(), WATCH_INTERVAL);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readOrEmpty(this.#path)) ?? [];
    if (kibibytes !== undefined) this.peak = Number(kibibytes) * 1024;
  }
}

/** What the system says of a process; nothing of one that has ended, or where there is no /proc. */
export function readOrEmpty(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
