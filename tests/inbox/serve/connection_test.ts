import { carry, type Connection } from "../../../inbox/serve/connection.ts";
import type { Dialogue } from "../../../inbox/effect.ts";
import type { InboxEvent } from "../../../inbox/serve/event.ts";
import { DEFAULT_LIMITS } from "../../../inbox/limits.ts";
import { createMemoryStore } from "../../../inbox/store/memory.ts";
import { serveSession } from "../../../inbox/session.ts";
import type { TlsOffer } from "../../../inbox/transaction.ts";
import { assertEquals } from "../../std/assert.ts";
import { bytes } from "../drive.ts";

/** A connection in memory that keeps in order what is done with it. */
class FakeConnection implements Connection {
  readonly done: string[] = [];
  readonly #chunks: string[];

  /** @param chunks What reading gives; the last one again and again if it is not the empty end. */
  constructor(...chunks: string[]) {
    this.#chunks = chunks;
  }

  /** Whether writing waits for ever, even when the connection is closed. */
  blocks = false;

  read(buffer: Uint8Array): Promise<number | null> {
    const chunk = (this.#chunks.length > 1 ? this.#chunks.shift() : this.#chunks[0]) ?? "";
    const reading = chunk === "" ? "read the end" : `read ${chunk.trim()}`;
    if (this.done.at(-1) !== reading) this.done.push(reading);
    buffer.set(bytes(chunk));
    return Promise.resolve(chunk === "" ? null : chunk.length);
  }

  write(octets: Uint8Array): Promise<number> {
    if (this.blocks) return new Promise(() => {});
    this.done.push(`write ${new TextDecoder().decode(octets).slice(0, 3)}`);
    // As a connection may: not all at once.
    return Promise.resolve(Math.ceil(octets.length / 2));
  }

  closeWrite(): Promise<void> {
    this.done.push("close our side");
    return Promise.resolve();
  }

  close(): void {
    this.done.push("close");
  }
}

function session(tls?: TlsOffer): Dialogue {
  return serveSession({
    hostName: "inbox.test",
    peer: "[192.0.2.1]",
    peerPort: 50000,
    limits: DEFAULT_LIMITS,
    tls,
    clock: () => new Date(0),
    newId: () => "id",
  });
}

async function serve(
  connection: FakeConnection,
  idle: number,
  signal = new AbortController().signal,
): Promise<void> {
  const dialogue = session();
  const store = createMemoryStore();
  await carry(dialogue, connection, { number: 1, store, idle, signal, onEvent: () => {} });
}

Deno.test("after the last reply what the client still says is read before the connection is closed", async () => {
  const connection = new FakeConnection("QUIT\r\n", "NOOP\r\n", "RSET\r\n", "");
  await serve(connection, 1000);
  const quit = connection.done.indexOf("read QUIT");
  assertEquals(connection.done.slice(quit).filter((each) => !each.startsWith("write")), [
    "read QUIT",
    "close our side",
    "read NOOP",
    "read RSET",
    "read the end",
    "close",
  ]);
  assertEquals(connection.done.slice(quit).includes("write 221"), true);
});

Deno.test("a client that has ended is not waited for", async () => {
  const connection = new FakeConnection("NOOP\r\n", "");
  await serve(connection, 1000);
  assertEquals(connection.done.slice(-2), ["read the end", "close"]);
});

Deno.test("octets that come without a pause do not keep the time from being over", async () => {
  const connection = new FakeConnection("NOOP\r\n", "x");
  await serve(connection, 50);
  assertEquals(connection.done.filter((each) => each.startsWith("write 4")), ["write 421"]);
});

Deno.test("a client that takes no replies loses the connection when the time is over", async () => {
  const connection = new FakeConnection("NOOP\r\n", "");
  connection.blocks = true;
  await serve(connection, 20);
  assertEquals(connection.done, ["close"]);
});

Deno.test("a client that takes no replies does not keep the inbox from being stopped", async () => {
  const connection = new FakeConnection("NOOP\r\n", "");
  connection.blocks = true;
  const stopping = new AbortController();
  const served = serve(connection, DEFAULT_LIMITS.idle, stopping.signal);
  stopping.abort();
  await served;
  assertEquals(connection.done, ["close"]);
});

Deno.test("a dialogue may go on when the client was idle, and no octet is lost", async () => {
  const arriving = Promise.withResolvers<number>();
  let reads = 0;
  const connection: Connection = {
    read(buffer: Uint8Array): Promise<number | null> {
      buffer.set(bytes("late"));
      return reads++ === 0 ? arriving.promise : Promise.resolve(null);
    },
    write: (octets) => Promise.resolve(octets.length),
    closeWrite: () => Promise.resolve(),
    close: () => {},
  };
  const kinds: string[] = [];
  const dialogue = (function* (): Dialogue {
    for (let turn = 0; turn < 4; turn++) {
      const answer = yield { kind: "read", renew: true };
      const text = answer.kind === "octets" ? new TextDecoder().decode(answer.octets) : "";
      kinds.push(`${answer.kind} ${text}`.trim());
      if (turn === 1) arriving.resolve(4);
    }
  })();
  const { signal } = new AbortController();
  const options = { number: 1, store: createMemoryStore(), idle: 5, signal, onEvent: () => {} };
  await carry(dialogue, connection, options);
  assertEquals(kinds, ["idle", "idle", "octets late", "ended"]);
});

Deno.test("what comes after the handshake goes through the connection that it made, and says so", async () => {
  const clear = new FakeConnection("EHLO a\r\nSTARTTLS\r\n");
  const secured = new FakeConnection("QUIT\r\n", "");
  const dialogue = session("auto");
  const encrypted: string[] = [];
  const onEvent = (event: InboxEvent): void => {
    if (event.kind === "line") encrypted.push(`${event.encrypted} ${event.text.slice(0, 8)}`);
  };
  const { signal } = new AbortController();
  const store = createMemoryStore();
  const secure = (): Promise<Connection> => Promise.resolve(secured);
  await carry(dialogue, clear, { number: 1, store, secure, idle: 1000, signal, onEvent });
  assertEquals(clear.done.includes("close"), false);
  assertEquals(secured.done.slice(0, 2), ["read QUIT", "write 221"]);
  assertEquals(encrypted.slice(-5), [
    "false STARTTLS",
    "false 220 2.0.",
    "true encrypte",
    "true QUIT",
    "true 221 2.0.",
  ]);
});

Deno.test("a handshake that fails is told with its reason, and ends the dialogue", async () => {
  const connection = new FakeConnection("EHLO a\r\nSTARTTLS\r\n");
  const dialogue = session("auto");
  const said: string[] = [];
  const onEvent = (event: InboxEvent): void => {
    if (event.kind === "line") said.push(event.text);
    if (event.kind === "refused") said.push(`refused ${event.stage}: ${event.text}`);
  };
  const { signal } = new AbortController();
  const store = createMemoryStore();
  const secure = (): Promise<Connection> => Promise.reject(new Error("no common version"));
  await carry(dialogue, connection, { number: 1, store, secure, idle: 1000, signal, onEvent });
  assertEquals(said.slice(-2), [
    "no TLS: no common version",
    "refused tls: no TLS: no common version",
  ]);
});
