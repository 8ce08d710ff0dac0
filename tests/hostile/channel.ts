/**
 * One connection of a hostile peer: what the client says, octet for octet, and every way to answer.
 * @module
 */
import type { Connection } from "../../inbox/serve/connection.ts";
import type { TlsUpgrader } from "../../inbox/serve/tls.ts";
import { concatenate } from "../../message/encoding/octets.ts";

const encoder = new TextEncoder();
/** Every octet is a character, so that nothing the client sent is lost. */
const decoder = new TextDecoder("latin1");

const READ_OCTETS = 64 * 1024;
const LF = "\n".charCodeAt(0);
const END_OF_DATA = encoder.encode("\r\n.\r\n");
const CRLF = encoder.encode("\r\n");
/** Milliseconds for a TLS handshake with a client that has gone silent. */
const HANDSHAKE_LIMIT = 10_000;

/** A line that the client sent. */
export interface Line {
  /** The line without its end. */
  readonly text: string;
  /** Whether it came under TLS. */
  readonly encrypted: boolean;
}

/** A connection, as the peer uses it. */
export class Channel {
  readonly #conn: Deno.TcpConn;
  #connection: Connection;
  #buffer: Uint8Array = new Uint8Array(0);
  #corked: Uint8Array[] | undefined;
  readonly #late: Uint8Array[] = [];
  readonly #closed = Promise.withResolvers<void>();
  /** Whether it is under TLS. */
  encrypted = false;
  /** The lines that were read as lines, in order. */
  readonly lines: Line[] = [];
  /** Octets of message text that were read. */
  bodyOctets = 0;
  /** Octets that {@linkcode flood} has written. */
  flooded = 0;

  /** @param conn The connection. */
  constructor(conn: Deno.TcpConn) {
    conn.setNoDelay(true);
    this.#conn = conn;
    this.#connection = conn;
  }

  /** Whether the client has sent more than was read of it. */
  get unread(): boolean {
    return this.#buffer.length > 0;
  }

  /** What the client sent while the peer only waited for its end. */
  get late(): string {
    return decoder.decode(concatenate(this.#late));
  }

  /** The next line without its end; `undefined` when the client has ended. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf(LF);
      if (end >= 0) {
        const text = decoder.decode(this.#buffer.subarray(0, end)).replace(/\r$/, "");
        this.#buffer = this.#buffer.subarray(end + 1);
        this.lines.push({ text, encrypted: this.encrypted });
        return text;
      }
      if (!await this.#fill()) return undefined;
    }
  }

  /** The message with its end, by the letter of RFC 5321 section 4.1.1.4; `undefined` when the client ends before. */
  async message(): Promise<Uint8Array | undefined> {
    const pieces: Uint8Array[] = [];
    // The line end of DATA counts: a message may be nothing but the final dot.
    for (let tail: Uint8Array = CRLF;;) {
      const joined = concatenate([tail, this.#buffer]);
      const at = find(joined, END_OF_DATA);
      const isWhole = at >= 0;
      pieces.push(this.#takeBody(isWhole ? at + END_OF_DATA.length - tail.length : Infinity));
      if (isWhole) return concatenate(pieces);
      tail = joined.slice(1 - END_OF_DATA.length);
      if (!await this.#fill()) return undefined;
    }
  }

  /** Reads octets of the message that go no further. */
  async swallow(octets: number): Promise<void> {
    for (let left = octets; left > 0;) {
      if (this.#buffer.length === 0 && !await this.#fill()) return;
      left -= this.#takeBody(left).length;
    }
  }

  /** Sends all of it in one piece. */
  async say(what: string | Uint8Array): Promise<void> {
    const octets = typeof what === "string" ? encoder.encode(what) : what;
    if (this.#corked !== undefined) {
      this.#corked.push(octets);
      return;
    }
    let rest = octets;
    while (rest.length > 0) rest = rest.subarray(await this.#connection.write(rest));
  }

  /** Keeps what is said from now on. */
  cork(): void {
    this.#corked ??= [];
  }

  /** Sends what was kept, in one segment. */
  async uncork(): Promise<void> {
    const kept = this.#corked ?? [];
    this.#corked = undefined;
    await this.say(concatenate(kept));
  }

  /** Sends one octet after the other, for as long as the client stays. */
  async drip(what: string | Uint8Array, milliseconds: number): Promise<void> {
    const octets = typeof what === "string" ? encoder.encode(what) : what;
    let gone = false;
    const leaving = this.gone().finally(() => {
      gone = true;
    });
    // It may fail while nobody waits for it; who does is told below.
    leaving.catch(() => {});
    try {
      for (let at = 0; at < octets.length && !gone; at++) {
        await this.say(octets.subarray(at, at + 1));
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
      }
    } finally {
      await leaving;
    }
  }

  /** Sends the same again and again, until the client will not have it. */
  async flood(piece: Uint8Array, times: number): Promise<void> {
    for (let count = 0; count < times; count++) {
      await this.say(piece);
      this.flooded += piece.length;
    }
  }

  /** Says that nothing more will come (FIN), and waits for the client's end. */
  async finish(): Promise<void> {
    await this.#connection.closeWrite();
    await this.gone();
  }

  /** Says that nothing more will come (FIN). */
  async closeWrite(): Promise<void> {
    await this.#connection.closeWrite();
  }

  /** Waits until the client has said something that nobody has read; false if it has gone. */
  async heard(): Promise<boolean> {
    return this.#buffer.length > 0 || await this.#fill();
  }

  /** Waits until this end is closed, and reads nothing: the client can send no more than fits between. */
  async ignore(): Promise<void> {
    await this.#closed.promise;
  }

  /** Waits for the client's end. */
  async gone(): Promise<void> {
    if (this.#buffer.length > 0) this.#late.push(this.#take(this.#buffer.length));
    while (await this.#fill()) this.#late.push(this.#take(this.#buffer.length));
  }

  /** Puts TLS between the client and this end. */
  async secure(upgrader: TlsUpgrader, signal: AbortSignal): Promise<void> {
    this.#connection = await upgrader.upgrade(this.#conn, { limit: HANDSHAKE_LIMIT, signal });
    this.encrypted = true;
  }

  /** Ends the connection; what was said under TLS is still on its way. */
  close(): void {
    this.#closed.resolve();
    closeQuietly(this.#connection);
  }

  /** Ends the connection at once, whatever is still on its way. */
  abort(): void {
    closeQuietly(this.#conn);
    this.close();
  }

  async #fill(): Promise<boolean> {
    const chunk = new Uint8Array(READ_OCTETS);
    const count = await this.#connection.read(chunk);
    if (count === null) return false;
    this.#buffer = concatenate([this.#buffer, chunk.subarray(0, count)]);
    return true;
  }

  #takeBody(count: number): Uint8Array {
    const taken = this.#take(Math.min(count, this.#buffer.length));
    this.bodyOctets += taken.length;
    return taken;
  }

  #take(count: number): Uint8Array {
    const taken = this.#buffer.slice(0, count);
    this.#buffer = this.#buffer.subarray(count);
    return taken;
  }
}

function closeQuietly(connection: { close(): void }): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

function startsWith(octets: Uint8Array, beginning: Uint8Array): boolean {
  return beginning.every((octet, index) => octets[index] === octet);
}

function find(octets: Uint8Array, wanted: Uint8Array): number {
  const [first = 0] = wanted;
  for (let at = octets.indexOf(first); at >= 0; at = octets.indexOf(first, at + 1)) {
    if (startsWith(octets.subarray(at, at + wanted.length), wanted)) return at;
  }
  return -1;
}
