/**
 * The scripts of {@linkcode MemoryServer} played over real connections on loopback.
 * @module
 */
import { MemoryServer, type Turn } from "./memory_server.ts";

/** A server on loopback that plays one script a connection, the last one for all that follow. */
export class ScriptServer implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #scripts: readonly (readonly Turn[])[];
  readonly #connections: Promise<void>[] = [];
  readonly #accepting: Promise<void>;
  #stopped = false;
  /** What each connection has sent, in the order they came. */
  readonly sessions: MemoryServer[] = [];

  /**
   * @param scripts One script a connection.
   * @param hostname The loopback address to listen on.
   * @param port The port; 0 takes any free one.
   */
  constructor(scripts: readonly (readonly Turn[])[], hostname = "127.0.0.1", port = 0) {
    this.#scripts = scripts;
    this.#listener = Deno.listen({ hostname, port });
    this.#accepting = this.#accept();
  }

  /** The port it listens on. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Stops listening and waits for the connections to end. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#stopped) this.#listener.close();
    this.#stopped = true;
    await this.#accepting;
    await Promise.all(this.#connections);
  }

  async #accept(): Promise<void> {
    try {
      for await (const conn of this.#listener) {
        const index = Math.min(this.sessions.length, this.#scripts.length - 1);
        const session = new MemoryServer(this.#scripts[index] ?? []);
        this.sessions.push(session);
        this.#connections.push(play(conn, session));
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }
}

/** Carries bytes both ways until one side ends. */
async function play(conn: Deno.TcpConn, session: MemoryServer): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  const speaking = speak(conn, session);
  try {
    for (let count = await conn.read(buffer); count !== null; count = await conn.read(buffer)) {
      await session.write(buffer.slice(0, count));
    }
  } catch {
    // The client, or the script, has broken the connection off: that is what the test is about.
  }
  session.close();
  await speaking;
  conn.close();
}

async function speak(conn: Deno.TcpConn, session: MemoryServer): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (;;) {
      const count = await session.read(buffer);
      if (count === null) return await conn.closeWrite();
      await conn.write(buffer.slice(0, count));
    }
  } catch {
    // The script is over, or the client has gone.
  }
}
