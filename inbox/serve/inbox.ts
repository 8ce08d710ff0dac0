/**
 * An inbox for programs, such as a suite of tests: on a free port, with the messages in memory.
 * @module
 */
import type { InboxMessage } from "../received/mail.ts";
import type { KeptMessage, MemoryStore } from "../store/memory.ts";
import type { RunningInbox } from "./serve.ts";

/** How to start an inbox. */
export interface InboxStartOptions {
  /** The address to listen on; by default 127.0.0.1, which only this machine reaches. */
  readonly hostname?: string;
  /** The port to listen on; by default one that is free. */
  readonly port?: number;
  /** What it calls itself in its dialogues: a domain or an address literal; by default `localhost`. */
  readonly name?: string;
}

/**
 * An SMTP server that takes mail for anybody, delivers none, and keeps it in memory (RFC 5321). It
 * needs the permission to listen on its address.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Inbox } from "../mod.ts";
 *
 * await using inbox = await Inbox.start();
 * assertEquals(inbox.address, `127.0.0.1:${inbox.port}`);
 * assertEquals(inbox.messages, []);
 * ```
 */
export class Inbox implements AsyncDisposable {
  readonly #store: MemoryStore;
  readonly #open: (message: KeptMessage) => InboxMessage;
  readonly #opened = new WeakMap<KeptMessage, InboxMessage>();
  readonly #running: RunningInbox;
  readonly #stop: AbortController;

  private constructor(
    store: MemoryStore,
    open: (message: KeptMessage) => InboxMessage,
    running: RunningInbox,
    stop: AbortController,
  ) {
    this.#store = store;
    this.#open = open;
    this.#running = running;
    this.#stop = stop;
  }

  /**
   * Starts an inbox.
   *
   * @param options How; without any it listens on a free port of this machine.
   * @returns The inbox, ready for mail.
   * @throws {Deno.errors.AddrInUse} If the port is in use.
   * @throws {Deno.errors.AddrNotAvailable} If this machine has no such address.
   * @throws {Deno.errors.NotCapable} If it may not listen there.
   *
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { Inbox } from "../mod.ts";
   *
   * const inbox = await Inbox.start({ name: "mx.example" });
   * const connection = await Deno.connect({ hostname: inbox.hostname, port: inbox.port });
   * const octets = new Uint8Array(512);
   * const count = await connection.read(octets) ?? 0;
   * assertEquals(new TextDecoder().decode(octets.subarray(0, count)).slice(0, 15), "220 mx.example ");
   * connection.close();
   * await inbox.stop();
   * ```
   */
  static async start(options: InboxStartOptions = {}): Promise<Inbox> {
    const { hostname = "127.0.0.1", port = 0, name = "localhost" } = options;
    // Only who starts an inbox loads it.
    const { DEFAULT_LIMITS } = await import("../limits.ts");
    const { createMemoryStore } = await import("../store/memory.ts");
    const { InboxMessage } = await import("../received/mail.ts");
    const { serveInbox } = await import("./serve.ts");
    const store = createMemoryStore();
    const stop = new AbortController();
    const running = serveInbox({
      hostname,
      port,
      hostName: name,
      limits: DEFAULT_LIMITS,
      store,
      signal: stop.signal,
      onEvent: () => {},
    });
    return new Inbox(store, (message) => new InboxMessage(message), running, stop);
  }

  /** The address it listens on. */
  get hostname(): string {
    return this.#running.hostname;
  }

  /** The port it listens on. */
  get port(): number {
    return this.#running.port;
  }

  /** Where to send mail: `127.0.0.1:40123`, or `[::1]:40123`. */
  get address(): string {
    const { hostname, port } = this;
    return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
  }

  /** The messages so far, in the order of arrival. One is here before its sender is told that it was taken. */
  get messages(): readonly InboxMessage[] {
    return this.#store.messages.map((message) => {
      const opened = this.#opened.get(message) ?? this.#open(message);
      this.#opened.set(message, opened);
      return opened;
    });
  }

  /**
   * Stops it. Its messages can still be read.
   *
   * @returns Done when the port is free and every dialogue has ended.
   *
   * @example
   * ```ts
   * import { assertRejects } from "@std/assert";
   * import { Inbox } from "../mod.ts";
   *
   * const inbox = await Inbox.start();
   * await inbox.stop();
   * const { hostname, port } = inbox;
   * await assertRejects(() => Deno.connect({ hostname, port }), Deno.errors.ConnectionRefused);
   * ```
   */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running.finished;
  }

  /** Stops it at the end of a block with `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
