/** Clients of HTTP that mean harm, or are broken: the inbox goes on, in little memory. */
import { assert, assertEquals, assertMatch } from "../../std/assert.ts";
import { startMua, underDeno } from "../../support/program.ts";

const LISTENING = /"event":"listening".*"http":"http:\/\/127\.0\.0\.1:(\d+)\/"/;

/** Octets of memory that the inbox may have taken at the end: at the start it takes some 80 MB. */
const MAX_MEMORY = 300 * 1024 * 1024;

const MEGA = 1024 * 1024;

const encoder = new TextEncoder();

/** An inbox that is attacked. */
class Target {
  readonly #port: number;
  readonly #open: Deno.TcpConn[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  /** Connects, and says something. What is left open is closed when all is over. */
  async say(...pieces: readonly (string | Uint8Array)[]): Promise<Deno.TcpConn> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: this.#port });
    this.#open.push(connection);
    try {
      for (const piece of pieces) {
        await writeAll(connection, typeof piece === "string" ? encoder.encode(piece) : piece);
      }
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return connection;
  }

  /** Says something, and gives the first line of what is answered; empty if nothing is. */
  async ask(...pieces: readonly (string | Uint8Array)[]): Promise<string> {
    const connection = await this.say(...pieces);
    const text = await readSome(connection);
    return text.split("\r\n", 1)[0] ?? "";
  }

  /** The whole answer to a request that ends the connection. */
  async askAll(request: string): Promise<string> {
    const connection = await this.say(request);
    let text = "";
    for (let more = " "; more !== ""; text += more) more = await readSome(connection);
    return text.trimStart();
  }

  /** Says something and goes away. */
  async leave(...pieces: readonly string[]): Promise<void> {
    await this.say(...pieces);
    this.#open.pop()?.close();
  }

