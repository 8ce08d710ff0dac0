/**
 * What is asked of the API of a running inbox, and what is made of the answers.
 * @module
 */
import { JsonMembers } from "../../../message/file/json_members.ts";
import { CliError, Exit, type ExitCode, UsageError } from "../../terminal/exit.ts";
import type { RemoteAddress } from "./address.ts";

/** What an answer may take. */
interface Limits {
  /** Milliseconds without an octet after which an inbox is given up. */
  readonly silence: number;
  /** Octets of an answer in JSON, which is read as a whole: a page of the list has 1,000 messages. */
  readonly jsonOctets: number;
}

const LIMITS: Limits = { silence: 20_000, jsonOctets: 64 * 1024 * 1024 };

/** Octets of what is read of a refusal, and characters of it that are shown. */
const MAX_REFUSAL_OCTETS = 64 * 1024;
const MAX_SHOWN = 300;

/** By this header an inbox says that it is one. */
const MARK = "mua-inbox";

/** Nobody answers at the address: it may be too early. */
export class UnreachableError extends CliError {
  override readonly name = "UnreachableError";
}

/** What is asked. */
interface Asking {
  /** The method; GET by default. */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** The body, to be written as JSON. */
  readonly body?: unknown;
  /** Milliseconds that the inbox may take in addition, because it waits. */
  readonly patience?: number;
  /** A status code that is an answer as well as 200. */
  readonly expected?: number;
}

/** An answer. */
interface Answer {
  readonly status: number;
  readonly octets: AsyncIterable<Uint8Array>;
}

/** The API of a running inbox. */
export class InboxClient {
  readonly #address: RemoteAddress;
  readonly #signal: AbortSignal;
  readonly #limits: Limits;

  /**
   * @param address Where it is.
   * @param signal Aborted when the user wants no more.
   * @param limits What an answer may take.
   */
  constructor(address: RemoteAddress, signal: AbortSignal, limits = LIMITS) {
    this.#address = address;
    this.#signal = signal;
    this.#limits = limits;
  }

  /**
   * Asks for an object in JSON.
   *
   * @param path The path, with its query.
   * @param asking What else there is to say.
   * @throws {CliError} If there is no such answer; `UnreachableError` if nobody answers at all.
   */
  async json(path: string, asking: Asking = {}): Promise<JsonMembers> {
    return await this.#read(await this.#ask(path, asking));
  }

  /**
   * Asks for an object in JSON that may not be there.
   *
   * @param path The path.
   * @returns The object; `undefined` if there is none of this name.
   * @throws {CliError} As {@linkcode json}.
   */
  async find(path: string): Promise<JsonMembers | undefined> {
    const answer = await this.#askFor(path);
    return answer && await this.#read(answer);
  }

  /**
   * Asks for octets.
   *
   * @param path The path.
   * @returns The octets as they come; `undefined` if there are none of this name.
   * @throws {CliError} As {@linkcode json}, also while the octets are read.
   */
  async octets(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    return (await this.#askFor(path))?.octets;
  }

  async #askFor(path: string): Promise<Answer | undefined> {
    const answer = await this.#ask(path, { expected: 404 });
    if (answer.status !== 404) return answer;
    await readText(answer.octets, MAX_REFUSAL_OCTETS);
    return undefined;
  }

  async #read({ octets }: Answer): Promise<JsonMembers> {
    const text = await readText(octets, this.#limits.jsonOctets);
    if (text === undefined) throw this.#wrong("it is too long");
    return JsonMembers.parse(text, (reason) => this.#wrong(reason));
  }

  /** The error of an answer that an inbox does not give. */
  #wrong(reason: string): CliError {
    return new CliError(Exit.protocol, `unexpected answer of ${this.#address.origin}: ${reason}`);
  }

