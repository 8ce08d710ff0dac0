/**
 * One connection to a host: greeting, TLS, authentication, and what is done then.
 * @module
 */
import type { ChunkingMode } from "../transfer/chunking.ts";
import { type AnyConnection, type Dial, ownLiteral } from "../connection/connect.ts";
import { type Greeting, greetSecurely, quit } from "../dialogue.ts";
import type { Extensions } from "../extensions.ts";
import { parseIpAddress } from "../../dns/ip.ts";
import { SmtpError } from "../error.ts";
import { type HostPolicy, POLICY_NAMES } from "../policy/host_policy.ts";
import {
  type AuthPolicy,
  CLEAR_TEXT,
  describeSecurity,
  isVerified,
  type Security,
  type TlsMode,
  type TlsPolicy,
} from "../security.ts";
import { Session } from "../connection/session.ts";
import type { SecureConnection } from "../tls/tls.ts";
import { TlsError } from "../tls_error.ts";
import type { TranscriptSink } from "../connection/transcript.ts";
import { type Transport, Wire } from "../connection/wire.ts";

/** Greets a server and encrypts the connection; says what the server offers for the mail. */
export type Greet = typeof greetSecurely;

/** How to visit a host. */
export interface VisitOptions {
  /** The name to greet with; `undefined` greets with the address literal of the connection. */
  readonly ehloName: string | undefined;
  /** How to greet; EHLO unless it is given. */
  readonly greeting?: Greeting;
  /** Greets; {@linkcode greetSecurely} unless it is given. */
  readonly greet?: Greet;
  /** Connects to a host; by default by TCP to its addresses. */
  readonly dial?: Dial;
  /** Whether nobody authenticates yet, though somebody would for a mail. */
  readonly withoutAuth?: boolean;
  /** Whether commands may go in groups to a server that offers it (RFC 2920). */
  readonly pipelining: boolean;
  /** When to use BDAT where it is offered (RFC 3030). */
  readonly chunking: ChunkingMode;
  /** When to encrypt, and whom to trust. */
  readonly tls: TlsPolicy;
  /** Who authenticates, if anybody. */
  readonly auth: AuthPolicy | undefined;
  /** A limit in milliseconds that shortens the deadline of every stage. */
  readonly limit: number | undefined;
  /** Where the transcript goes, if anybody wants it. */
  readonly transcript: TranscriptSink | undefined;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** Resolves when all that has arrived before on any connection is read; without it there is a timer. */
  readonly look?: (() => Promise<void>) | undefined;
}

/** A host at the other end of a connection. */
interface VisitedHost {
  /** The connection; the visit closes it. */
  readonly connection: AnyConnection;
  /** The host's name. */
  readonly name: string;
  /** The port. */
  readonly port: number;
  /** What is demanded of TLS with it beyond what the user demands. */
  readonly policy: HostPolicy | undefined;
  /** Why its certificate was refused before, if TLS is to do without verification now. */
  readonly refused: TlsError | undefined;
  /** Whether the mail requires TLS on its way (RFC 8689). */
  readonly requireTls: boolean;
}

/** A host that has been greeted. */
export interface Welcome {
  /** The dialogue with it. */
  readonly session: Session;
  /** What it offers. */
  readonly extensions: Extensions;
  /** The address that it was reached at, if it is known. */
  readonly address: string | undefined;
  /** How the connection is secured. */
  readonly security: Security;
}

/** What is done at a host; an {@linkcode SmtpError} ends the visit. */
export type VisitWork = (welcome: Welcome) => Promise<void>;

/** How a visit ended. */
export interface VisitEnd {
  /** How the connection was secured. */
  readonly security: Security;
  /** What ended the visit early. */
  readonly error: SmtpError | undefined;
}

/**
 * Holds the whole dialogue on one connection.
 *
 * @param host The host.
 * @param work What is done once it has been greeted.
 * @param options How.
 * @returns How it ended.
 */
export async function visit(
  host: VisitedHost,
  work: VisitWork,
  options: VisitOptions,
): Promise<VisitEnd> {
  let security = CLEAR_TEXT;
  const handshake = async (): Promise<Transport> => {
    const { transport, state } = await startTls(host, options);
    security = state;
    tellSecurity(state, options.transcript);
    return transport;
  };
  const wire = new Wire(host.connection.conn, options.signal, options.look);
  const session = new Session(wire, { ...options, handshake });
  try {
    const name = options.ehloName ?? ownLiteral(host.connection);
    const mode = tlsMode(host, options.tls);
    const offered = await (options.greet ?? greetSecurely)(session, name, mode, options.greeting);
    if (options.auth !== undefined && !options.withoutAuth) {
      const { credentials, mechanism, allowInsecure } = options.auth;
      const service = { host: host.name, port: host.port };
      const verifiedTls = isVerified(security);
      const how = { mechanism, service, verifiedTls, allowInsecure };
      const { authenticate } = await import("../sasl/auth.ts");
      await authenticate(session, offered, credentials, how);
    }
    const extensions = options.pipelining ? offered : { ...offered, pipelining: false };
    await work({ session, extensions, address: host.connection.address, security });
    return { security, error: undefined };
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    if (canSayQuit(error)) await quit(session);
    return { security, error: underPolicy(error, host.policy) };
  } finally {
    session.close();
  }
}

