/**
 * A whole dialogue of the client with a server in memory.
 * @module
 */
import type { ChunkingMode } from "../../smtp/transfer/chunking.ts";
import { greet, type Greeting } from "../../smtp/dialogue.ts";
import { leave } from "../../smtp/transfer/further_answers.ts";
import type { MessageSource, Recipient, Sender } from "../../smtp/envelope.ts";
import { SmtpError } from "../../smtp/error.ts";
import { errorVerdict, Ledger } from "../../smtp/ledger.ts";
import type { RecipientResult } from "../../smtp/outcome.ts";
import { Session } from "../../smtp/connection/session.ts";
import { type BeforeDot, deliverMail, type Load } from "../../smtp/transfer/transaction.ts";
import type { TranscriptEvent } from "../../smtp/connection/transcript.ts";
import { Wire } from "../../smtp/connection/wire.ts";
import { MemoryServer, type Turn } from "./memory_server.ts";

/** What came of a dialogue. */
export interface DialogueEnd {
  /** The results, of those who waited at the end too. */
  readonly results: readonly RecipientResult[];
  /** What ended the session early. */
  readonly error: SmtpError | undefined;
  /** What was said. */
  readonly events: readonly TranscriptEvent[];
  /** The server, for what it has heard. */
  readonly server: MemoryServer;
}

/** What is in a piece that was overwritten. */
const SPOILT = 0xff;

/** A message of the given text, which may need extensions; it spoils each piece that it may overwrite. */
export function messageOf(text: string, needs: Partial<MessageSource> = {}): MessageSource {
  const octets = new TextEncoder().encode(text);
  return {
    size: octets.length,
    eightBit: false,
    utf8Header: false,
    async *open({ reuse = false } = {}): AsyncGenerator<Uint8Array> {
      const piece = await Promise.resolve(octets.slice());
      yield piece;
      if (reuse) piece.fill(SPOILT);
    },
    ...needs,
  };
}

/** Recipients `a@x.example`, `b@x.example`, … */
export function recipientsOf(...localParts: string[]): Recipient[] {
  return localParts.map((localPart) => ({
    address: `${localPart}@x.example`,
    domain: "x.example",
  }));
}

/** How to hold the dialogue, where it is not the usual one. */
export interface DialogueSetting {
  /** The message; "Subject: Hi" and a line by default. */
  readonly message?: MessageSource;
  /** What the sender asks for. */
  readonly sender?: Partial<Sender>;
  /** When to use BDAT; "auto" by default. */
  readonly chunking?: ChunkingMode;
  /** Octets of a read at most. */
  readonly chunkSize?: number;
  /** Deadline of every stage in milliseconds. */
  readonly limit?: number;
  /** Called before the end of the message leaves. */
  readonly beforeDot?: BeforeDot;
  /** How to greet; EHLO by default. */
  readonly greeting?: Greeting;
}

/** Sends a mail from me@me.example to `localParts` at x.example, greeting as me.example, and leaves. */
export async function converse(
  turns: readonly Turn[],
  localParts: readonly string[],
  setting: DialogueSetting = {},
): Promise<DialogueEnd> {
  const server = new MemoryServer(turns, setting.chunkSize);
  const events: TranscriptEvent[] = [];
  const wire = new Wire(server, new AbortController().signal);
  const session = new Session(wire, {
    limit: setting.limit,
    transcript: (event) => events.push(event),
    handshake: noTls,
  });
  const recipients = recipientsOf(...localParts);
  const ledger = new Ledger(recipients);
  const message = setting.message ?? messageOf(TEXT);
  const sender = { reversePath: "me@me.example", ...setting.sender };
  const load = { sender, message, ledger, beforeDot: setting.beforeDot };
  const error = await talk(session, load, setting);
  if (error !== undefined) ledger.settle(ledger.waiting, errorVerdict(error));
  return { results: ledger.results, error, events, server };
}

/** The handshake of a connection that knows no TLS. */
export function noTls(): Promise<never> {
  return Promise.reject(new SmtpError("no TLS here", { kind: "tls", stage: "tls" }));
}

/** The message that is sent when a test does not care. */
export const TEXT = "Subject: Hi\r\n\r\nHello.\r\n";

async function talk(
  session: Session,
  load: Load,
  { chunking = "auto", greeting }: DialogueSetting,
): Promise<SmtpError | undefined> {
  try {
    const extensions = await greet(session, "me.example", greeting);
    await deliverMail(session, extensions, load, chunking);
    await leave(session, load.ledger);
    return undefined;
  } catch (error) {
    if (error instanceof SmtpError) return error;
    throw error;
  } finally {
    session.close();
  }
}
