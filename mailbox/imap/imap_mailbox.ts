/**
 * A mailbox that an IMAP server shows, and that of the same user for junk. Nothing is changed in them:
 * they are opened with EXAMINE, and messages are read with BODY.PEEK (RFC 3501 sections 6.3.2, 6.4.5).
 *
 * The headers of new messages are read, and the server is not asked to search: some find a message only
 * when they have got round to an index of it.
 * @module
 */
import { type HeaderField, parseHeader } from "../../message/header/header.ts";
import { type Arrived, isJunkName, type Mailbox, MailboxError } from "../mailbox.ts";
import { bounceOf, judgeHeader, type Sought } from "../sought.ts";
import { decodeMailboxName, encodeMailboxName, quoted } from "./command.ts";
import { type ImapOptions, openImapSession } from "./connect.ts";
import { type Data, LITERAL_OCTETS, type Value } from "./response.ts";
import { type Answer, type ImapSession, isWord } from "./session.ts";
import type { ImapUrl } from "./url.ts";

/** Milliseconds between looks at most. */
const LONGEST_PAUSE = 5000;
/** Milliseconds that a message may take: it may be large, and it is known to be there. */
const FETCH_DEADLINE = 600_000;
/** Octets of the name of a mailbox at most, and of the fields that a message is known by. */
const NAME_OCTETS = 4 * 1024;
const HEADER_OCTETS = 1024 * 1024;
/** The fields that a message is known by, and those that a bounce is. */
const HEADER = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID SUBJECT FROM CONTENT-TYPE AUTO-SUBMITTED)]";

/**
 * Opens a mailbox; what is in it now is passed over. When the connection is lost later, the next look
 * makes a new one.
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
  const session = await openImapSession(url, options);
  try {
    const reconnect = (patience: number): Promise<ImapSession> =>
      openImapSession(url, { ...options, limit: Math.min(patience, options.limit ?? Infinity) });
    const mailbox = new ImapMailbox(
      session,
      reconnect,
      encodeMailboxName(url.mailbox),
      sought,
      options,
    );
    await mailbox.passOver();
    return mailbox;
  } catch (error) {
    await session.logout();
    throw error;
  }
}

/** A mailbox of the server. */
interface Folder {
  /** Its name as the server has it. */
  readonly name: string;
  readonly junk: boolean;
  /** Whether it need not be there: what is listed cannot always be opened. */
  readonly mayBeMissing: boolean;
}

/** The mailbox that was named, and those for junk, one of which may be made only when there is some. */
async function findFolders(session: ImapSession, name: string): Promise<Folder[]> {
  const junk = await findJunk(session);
  const others = junk.filter((other) => other !== name);
  return [
    { name, junk: junk.includes(name), mayBeMissing: false },
    ...others.map((other) => ({ name: other, junk: true, mayBeMissing: true })),
  ];
}

/** The names of the mailboxes for junk: those that are marked (RFC 6154), and those that are called so. */
async function findJunk(session: ImapSession): Promise<string[]> {
  const capabilities = await session.capabilities();
  // Not as a condition: a server that knows of marks need not have set any.
  const marks = capabilities.has("SPECIAL-USE") && capabilities.has("LIST-EXTENDED");
  const list = `LIST "" "*"${marks ? " RETURN (SPECIAL-USE)" : ""}`;
  const { data } = await session.command(list, { literalMax: NAME_OCTETS });
  const names = data.flatMap(({ values: [word, attributes, delimiter, value] }) => {
    const name = textOf(value);
    if (!isWord(word, "LIST") || !isList(attributes) || name === undefined) return [];
    const last = typeof delimiter === "string" ? name.split(delimiter).at(-1) : name;
    const isMarked = attributes.some((attribute) => isWord(attribute, "\\JUNK"));
    return isMarked || isJunkName(last ?? name) ? [name] : [];
  });
  return [...new Set(names)];
}

/** How far a mailbox was looked through. */
interface Position {
  /** What UIDs are worth: another one says that they are given anew (RFC 3501 section 2.3.1.1). */
  readonly validity: string;
  /** The first UID that was not looked at. */
  readonly next: number;
}

class ImapMailbox implements Mailbox {
  readonly longestPause = LONGEST_PAUSE;
  #session: ImapSession;
  readonly #reconnect: (patience: number) => Promise<ImapSession>;
  readonly #name: string;
  readonly #sought: Sought;
  readonly #note: ImapOptions["note"];
  /** By the name of the mailbox. */
  readonly #positions = new Map<string, Position>();

  constructor(
    session: ImapSession,
    reconnect: (patience: number) => Promise<ImapSession>,
    name: string,
    sought: Sought,
    { note }: Pick<ImapOptions, "note">,
  ) {
    this.#note = note;
    this.#session = session;
    this.#reconnect = reconnect;
    this.#name = name;
    this.#sought = sought;
  }

