/**
 * A mailbox that an IMAP server shows, and that of the same user for junk. Nothing is changed in them:
 * they are opened with EXAMINE, and messages are read with BODY.PEEK (RFC 3501 sections 6.3.2, 6.4.5).
 *
 * Not npm:imapflow: with STARTTLS it waits for ever on Deno 2.7, which is in the executable, and it
 * connects by name, which no bound of the permissions by port allows.
 * @module
 */
import type { IpAddress } from "../../dns/ip.ts";
import { connectHost } from "../../smtp/connect.ts";
import { SmtpError, type SmtpErrorKind } from "../../smtp/error.ts";
import type { Credentials } from "../../smtp/sasl/mechanism.ts";
import { startVerifiedTls } from "../../smtp/tls.ts";
import type { Transport } from "../../smtp/wire.ts";
import {
  type Arrived,
  isJunkName,
  type Mailbox,
  MailboxError,
  type MailboxProblem,
} from "../mailbox.ts";
import type { Sought } from "../sought.ts";
import { authenticate } from "./authenticate.ts";
import { decodeMailboxName, encodeMailboxName, quoted } from "./command.ts";
import type { Data, Value } from "./response.ts";
import { type Answer, ImapSession, type ImapState } from "./session.ts";
import type { ImapUrl } from "./url.ts";

/** Milliseconds between looks at most. */
const LONGEST_PAUSE = 5000;

/** How to reach a mailbox. */
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
}

/**
 * Opens a mailbox; what is in it now is not looked at. The server has proved who it is before it gets
 * a secret.
 *
 * @param url Where it is.
 * @param sought The message to look for.
 * @param options How to reach it.
 * @returns The mailbox.
 * @throws {MailboxError} If it cannot be opened.
 */
