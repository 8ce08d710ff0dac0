/**
 * One visit to a mail host, to see how it receives: nothing is sent there.
 * @module
 */
import type { IpAddress } from "../../dns/mod.ts";
import { mail, rcpt, RSET } from "../../smtp/command.ts";
import { connectHost, type Connection, ownLiteral } from "../../smtp/connection/connect.ts";
import { Session } from "../../smtp/connection/session.ts";
import { type Transport, Wire } from "../../smtp/connection/wire.ts";
import { greetSecurely, quit } from "../../smtp/dialogue.ts";
import { SmtpError } from "../../smtp/error.ts";
import type { Extensions } from "../../smtp/extensions.ts";
import type { CertificateSummary, Reply, TranscriptSink } from "../../smtp/mod.ts";
import { severity } from "../../smtp/reply.ts";
import { certificateChain, summarizeCertificate } from "../../smtp/tls/certificate.ts";
import { makeInTime } from "../../smtp/tls/handshake.ts";
import { NodeTls } from "../../smtp/tls/node.ts";
import { startVerifiedTls } from "../../smtp/tls/tls.ts";
import { explainWithCertificate, TlsError } from "../../smtp/tls_error.ts";

/** How to visit a host. */
export interface VisitOptions {
  /** The domain whose postmaster is asked for. */
  readonly domain: string;
  /** The port. */
  readonly port: number;
  /** The name to greet with; `undefined` greets with the address literal of the connection. */
  readonly ehloName: string | undefined;
  /** Authorities in PEM that are trusted beside those that Deno trusts. */
  readonly caCerts: readonly string[];
  /** Ends the visit. */
  readonly signal: AbortSignal;
  /** Where the transcript goes. */
  readonly transcript: TranscriptSink;
}

/** TLS as a host offers it. */
export interface SeenTls {
  /** Why an authority does not vouch for the certificate; `undefined` where one does. */
  readonly problem: string | undefined;
  /** What the certificate says. */
  readonly certificate: CertificateSummary;
  /** The certificates that the host sent, each in DER, its own first. */
  readonly chain: readonly Uint8Array[];
  /** The version of TLS and the cipher, where they are known. */
  readonly kind: string | undefined;
}

/** What was seen of a host. */
export interface SeenHost {
  /** Its name. */
  readonly name: string;
  /** The address that answered. */
  readonly address?: string;
  /** What it offered before TLS. */
  readonly offered?: Extensions;
  /** Its TLS. */
  readonly tls?: SeenTls;
  /** What it said to the postmaster of the domain, or to the null sender before. */
  readonly postmaster?: Reply;
  /** What ended the visit early. */
  readonly error?: SmtpError;
}

/**
 * Visits a host: greeting, STARTTLS where it is offered, the null sender, the postmaster, and then RSET
 * and QUIT. Where the certificate is refused, one more connection shows it, and another one, by Deno's
 * own TLS as for mail, tells why it is refused.
 *
 * @param name The name of the host.
 * @param addresses Its addresses, at least one.
 * @param options How.
 * @returns What was seen; a failure is no error.
 */
export async function visitMailHost(
  name: string,
  addresses: readonly IpAddress[],
  options: VisitOptions,
): Promise<SeenHost> {
  const host = { name, addresses };
  const first = await visitOnce(host, options, showVerified);
  if (!(first.error instanceof TlsError) || options.signal.aborted) return first;
  const quietly = { ...options, transcript: () => {} };
  const [{ error: refused }, second] = await Promise.all([
    visitOnce(host, quietly, verify),
    visitOnce(host, options, showUnverified),
  ]);
  if (second.tls === undefined || refused === undefined) return second;
  const { certificate } = second.tls;
  const reason = refused instanceof TlsError
    ? explainWithCertificate(refused, certificate)
    : refused;
  return { ...second, tls: { ...second.tls, problem: reason.message } };
}

/** A host to visit. */
interface Host {
  readonly name: string;
  readonly addresses: readonly IpAddress[];
}

/** A connection under TLS, and what is seen of it. */
interface Secured {
  readonly transport: Transport;
  readonly tls?: SeenTls;
}

/** Does a handshake. */
type Secure = (conn: Deno.TcpConn, name: string, options: VisitOptions) => Promise<Secured>;

/** One connection, closed at its end. */
async function visitOnce(host: Host, options: VisitOptions, secure: Secure): Promise<SeenHost> {
  const { name } = host;
  try {
    const { port, signal } = options;
    const connection = await connectHost(host.addresses, { port, limit: undefined, signal });
    return {
      name,
      address: connection.address,
      ...await converse(connection, name, options, secure),
    };
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    return { name, error };
  }
}

async function converse(
  connection: Connection,
  name: string,
  options: VisitOptions,
  secure: Secure,
): Promise<Omit<SeenHost, "name" | "address">> {
  const { signal, transcript } = options;
  let tls: SeenTls | undefined;
  const handshake = async (): Promise<Transport> => {
    const secured = await secure(connection.conn, name, options);
    tls = secured.tls;
    return secured.transport;
  };
  const wire = new Wire(connection.conn, signal);
  const session = new Session(wire, { limit: undefined, transcript, handshake });
  let offered: Extensions | undefined;
  let postmaster: Reply | undefined;
  const seen = (): Omit<SeenHost, "name" | "address"> => ({
    ...(offered === undefined ? {} : { offered }),
    ...(tls === undefined ? {} : { tls }),
    ...(postmaster === undefined ? {} : { postmaster }),
  });
  try {
    offered = await greetSecurely(session, options.ehloName ?? ownLiteral(connection), "auto");
    // The handshake that shows nothing was all that was wanted.
    if (secure !== verify) postmaster = await askPostmaster(session, options.domain);
    await leave(session);
    return seen();
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    if (error.kind === "reply") await quit(session);
    return { ...seen(), error };
  } finally {
    session.close();
  }
}

/** What the host says to the postmaster of the domain (RFC 5321 section 4.5.1), or to the null sender. */
async function askPostmaster(session: Session, domain: string): Promise<Reply> {
  await session.send([mail("")]);
  const sender = await session.receive("mail");
  if (severity(sender) !== "positive") return sender;
  await session.send([rcpt(`postmaster@${domain}`)]);
  return await session.receive("rcpt");
}

/** Ends the dialogue. How the host takes that changes nothing: all is known before. */
async function leave(session: Session): Promise<void> {
  try {
    await session.send([RSET]);
    await session.receive("rset");
    await quit(session);
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
  }
}

const verify: Secure = async (conn, name, { caCerts, signal }) => {
  return await startVerifiedTls(conn, { name, caCerts, limit: undefined, signal });
};

const showVerified: Secure = (conn, name, options) => showTls(conn, name, options, options.caCerts);

const showUnverified: Secure = (conn, name, options) => showTls(conn, name, options, undefined);

/** `node:tls` shows the certificate; Deno's own TLS does not. */
async function showTls(
  conn: Deno.TcpConn,
  name: string,
  { signal }: VisitOptions,
  authorities: readonly string[] | undefined,
): Promise<Secured> {
  const transport = new NodeTls(conn);
  const party = { role: "server", name } as const;
  return await makeInTime(
    { limit: undefined, signal },
    party,
    () => transport.close(),
    async () => {
      const shown = await transport.handshake(name, authorities);
      const certificate = summarizeCertificate(shown);
      const chain = certificateChain(shown);
      return { transport, tls: { problem: undefined, certificate, chain, kind: transport.kind } };
    },
  );
}
