/**
 * A server that counts the copies that each recipient gets, and answers as a test wants.
 * @module
 */

/** What it may do in place of a reply: close the connection, or say nothing from then on. */
type Answer = string | "CLOSE" | "SILENCE";

/**
 * What it answers to a recipient, and to the end of a message for one; `undefined` is yes.
 *
 * @param recipient The recipient.
 * @param times How often it was asked for that before.
 */
type Decision = (recipient: string, times: number) => Answer | undefined;

/** How it behaves. */
interface Behaviour {
  /** The answers to RCPT. */
  readonly rcpt?: Decision;
  /** The answers to the final dot; the copy counts, whatever is said, unless that is a refusal. */
  readonly dot?: Decision;
}

/** A server on loopback. */
export class CountingServer implements AsyncDisposable {
  /** By recipient, the messages that were taken. */
  readonly copies = new Map<string, string[]>();
  /** Connections that have said QUIT. */
  farewells = 0;
  /** Connections that were made. */
  connections = 0;
  readonly #behaviour: Behaviour;
  readonly #listener: Deno.TcpListener;
  readonly #open = new Set<Promise<void>>();
  readonly #conns = new Set<Deno.TcpConn>();
  readonly #asked = new Map<string, number>();
  readonly #accepting: Promise<void>;

  constructor(behaviour: Behaviour = {}) {
    this.#behaviour = behaviour;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#accepting = this.#accept();
  }

  /** Where it listens, for `--server`. */
  get address(): string {
    return `127.0.0.1:${this.#listener.addr.port}`;
  }

  /** How many copies each recipient has. */
  get counts(): ReadonlyMap<string, number> {
    return new Map(Array.from(this.copies, ([recipient, all]) => [recipient, all.length]));
  }

  /** Closes all connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const conn of this.#conns) close(conn);
    await this.#accepting;
    await Promise.all(this.#open);
  }

  async #accept(): Promise<void> {
    try {
      for await (const conn of this.#listener) {
        this.connections++;
        this.#conns.add(conn);
        const talking: Promise<void> = this.#talk(conn).catch(() => {}).finally(() => {
          this.#open.delete(talking);
          this.#conns.delete(conn);
          close(conn);
        });
        this.#open.add(talking);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async #talk(conn: Deno.TcpConn): Promise<void> {
    let isSilent = false;
    const say = async (text: string): Promise<void> => {
      // Who has not answered once answers no more: the next reply would be taken for that answer.
      isSilent ||= text === "SILENCE";
      if (isSilent) return;
      const octets = new TextEncoder().encode(`${text}\r\n`);
      for (let at = 0; at < octets.length;) at += await conn.write(octets.subarray(at));
    };
    let recipients: string[] = [];
    let message: string[] | undefined;
    await say("220 counting ESMTP");
    for await (const line of linesOf(conn)) {
      if (message !== undefined) {
        if (line !== ".") {
          message.push(line);
          continue;
        }
        const answer = this.#take(recipients, message.join("\n"));
        [recipients, message] = [[], undefined];
        if (answer === "CLOSE") return;
        await say(answer);
        continue;
      }
      const [, recipient = ""] = /^RCPT TO:<(.*?)>/.exec(line) ?? [];
      if (line.startsWith("EHLO")) await say("250-counting\r\n250 PIPELINING");
      else if (recipient !== "") {
        const answer = this.#decide("rcpt", recipient) ?? "250 ok";
        if (answer === "CLOSE") return;
        if (answer.startsWith("2")) recipients.push(recipient);
        await say(answer);
      } else if (line === "DATA") {
        if (recipients.length > 0) message = [];
        await say(recipients.length > 0 ? "354 go on" : "554 no recipient");
      } else if (line === "QUIT") {
        this.farewells++;
        return await say("221 bye");
      } else {
        await say("250 ok");
      }
    }
  }

  #take(recipients: readonly string[], message: string): Answer {
    const [first = ""] = recipients;
    const answer = this.#decide("dot", first) ?? "250 taken";
    if (/^[45]/.test(answer)) return answer;
    for (const recipient of recipients) {
      const all = this.copies.get(recipient) ?? [];
      all.push(message);
      this.copies.set(recipient, all);
    }
    return answer;
  }

  #decide(what: "rcpt" | "dot", recipient: string): Answer | undefined {
    const key = `${what} ${recipient}`;
    const times = this.#asked.get(key) ?? 0;
    this.#asked.set(key, times + 1);
    return this.#behaviour[what]?.(recipient, times);
  }
}

async function* linesOf(conn: Deno.TcpConn): AsyncGenerator<string> {
  const buffer = new Uint8Array(64 * 1024);
  const decoder = new TextDecoder();
  let rest = "";
  for (let count = await conn.read(buffer); count !== null; count = await conn.read(buffer)) {
    rest += decoder.decode(buffer.subarray(0, count), { stream: true });
    const lines = rest.split("\r\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

function close(conn: Deno.TcpConn): void {
  try {
    conn.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
