/**
 * A server in memory: a script of what the client must say and what is answered, with no socket.
 * @module
 */
import type { Transport } from "../../smtp/connection/wire.ts";
import { assertEquals } from "../std/assert.ts";

/** What a server does when its turn comes: bytes to send, or the end of the connection. */
export type Answer = string | "FIN" | "RST" | "SILENCE";

/** One turn: what the client is expected to send, and the answers to it. */
export interface Turn {
  /** The exact bytes of the client. */
  readonly expect: string;
  /** What follows, in order. */
  readonly answers: readonly Answer[];
}

/** Builds a turn: the client's exact bytes, and the answers. */
export function turn(expect: string, ...answers: Answer[]): Turn {
  return { expect, answers };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A {@linkcode Transport} that plays a script. Its answers are cut into chunks of `chunkSize` octets,
 * so that a test can go through every cut.
 */
export class MemoryServer implements Transport {
  readonly #turns: Turn[];
  readonly #chunkSize: number;
  readonly #queue: (Uint8Array | "FIN" | "RST")[] = [];
  #heard = "";
  #waiting: PromiseWithResolvers<number | null> | undefined;
  #buffer: Uint8Array = new Uint8Array(0);
  /** How often the client has read and written. */
  calls = 0;
  /** Everything the client has sent. */
  sent = "";
  /** Whether the client has closed the connection. */
  closed = false;

  /**
   * @param turns The script; a first turn that expects "" is the greeting.
   * @param chunkSize Octets of one read at most.
   */
  constructor(turns: readonly Turn[], chunkSize = Infinity) {
    this.#turns = [...turns];
    this.#chunkSize = chunkSize;
    this.#play();
  }

  /** Gives the next octets, or waits until there are some. */
  read(buffer: Uint8Array): Promise<number | null> {
    this.calls++;
    this.#buffer = buffer;
    this.#waiting = Promise.withResolvers();
    const { promise } = this.#waiting;
    if (this.closed) this.#waiting.reject(new Deno.errors.BadResource("closed"));
    else this.#serve();
    return promise;
  }

  /** Takes what the client says, and plays on when it is what the script expects. */
  write(bytes: Uint8Array): Promise<number> {
    this.calls++;
    if (this.closed) return Promise.reject(new Deno.errors.BadResource("closed"));
    if (this.#queue[0] === "RST") return Promise.reject(new Deno.errors.ConnectionReset("reset"));
    const text = decoder.decode(bytes);
    this.sent += text;
    this.#heard += text;
    this.#play();
    return Promise.resolve(bytes.length);
  }

  /** Closes the client's end. */
  close(): void {
    this.closed = true;
    this.#waiting?.reject(new Deno.errors.BadResource("closed"));
  }

  /** Fails unless the whole script has been played and the client has said nothing else. */
  assertPlayed(): void {
    assertEquals(this.#turns, [], "the client has not said all that the script expects");
    assertEquals(this.#heard, "", "the client has said more than the script expects");
  }

  #play(): void {
    for (;;) {
      const next = this.#turns[0];
      if (next === undefined || !this.#heard.startsWith(next.expect)) return;
      this.#heard = this.#heard.slice(next.expect.length);
      this.#turns.shift();
      for (const answer of next.answers) this.#answer(answer);
      this.#serve();
    }
  }

  #answer(answer: Answer): void {
    if (answer === "SILENCE") return;
    if (answer === "FIN" || answer === "RST") {
      this.#queue.push(answer);
      return;
    }
    const octets = encoder.encode(answer);
    for (let start = 0; start < octets.length; start += this.#chunkSize) {
      this.#queue.push(octets.subarray(start, start + this.#chunkSize));
      if (this.#chunkSize === Infinity) break;
    }
  }

  #serve(): void {
    const waiting = this.#waiting;
    const next = this.#queue[0];
    if (waiting === undefined || next === undefined) return;
    this.#waiting = undefined;
    if (next === "FIN") return waiting.resolve(null);
    if (next === "RST") return waiting.reject(new Deno.errors.ConnectionReset("reset"));
    this.#queue.shift();
    this.#buffer.set(next);
    waiting.resolve(next.length);
  }
}
