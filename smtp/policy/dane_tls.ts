/**
 * TLS with a server whose certificate must be the one of its TLSA records (RFC 7672).
 * @module
 */
import { certificateChain } from "../tls/certificate.ts";
import { matchRecord } from "./dane.ts";
import { DANE_EE, type TlsaRecord } from "./tlsa_records.ts";
import type { DanePolicy } from "./host_policy.ts";
import type { SecureConnection } from "../tls/tls.ts";
import { TlsError } from "../tls_error.ts";
import { type HandshakeOptions, makeInTime } from "../tls/handshake.ts";
import { SERVER_PROVES_KEY } from "../security.ts";
import { NodeTls } from "../tls/node.ts";

/** How to make a TLS connection to a server with TLSA records. */
interface DaneTlsOptions extends HandshakeOptions {
  /** What its certificate must match. */
  readonly policy: DanePolicy;
  /** Authorities in PEM that are trusted beside those that Deno trusts, where one is asked. */
  readonly caCerts: readonly string[];
  /** Why an authority's word for it was refused before, if that was tried. */
  readonly refused: TlsError | undefined;
}

/**
 * Makes a TLS connection to a server whose certificate matches its TLSA records.
 *
 * Where a match alone does not prove that the server holds the certificate's key (Deno 2.7), it must
 * first be verified as without DANE; after that was `refused`, the connection is made and called not
 * verified.
 *
 * @param conn A new connection, on which nobody reads; it belongs to the TLS connection, whatever comes
 * of it.
 * @param options The policy and the limits.
 * @returns The connection.
 * @throws {TlsError} If there is none; `conn` is closed then.
 * @throws {SmtpError} `permission` if this program may not connect to itself on loopback.
 */
export async function startDaneTls(
  conn: Deno.TcpConn,
  options: DaneTlsOptions,
): Promise<SecureConnection> {
  const { policy, refused, caCerts } = options;
  const verified = !SERVER_PROVES_KEY && refused === undefined;
  const transport = new NodeTls(conn);
  const server = { role: "server", name: policy.base } as const;
  return await makeInTime(options, server, () => transport.close(), async () => {
    const shown = await transport.handshake(policy.base, verified ? caCerts : undefined);
    const certificates = certificateChain(shown);
    const chain = { certificates, names: policy.names, time: new Date() };
    const record = await matchRecord(policy.records, chain);
    if (record === undefined && isWholeChain(policy.records)) throw mismatch(policy);
    if (SERVER_PROVES_KEY || verified) {
      const by = record === undefined ? {} : { by: "dane" } as const;
      return { transport, state: { encrypted: true, verified: true, ...by } };
    }
    const problem = record === undefined ? CHAIN_UNKNOWN : KEY_NOT_PROVED;
    return { transport, state: { encrypted: true, verified: false, problem } };
  });
}

const KEY_NOT_PROVED = "the certificate matches the TLSA records, but this version of Deno does " +
  "not check that the server holds its key";
const CHAIN_UNKNOWN =
  "the TLSA records name an authority, and this version of Deno does not show " +
  "who signed the certificate";

/** Deno 2.7 shows the server's own certificate only: records of an authority cannot be matched then. */
function isWholeChain(records: readonly TlsaRecord[]): boolean {
  return SERVER_PROVES_KEY || records.every(({ usage }) => usage === DANE_EE);
}

function mismatch({ base }: DanePolicy): TlsError {
  const text = `the certificate does not match the TLSA records of ${base} (DANE, RFC 7672)`;
  return new TlsError("tlsa", text);
}
