/**
 * Ctrl-C and SIGTERM: the first asks the command to end in good order, the second ends the process. And
 * SIGHUP, the window that is closed.
 * @module
 */
import { Exit } from "../terminal/exit.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The reason of the signal that {@linkcode onInterrupt} returns. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  /** The signal. */
  readonly signal: Deno.Signal;

  /** @param signal The signal. */
  constructor(signal: Deno.Signal = "SIGINT") {
    super("interrupted");
    this.signal = signal;
  }
}

/**
 * A terminal on which nobody waits for standard input any longer than for a signal.
 *
 * @param terminal The terminal.
 * @param signal Such as that of {@linkcode onInterrupt}.
 */
export function untilInterrupted(terminal: Terminal, signal: AbortSignal): Terminal {
  const { isTerminal } = terminal.input;
  return {
    ...terminal,
    input: {
      isTerminal,
      get readable(): ReadableStream<Uint8Array> {
        return terminal.input.readable.pipeThrough(new TransformStream(), { signal });
      },
    },
  };
}

/** Windows knows no SIGTERM that one could listen to. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

/**
 * Listens to Ctrl-C and SIGTERM from now on; the second one ends the process with code 130.
 *
 * @return A signal that the first one aborts.
 */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (signal: Deno.Signal) => {
    if (controller.signal.aborted) Deno.exit(Exit.interrupted);
    controller.abort(new Interrupted(signal));
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, () => interrupt(signal));
  return controller.signal;
}

/**
 * Listens to the closing of the terminal's window, which else ends the process at once. Not for commands
 * that may go on without a terminal: nohup has them ignore it.
 *
 * @param listener Called when the window is closed.
 * @return Ends the listening.
 */
export function onHangUp(listener: () => void): Disposable {
  const signal = "SIGHUP";
  const isKnown = Deno.build.os !== "windows";
  if (isKnown) Deno.addSignalListener(signal, listener);
  return {
    [Symbol.dispose]: () => {
      if (isKnown) Deno.removeSignalListener(signal, listener);
    },
  };
}