export async function openImapMailbox(
  url: ImapUrl,
  sought: Sought,
  options: ImapOptions,
): Promise<Mailbox> {
  const { session, conn } = await connect(url, options);
  try {
    const state = await session.greeting();
    if (conn !== undefined) await secure(session, conn, state, url, options);
    if (state === "not-authenticated") {
      const { credentials, mechanism } = options;
      await authenticate(session, credentials, url, mechanism);
    }
    const named = { name: encodeMailboxName(url.mailbox), junk: false };
    const mailbox = new ImapMailbox(session, [named, ...await findJunk(session)], sought);
    await mailbox.passOver();
    return mailbox;
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
    const { conn } = await connectHost(options.addresses, { ...options, port: url.port });
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
  return (await startVerifiedTls(conn, { ...options, name })).transport;
}

/** Sees to it that TLS is there before anything else is said. */
async function secure(
  session: ImapSession,
  conn: Deno.TcpConn,
  state: ImapState,
  url: ImapUrl,
  options: ImapOptions,
): Promise<void> {
  // Who is greeted as somebody known cannot have TLS any more (RFC 3501 section 6.2.1).
  if (state === "not-authenticated" && (await session.capabilities()).has("STARTTLS")) {
    await asMailboxError(url, () => session.startTls(() => underTls(conn, url, options)));
  } else if (!options.allowInsecure) {
    const text =
      `the IMAP server ${url.host} does not offer STARTTLS: no secret goes in clear text`;
    throw new MailboxError("untrusted", text);
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

/** A mailbox of the server. */
interface Folder {
  /** Its name as the server has it. */
  readonly name: string;
  readonly junk: boolean;
}

/** The mailboxes for junk: those that are marked (RFC 6154), else those that are called so. */
async function findJunk(session: ImapSession): Promise<Folder[]> {
  const isMarked = (await session.capabilities()).has("SPECIAL-USE");
  const { data } = await session.command(`LIST ${isMarked ? "(SPECIAL-USE) " : ""}"" "*"`);
  return data.flatMap(({ values: [word, attributes, delimiter, name] }) => {
    if (!isWord(word, "LIST") || !isList(attributes)) return [];
    const text = textOf(name);
    if (text === undefined) return [];
    const last = typeof delimiter === "string" ? text.split(delimiter).at(-1) : text;
    const junk = attributes.some((attribute) => isWord(attribute, "\\JUNK")) ||
      isJunkName(last ?? text);
    return junk ? [{ name: text, junk }] : [];
  });
}

class ImapMailbox implements Mailbox {
  readonly longestPause = LONGEST_PAUSE;
  readonly #session: ImapSession;
  readonly #folders: readonly Folder[];
  readonly #sought: Sought;
  /** The messages that were there before, by folder, UIDVALIDITY and UID. */
  readonly #seen = new Set<string>();

  constructor(session: ImapSession, folders: readonly Folder[], sought: Sought) {
    this.#session = session;
    this.#folders = folders.filter(({ name }, index) =>
      folders.findIndex((folder) => folder.name === name) === index
    );
    this.#sought = sought;
  }

  async passOver(): Promise<void> {
    for (const folder of this.#folders) {
      for (const { key } of await this.#search(folder)) this.#seen.add(key);
    }
  }

  async look(patience: number): Promise<Arrived | undefined> {
    this.#session.patience = patience;
    for (const folder of this.#folders) {
      const found = await this.#search(folder);
      const fresh = found.find(({ key }) => !this.#seen.has(key));
      const octets = fresh && await this.#fetch(fresh.uid);
      if (octets === undefined) continue;
      return { octets, place: decodeMailboxName(folder.name), junk: folder.junk };
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#session.logout();
  }

  async #search({ name, junk }: Folder): Promise<{ uid: string; key: string }[]> {
    const { messageId, token } = this.#sought;
    const examined = await this.#examine(name, junk);
    if (examined === undefined) return [];
    const byId = `HEADER Message-ID ${quoted(messageId)}`;
    const criteria = token === undefined ? byId : `OR ${byId} SUBJECT ${quoted(token)}`;
    const { data } = await this.#session.command(`UID SEARCH ${criteria}`);
    const uids = data.flatMap(({ values: [word, ...uids] }) => isWord(word, "SEARCH") ? uids : []);
    const validity = uidValidity(examined);
    return uids.filter((uid) => typeof uid === "string" && /^\d{1,10}$/.test(uid)).map((uid) => ({
      uid: String(uid),
      key: `${name} ${validity} ${String(uid)}`,
    }));
  }

  /** A mailbox for junk that is listed may not be there yet. */
  async #examine(name: string, mayBeMissing: boolean): Promise<Answer | undefined> {
    try {
      return await this.#session.command(`EXAMINE ${quoted(name)}`);
    } catch (error) {
      if (!(error instanceof MailboxError) || error.problem !== "refused") throw error;
      if (mayBeMissing) return undefined;
      const text = `no mailbox ${decodeMailboxName(name)}: ${error.message}`;
      throw new MailboxError("missing", text, error);
    }
  }

  async #fetch(uid: string): Promise<Uint8Array | undefined> {
    const { data } = await this.#session.command(`UID FETCH ${uid} (UID BODY.PEEK[])`);
    return data.map((each) => bodyOf(each, uid)).find((body) => body !== undefined);
  }
}

function uidValidity({ remarks }: Answer): string {
  const codes = remarks.map(({ code = "" }) => /^UIDVALIDITY (\d+)$/i.exec(code)?.[1]);
  return codes.find((code) => code !== undefined) ?? "";
}

/** The message in `* 1 FETCH (UID 5 BODY[] {…}…)`. */
function bodyOf({ values: [_, word, items] }: Data, uid: string): Uint8Array | undefined {
  if (!isWord(word, "FETCH") || !isList(items)) return undefined;
  const after = (name: string): Value | undefined => {
    const at = items.findIndex((item, index) => index % 2 === 0 && isWord(item, name));
    return at < 0 ? undefined : items[at + 1];
  };
  const body = after("BODY[]");
  if (after("UID") !== uid || body === undefined || body === null || isList(body)) return undefined;
  return typeof body === "string" ? new TextEncoder().encode(body) : body;
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

function isWord(value: Value | undefined, word: string): boolean {
  return typeof value === "string" && value.toUpperCase() === word;
}

function textOf(value: Value | undefined): string | undefined {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === "string" ? value : undefined;
}
