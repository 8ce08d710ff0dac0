/**
 * The inbox: a listener, and one dialogue for each connection.
 * @module
 */
import { formatAddressLiteral, parseIpAddress } from "../../dns/ip.ts";
import { carry } from "./connection.ts";
import type { Access } from "../sasl/access.ts";
import type { EventSink } from "./event.ts";
import { FaultScript } from "../faults/script.ts";
import { withFaults } from "../faults/faults.ts";
import { reasonOf } from "./intake.ts";
import type { Limits } from "../limits.ts";
import { Places } from "./places.ts";
import { serveSession } from "../session.ts";
import type { MessageStore } from "../store/store.ts";
import type { TlsUpgrader } from "./tls.ts";
import type { Tolerance } from "../tolerance.ts";
import type { TlsOffer } from "../transaction.ts";

/** What an inbox needs. */
export interface InboxOptions {
  /** The address to listen on. */
  readonly hostname: string;
  /** The port to listen on; 0 is any that is free. */
  readonly port: number;
  /** What it calls itself: a domain or an address literal. */
  readonly hostName: string;
  /** What it takes. */
  readonly limits: Limits;
  /** When there is TLS, and what makes it; without this there is none. */
  readonly tls?: { readonly offer: TlsOffer; readonly upgrader: TlsUpgrader } | undefined;
  /** Who may authenticate; without this there is no AUTH. */
  readonly access?: Access | undefined;
  /** What it takes though the standard forbids it. */
  readonly tolerance?: Tolerance | undefined;
  /** Whether the lines of messages are left out of what happens. */
  readonly hidesBodies?: boolean | undefined;
  /** What is to go wrong; the inbox counts for all its connections together. */
  readonly faults?: FaultScript | undefined;
  /** Where messages go. */
  readonly store: MessageStore;
  /** Stops it. */
  readonly signal: AbortSignal;
  /** Takes what happens. */
  readonly onEvent: EventSink;
}

/** An inbox that listens. */
export interface RunningInbox {
  /** The address it listens on. */
  readonly hostname: string;
  /** The port it listens on. */
  readonly port: number;
  /** Done when it was stopped and every dialogue has ended. */
  readonly finished: Promise<void>;
}

/** Milliseconds before the next try when a connection could not be accepted, such as for want of file descriptors. */
const ACCEPT_PAUSE = 100;

/**
 * Takes the port of an inbox. Whoever connects waits until {@linkcode serveInbox} is given the listener,
 * so that there is time to write what is not to be written for a port that is in use.
 *
 * @param options The address and the port.
 * @returns The listener.
 * @throws {Deno.errors.AddrInUse} If the port is in use.
 * @throws {Deno.errors} If the address cannot be listened on.
 */
export function bindInbox(
  { hostname, port }: Pick<InboxOptions, "hostname" | "port">,
): Deno.TcpListener {
  return Deno.listen({ hostname, port, transport: "tcp" });
}

/**
 * Listens for mail.
 *
 * @param options What it needs.
 * @param listener The port, if it was taken before.
 * @returns The inbox.
 * @throws {Deno.errors.AddrInUse} If the port is in use.
 * @throws {Deno.errors} If the address cannot be listened on.
 *
 * @example
 * ```ts ignore
 * import { DEFAULT_LIMITS } from "../limits.ts";
 * import { createMemoryStore } from "../store/memory.ts";
 * import { serveInbox } from "./serve.ts";
 * const inbox = serveInbox({
 *   hostname: "127.0.0.1",
 *   port: 0,
 *   hostName: "localhost",
 *   limits: DEFAULT_LIMITS,
 *   store: createMemoryStore(),
 *   signal: AbortSignal.timeout(1000),
 *   onEvent: () => {},
 * });
 * await inbox.finished;
 * ```
 */
export function serveInbox(options: InboxOptions, listener = bindInbox(options)): RunningInbox {
  return {
    hostname: listener.addr.hostname,
    port: listener.addr.port,
    finished: acceptAll(listener, options),
  };
}

async function acceptAll(listener: Deno.TcpListener, options: InboxOptions): Promise<void> {
  const { signal, limits } = options;
  const dialogues = new Set<Promise<void>>();
  const script = options.faults ?? new FaultScript([]);
  const places = new Places(limits.connections);
  const door = new Door(listener, options);
  for (let number = 1; !signal.aborted; number++) {
    const connection = await door.accept();
    if (connection === undefined) break;
    if (places.isFull) door.tellFull();
    await places.take();
    const dialogue = serve(connection, number, script, options).finally(() => {
      dialogues.delete(dialogue);
      places.leave();
    });
    dialogues.add(dialogue);
  }
  await Promise.all(dialogues);
}

/** Lets connections in until the inbox is stopped, and tells the user what keeps them out. */
class Door {
  readonly #listener: Deno.TcpListener;
  readonly #options: InboxOptions;
  #toldFull = false;

  constructor(listener: Deno.TcpListener, options: InboxOptions) {
    this.#listener = listener;
    this.#options = options;
    const { signal } = options;
    const stop = (): void => listener.close();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  }

  /** The next connection; `undefined` when the inbox is being stopped. */
  async accept(): Promise<Deno.TcpConn | undefined> {
    for (let isTold = false;; isTold = true) {
      try {
        return await this.#listener.accept();
      } catch (error) {
        if (this.#options.signal.aborted) return undefined;
        if (!isTold) {
          this.#tell(`a connection has to wait because it cannot be accepted: ${reasonOf(error)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_PAUSE));
      }
    }
  }

  /** A connection waits for a place. Only the first is told of: there may be as many as there are mails. */
  tellFull(): void {
    const { connections } = this.#options.limits;
    const open = connections === 1 ? "1 connection is open" : `${connections} connections are open`;
    if (!this.#toldFull) this.#tell(`${open}: others have to wait (--max-connections)`);
    this.#toldFull = true;
  }

  #tell(text: string): void {
    this.#options.onEvent({ kind: "notice", time: Date.now(), text });
  }
}

async function serve(
  connection: Deno.TcpConn,
  number: number,
  script: FaultScript,
  options: InboxOptions,
): Promise<void> {
  const { hostName, limits, tls, access, tolerance, hidesBodies, store, signal, onEvent } = options;
  const peer = addressLiteral(connection.remoteAddr.hostname);
  const session = serveSession({
    hostName,
    limits,
    tls: tls?.offer,
    access,
    tolerance,
    hidesBodies,
    peer,
    peerPort: connection.remoteAddr.port,
    clock: () => new Date(),
    newId: () => crypto.randomUUID().replaceAll("-", ""),
  });
  const dialogue = withFaults(session, script);
  const secure = tls && (() => tls.upgrader.upgrade(connection, { limit: limits.idle, signal }));
  onEvent({ kind: "opened", time: Date.now(), connection: number, peer });
  try {
    const { idle } = limits;
    await carry(dialogue, connection, { number, store, secure, idle, signal, onEvent });
  } finally {
    onEvent({ kind: "closed", time: Date.now(), connection: number });
  }
}

/** Of a link-local address with a zone, which no literal can carry, the text as it is. */
function addressLiteral(hostname: string): string {
  const ip = parseIpAddress(hostname);
  return ip === undefined ? `[${hostname}]` : formatAddressLiteral(ip);
}