/** RFC 8689 section 2: a mail that requires TLS on its way goes only to a verified server. */
function tlsMode({ policy, requireTls }: VisitedHost, { mode }: TlsPolicy): TlsMode {
  const isRequired = requireTls || policy !== undefined;
  return isRequired && mode === "auto" ? "require" : mode;
}

/**
 * A server without the TLS that its domain demands may be in the hands of others, and the mail waits
 * for the right one, whatever this one answers (RFC 7672 section 2.2, RFC 8461 section 5).
 */
function underPolicy(error: SmtpError, policy: HostPolicy | undefined): SmtpError {
  if (policy === undefined) return error;
  const { kind, stage, message } = error;
  if (stage === "starttls" && (kind === "tls" || kind === "reply")) {
    const text = `${message} (${POLICY_NAMES[policy.by]} requires TLS here)`;
    return new SmtpError(text, { kind: "tls", stage, cause: error });
  }
  if (policy.by === "mta-sts" && error instanceof TlsError && error.isAboutCertificate) {
    return new TlsError(
      error.problem,
      `${message} (MTA-STS requires a verified server here)`,
      error,
    );
  }
  return error;
}

/** Only a connection that is encrypted pays for loading TLS, and only one under DANE for that. */
async function startTls(
  { connection: { conn }, name: hostName, policy, refused }: VisitedHost,
  { tls, limit, signal }: VisitOptions,
): Promise<SecureConnection> {
  if (!isTcp(conn)) {
    throw new SmtpError("TLS needs a TCP connection", { kind: "tls", stage: "tls" });
  }
  if (policy?.by === "dane" && policy.records.length > 0) {
    const { startDaneTls } = await import("../policy/dane_tls.ts");
    return await startDaneTls(conn, { policy, caCerts: tls.caCerts, refused, limit, signal });
  }
  const { certificateName, startUnverifiedTls, startVerifiedTls } = await import("../tls/tls.ts");
  const name = tls.name ?? certificateName(hostName);
  const isNamed = parseIpAddress(name) === undefined;
  if (tls.client !== undefined && !isNamed) {
    const text = "a client certificate needs the name of the server, not its address";
    throw new SmtpError(text, { kind: "policy", stage: "tls" });
  }
  if (refused === undefined && isNamed && (tls.client !== undefined || tls.shows)) {
    const { startShownTls } = await import("../tls/tls.ts");
    const how = { name, caCerts: tls.caCerts, limit, signal };
    return await startShownTls(conn, how, tls.client);
  }
  return refused === undefined
    ? await startVerifiedTls(conn, { name, caCerts: tls.caCerts, limit, signal })
    : await startUnverifiedTls(conn, { name, refused, limit, signal });
}

function isTcp(conn: Deno.TcpConn | Deno.UnixConn): conn is Deno.TcpConn {
  return conn.localAddr.transport === "tcp";
}

function tellSecurity(security: Security, transcript: TranscriptSink | undefined): void {
  for (const text of [describeSecurity(security), ...describeDetails(security)]) {
    transcript?.({ time: Date.now(), speaker: "note", stage: "tls", text, encrypted: true });
  }
}

/** The cipher and the certificates, a line each, where they are shown. */
function describeDetails(security: Security): string[] {
  if (!security.encrypted || security.chain === undefined) return [];
  const { cipher = "version of TLS and cipher: not shown by this version of Deno" } = security;
  const lines = security.chain.map(({ subject, issuer, names, notAfter }, index) => {
    const day = notAfter.toISOString().slice(0, 10);
    const what = names.length === 0 ? "" : ` for ${names.join(", ")},`;
    return `certificate ${index + 1}: ${subject},${what} issued by ${issuer}, valid until ${day}`;
  });
  return [cipher, ...lines];
}

/** The server answered and listens for a command, so that leaving with QUIT is polite (RFC 5321 section 4.1.1.10). */
function canSayQuit({ kind, stage }: SmtpError): boolean {
  const isAnswered = kind === "reply" || kind === "auth" || kind === "policy" ||
    (kind === "tls" && stage === "starttls");
  return isAnswered && stage !== "body" && stage !== "dot";
}
