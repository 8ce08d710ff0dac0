import { carry, type Connection } from "../../inbox/connection.ts";
import { DEFAULT_LIMITS } from "../../inbox/limits.ts";
import { createMemoryStore } from "../../inbox/memory_store.ts";
import { serveSession } from "../../inbox/session.ts";
import { assertEquals } from "../std/assert.ts";
import { bytes } from "./drive.ts";

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

async function serve(
  connection: FakeConnection,
  idle: number,
  signal = new AbortController().signal,
): Promise<void> {
  const dialogue = serveSession({
    hostName: "inbox.test",
    peer: "[192.0.2.1]",
    peerPort: 50000,
    limits: DEFAULT_LIMITS,
    clock: () => new Date(0),
    newId: () => "id",
  });
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
