/**
 * Postfix's smtp-sink: takes all mail and throws it away, faster than anybody sends, and counts it.
 * @module
 */
import { readOrEmpty } from "./process.ts";
import { installed } from "./programs.ts";

/** Why there can be no sink here, or `undefined`. */
export function sinkObstacle(): string | undefined {
  return "obstacle" in installed("smtp-sink") ? "smtp-sink (postfix) is not installed" : undefined;
}

/** What a run must bring. */
export interface Load {
  /** Messages, no fewer and no more. */
  readonly messages: number;
  /** Octets in all of them, at least. */
  readonly octets: number;
}

const HOSTNAME = "127.0.0.1";
/** Connections that wait to be accepted. */
const BACKLOG = "1024";
/** Milliseconds for the sink to listen, or to count what it has taken. */
const DEADLINE = 5000;
const POLL_INTERVAL = 5;

/**
 * Ends the sink when the benchmark has closed its end of the pipe, however the benchmark ended. An
 * interrupt that reaches the whole process group must not end this shell before.
 */
const GUARD = 'trap : INT TERM; "$@" </dev/null & echo $!; read -r _; kill $!; wait';

/** A sink that runs. */
export class Sink implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #counting: Promise<void>;
  #pid = 0;
  #messages = 0;
  #changed = Promise.withResolvers<void>();
  /** The port it listens on, on 127.0.0.1. */
  readonly port: number;

  private constructor(child: Deno.ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    this.#counting = this.#count();
  }

  /**
   * Starts it on a free port.
   *
   * @throws {Error} When it does not listen in time.
   */
  static async start(): Promise<Sink> {
    const port = freePort();
    const program = installed("smtp-sink");
    if ("obstacle" in program) throw new Error(`smtp-sink: ${program.obstacle}`);
    const user = Deno.uid() === 0 ? ["-u", "postfix"] : [];
    const argv = [...program.argv, "-c", ...user, `${HOSTNAME}:${port}`, BACKLOG];
    const child = new Deno.Command("sh", {
      args: ["-c", GUARD, "sh", ...argv],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const sink = new Sink(child, port);
    try {
      await untilListening(port);
    } catch (error) {
      await sink[Symbol.asyncDispose]();
      throw error;
    }
    return sink;
  }

  /**
   * Does some work, and makes sure that it brought what it should.
   *
   * @param load What it must bring.
   * @param work The work.
   * @returns What the work returns.
   * @throws {Error} When the sink got anything else.
   */
  async taking<T>(load: Load, work: () => Promise<T>): Promise<T> {
    const messages = this.#messages + load.messages;
    const octets = this.#octetsRead();
    const result = await work();
    await this.#until(messages);
    const surplus = this.#messages - messages;
    if (surplus !== 0) throw new Error(`delivered ${load.messages + surplus} of ${load.messages}`);
    // Where the system does not count octets, the messages must do.
    const taken = (this.#octetsRead() ?? Infinity) - (octets ?? 0);
    if (taken < load.octets) throw new Error(`delivered ${taken} octets of ${load.octets}`);
    return result;
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close();
    await this.#counting;
    await this.#child.status;
  }

  /** Waits until it has counted so many messages, or will not. */
  async #until(messages: number): Promise<void> {
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(true), DEADLINE);
    while (this.#messages < messages) {
      const isLate = await Promise.race([late.promise, this.#changed.promise]);
      if (isLate) break;
    }
    clearTimeout(timer);
  }

  /** Reads the process number of the sink, and then its counters: `sess=1 quit=1 mesg=1\r`. */
  async #count(): Promise<void> {
    let text = "";
    for await (const piece of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      text = `${text}${piece}`.slice(-200);
      const [, pid] = /^(\d+)\n/.exec(text) ?? [];
      if (pid !== undefined) this.#pid = Number(pid);
      const [, messages] = /.*mesg=(\d+)\r/s.exec(text) ?? [];
      if (messages !== undefined) this.#messages = Number(messages);
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    }
  }

  /** All that it has read so far, as Linux counts. */
  #octetsRead(): number | undefined {
    const [, octets] = /^rchar: (\d+)$/m.exec(readOrEmpty(`/proc/${this.#pid}/io`)) ?? [];
    return octets === undefined ? undefined : Number(octets);
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: HOSTNAME, port: 0 });
  return listener.addr.port;
}

async function untilListening(port: number): Promise<void> {
  const end = performance.now() + DEADLINE;
  for (;;) {
    try {
      (await Deno.connect({ hostname: HOSTNAME, port })).close();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
    }
  }
}
