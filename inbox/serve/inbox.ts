/**
 * An inbox for programs, such as a suite of tests: on a free port, with the messages in memory.
 * @module
 */
import type { MailCriteria } from "../received/criteria.ts";
import type { InboxMessage } from "../received/mail.ts";
import type { StartedInbox } from "./start.ts";

/** How to start an inbox. */
export interface InboxStartOptions {
  /** The address to listen on; by default 127.0.0.1, which only this machine reaches. */
  readonly hostname?: string;
  /** The port to listen on; by default one that is free. */
  readonly port?: number;
  /** What it calls itself in its dialogues: a domain or an address literal; by default `localhost`. */
  readonly name?: string;
  /**
   * TLS: `auto` offers STARTTLS (RFC 3207), `require` takes no mail without it, `on-connect` is TLS from the
   * start (RFC 8314 section 3); by default there is none.
   */
  readonly tls?: "auto" | "require" | "on-connect";
  /** What it shows under TLS, in PEM. Without it a certificate is made, which {@linkcode Inbox.caCerts} is for. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Offers AUTH (RFC 4954): to users with their passwords, or to `any` user with any password. Without TLS, in clear. */
  readonly auth?: "any" | Readonly<Record<string, string>>;
  /** Whether it takes no mail without AUTH; by default it does. */
  readonly requireAuth?: boolean;
  /** The most messages that are kept: when one more comes, the oldest goes. By default all are. */
  readonly max?: number;
}

/** Which message {@linkcode Inbox.next} waits for, and how long. */
export interface NextOptions extends MailCriteria {
  /** Milliseconds until it is given up; by default 5,000. */
  readonly timeout?: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

const DEFAULT_TIMEOUT = 5_000;

/**
 * An SMTP server that takes mail for anybody, delivers none, and keeps it in memory (RFC 5321). It
 * needs the permission to listen on its address; TLS also to connect to 127.0.0.1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Inbox } from "../mod.ts";
 *
 * await using inbox = await Inbox.start();
 * assertEquals(inbox.address, `127.0.0.1:${inbox.port}`);
 * assertEquals(inbox.messages, []);
 * ```
 */
export class Inbox implements AsyncDisposable {
  readonly #started: StartedInbox;
  readonly #stop: AbortController;

  private constructor(started: StartedInbox, stop: AbortController) {
    this.#started = started;
    this.#stop = stop;
  }

  /**
   * Starts an inbox.
   *
   * @param options How; without any it listens on a free port of this machine.
   * @returns The inbox, ready for mail.
   * @throws {Deno.errors.AddrInUse} If the port is in use.
   * @throws {Deno.errors.AddrNotAvailable} If this machine has no such address.
   * @throws {Deno.errors.NotCapable} If it may not listen there.
   * @throws {Error} If the certificate or its key cannot be used.
   *
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { Inbox } from "../mod.ts";
   *
   * const inbox = await Inbox.start({ name: "mx.example" });
   * const connection = await Deno.connect({ hostname: inbox.hostname, port: inbox.port });
   * const octets = new Uint8Array(512);
   * const count = await connection.read(octets) ?? 0;
   * assertEquals(new TextDecoder().decode(octets.subarray(0, count)).slice(0, 15), "220 mx.example ");
   * connection.close();
   * await inbox.stop();
   * ```
   *
   * @example With TLS and AUTH
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { writeMail } from "../../message/mod.ts";
   * import { sendMail } from "../../smtp/mod.ts";
   * import { Inbox } from "../mod.ts";
   *
   * await using inbox = await Inbox.start({ tls: "require", auth: { app: "secret" }, requireAuth: true });
   * const { envelope, message } = await writeMail({ from: "a@x.example", to: "b@y.example" });
   * const [outcome] = await sendMail(envelope, message, {
   *   server: inbox.hostname,
   *   port: inbox.port,
   *   tls: "require",
   *   caCerts: inbox.caCerts,
   *   auth: { user: "app", secret: "secret", kind: "password" },
   * });
   * assertEquals([outcome?.status, inbox.messages[0]?.envelope.user], ["delivered", "app"]);
   * ```
   */
  static async start(options: InboxStartOptions = {}): Promise<Inbox> {
    const { hostname = "127.0.0.1", port = 0, name = "localhost" } = options;
    const { tls, certificate, auth, requireAuth = false, max } = options;
    // Only who starts an inbox loads it.
    const { StartedInbox } = await import("./start.ts");
    const stop = new AbortController();
    const parts = { hostname, port, name, tls, certificate, auth, requireAuth, max };
    return new Inbox(await StartedInbox.start(parts, stop.signal), stop);
  }

