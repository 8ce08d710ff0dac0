/**
 * Processes with a deadline: what they are given, and all that they say.
 * @module
 */
import { checkPrinted } from "./printed_json.ts";

/** How a process is started. */
export interface ProcessOptions {
  /** What it reads from its standard input; nothing by default. */
  readonly stdin?: string | Uint8Array;
  /** Environment variables beside those of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** The working directory; that of the tests by default. */
  readonly cwd?: string;
  /** After how many milliseconds it is killed, and the test fails; 60 000 by default, `Infinity` for never. */
  readonly deadline?: number;
}

/** How a process has ended, and what it has said. */
export interface Ended {
  /** The exit code; 128 and the number of the signal for a process that a signal has ended. */
  readonly code: number;
  /** Its standard output, read as UTF-8. */
  readonly stdout: string;
  /** Its standard error, read as UTF-8. */
  readonly stderr: string;
}

const DEADLINE_MILLISECONDS = 60_000;

/**
 * Runs a program to its end.
 *
 * @param argv The program and its arguments.
 * @throws {Error} When the deadline has passed; says what the program had said until then.
 */
export async function run(argv: readonly string[], options: ProcessOptions = {}): Promise<Ended> {
  await using process = new Process(argv, options);
  await process.give(options.stdin ?? "");
  await process.closeStdin();
  return await process.end();
}

/** A running program, for what must be done while it runs. */
export class Process implements AsyncDisposable {
  readonly #argv: readonly string[];
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stdout: Output;
  readonly #stderr: Output;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  #late = false;
  #isChecked = false;
  #stdinOpen = true;

  /**
   * Starts it.
   *
   * @param argv The program and its arguments.
   */
  constructor(argv: readonly string[], options: Omit<ProcessOptions, "stdin"> = {}) {
    const [program = "", ...args] = argv;
    const { env = {}, cwd = Deno.cwd(), deadline = DEADLINE_MILLISECONDS } = options;
    const streams = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    this.#argv = argv;
    this.#child = new Deno.Command(program, { args, env, cwd, ...streams }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
    this.#stdout = new Output(this.#child.stdout);
    this.#stderr = new Output(this.#child.stderr);
    this.#timer = deadline === Infinity ? undefined : setTimeout(() => this.#expire(), deadline);
  }

  /** Its process number. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Writes to its standard input; a program that no longer reads is no failure. */
  async give(input: string | Uint8Array): Promise<void> {
    const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
    if (bytes.length > 0) await this.#stdin.write(bytes).catch(ignoreBrokenPipe);
  }

  /** Ends its standard input. */
  async closeStdin(): Promise<void> {
    if (!this.#stdinOpen) return;
    this.#stdinOpen = false;
    await this.#stdin.close().catch(ignoreBrokenPipe);
  }

  /**
   * Waits until it has said something.
   *
   * @param pattern What its standard output, or with `where` its standard error, must hold.
   * @throws {Error} When it ends before.
   */
  async said(pattern: RegExp, where: "stdout" | "stderr" = "stdout"): Promise<RegExpExecArray> {
    const output = where === "stdout" ? this.#stdout : this.#stderr;
    const found = await output.until(pattern);
    if (found === null) throw this.#failure(`ended before it said ${pattern}`);
    return found;
  }

  /**
   * Waits until all that it has said on its standard output is enough.
   *
   * @param isEnough Whether it is.
   * @throws {Error} When it ends before.
   */
  async saidAll(isEnough: (text: string) => boolean): Promise<void> {
    if (!await this.#stdout.untilEnough(isEnough)) {
      throw this.#failure("ended before it said enough");
    }
  }

  /** Sends it a signal, if it still runs. */
  kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      // It has ended already.
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /**
   * Waits for its end.
   *
   * @throws {Error} When the deadline has passed, or it is `mua` and printed JSON that its schema does not
   * allow.
   */
  async end(): Promise<Ended> {
    const [{ code }] = await Promise.all([
      this.#child.status,
      this.#stdout.until(undefined),
      this.#stderr.until(undefined),
    ]);
    clearTimeout(this.#timer);
    if (this.#late) throw this.#failure("did not end in time");
    await this.#checkJson();
    return { code, stdout: this.#stdout.text, stderr: this.#stderr.text };
  }

  /** Kills it if it still runs, and lets go of its streams. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    this.kill("SIGKILL");
    await this.closeStdin();
    await Promise.all([this.#stdout.until(undefined), this.#stderr.until(undefined)]);
    await this.#child.status;
    await this.#checkJson();
  }

  async #checkJson(): Promise<void> {
    if (this.#isChecked) return;
    this.#isChecked = true;
    // A shell or another program that has started it may have its own words between.
    const objects = this.#stdout.text.replaceAll(/^(?!\{).*\n/gm, "");
    await checkPrinted(argumentsOfMua(this.#argv), objects);
  }

  #expire(): void {
    this.#late = true;
    this.kill("SIGKILL");
  }

  #failure(what: string): Error {
    const said = `stdout:\n${this.#stdout.text}\nstderr:\n${this.#stderr.text}`;
    return new Error(`${this.#argv.join(" ")} ${what}\n${said}`);
  }
}

/** The arguments of `mua`, of its source or executable, perhaps started by another program. */
function argumentsOfMua(argv: readonly string[]): readonly string[] {
  const executable = Deno.env.get("MUA_EXECUTABLE");
  const at = argv.findIndex((arg) => arg.endsWith(".ts") || arg === executable);
  return at < 0 ? [] : argv.slice(at + 1);
}

/** An output stream, read only when somebody waits for it, so that nothing is pending between. */
class Output {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  /** All that has been read. */
  text = "";

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** Reads until the text matches, or with no pattern to the end; `null` when it ends before. */
  async until(pattern: RegExp | undefined): Promise<RegExpExecArray | null> {
    let found: RegExpExecArray | null = null;
    await this.untilEnough((text) => {
      found = pattern?.exec(text) ?? null;
      return found !== null;
    });
    return found;
  }

  /** Reads until the text is enough, or to the end; whether it was enough. */
  async untilEnough(isEnough: (text: string) => boolean): Promise<boolean> {
    for (;;) {
      if (isEnough(this.text)) return true;
      const { value, done } = await this.#reader.read();
      if (done) return false;
      this.text += this.#decoder.decode(value, { stream: true });
    }
  }
}

function ignoreBrokenPipe(error: unknown): void {
  if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
}
