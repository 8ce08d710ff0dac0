/**
 * The HTTP face on a port.
 * @module
 */
import type { Upgrade } from "./own/events.ts";

/** Milliseconds until a server that ended by itself begins again. */
const RETRY = 200;

/** A server that listens. */
export interface HttpServer {
  /** The address it listens on. */
  readonly hostname: string;
  /** The port it listens on. */
  readonly port: number;
  /** Stops it, and ends what is being answered. */
  stop(): Promise<void>;
}

/** Makes a WebSocket of a request. */
export const upgrade: Upgrade = (request) => Deno.upgradeWebSocket(request);

/**
 * Listens.
 *
 * @param address The address and the port; 0 is any that is free.
 * @param handler What answers requests.
 * @returns The server.
 * @throws {Deno.errors.AddrInUse} If the port is in use.
 * @throws {Deno.errors} If the address cannot be listened on.
 */
export function serveHttp(
  address: { readonly hostname: string; readonly port: number },
  handler: (request: Request) => Promise<Response>,
): HttpServer {
  const stopping = new AbortController();
  const { signal } = stopping;
  const listen = (port: number): Deno.HttpServer<Deno.NetAddr> =>
    Deno.serve({ hostname: address.hostname, port, signal, onListen: () => {} }, handler);
  const server = listen(address.port);
  const { hostname, port } = server.addr;
  const finished = goOn(server, () => listen(port), signal);
  return {
    hostname,
    port,
    async stop(): Promise<void> {
      stopping.abort();
      await finished;
    },
  };
}

/** A server ends by itself when a connection is one too many for the system: then it begins again. */
async function goOn(
  first: Deno.HttpServer,
  listen: () => Deno.HttpServer,
  signal: AbortSignal,
): Promise<void> {
  let server: Deno.HttpServer | undefined = first;
  while (!signal.aborted) {
    try {
      server ??= listen();
      await server.finished;
    } catch {
      server = undefined;
      await pause(signal);
    }
  }
}

/** Waits for connections to end. */
async function pause(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, RETRY);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