  /** The address it listens on. */
  get hostname(): string {
    return this.#started.running.hostname;
  }

  /** The port it listens on. */
  get port(): number {
    return this.#started.running.port;
  }

  /** Where to send mail: `127.0.0.1:40123`, or `[::1]:40123`. */
  get address(): string {
    const { hostname, port } = this;
    return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
  }

  /**
   * The certificate of the authority that signed the inbox's own, in PEM, for clients to trust. None without
   * TLS, or with a certificate that was given.
   */
  get caCerts(): readonly string[] {
    return this.#started.caCerts;
  }

  /**
   * The messages so far, in the order of arrival. One is here before its sender is told that it was taken.
   * The list is one of its own; a message is the same object in each.
   */
  get messages(): readonly InboxMessage[] {
    return this.#started.messages;
  }

  /**
   * The next message that is as it is wanted: the oldest that came before and that `next` has not returned yet,
   * or else the first that comes.
   *
   * @param options What it must be like, and how long to wait.
   * @returns The message.
   * @throws {NoMailError} If none comes in time; it says what came.
   * @throws {Error} If the inbox is stopped meanwhile.
   *
   * @example
   * ```ts
   * import { assertEquals, assertRejects } from "@std/assert";
   * import { writeMail } from "../../message/mod.ts";
   * import { sendMail } from "../../smtp/mod.ts";
   * import { Inbox, NoMailError } from "../mod.ts";
   *
   * await using inbox = await Inbox.start();
   * const { envelope, message } = await writeMail({
   *   from: "app@x.example",
   *   to: "ana@y.example",
   *   subject: "Please confirm your address",
   *   text: "Your code: 123456",
   * });
   * const sent = sendMail(envelope, message, { server: inbox.hostname, port: inbox.port });
   * const mail = await inbox.next({ to: "ana@y.example", subject: /confirm/i });
   * assertEquals(mail.codes(), ["123456"]);
   * await sent;
   * await assertRejects(() => inbox.next({ to: "eva@y.example", timeout: 10 }), NoMailError, "ana@y.example");
   * ```
   */
  async next(
    { timeout = DEFAULT_TIMEOUT, signal, ...criteria }: NextOptions = {},
  ): Promise<InboxMessage> {
    const ends = signal === undefined
      ? this.#stop.signal
      : AbortSignal.any([signal, this.#stop.signal]);
    return await this.#started.next(criteria, { timeout, signal: ends });
  }

  /**
   * Removes all messages. Numbers go on where they were.
   *
   * @returns They are gone when this returns; there is nothing to wait for.
   */
  clear(): Promise<void> {
    return this.#started.clear();
  }

  /**
   * Makes something fail, by a rule as for `mua inbox --fail`: `STAGE[:PATTERN]=ACTION`, and how often. Of
   * several rules the first that applies is taken.
   *
   * @param rule The rule.
   * @returns Removes the rule when it is disposed of.
   * @throws {Error} If it is no rule; the message says why.
   *
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { writeMail } from "../../message/mod.ts";
   * import { sendMail } from "../../smtp/mod.ts";
   * import { Inbox } from "../mod.ts";
   *
   * await using inbox = await Inbox.start();
   * const { envelope, message } = await writeMail({ from: "a@x.example", to: "grey@y.example" });
   * const send = async () => {
   *   const [outcome] = await sendMail(envelope, message, { server: inbox.hostname, port: inbox.port });
   *   return outcome?.status;
   * };
   * {
   *   using _fault = inbox.fail("rcpt:grey*=451 4.2.0 later");
   *   assertEquals(await send(), "deferred");
   * }
   * assertEquals(await send(), "delivered");
   * ```
   */
  fail(rule: string): Disposable {
    return this.#started.fail(rule);
  }

  /** Removes all rules of {@linkcode Inbox.fail}. */
  recover(): void {
    this.#started.recover();
  }

  /**
   * Stops it. Its messages can still be read.
   *
   * @returns Done when the port is free and every dialogue has ended.
   *
   * @example
   * ```ts
   * import { assertRejects } from "@std/assert";
   * import { Inbox } from "../mod.ts";
   *
   * const inbox = await Inbox.start();
   * await inbox.stop();
   * const { hostname, port } = inbox;
   * await assertRejects(() => Deno.connect({ hostname, port }), Deno.errors.ConnectionRefused);
   * ```
   */
  async stop(): Promise<void> {
    this.#stop.abort(new Error("the inbox was stopped"));
    await this.#started.running.finished;
  }

  /** Stops it at the end of a block with `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
