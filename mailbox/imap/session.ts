/**
 * One connection to an IMAP server: commands out, responses in, each with a deadline.
 * @module
 */
import { describeDeadline } from "../../smtp/stage.ts";
import type { Transport } from "../../smtp/wire.ts";
import { MailboxError } from "../mailbox.ts";
import { type Data, type Response, ResponseReader, type Status } from "./response.ts";

/** Milliseconds that a server may take for one command: none of those asked here is a large one. */
const COMMAND_DEADLINE = 60_000;
/** Milliseconds to wait for the answer to LOGOUT: by then everything is known. */
const LOGOUT_DEADLINE = 1_000;
/** Responses to one command at most, as many as a user may have mailboxes. */
const RESPONSES = 20_000;
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
export interface SessionOptions {
  /** A limit in milliseconds that shortens the deadline of a command. */
  readonly limit: number | undefined;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
}

/** Whether the server takes us for somebody from the beginning (PREAUTH, RFC 3501 section 7.1.4). */
export type ImapState = "not-authenticated" | "authenticated";

/** Gives the line that continues a command, after the server has asked for it. */
export type Continue = (challenge: string) => Promise<string> | string;

/** One connection. */
export class ImapSession {
  #transport: Transport;
  readonly #options: SessionOptions;
  readonly #reader = new ResponseReader();
  readonly #buffer = new Uint8Array(BUFFER_OCTETS);
  #tags = 0;
  #closed = false;
  #capabilities: ReadonlySet<string> | undefined;
  /** Milliseconds that shorten the deadline of each command from now on. */
  patience = Infinity;
  readonly #onAbort = (): void => this.close();

  /** @param transport The connection; the session closes it. @param options How long to wait. */
  constructor(transport: Transport, options: SessionOptions) {
    this.#transport = transport;
    this.#options = options;
    options.signal.addEventListener("abort", this.#onAbort);
    if (options.signal.aborted) this.close();
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
      throw new MailboxError("unreachable", `the IMAP server wants nothing of us: ${text}`);
    });
  }

  /**
   * Gives a command and waits until it is done.
   *
   * @param text The command without its tag.
   * @param onContinue Continues it where the server asks for more.
   * @returns What the server says.
   * @throws {MailboxError} `refused` with the words of the server if it does not do it; `unreachable`,
   * `protocol` or `interrupted`, and the connection is closed then.
   */
  async command(text: string, onContinue?: Continue): Promise<Answer> {
    const [name = ""] = text.split(" ", 1);
    const answer = await this.#exchange(text, name, COMMAND_DEADLINE, onContinue);
    const { state, text: words } = answer.status;
    if (state === "OK") return answer;
    throw new MailboxError("refused", `the IMAP server refuses ${name}: ${state} ${words}`);
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
   * @throws {MailboxError} `protocol` if the server has said more than it was asked: that could come from
   * somebody else, and would be taken for what comes under TLS (CVE-2011-0411).
   */
  async startTls(handshake: () => Promise<Transport>): Promise<void> {
    await this.command("STARTTLS");
    if (this.#reader.unread) {
      this.close();
      throw new MailboxError("protocol", "the IMAP server said more before TLS than it was asked");
    }
    this.#transport = await handshake();
    this.forgetCapabilities();
  }

  /** Takes leave, and waits for no more than a moment. */
  async logout(): Promise<void> {
    try {
      if (!this.#closed) await this.#exchange("LOGOUT", "LOGOUT", LOGOUT_DEADLINE);
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
    name: string,
    deadline: number,
    onContinue?: Continue,
  ): Promise<Answer> {
    return this.#inTime(name, deadline, async () => {
      const tag = `a${++this.#tags}`;
      await this.#writeLine(`${tag} ${text}`);
      return await this.#answer(tag, onContinue);
    });
  }

  async #answer(tag: string, onContinue: Continue | undefined): Promise<Answer> {
    const data: Data[] = [];
    const remarks: Status[] = [];
    for (let count = 0; count < RESPONSES; count++) {
      const response = await this.#nextResponse();
      if (response.kind === "data") data.push(response);
      else if (response.kind === "continuation") {
        if (onContinue === undefined) throw outOfPlace();
        await this.#writeLine(await onContinue(response.text));
      } else if (response.tag === tag) return { status: response, data, remarks };
      else if (response.tag === "*") remarks.push(response);
      else throw outOfPlace();
    }
    throw new MailboxError(
      "protocol",
      `the IMAP server says more than ${RESPONSES} things at once`,
    );
  }

  async #nextResponse(): Promise<Response> {
    for (;;) {
      const response = this.#reader.next();
      if (response !== undefined) return response;
      const count = await this.#orBroken(this.#transport.read(this.#buffer));
      if (count === null) throw closedByServer();
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
      throw closedByServer(error);
    }
  }

  /** Does `work`, but closes the connection when it fails or the deadline passes. */
  async #inTime<T>(what: string, deadline: number, work: () => Promise<T>): Promise<T> {
    const limit = Math.min(deadline, this.patience, this.#options.limit ?? Infinity);
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
        const text = `no answer of the IMAP server within ${describeDeadline(limit)} to ${what}`;
        throw new MailboxError("unreachable", text, error);
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

const encoder = new TextEncoder();

function isWord(value: unknown, word: string): boolean {
  return typeof value === "string" && value.toUpperCase() === word;
}

function closedByServer(cause?: unknown): MailboxError {
  return new MailboxError("unreachable", "the IMAP server closed the connection", cause);
}

function outOfPlace(): MailboxError {
  return new MailboxError("protocol", "the IMAP server sent a response that has no meaning here");
}
