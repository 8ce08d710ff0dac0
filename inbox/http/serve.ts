/**
 * The HTTP face on a port.
 * @module
 */
import type { Upgrade } from "./own/events.ts";

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
  const server = Deno.serve({ ...address, signal: stopping.signal, onListen: () => {} }, handler);
  const { hostname, port } = server.addr;
  return {
    hostname,
    port,
    async stop(): Promise<void> {
      stopping.abort();
      await server.finished;
    },
  };
}
