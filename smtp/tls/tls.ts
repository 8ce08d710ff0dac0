/**
 * TLS on a connection to a server, after STARTTLS (RFC 3207) or from the start (RFC 8314 section 3).
 * @module
 */
import { parseAddressLiteral } from "../../dns/ip.ts";
import { type ShownCertificate, summarizeCertificate, summarizeChain } from "./certificate.ts";
import type { ClientCertificate, TlsState } from "../security.ts";
import { closeQuietly } from "./splice.ts";
import { explainWithCertificate, type TlsError } from "../tls_error.ts";
import { type HandshakeOptions, makeInTime } from "./handshake.ts";
import { NodeTls } from "./node.ts";
import type { Transport } from "../connection/wire.ts";

/**
 * The name that the certificate of a host must hold: that of an address has no brackets (RFC 5280
 * section 4.2.1.6).
 *
 * @param host A domain, an IP address or an address literal.
 * @returns The name.
 */
export function certificateName(host: string): string {
  return parseAddressLiteral(host)?.text ?? host;
}

/** A connection under TLS. */
export interface SecureConnection {
  /** What to read from and to write to. */
  readonly transport: Transport;
  /** What is known of it. */
  readonly state: TlsState;
}

/** How to make a TLS connection. */
interface TlsOptions extends HandshakeOptions {
  /** The name of the server: a domain as A-labels, or an IP address. */
  readonly name: string;
}

/** How to make a TLS connection to a server that can prove who it is. */
interface VerifiedTlsOptions extends TlsOptions {
  /** Authorities in PEM that are trusted beside those that Deno trusts. */
  readonly caCerts: readonly string[];
}

/** How to make a TLS connection to a server whose certificate was refused before. */
interface UnverifiedTlsOptions extends TlsOptions {
  /** Why it was refused. */
  readonly refused: TlsError;
}

/**
 * Makes a TLS connection to a server that proves that it is the one of that name.
 *
 * @param conn The connection, on which nobody reads; it belongs to the new one, whatever comes of it.
 * @param options The name, the trusted authorities and the limits.
 * @returns The connection.
 * @throws {TlsError} If there is none; `conn` is closed then.
 *
 * @example
 * ```ts ignore
 * import { startVerifiedTls } from "./tls.ts";
 * const conn = await Deno.connect({ hostname: "192.0.2.1", port: 465 });
 * const { transport } = await startVerifiedTls(conn, {
 *   name: "mail.example",
 *   caCerts: [],
 *   limit: undefined,
 *   signal: new AbortController().signal,
 * });
 * ```
 */
export async function startVerifiedTls(
  conn: Deno.TcpConn,
  options: VerifiedTlsOptions,
): Promise<SecureConnection> {
  let current: Deno.Conn = conn;
  const server = { role: "server", name: options.name } as const;
  return await makeInTime(options, server, () => closeQuietly(current), async (stop) => {
    const { name: hostname, caCerts } = options;
    // Deno would verify some other name then.
    if (hostname === "") throw new TypeError("Invalid hostname: ''");
    // The end of the handshake and the first command are small, and no reason to wait for each other.
    conn.setNoDelay(true);
    const transport = await Deno.startTls(conn, { hostname, caCerts: [...caCerts] });
    current = transport;
    stop.throwIfAborted();
    await transport.handshake();
    return { transport, state: { encrypted: true, verified: true } };
  });
}

/**
 * Makes a TLS connection as {@linkcode startVerifiedTls} does, by another way that shows the certificates,
 * and where this client can prove who it is.
 *
 * @param conn The connection, on which nobody reads; it belongs to the new one, whatever comes of it.
 * @param options The name, which is no address, the trusted authorities and the limits.
 * @param client What proves who this client is.
 * @returns The connection.
 * @throws {TlsError} If there is none; `conn` is closed then.
 * @throws {SmtpError} `permission` if this program may not connect to itself on loopback.
 */
export async function startShownTls(
  conn: Deno.TcpConn,
  options: VerifiedTlsOptions,
  client: ClientCertificate | undefined,
): Promise<SecureConnection> {
  const { name, caCerts } = options;
  const transport = new NodeTls(conn);
  const server = { role: "server", name } as const;
  return await makeInTime(options, server, () => transport.close(), async () => {
    const shown = await transport.handshake(name, caCerts, client);
    return { transport, state: { encrypted: true, verified: true, ...details(transport, shown) } };
  });
}

/** What is shown of a connection. */
function details(
  { kind }: NodeTls,
  shown: ShownCertificate,
): Pick<TlsState, "chain" | "cipher"> {
  const chain = summarizeChain(shown);
  return kind === undefined ? { chain } : { chain, cipher: kind };
}

/**
 * Makes a TLS connection to a server without asking who it is: nobody who only listens can read along,
 * but it may be anybody (RFC 7435). No secret belongs there.
 *
 * @param conn A new connection, on which nobody reads; it belongs to the TLS connection, whatever comes
 * of it.
 * @param options The name, why it is not verified, and the limits.
 * @returns The connection.
 * @throws {TlsError} If there is none; `conn` is closed then.
 * @throws {SmtpError} `permission` if this program may not connect to itself on loopback.
 */
export async function startUnverifiedTls(
  conn: Deno.TcpConn,
  options: UnverifiedTlsOptions,
): Promise<SecureConnection> {
  const transport = new NodeTls(conn);
  const server = { role: "server", name: options.name } as const;
  return await makeInTime(options, server, () => transport.close(), async () => {
    const shown = await transport.handshake(options.name);
    const peer = summarizeCertificate(shown);
    const problem = explainWithCertificate(options.refused, peer).message;
    const state = { encrypted: true, verified: false, problem, peer } as const;
    return { transport, state: { ...state, ...details(transport, shown) } };
  });
}
