/**
 * POP3 beside an inbox, for programs and tests that fetch their mail (RFC 1939). In clear text alone.
 * @module
 */
import { DotStuffer } from "../../smtp/dot.ts";
import { InputBuffer } from "../line.ts";
import { type Limits, LINGER, READ_OCTETS } from "../limits.ts";
import { Places } from "../serve/places.ts";
import type { LiveStore } from "../store/live.ts";
import { COMMAND_OCTETS, type Pop3Answer, type Pop3Options, Pop3Session } from "./session.ts";
import { topOf } from "./top.ts";

/** What a POP3 server needs. */
interface Pop3ServerOptions extends Pick<Pop3Options, "judge"> {
  /** The messages. */
  readonly store: LiveStore;
  /** Connections at a time, and milliseconds without a command; RFC 1939 section 3 wants at least ten minutes of these. */
  readonly limits: Pick<Limits, "connections" | "idle">;
  /** Stops it. */
  readonly signal: AbortSignal;
}

const encoder = new TextEncoder();

/**
 * Serves POP3 until it is stopped.
 *
 * @param listener The port.
 * @param options What else it needs.
 */
export async function servePop3(
  listener: Deno.TcpListener,
  options: Pop3ServerOptions,
): Promise<void> {
  const { signal, limits } = options;
  const dialogues = new Set<Promise<void>>();
  const places = new Places(limits.connections);
  const stop = (): void => listener.close();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  while (!signal.aborted) {
    const connection = await accept(listener, signal);
    if (connection === undefined) break;
    await places.take();
    const dialogue = new Pop3Connection(connection, options).run().finally(() => {
      dialogues.delete(dialogue);
      places.leave();
    });
    dialogues.add(dialogue);
  }
  await Promise.all(dialogues);
}

/** Milliseconds before the next try, as for want of file descriptors. */
const ACCEPT_PAUSE = 100;

async function accept(
  listener: Deno.TcpListener,
  signal: AbortSignal,
): Promise<Deno.TcpConn | undefined> {
  while (!signal.aborted) {
    try {
      return await listener.accept();
    } catch {
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, ACCEPT_PAUSE));
    }
  }
  return undefined;
}

class Pop3Connection {
  readonly #connection: Deno.TcpConn;
  readonly #options: Pop3ServerOptions;
  readonly #session: Pop3Session;
  readonly #input = new InputBuffer();
  #isClosed = false;

  constructor(connection: Deno.TcpConn, options: Pop3ServerOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#session = new Pop3Session({
      judge: options.judge,
      list: () => [...options.store.messages],
    });
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    const close = (): void => this.#close();
    signal.addEventListener("abort", close, { once: true });
    try {
      await this.#say(Pop3Session.GREETING);
      for (let isOver = signal.aborted; !isOver;) {
        const command = await this.#command();
        if (command === undefined) break;
        const answer = this.#session.answer(command.text);
        await this.#remove(answer);
        await this.#say(answer);
        isOver = answer.isLast ?? false;
      }
      await this.#finish();
    } catch {
      // The client has gone, or was too slow: nothing is removed then (RFC 1939 section 3).
    } finally {
      signal.removeEventListener("abort", close);
      this.#close();
    }
  }

  /** The next command; `undefined` when the client has gone. */
  async #command(): Promise<{ readonly text: string | undefined } | undefined> {
    for (;;) {
      const line = this.#input.nextLine(COMMAND_OCTETS);
      // Clients that end a line with LF alone do no harm here: a command has no second meaning.
      if (line?.kind === "too-long") return { text: undefined };
      if (line !== undefined) return { text: new TextDecoder().decode(line.octets) };
      const buffer = new Uint8Array(READ_OCTETS);
      const count = await this.#inTime(() => this.#connection.read(buffer));
      if (count === null) return undefined;
      this.#input.feed(buffer.subarray(0, count));
    }
  }

  async #remove({ remove = [] }: Pop3Answer): Promise<void> {
    if (remove.length > 0) await this.#options.store.remove(remove);
  }

  async #say({ line, lines, message }: Pop3Answer): Promise<void> {
    if (message !== undefined) return await this.#sayMessage(line, message);
    const more = lines === undefined
      ? []
      : [...Array.from(lines, (each) => `${each}\r\n`), ".\r\n"];
    await this.#write(encoder.encode(`${line}\r\n${more.join("")}`));
  }

  async #sayMessage(
    line: string,
    { number, bodyLines }: { readonly number: number; readonly bodyLines: number },
  ): Promise<void> {
    const { store } = this.#options;
    const octets = await store.read(number);
    if (octets === undefined) {
      // Another program has removed it.
      await store.look(number);
      return await this.#write(encoder.encode("-ERR this message is gone\r\n"));
    }
    const stuffer = new DotStuffer();
    await this.#write(encoder.encode(`${line}\r\n`));
    for await (const piece of topOf(octets, bodyLines)) await this.#write(stuffer.push(piece));
    await this.#write(stuffer.end());
  }

  async #write(octets: Uint8Array): Promise<void> {
    for (let rest = octets; rest.length > 0;) {
      const written = rest;
      rest = rest.subarray(await this.#inTime(() => this.#connection.write(written)));
    }
  }

  /** A client that says nothing, or takes nothing, loses the connection. */
  async #inTime<Result>(
    work: () => Promise<Result>,
    limit = this.#options.limits.idle,
  ): Promise<Result> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.#close();
      reject(new Error("too slow"));
    }, limit);
    const working = work();
    try {
      return await Promise.race([working, promise]);
    } finally {
      // Before Deno 2.9 closing does not end a write that waits: nobody waits for it any more.
      working.catch(() => {});
      clearTimeout(timer);
    }
  }

  /** Waits a little for the client to close its side: a reset could destroy the last answer. */
  async #finish(): Promise<void> {
    await this.#connection.closeWrite();
    const buffer = new Uint8Array(READ_OCTETS);
    const end = performance.now() + LINGER;
    while (performance.now() < end) {
      if (await this.#inTime(() => this.#connection.read(buffer), LINGER) === null) return;
    }
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#connection.close();
  }
}
