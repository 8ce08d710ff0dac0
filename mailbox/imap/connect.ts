/**
 * From the address of an IMAP server to a session in which it knows who we are. The server has proved
 * who it is before it gets a secret.
 *
 * Not npm:imapflow: with STARTTLS it waits for ever on Deno 2.7, which is in the executable, and it
 * connects by name, which no bound of the permissions by port allows.
 * @module
 */
import type { IpAddress } from "../../dns/mod.ts";
import { connectHost } from "../../smtp/connection/connect.ts";
import { SmtpError, type SmtpErrorKind } from "../../smtp/error.ts";
import type { Credentials } from "../../smtp/mod.ts";
import { startVerifiedTls } from "../../smtp/tls/tls.ts";
import { describeSecurity } from "../../smtp/security.ts";
import type { Transport } from "../../smtp/connection/wire.ts";
import { MailboxError, type MailboxProblem } from "../mailbox.ts";
import { authenticate } from "./authenticate.ts";
import { ImapSession, type ImapState } from "./session.ts";
import type { ImapUrl } from "./url.ts";

/** How to reach an IMAP server. */
export interface ImapOptions {
  /** The addresses of the server, at least one. */
  readonly addresses: readonly IpAddress[];
  /** Who we are. */
  readonly credentials: Credentials;
  /** The only mechanism to use; `undefined` takes the strongest that is offered. */
  readonly mechanism: string | undefined;
  /** Authorities in PEM that are trusted beside those that Deno trusts. */
  readonly caCerts: readonly string[];
  /** Whether to go on in clear text where a server does not offer STARTTLS. */
  readonly allowInsecure: boolean;
  /** A limit in milliseconds that shortens each deadline. */
  readonly limit: number | undefined;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** Tells what is done and found, in words without a secret. What the server said is not escaped. */
  readonly note: (text: string) => void;
}

/**
 * Connects to a server, puts the connection under TLS, and authenticates.
 *
 * @param url Where it is.
 * @param options How to reach it.
 * @returns The session, in which mailboxes can be opened.
 * @throws {MailboxError} If that cannot be done; nothing is open then.
 */
export async function openImapSession(url: ImapUrl, options: ImapOptions): Promise<ImapSession> {
  const { session, conn } = await connect(url, options);
  try {
    const state = await session.greeting();
    if (conn !== undefined) await secure(session, conn, state, url, options);
    if (state === "not-authenticated") {
      const { credentials } = options;
      const means = await authenticate(session, credentials, url, options.mechanism);
      options.note(`IMAP: authenticated as ${credentials.user} by ${means}`);
    }
    return session;
  } catch (error) {
    await session.logout();
    throw error;
  }
}

/** A session, and its connection where that is in clear text still. */
interface Connected {
  readonly session: ImapSession;
  readonly conn: Deno.TcpConn | undefined;
}

async function connect(url: ImapUrl, options: ImapOptions): Promise<Connected> {
  return await asMailboxError(url, async () => {
    const { conn, address } = await connectHost(options.addresses, { ...options, port: url.port });
    options.note(`IMAP: connected to ${url.host} [${address}] port ${url.port}`);
    if (url.tls === "starttls") return { session: new ImapSession(conn, options), conn };
    const transport = await underTls(conn, url, options);
    return { session: new ImapSession(transport, options), conn: undefined };
  });
}

async function underTls(
  conn: Deno.TcpConn,
  { host: name }: ImapUrl,
  options: ImapOptions,
): Promise<Transport> {
  const { transport, state } = await startVerifiedTls(conn, { ...options, name });
  options.note(`IMAP: ${describeSecurity(state)}`);
  return transport;
}

/** Sees to it that TLS is there before anything else is said. */
async function secure(
  session: ImapSession,
  conn: Deno.TcpConn,
  state: ImapState,
  url: ImapUrl,
  options: ImapOptions,
): Promise<void> {
  const obstacle = state === "authenticated"
    ? "takes us for somebody before TLS, and there can be none then (RFC 3501 section 6.2.1)"
    : (await session.capabilities()).has("STARTTLS")
    ? undefined
    : "does not offer STARTTLS: no secret goes in clear text";
  if (obstacle === undefined) {
    await asMailboxError(url, () => session.startTls(() => underTls(conn, url, options)));
  } else if (!options.allowInsecure) {
    throw new MailboxError("untrusted", `the IMAP server ${url.host} ${obstacle}`);
  }
}

const PROBLEMS: Partial<Record<SmtpErrorKind, MailboxProblem>> = {
  tls: "untrusted",
  permission: "permission",
  interrupted: "interrupted",
};

async function asMailboxError<T>({ host }: ImapUrl, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    const problem = PROBLEMS[error.kind] ?? "unreachable";
    throw new MailboxError(problem, `the IMAP server ${host}: ${error.message}`, error);
  }
}
