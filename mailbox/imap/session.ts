/**
 * One connection to an IMAP server: commands out, responses in, each with a deadline.
 * @module
 */
import { Mask } from "../../smtp/connection/mask.ts";
import { describeDeadline } from "../../smtp/stage.ts";
import type { Transport } from "../../smtp/connection/wire.ts";
import { MailboxError } from "../mailbox.ts";
import {
  type Data,
  LITERAL_OCTETS,
  type Response,
  ResponseReader,
  type Status,
  type Value,
} from "./response.ts";

/** Milliseconds that a server may take for one command: none of those asked here is a large one. */
const COMMAND_DEADLINE = 60_000;
/** Milliseconds to wait for the answer to LOGOUT: by then everything is known. */
const LOGOUT_DEADLINE = 1_000;
/** Responses to one command at most, as many as a user may have mailboxes. */
const RESPONSES = 20_000;
/** Octets of them at most: a message is among them, and no server takes larger ones. */
const ANSWER_OCTETS = LITERAL_OCTETS;
/** Octets asked of the connection at once. */
const BUFFER_OCTETS = 64 * 1024;

/** What a server has said to a command that it did. */
export interface Answer {
  /** The response that completed the command. */
  readonly status: Status;
  /** The data that came with it. */
  readonly data: readonly Data[];
  /** What the server said besides. */
  readonly remarks: readonly Status[];
}

/** How long to wait. */
interface SessionOptions {
  /** A limit in milliseconds that shortens the deadline of a command. */
  readonly limit: number | undefined;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
}

/** Whether the server takes us for somebody from the beginning (PREAUTH, RFC 3501 section 7.1.4). */
export type ImapState = "not-authenticated" | "authenticated";

/** How a command is given. */
interface CommandOptions {
  /** Gives the line that continues it, after the server has asked for more. */
  readonly onContinue?: (challenge: string) => Promise<string> | string;
  /** Milliseconds that it may take, whatever others may. */
  readonly deadline?: number;
  /** Octets of a literal that it asks for; none is taken without this. */
  readonly literalMax?: number;
}

/** What a server says of what may go well later (RFC 5530 section 3). */
const TEMPORARY_CODES: ReadonlySet<string> = new Set(["UNAVAILABLE", "INUSE", "SERVERBUG"]);

/** One connection. */
export class ImapSession {
  #transport: Transport;
  readonly #options: SessionOptions;
  readonly #reader = new ResponseReader();
  readonly #buffer = new Uint8Array(BUFFER_OCTETS);
  #tags = 0;
  #closed = false;
  /** Octets that have come since the last command. */
  #received = 0;
  /** Knows the secrets that the server has got, and may repeat. */
  readonly mask: Mask = new Mask();
  /** What the server said as it took leave (BYE, RFC 3501 section 7.1.5). */
  #farewell: string | undefined;
  #capabilities: ReadonlySet<string> | undefined;
  /** Milliseconds that shorten the deadline of each command from now on, but of those with their own. */
  patience = Infinity;
  readonly #onAbort = (): void => this.close();

