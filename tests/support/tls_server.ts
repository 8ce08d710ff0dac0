/**
 * Servers on loopback for one TLS connection, that keep to TLS or break it.
 * @module
 */
import type { ServerCertificate } from "../../inbox/tls/certificate.ts";

/** A server for one connection. */
export interface OneConnectionServer {
  /** The port it listens on. */
  readonly port: number;
  /** What came of the connection: what `serve` returned or threw. Waits for its end. */
  readonly ended: Promise<unknown>;
}

/** Serves one connection under TLS, handshake and close included. */
export function serveTls(
  { cert, key }: ServerCertificate,
  serve: (conn: Deno.TlsConn) => Promise<unknown>,
): OneConnectionServer {
  const listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key });
  return serveOne(listener, async (conn) => {
    await conn.handshake();
    return await serve(conn);
  });
}

/** Serves one connection in clear text. */
export function serveTcp(
  serve: (conn: Deno.TcpConn) => Promise<unknown>,
): OneConnectionServer {
  return serveOne(Deno.listen({ hostname: "127.0.0.1", port: 0 }), serve);
}

/** Waits for the client's first octets, answers with these and closes. */
export function serveOctets(octets: Uint8Array): OneConnectionServer {
  return serveTcp(async (conn) => {
    await conn.read(new Uint8Array(4096));
    await conn.write(octets);
  });
}

/** Takes what the client sends until it ends the connection, or until `patience` is over, and says nothing. */
export function serveSilence(patience: Promise<void>): OneConnectionServer {
  return serveTcp(async (conn) => await Promise.race([readToEnd(conn), patience]));
}

/** Counts the octets that come until the end. */
export async function readToEnd(conn: Deno.Conn): Promise<number> {
  const buffer = new Uint8Array(64 * 1024);
  let total = 0;
  for (let count = await conn.read(buffer); count !== null; count = await conn.read(buffer)) {
    total += count;
  }
  return total;
}

/** An alert of TLS 1.2 that ends the connection (RFC 5246 section 7.2). */
export function fatalAlert(description: number): Uint8Array {
  return Uint8Array.of(0x15, 0x03, 0x03, 0, 2, 2, description);
}

/** What a server says first that knows TLS 1.0 at most (RFC 2246 section 7.4.1.3). */
export function tls10Hello(): Uint8Array {
  const random = new Uint8Array(32);
  return Uint8Array.of(0x16, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1, ...random, 0, 0, 0x2f, 0);
}

function serveOne<C extends Deno.Conn>(
  listener: { accept(): Promise<C>; close(): void; readonly addr: Deno.Addr },
  serve: (conn: C) => Promise<unknown>,
): OneConnectionServer {
  const { addr } = listener;
  if (!("port" in addr)) throw new TypeError("not a listener with a port");
  return { port: addr.port, ended: acceptOne(listener, serve) };
}

async function acceptOne<C extends Deno.Conn>(
  listener: { accept(): Promise<C>; close(): void },
  serve: (conn: C) => Promise<unknown>,
): Promise<unknown> {
  const conn = await listener.accept();
  listener.close();
  try {
    return await serve(conn);
  } catch (error) {
    return error;
  } finally {
    conn.close();
  }
}
