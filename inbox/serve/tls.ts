/**
 * TLS on the connections of the inbox, after STARTTLS (RFC 3207) or from the start (RFC 8314 section
 * 3). Deno does TLS for a server only on connections that its own listener has accepted: so the
 * client's connection is led to such a listener in this program.
 * @module
 */
import { acceptFrom, closeQuietly, splice } from "../../smtp/tls/splice.ts";
import { type HandshakeOptions, makeInTime } from "../../smtp/tls/handshake.ts";
import type { Connection } from "./connection.ts";
import { LINGER } from "../limits.ts";

const LOOPBACK = "127.0.0.1";

/** A client shows no certificate, so that nothing is said about its name. */
const CLIENT = { role: "client", name: "" } as const;

/** What the inbox shows its clients, in PEM. */
export interface TlsCertificate {
  /** The certificate, and those that lead from it to an authority. */
  readonly cert: string;
  /** The private key. */
  readonly key: string;
}

/** Makes TLS connections. */
export interface TlsUpgrader {
  /**
   * Makes a TLS connection out of one in clear text. What the client has sent in clear text and nobody
   * has read yet would be taken for TLS; what was read must be thrown away (RFC 3207 section 4.2).
   *
   * @param conn The connection, on which nobody reads; it belongs to the new one, whatever comes of it.
   * @param options How long it may take.
   * @returns The connection.
   * @throws {TlsError} If there is none; `conn` is closed then.
   */
  upgrade(conn: Deno.TcpConn, options: HandshakeOptions): Promise<Connection>;
}

/**
 * Prepares TLS.
 *
 * @param certificate What clients are shown.
 * @returns What makes TLS connections.
 * @throws {Error} If the certificate or the key cannot be read, or they do not belong together.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { createTlsUpgrader } from "./tls.ts";
 * assertThrows(() => createTlsUpgrader({ cert: "no certificate", key: "no key" }));
 * ```
 */
export function createTlsUpgrader(certificate: TlsCertificate): TlsUpgrader {
  listen(certificate).close();
  return {
    async upgrade(conn, options): Promise<Connection> {
      const upgrade = new Upgrade(conn);
      const close = (): void => upgrade.closeAll();
      return await makeInTime(options, CLIENT, close, () => upgrade.handshake(certificate));
    },
  };
}

function listen({ cert, key }: TlsCertificate): Deno.TlsListener {
  return Deno.listenTls({ hostname: LOOPBACK, port: 0, cert, key });
}

/** A connection on its way to TLS, and the two that lie between. */
class Upgrade {
  readonly #outer: Deno.TcpConn;
  readonly #conns: Deno.Conn[];

  constructor(outer: Deno.TcpConn) {
    this.#outer = outer;
    this.#conns = [outer];
  }

  async handshake(certificate: TlsCertificate): Promise<Connection> {
    const listener = listen(certificate);
    try {
      const inner = await Deno.connect({ hostname: LOOPBACK, port: listener.addr.port });
      this.#conns.push(inner);
      const tls = await acceptFrom(listener, inner.localAddr.port);
      this.#conns.push(tls);
      const { drained } = splice(this.#outer, inner);
      await tls.handshake();
      return {
        read: (buffer) => tls.read(buffer),
        write: (octets) => tls.write(octets),
        closeWrite: () => tls.closeWrite(),
        close: () => this.#close(tls, drained),
      };
    } finally {
      listener.close();
    }
  }

  closeAll(): void {
    this.#conns.forEach(closeQuietly);
  }

  /** What was written is still on its way through the connections between, and reaches the client as it would in clear text. */
  #close(tls: Deno.TlsConn, drained: Promise<void>): void {
    closeQuietly(tls);
    const timer = setTimeout(() => this.closeAll(), LINGER);
    drained.then(() => {
      clearTimeout(timer);
      this.closeAll();
    });
  }
}
