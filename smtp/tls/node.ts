/**
 * TLS by `node:tls`, which shows the server's certificate and can do without verification; Deno itself
 * does neither. It is led through a connection of this program to itself, because its own socket reads on without end when
 * nobody takes what it read (Deno 2.9), and waits for ever when it is put on a connection that is being
 * read from (Deno 2.7). So the connection to the server stays the one of `Deno.connect`, and closing
 * that ends everything at once.
 * @module
 */
import type { TLSSocket } from "node:tls";
import { hostNameFault } from "../../dns/domain.ts";
import { parseIpAddress } from "../../dns/ip.ts";
import type { ClientCertificate } from "../security.ts";
import type { ShownCertificate } from "./certificate.ts";
import { acceptFrom, closeQuietly, type Splice, splice } from "./splice.ts";
import type { Transport } from "../connection/wire.ts";

const LOOPBACK = "127.0.0.1";

/** Decrypted octets that may wait to be read, before no more are taken from the server. */
const UNREAD_OCTETS = 64 * 1024;

/** A TLS connection through `node:tls`. */
export class NodeTls implements Transport {
  readonly #conn: Deno.TcpConn;
  readonly #unread: Uint8Array[] = [];
  #unreadOctets = 0;
  #splice: Splice | undefined;
  #socket: TLSSocket | undefined;
  readonly #certificate = Promise.withResolvers<ShownCertificate>();
  #secure = false;
  /** Why nothing more comes: the server's end, or an error. */
  #ending: Error | "end-of-file" | undefined;
  #changed = Promise.withResolvers<void>();
  readonly #broken = Promise.withResolvers<never>();

  /** @param conn The connection to the server; from now on it belongs to this. */
  constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    // It is raced against, and often nobody waits when it breaks.
    this.#broken.promise.catch(() => {});
  }

  /**
   * Does the handshake.
   *
   * @param name The name of the server, sent to it (RFC 6066 section 3) unless it is an IP address.
   * @param verify The authorities in PEM that are trusted beside those that Deno trusts, if the server
   * must prove that it is the one of that name.
   * @param client What proves who this client is.
   * @returns The server's certificate.
   * @throws If there is no TLS connection.
   */
  async handshake(
    name: string,
    verify?: readonly string[],
    client?: ClientCertificate,
  ): Promise<ShownCertificate> {
    // Another name would be verified then: the one of the loopback connection.
    if (verify !== undefined && !isServerName(name)) {
      throw new TypeError(`Invalid hostname: '${name}'`);
    }
    const { connect } = await import("node:tls");
    const listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
    const socket = connect({
      host: LOOPBACK,
      port: listener.addr.port,
      rejectUnauthorized: verify !== undefined,
      ...(verify !== undefined && verify.length > 0 ? { ca: [...verify] } : {}),
      ...(isServerName(name) ? { servername: name } : {}),
      ...client,
    });
    const gone = once(socket, "close");
    this.#watch(socket);
    try {
      await this.#orBroken(once(socket, "connect"));
      this.#join(await acceptFrom(listener, socket.localPort ?? 0));
      return await this.#orBroken(this.#certificate.promise);
    } catch (error) {
      this.close();
      await gone;
      throw error;
    } finally {
      listener.close();
    }
  }

  /** The version of TLS and the cipher; `undefined` where this version of Deno does not tell (2.7). */
  get kind(): string | undefined {
    const version = this.#socket?.getProtocol?.();
    const cipher = this.#socket?.getCipher?.()?.name;
    return version && cipher ? `${version}, ${cipher}` : undefined;
  }

  /** Gives octets that the server sent; `null` at the end. */
  async read(buffer: Uint8Array): Promise<number | null> {
    for (;;) {
      const piece = this.#unread[0];
      if (piece !== undefined) return this.#take(piece, buffer);
      if (this.#ending === "end-of-file") return null;
      if (this.#ending !== undefined) throw this.#ending;
      await this.#changed.promise;
    }
  }

  /** Sends octets; they are on their way when it is done. */
  async write(bytes: Uint8Array): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    if (this.#socket === undefined) throw new Deno.errors.NotConnected("no handshake was done");
    this.#socket.write(bytes, (error) => error ? reject(error) : resolve(bytes.length));
    return await this.#orBroken(promise);
  }

  /** Ends the connection at once; what still waits on it fails. */
  close(): void {
    this.#end(new Deno.errors.BadResource("the connection was closed"));
    closeQuietly(this.#conn);
    this.#splice?.close();
    // Deno 2.7 loses a socket that is destroyed in the handshake; it ends by itself when the splice is closed.
    if (this.#secure || this.#splice === undefined) this.#socket?.destroy();
  }

  #join(inner: Deno.TcpConn): void {
    if (this.#ending !== undefined) inner.close();
    else this.#splice = splice(this.#conn, inner, () => this.#drained());
  }

  #watch(socket: TLSSocket): void {
    this.#socket = socket;
    socket.on("secureConnect", () => {
      // Deno 2.7 says so also when the handshake has failed, and then there is no certificate.
      const certificate = socket.getPeerCertificate(true);
      this.#secure = certificate?.raw !== undefined;
      if (this.#secure) this.#certificate.resolve(certificate);
    });
    socket.on("data", (octets: Uint8Array) => {
      this.#unread.push(octets);
      this.#unreadOctets += octets.length;
      this.#change();
    });
    socket.on("end", () => {
      if (this.#secure) this.#end("end-of-file");
      else this.#end(new Deno.errors.UnexpectedEof("no handshake"));
    });
    socket.on("error", (error) => this.#end(error));
    socket.on("close", () => this.#end(new Deno.errors.ConnectionReset("the connection is gone")));
  }

  #take(piece: Uint8Array, buffer: Uint8Array): number {
    const taken = piece.subarray(0, buffer.length);
    buffer.set(taken);
    if (taken.length === piece.length) this.#unread.shift();
    else this.#unread[0] = piece.subarray(taken.length);
    this.#unreadOctets -= taken.length;
    this.#change();
    return taken.length;
  }

  /** Waits until there is little enough unread, or nobody will read it. */
  async #drained(): Promise<void> {
    while (this.#unreadOctets > UNREAD_OCTETS && this.#ending === undefined) {
      await this.#changed.promise;
    }
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  #end(ending: Error | "end-of-file"): void {
    this.#ending ??= ending;
    if (ending !== "end-of-file") this.#broken.reject(ending);
    this.#change();
  }

  async #orBroken<T>(work: Promise<T>): Promise<T> {
    return await Promise.race([work, this.#broken.promise]);
  }
}

function once(socket: TLSSocket, event: string): Promise<void> {
  return new Promise((resolve) => socket.once(event, () => resolve()));
}

/**
 * RFC 6066 section 3: a host name, and no address. Deno 2.7 never returns from anything else, and no other
 * name can be verified here.
 */
function isServerName(name: string): boolean {
  return parseIpAddress(name) === undefined && hostNameFault(name.toLowerCase()) === undefined;
}
