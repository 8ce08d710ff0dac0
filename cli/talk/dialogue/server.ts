/**
 * The server at the other end: how it was reached, and how the connection is secured.
 * @module
 */
import { connectHost, type Connection, ownLiteral } from "../../../smtp/connection/connect.ts";
import { DELIVERY_MAX_ADDRESSES } from "../../../smtp/delivery/deliver.ts";
import type { Host } from "../../../smtp/delivery/destination.ts";
import { SmtpError } from "../../../smtp/error.ts";
import type { Security } from "../../../smtp/mod.ts";
import { CLEAR_TEXT, type TlsPolicy } from "../../../smtp/security.ts";
import { stageDeadline } from "../../../smtp/stage.ts";
import { certificateName, startUnverifiedTls, startVerifiedTls } from "../../../smtp/tls/tls.ts";
import type { TlsError } from "../../../smtp/tls_error.ts";
import { Wire } from "../../../smtp/connection/wire.ts";

/** How to reach a server. */
interface ServerOptions {
  /** The port. */
  readonly port: number;
  /** Whom to trust, and by which name. */
  readonly tls: TlsPolicy;
  /** A limit in milliseconds that shortens each deadline. */
  readonly limit: number | undefined;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** Tells what is done. */
  readonly note: (text: string) => void;
}

/** A server, connected. */
export class Server {
  readonly #host: Host;
  readonly #options: ServerOptions;
  #connection: Connection;
  #wire: Wire;
  #security: Security = CLEAR_TEXT;

  private constructor(host: Host, connection: Connection, options: ServerOptions) {
    this.#host = host;
    this.#options = options;
    this.#connection = connection;
    this.#wire = new Wire(connection.conn, options.signal);
  }

  /**
   * Connects to the first of some hosts that answers.
   *
   * @param hosts The hosts, in the order to try them.
   * @param options How.
   * @returns The server.
   * @throws {SmtpError} The failure of the last host.
   */
  static async connect(hosts: readonly Host[], options: ServerOptions): Promise<Server> {
    let failure: SmtpError | undefined;
    let left = DELIVERY_MAX_ADDRESSES;
    for (const { addresses: all, ...host } of hosts) {
      const addresses = all.slice(0, left);
      if (addresses.length === 0) continue;
      left -= addresses.length;
      if (failure !== undefined) options.note(failure.message);
      const texts = addresses.map(({ text }) => text).join(", ");
      options.note(`Trying ${host.name} (${texts}) port ${options.port}`);
      try {
        const connection = await connectHost(addresses, options);
        options.note(`Connected to ${connection.address} port ${options.port}`);
        const used = addresses.filter(({ text }) => text === connection.address);
        return new Server({ ...host, addresses: used }, connection, options);
      } catch (error) {
        if (!(error instanceof SmtpError) || error.kind === "interrupted") throw error;
        failure = error;
      }
    }
    const none = { kind: "connect", stage: "connect" } as const;
    throw failure ?? new SmtpError("no address to connect to", none);
  }

  /** Its name. */
  get name(): string {
    return this.#host.name;
  }

  /** The address that answered. */
  get address(): string {
    return this.#connection.address;
  }

  /** The port. */
  get port(): number {
    return this.#options.port;
  }

  /** The connection. */
  get wire(): Wire {
    return this.#wire;
  }

  /** How the connection is secured. */
  get security(): Security {
    return this.#security;
  }

  /** What a client without a name greets with. */
  get ownLiteral(): string {
    return ownLiteral(this.#connection);
  }

  /**
   * Encrypts the connection, now.
   *
   * @param refused Why the certificate was refused before, if it is to do without verification.
   * @throws {TlsError} If that fails; the connection is closed then.
   * @throws {SmtpError} If the time is over, or the user wants no more.
   */
  async secure(refused?: TlsError): Promise<void> {
    const { tls: { name: wanted, caCerts }, limit, signal } = this.#options;
    const name = wanted ?? certificateName(this.#host.name);
    const { conn } = this.#connection;
    await this.#wire.secure(async () => {
      const { transport, state } = refused === undefined
        ? await startVerifiedTls(conn, { name, caCerts, limit, signal })
        : await startUnverifiedTls(conn, { name, refused, limit, signal });
      this.#security = state;
      return transport;
    }, stageDeadline("tls", limit));
  }

  /**
   * Makes a new connection to the same address.
   *
   * @throws {SmtpError} If that fails.
   */
  async reconnect(): Promise<void> {
    this.#wire.close();
    this.#security = CLEAR_TEXT;
    this.#connection = await connectHost(this.#host.addresses, this.#options);
    this.#wire = new Wire(this.#connection.conn, this.#options.signal);
    this.#options.note(`Connected to ${this.address} port ${this.port}`);
  }
}