  close(): void {
    for (const connection of this.#open.splice(0)) connection.close();
  }
}

function isGone(error: unknown): boolean {
  const { BrokenPipe, ConnectionReset, NotConnected } = Deno.errors;
  return [BrokenPipe, ConnectionReset, NotConnected].some((kind) => error instanceof kind);
}

async function writeAll(connection: Deno.TcpConn, octets: Uint8Array): Promise<void> {
  for (let at = 0; at < octets.length;) at += await connection.write(octets.subarray(at));
}

async function readSome(connection: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(64 * 1024);
  try {
    const count = await connection.read(buffer);
    return count === null ? "" : new TextDecoder().decode(buffer.subarray(0, count));
  } catch (error) {
    if (isGone(error)) return "";
    throw error;
  }
}

function get(path: string, headers = "Host: localhost\r\n"): string {
  return `GET ${path} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`;
}

function post(path: string, headers: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
}

const UPGRADE = get("/api/events").replace(
  "Connection: close",
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
);

/** A frame of a client, masked with zeros (RFC 6455 section 5.2). */
function frame(opcode: number, size: number): Uint8Array {
  const head = new Uint8Array(14);
  head.set([opcode, 0xff]);
  new DataView(head.buffer).setBigUint64(2, BigInt(size));
  return head;
}

/** What is neither answered as it wants nor ends anything. */
const REFUSED: Readonly<Record<string, readonly [pieces: (string | Uint8Array)[], line: RegExp]>> =
  {
    "a header of a megabyte": [
      [get("/", `Host: localhost\r\nX: ${"a".repeat(MEGA)}\r\n`)],
      /^HTTP\/1\.1 4|^$/,
    ],
    "10,000 header fields": [
      [get("/", `Host: localhost\r\n${"X: a\r\n".repeat(10_000)}`)],
      /^HTTP\/1\.1 4|^$/,
    ],
    "an address of a megabyte": [[get(`/${"a".repeat(MEGA)}`)], /^HTTP\/1\.1 4|^$/],
    "TLS": [[Uint8Array.of(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3), "\r\n\r\n"], /^HTTP\/1\.1 400|^$/],
    "SMTP": [["EHLO x\r\nMAIL FROM:<a@b.example>\r\n\r\n"], /^HTTP\/1\.1 400|^$/],
    "no host": [["GET / HTTP/1.0\r\n\r\n"], /^HTTP\/1\.0 403/],
    "two hosts": [[get("/", "Host: localhost\r\nHost: evil.example\r\n")], /^HTTP\/1\.1 40[03]/],
    "a foreign host": [[get("/", "Host: evil.example\r\n")], /^HTTP\/1\.1 403/],
    "a host with a user": [[get("/", "Host: localhost@evil.example\r\n")], /^HTTP\/1\.1 40[03]/],
    "a foreign origin": [
      [get("/api/v1/messages", "Host: localhost\r\nOrigin: http://evil.example\r\n")],
      /^HTTP\/1\.1 403/,
    ],
    "an upgrade of a foreign origin": [
      [UPGRADE.replace("Host: localhost", "Host: localhost\r\nOrigin: http://evil.example")],
      /^HTTP\/1\.1 403/,
    ],
    "a body that is said to be too large": [
      [post("/api/v1/send", `Content-Length: ${1024 * MEGA}\r\n`)],
      /^HTTP\/1\.1 413/,
    ],
    "a chunk with no size": [
      [post("/api/v1/send", "Transfer-Encoding: chunked\r\n"), "zz\r\n"],
      /^HTTP\/1\.1 400|^$/,
    ],
    "a length below zero": [[post("/api/v1/send", "Content-Length: -1\r\n")], /^HTTP\/1\.1 400|^$/],
  };

const PATHS = [
  "/../../../etc/passwd",
  "/%2e%2e/%2e%2e/etc/passwd",
  "/page/..%2f..%2f..%2fetc%2fpasswd",
  "/page/%2fetc%2fpasswd",
  "/page/..\\..\\main.ts",
  "/api/v1/message/..%2f..%2fetc%2fpasswd/raw",
  "/api/v1/message/1%00/raw",
  "/view/..%2f..%2fmain.ts.html",
  "//etc/passwd",
  "/%",
  "/%zz",
  "/%c0%ae%c0%ae/etc/passwd",
  "/page/__proto__",
  "/page/constructor.js",
];

/** Those who do not wait for an answer. */
const RUDE: Readonly<Record<string, (target: Target) => Promise<unknown>>> = {
  "500 idle connections": async (target) => {
    for (let count = 0; count < 500; count++) await target.say();
  },
  "200 half requests": async (target) => {
    for (let count = 0; count < 200; count++) await target.say("GET / HTTP/1.1\r\nHost: local");
  },
  "200 headers that come slowly": async (target) => {
    for (let count = 0; count < 200; count++) {
      await target.say("GET / HTTP/1.1\r\n", "Host: localhost\r\n", "X", ": ", "a");
    }
  },
  "100 bodies that do not come": async (target) => {
    for (let count = 0; count < 100; count++) {
      await target.say(post("/api/v1/send", "Content-Length: 1000\r\n"), '{"From"');
    }
  },
  "100 clients that go away in their body": async (target) => {
    for (let count = 0; count < 100; count++) {
      await target.leave(post("/api/v1/send", "Content-Length: 1000\r\n"), "{");
    }
  },
  "a body without end": async (target) => {
    const chunk = encoder.encode(`100000\r\n${" ".repeat(MEGA)}\r\n`);
    const pieces = Array<Uint8Array>(80).fill(chunk);
    await target.say(post("/api/v1/send", "Transfer-Encoding: chunked\r\n"), ...pieces);
  },
  "JSON of 100,000 levels": async (target) => {
    const body = "[".repeat(100_000);
    const line = await target.ask(post("/api/v1/send", `Content-Length: ${body.length}\r\n`), body);
    assertMatch(line, /^HTTP\/1\.1 400/);
  },
  "1,000 requests at once whose answers nobody reads": async (target) => {
    await target.say("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000));
  },
  "50 who wait for a mail and go away": async (target) => {
    for (let count = 0; count < 50; count++) {
      await target.leave(get("/api/wait?timeout=600s"));
    }
  },
  "a WebSocket with a frame that is none": async (target) => {
    const connection = await target.say(UPGRADE);
    assertMatch(await readSome(connection), /^HTTP\/1\.1 101/);
    await writeAll(connection, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
  },
  "a WebSocket with a frame of 2^62 octets": async (target) => {
    const connection = await target.say(UPGRADE);
    assertMatch(await readSome(connection), /^HTTP\/1\.1 101/);
    await writeAll(connection, frame(0x82, 2 ** 62));
  },
  "a WebSocket that talks": async (target) => {
    const connection = await target.say(UPGRADE);
    assertMatch(await readSome(connection), /^HTTP\/1\.1 101/);
    await writeAll(connection, Uint8Array.of(0x81, 0x82, 0, 0, 0, 0, 104, 105));
    // The answer is a frame that closes it.
    assertMatch(await readSome(connection), /nothing is expected here/);
  },
};

Deno.test("more clients of HTTP than the system has files for do not end an inbox", async () => {
  const limited = ["sh", "-c", 'ulimit -n 128; exec "$@"', "sh", ...underDeno()];
  const args = ["inbox", "-q", "--json", "-p0", "--memory", "--http=127.0.0.1:0"];
  await using inbox = startMua(args, { form: limited });
  const [, port] = await inbox.said(LISTENING);
  const target = new Target(Number(port));
  const answers = async (): Promise<boolean> => {
    try {
      return (await target.ask(get("/livez"))) === "HTTP/1.1 200 OK";
    } catch {
      return false;
    }
  };
  try {
    for (let count = 0; count < 200; count++) await target.say();
  } catch (error) {
    assert(error instanceof Deno.errors.ConnectionRefused || isGone(error), String(error));
  }
  target.close();
  while (!await answers()) await new Promise((resolve) => setTimeout(resolve, 20));
  target.close();
  inbox.kill("SIGTERM");
  assertEquals((await inbox.end()).code, 0);
});

Deno.test("clients of HTTP that mean harm do not stop an inbox", async (test) => {
  await using inbox = startMua(["inbox", "-q", "--json", "-p0", "--memory", "--http=127.0.0.1:0"]);
  const [, port] = await inbox.said(LISTENING);
  const origin = `http://127.0.0.1:${port}`;
  const target = new Target(Number(port));
  const lives = async (): Promise<void> => {
    const response = await fetch(`${origin}/livez`);
    assertEquals(await response.text(), "ok\n");
  };
  try {
    for (const [what, [pieces, line]] of Object.entries(REFUSED)) {
      await test.step(`a client with ${what} is refused`, async () => {
        assertMatch(await target.ask(...pieces), line);
        await lives();
      });
    }
    await test.step("no path leads out of the page", async () => {
      for (const path of PATHS) {
        const answer = await target.askAll(get(path));
        assertMatch(answer, /^HTTP\/1\.1 (?:400|404)/, path);
        assert(!answer.includes("root:"), path);
      }
      const search = await target.askAll(get("/api/v1/search?query=%E0%A4%A&limit=%"));
      assertMatch(search, /^HTTP\/1\.1 400/);
    });
    for (const [what, attack] of Object.entries(RUDE)) {
      await test.step(`${what}: the inbox still answers`, async () => {
        await attack(target);
        await lives();
      });
    }
    const { Messages, RuntimeStats } = await (await fetch(`${origin}/api/v1/info`)).json();
    assertEquals(Messages, 0);
    assert(RuntimeStats.Memory < MAX_MEMORY, `${RuntimeStats.Memory} octets`);
  } finally {
    target.close();
  }
  inbox.kill("SIGTERM");
  assertEquals((await inbox.end()).code, 0);
});