  async passOver(): Promise<void> {
    for (const folder of await findFolders(this.#session, this.#name)) {
      const validity = await this.#examine(folder);
      if (validity === undefined) continue;
      const { data } = await this.#session.command("UID FETCH * (UID)");
      const uids = data.map((each) => readMessage(each)?.uid ?? 0);
      const last = uids.reduce((most, uid) => Math.max(most, uid), 0);
      this.#positions.set(folder.name, { validity, next: last + 1 });
      this.#note(`IMAP: looking into ${decodeMailboxName(folder.name)}, from UID ${last + 1} on`);
    }
  }

  async look(patience: number): Promise<Arrived | undefined> {
    if (this.#session.closed) this.#session = await this.#reconnect(patience);
    this.#session.patience = patience;
    for (const folder of await findFolders(this.#session, this.#name)) {
      const found = await this.#lookInto(folder);
      if (found === undefined) continue;
      const place = decodeMailboxName(folder.name);
      this.#note(`IMAP: found in ${place}, ${found.octets.length} octets`);
      return { ...found, place, junk: folder.junk };
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#session.logout();
  }

  async #lookInto(folder: Folder): Promise<Pick<Arrived, "octets" | "bounce"> | undefined> {
    const validity = await this.#examine(folder);
    if (validity === undefined) return undefined;
    const position = this.#positions.get(folder.name);
    const next = position?.validity === validity ? position.next : 1;
    // Where nothing is new, this gives the last message, which is older (RFC 3501 section 6.4.8).
    const { data } = await this.#session.command(`UID FETCH ${next}:* (UID ${HEADER})`, {
      literalMax: HEADER_OCTETS,
    });
    const fresh = headersFrom(next, data);
    for (const { uid, fields } of fresh) {
      const verdict = judgeHeader(fields, this.#sought);
      const octets = verdict === "other" ? undefined : await this.#fetch(uid);
      if (octets === undefined) continue;
      if (verdict === "sought") return { octets };
      const bounce = bounceOf(octets, this.#sought);
      if (bounce !== undefined) return { octets, bounce };
    }
    const after = fresh.reduce((last, { uid }) => Math.max(last, uid + 1), next);
    this.#positions.set(folder.name, { validity, next: after });
    return undefined;
  }

  /** Opens a mailbox to read. @returns Its UIDVALIDITY, or `undefined` if it is not there and need not be. */
  async #examine({ name, mayBeMissing }: Folder): Promise<string | undefined> {
    try {
      return uidValidity(await this.#session.command(`EXAMINE ${quoted(name)}`));
    } catch (error) {
      if (!(error instanceof MailboxError) || error.problem !== "refused") throw error;
      if (mayBeMissing) return undefined;
      const text = `no mailbox ${decodeMailboxName(name)}: ${error.message}`;
      throw new MailboxError("missing", text, error);
    }
  }

  /** Reads a message; `undefined` if it is gone by now: a filter may have moved it. */
  async #fetch(uid: number): Promise<Uint8Array | undefined> {
    const { data } = await this.#session.command(`UID FETCH ${uid} (UID BODY.PEEK[])`, {
      deadline: FETCH_DEADLINE,
      literalMax: LITERAL_OCTETS,
    });
    return data.map(readMessage).find((message) => message?.uid === uid)?.body;
  }
}

function uidValidity({ remarks }: Answer): string {
  const codes = remarks.map(({ code = "" }) => /^UIDVALIDITY (\d+)$/i.exec(code)?.[1]);
  return codes.find((code) => code !== undefined) ?? "";
}

/** What was asked of a message. */
interface Message {
  readonly uid: number;
  /** What stands behind `BODY[…]`. */
  readonly body: Uint8Array | undefined;
}

/** The headers of the messages from a UID on. */
function headersFrom(
  next: number,
  data: readonly Data[],
): { uid: number; fields: readonly HeaderField[] }[] {
  return data.flatMap((each) => {
    const { uid = 0, body } = readMessage(each) ?? {};
    return uid >= next && body !== undefined ? [{ uid, fields: parseHeader(body).fields }] : [];
  });
}

/** `* 1 FETCH (UID 5 BODY[] {…}…)`; servers say such things unasked, too, of flags for example. */
function readMessage({ values: [_, word, items] }: Data): Message | undefined {
  if (!isWord(word, "FETCH") || !isList(items)) return undefined;
  const after = (name: RegExp): string | Uint8Array | undefined => {
    const at = items.findIndex((item, index) =>
      index % 2 === 0 && typeof item === "string" && name.test(item)
    );
    const value = at < 0 ? undefined : items[at + 1];
    return typeof value === "string" || value instanceof Uint8Array ? value : undefined;
  };
  const uid = after(/^UID$/i);
  const body = after(/^BODY\[/i);
  if (typeof uid !== "string" || !/^\d{1,10}$/.test(uid)) return undefined;
  return { uid: Number(uid), body: typeof body === "string" ? encoder.encode(body) : body };
}

const encoder = new TextEncoder();

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

function textOf(value: Value | undefined): string | undefined {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === "string" ? value : undefined;
}