  /** @param transport The connection; the session closes it. @param options How long to wait. */
  constructor(transport: Transport, options: SessionOptions) {
    this.#transport = transport;
    this.#options = options;
    options.signal.addEventListener("abort", this.#onAbort);
    if (options.signal.aborted) this.close();
  }

  /** Whether the connection is closed, by us or because it failed. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Waits for the greeting (RFC 3501 section 7.1).
   *
   * @returns Whether it is needed to authenticate.
   * @throws {MailboxError} If it wants nothing of us.
   */
  async greeting(): Promise<ImapState> {
    return await this.#inTime("greeting", COMMAND_DEADLINE, async () => {
      const response = await this.#nextResponse();
      if (response.kind !== "status" || response.tag !== "*") throw outOfPlace();
      const { state, text } = response;
      if (state === "PREAUTH") return "authenticated";
      if (state === "OK") return "not-authenticated";
      throw new MailboxError("unreachable", `the IMAP server refuses the connection: ${text}`);
    });
  }

  /**
   * Gives a command and waits until it is done.
   *
   * @param text The command without its tag.
   * @param options How it goes on, and how long it may take.
   * @returns What the server says.
   * @throws {MailboxError} `refused` with the words of the server if it does not do it, `unreachable` if it
   * cannot now; `unreachable`, `protocol` or `interrupted`, with the connection closed, if it broke.
   */
  async command(text: string, options: CommandOptions = {}): Promise<Answer> {
    const answer = await this.#exchange(text, options);
    const { state, text: words, code = "" } = answer.status;
    if (state === "OK") return answer;
    const problem = TEMPORARY_CODES.has(code.toUpperCase()) ? "unreachable" : "refused";
    throw new MailboxError(problem, `the IMAP server refuses ${nameOf(text)}: ${state} ${words}`);
  }

  /** What the server can do, in upper case; asked once, and once more under TLS or another name. */
  async capabilities(): Promise<ReadonlySet<string>> {
    if (this.#capabilities !== undefined) return this.#capabilities;
    const { data } = await this.command("CAPABILITY");
    const words = data.flatMap(({ values: [name, ...words] }) =>
      isWord(name, "CAPABILITY") ? words : []
    );
    const texts = words.filter((word) => typeof word === "string");
    return this.#capabilities = new Set(texts.map((word) => word.toUpperCase()));
  }

  /** Forgets what the server can do: under another identity it may be something else (RFC 3501 section 6.1.1). */
  forgetCapabilities(): void {
    this.#capabilities = undefined;
  }

  /**
   * Puts the connection under TLS (RFC 3501 section 6.2.1).
   *
   * @param handshake Makes the new transport.
   * @throws {MailboxError} `untrusted` if the server does not want to; `protocol` if it has said more than it was asked: that could come from
   * somebody else, and would be taken for what comes under TLS (CVE-2011-0411).
   */
  async startTls(handshake: () => Promise<Transport>): Promise<void> {
    const { status: { state, text } } = await this.#exchange("STARTTLS");
    if (state !== "OK") {
      throw new MailboxError("untrusted", `the IMAP server refuses STARTTLS: ${state} ${text}`);
    }
    if (this.#reader.unread) {
      this.close();
      throw new MailboxError("protocol", "the IMAP server sent unexpected data before TLS");
    }
    this.#transport = await handshake();
    this.forgetCapabilities();
  }

  /** Takes leave, and waits for no more than a moment. */
  async logout(): Promise<void> {
    try {
      if (!this.#closed) await this.#exchange("LOGOUT", { deadline: LOGOUT_DEADLINE });
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error;
    } finally {
      this.close();
    }
  }

  /** Closes the connection; what still waits on it fails. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.signal.removeEventListener("abort", this.#onAbort);
    try {
      this.#transport.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  #exchange(
    text: string,
    options: CommandOptions = {},
  ): Promise<Answer> {
    const { onContinue, deadline = Math.min(COMMAND_DEADLINE, this.patience) } = options;
    return this.#inTime(nameOf(text), deadline, async () => {
      const tag = `a${++this.#tags}`;
      this.#received = 0;
      this.#reader.expect(options.literalMax ?? 0);
      await this.#writeLine(`${tag} ${text}`);
      return await this.#answer(tag, onContinue);
    });
  }

  async #answer(tag: string, onContinue: CommandOptions["onContinue"]): Promise<Answer> {
    const data: Data[] = [];
    const remarks: Status[] = [];
    for (let count = 0; count < RESPONSES; count++) {
      const response = await this.#nextResponse();
      if (response.kind === "data") data.push(response);
      else if (response.kind === "continuation") {
        if (onContinue === undefined) throw outOfPlace();
        await this.#writeLine(await onContinue(response.text));
      } else if (response.tag === tag) return { status: response, data, remarks };
      else if (response.tag !== "*") throw outOfPlace();
      else {
        remarks.push(response);
        if (response.state === "BYE") this.#farewell = response.text;
      }
    }
    throw tooMuch();
  }

  async #nextResponse(): Promise<Response> {
    for (;;) {
      const response = this.#reader.next();
      if (response?.kind === "status") {
        return { ...response, text: this.mask.concealText(response.text) };
      }
      if (response !== undefined) return response;
      const count = await this.#orBroken(this.#transport.read(this.#buffer));
      if (count === null) throw this.#closedByServer();
      this.#received += count;
      if (this.#received > ANSWER_OCTETS) throw tooMuch();
      this.#reader.feed(this.#buffer.subarray(0, count));
    }
  }

  async #writeLine(line: string): Promise<void> {
    let rest = encoder.encode(`${line}\r\n`);
    while (rest.length > 0) rest = rest.subarray(await this.#orBroken(this.#transport.write(rest)));
  }

  async #orBroken<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw this.#closedByServer(error);
    }
  }

  #closedByServer(cause?: unknown): MailboxError {
    const words = this.#farewell === undefined ? "" : `: ${this.#farewell}`;
    const text = `the IMAP server closed the connection${words}`;
    return new MailboxError("unreachable", text, cause);
  }

  /** Does `work`, but closes the connection when it fails or the deadline passes. */
  async #inTime<T>(what: string, deadline: number, work: () => Promise<T>): Promise<T> {
    const limit = Math.min(deadline, this.#options.limit ?? Infinity);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.close();
    }, limit);
    try {
      return await work();
    } catch (error) {
      this.close();
      if (this.#options.signal.aborted) throw new MailboxError("interrupted", "interrupted", error);
      if (late) {
        const text = `no answer from the IMAP server to ${what} within ${describeDeadline(limit)}`;
        throw new MailboxError("unreachable", text, error);
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

const encoder = new TextEncoder();

/**
 * Whether a value is this word, which IMAP writes in any case.
 *
 * @param value The value.
 * @param word The word, in upper case.
 */
export function isWord(value: Value | undefined, word: string): boolean {
  return typeof value === "string" && value.toUpperCase() === word;
}

/** The name of a command, without what it is given: that may be a secret. */
function nameOf(command: string): string {
  return command.split(" ", 1)[0] ?? "";
}

function tooMuch(): MailboxError {
  return new MailboxError("protocol", "the IMAP server sent too much data at once");
}

function outOfPlace(): MailboxError {
  return new MailboxError("protocol", "the IMAP server sent an unexpected response");
}
