/**
 * Where commands write: standard output carries the result and nothing else; standard error carries
 * transcript, progress and hints. Every text is escaped on its way (see `escape.ts`).
 * @module
 */
import { startTimer } from "../../clock/timer.ts";
import { environment } from "./environment.ts";
import { CliError, Exit } from "./exit.ts";
import { type Sink, Stream } from "./stream.ts";
import type { Pieces } from "./style.ts";

/** What commands write to and read from. */
export interface Terminal {
  /** Writes a part of the result to standard output, as it is: line ends are the caller's. */
  out(...pieces: Pieces[]): void;
  /** Writes transcript, progress or a hint to standard error. */
  err(...pieces: Pieces[]): void;
  /** Writes an object as one line of JSON to standard output, with the version of its shape. */
  json(value: object): void;
  /** Writes octets of a message to standard output: as they are, but escaped where a person reads. */
  octets(octets: Uint8Array): void;
  /** Whether a person reads standard output. */
  readonly outIsTerminal: boolean;
  /** Whether a person reads standard error. */
  readonly errIsTerminal: boolean;
  /** The width in columns; 80 where nobody knows. */
  readonly columns: number;
  /**
   * Aborted when the reader of standard output has gone (`mua inbox | head -1`). What is written after
   * that is dropped. A command that writes for ever ends on it; a delivery does not stop for it.
   */
  readonly closed: AbortSignal;
  /** Standard input. */
  readonly input: Input;
  /**
   * From now on output waits beside the event loop, for a command that must go on though nobody reads it.
   * What is not read is kept up to a bound, and then dropped.
   *
   * @returns How much waits.
   */
  background(): Promise<Backlog>;
  /** Waits until the output was taken; not for ever where nobody reads it. */
  flush(): Promise<void>;
}

/** Output that waits to be taken. */
interface Backlog {
  /** Octets that wait for the reader of standard output. */
  readonly out: number;
  /** Octets that wait for the reader of standard error. */
  readonly err: number;
  /** How many writes were dropped since this was asked last. */
  takeDropped(): number;
}

/** Standard input. */
export interface Input {
  /** Whether a person types it. */
  readonly isTerminal: boolean;
  /** Its octets; can be read once. */
  readonly readable: ReadableStream<Uint8Array>;
}

/** When to colour. */
export type ColorChoice = "auto" | "always" | "never";

/** What a terminal is made of. */
interface TerminalParts {
  /** Standard output. */
  readonly stdout: Sink;
  /** Standard error. */
  readonly stderr: Sink;
  /** Standard input. */
  readonly input: Input;
  /** Whether to colour what goes to a sink. */
  readonly color: (sink: Sink) => boolean;
  /** The width in columns. */
  readonly columns: number;
}

/**
 * Makes a terminal of its parts; tests give sinks in memory.
 *
 * @param parts Sinks, input and settings.
 */
export function makeTerminal(parts: TerminalParts): Terminal {
  const out = new Stream(parts.stdout, parts.color(parts.stdout), lostOutput);
  // There is nobody left to tell that standard error cannot be written.
  const err = new Stream(parts.stderr, parts.color(parts.stderr), () => {});
  return {
    out: (...pieces) => out.text(pieces),
    err: (...pieces) => err.text(pieces),
    json: (value) => out.json(value),
    octets: (octets) => out.octets(octets),
    outIsTerminal: parts.stdout.isTerminal(),
    errIsTerminal: parts.stderr.isTerminal(),
    columns: parts.columns,
    closed: out.closed,
    input: parts.input,
    background: () => inBackground(out, err),
    flush: () => flush([out, err]),
  };
}

async function inBackground(out: Stream, err: Stream): Promise<Backlog> {
  // Only a command that runs on and on needs it.
  const { OutputLane, OutputOrder } = await import("./output_queue.ts");
  const order = new OutputOrder();
  for (const stream of [out, err]) {
    stream.queueIn((sink, onFailure) => new OutputLane(order, sink, onFailure));
  }
  return {
    get out(): number {
      return out.waiting;
    },
    get err(): number {
      return err.waiting;
    },
    takeDropped: () => out.takeDropped() + err.takeDropped(),
  };
}

/** Milliseconds that the end of the program waits for whoever should read its output. */
const LAST_PATIENCE = 1000;

async function flush(streams: readonly Stream[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = startTimer(LAST_PATIENCE, resolve);
  await Promise.race([promise, Promise.all(streams.map((stream) => stream.drained()))]);
  stop();
}

/**
 * The terminal of this process.
 *
 * @param choice The `--color` option.
 */
export function openTerminal(choice: ColorChoice): Terminal {
  return makeTerminal({
    stdout: Deno.stdout,
    stderr: Deno.stderr,
    input: standardInput(),
    color: (sink) => wantsColor(choice, environment, sink.isTerminal()),
    columns: consoleColumns(),
  });
}

/**
 * Whether to colour: `--color` decides, then NO_COLOR (https://no-color.org), then FORCE_COLOR, then
 * whether a person reads on a terminal that can.
 *
 * @param choice The `--color` option.
 * @param variable Reads an environment variable.
 * @param isTerminal Whether a person reads.
 */
export function wantsColor(
  choice: ColorChoice,
  variable: (name: string) => string | undefined,
  isTerminal: boolean,
): boolean {
  if (choice !== "auto") return choice === "always";
  if (variable("NO_COLOR")) return false;
  const force = variable("FORCE_COLOR");
  if (force) return force !== "0" && force !== "false";
  return isTerminal && variable("TERM") !== "dumb";
}

/** Called for an output that cannot be written though its reader has not gone. */
function lostOutput(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  throw new CliError(Exit.io, `cannot write the result: ${why}`, { cause: error });
}

function standardInput(): Input {
  return {
    isTerminal: Deno.stdin.isTerminal(),
    get readable() {
      return Deno.stdin.readable;
    },
  };
}

/** The width of a terminal that does not tell it. */
const DEFAULT_COLUMNS = 80;

/**
 * The width of the terminal of this process now; a person may have changed it.
 *
 * @returns Columns; 80 where nobody knows.
 */
export function consoleColumns(): number {
  try {
    return Deno.consoleSize().columns || DEFAULT_COLUMNS;
  } catch {
    // None of the three streams is a terminal.
    return DEFAULT_COLUMNS;
  }
}
