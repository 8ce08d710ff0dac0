/**
 * A terminal in memory, for tests.
 * @module
 */
import type { Sink } from "../../cli/terminal/stream.ts";
import { makeTerminal, type Terminal } from "../../cli/terminal/terminal.ts";

/** What a test may set. */
export interface MemoryOptions {
  /** Whether a person "reads" both outputs; without it nobody does. */
  readonly isTerminal?: boolean;
  /** Whether styles are written; without it they are not. */
  readonly color?: boolean;
  /** What standard input holds, or itself. */
  readonly input?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
}

/** A terminal and what was written to it. */
export interface MemoryTerminal {
  /** To be given to a command. */
  readonly terminal: Terminal;
  /** The text of standard output. */
  stdout(): string;
  /** The text of standard error. */
  stderr(): string;
  /** The octets of standard output. */
  stdoutOctets(): Uint8Array;
}

/** Makes a terminal that keeps what is written. */
export function memoryTerminal(options: MemoryOptions = {}): MemoryTerminal {
  const { input = "" } = options;
  const stdout = new MemorySink(options.isTerminal ?? false);
  const stderr = new MemorySink(options.isTerminal ?? false);
  const terminal = makeTerminal({
    stdout,
    stderr,
    input: {
      isTerminal: false,
      readable: input instanceof ReadableStream ? input : new Blob([input]).stream(),
    },
    color: () => options.color ?? false,
    columns: 80,
  });
  return {
    terminal,
    stdout: () => new TextDecoder().decode(stdout.octets()),
    stderr: () => new TextDecoder().decode(stderr.octets()),
    stdoutOctets: () => stdout.octets(),
  };
}

class MemorySink implements Sink {
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  readonly #isTerminal: boolean;

  constructor(isTerminal: boolean) {
    this.#isTerminal = isTerminal;
  }

  writeSync(octets: Uint8Array): number {
    this.#chunks.push(octets.slice());
    return octets.length;
  }

  isTerminal(): boolean {
    return this.#isTerminal;
  }

  octets(): Uint8Array {
    const whole = new Uint8Array(this.#chunks.reduce((size, chunk) => size + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }
}