  async #ask(
    path: string,
    { method = "GET", body, patience = 0, expected }: Asking,
  ): Promise<Answer> {
    const { origin, authorization } = this.#address;
    const alarm = new Alarm(this.#limits.silence);
    const signal = AbortSignal.any([this.#signal, alarm.signal]);
    alarm.set(patience);
    try {
      const response = await fetch(origin + path, {
        method,
        headers: authorization === undefined ? {} : { authorization },
        redirect: "manual",
        signal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const { status } = response;
      const octets = this.#follow(response, alarm);
      if (!response.headers.has(MARK)) {
        await response.body?.cancel();
        throw this.#notAnInbox(status);
      }
      if (status === 200 || status === expected) return { status, octets };
      throw this.#refusal(status, await readText(octets, MAX_REFUSAL_OCTETS) ?? "");
    } catch (error) {
      alarm.clear();
      throw this.#failure(error, alarm);
    }
  }

  /** The body, given up if it stops coming. */
  async *#follow(response: Response, alarm: Alarm): AsyncGenerator<Uint8Array> {
    try {
      for await (const octets of response.body ?? []) {
        alarm.clear();
        yield octets;
        alarm.set();
      }
    } catch (error) {
      throw this.#failure(error, alarm);
    } finally {
      alarm.clear();
    }
  }

  #failure(error: unknown, { signal, silence }: Alarm): unknown {
    const { origin } = this.#address;
    if (error instanceof CliError || error instanceof Deno.errors.NotCapable) return error;
    if (this.#signal.aborted) return error;
    if (signal.aborted) {
      const message = `no answer from ${origin} within ${silence / 1000} s`;
      return new CliError(Exit.temporary, message, { cause: error });
    }
    return new UnreachableError(Exit.temporary, `no answer from ${origin}: ${reasonOf(error)}`, {
      hint: `Is it running, and with --http? mua inbox --http ${new URL(origin).host}`,
      cause: error,
    });
  }

  #notAnInbox(status: number): CliError {
    const { origin } = this.#address;
    return new CliError(
      Exit.protocol,
      `what answers at ${origin} is not mua inbox (status ${status})`,
      { hint: "mua inbox --http prints the address of its page and API when it starts." },
    );
  }

  /** A refusal, with the words of the inbox. */
  #refusal(status: number, text: string): CliError {
    const { origin, authorization } = this.#address;
    const words = text.trim().slice(0, MAX_SHOWN);
    if (status === 400) return new UsageError(words);
    if (status === 401) {
      return authorization === undefined
        ? new CliError(Exit.authentication, `the inbox at ${origin} asks for a password`, {
          hint: "Add --http-user NAME --http-password-file FILE.",
        })
        : new CliError(Exit.authentication, `${origin} refused the user name or the password`);
    }
    const codes: Readonly<Record<number, ExitCode>> = {
      403: Exit.refused,
      404: Exit.noInput,
      503: Exit.temporary,
    };
    return new CliError(codes[status] ?? Exit.protocol, `${origin} answered ${status}: ${words}`);
  }
}

/** Aborts when nothing is heard for too long. */
class Alarm {
  /** Milliseconds that it waits. */
  readonly silence: number;
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(silence: number) {
    this.silence = silence;
  }

  /** Aborted when nothing was heard. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Waits from now on; `more` milliseconds longer than it does. */
  set(more = 0): void {
    this.clear();
    this.#timer = setTimeout(() => this.#controller.abort(), this.silence + more);
  }

  /** Waits no longer. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}

/** A text; `undefined` if it is longer than it may be. */
async function readText(
  octets: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let [text, size] = ["", 0];
  for await (const piece of octets) {
    size += piece.length;
    if (size > limit) return undefined;
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

/** What the system says, without the address that is named already, and without its own numbers. */
function reasonOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  if (cause instanceof Error) return reasonOf(cause);
  const [, reason = message] = /: ([^:]+?)(?: \(os error \d+\))?$/.exec(message) ?? [];
  return reason.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
