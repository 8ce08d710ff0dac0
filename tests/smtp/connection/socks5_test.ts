import { parseIpAddress } from "../../../dns/ip.ts";
import { askProxy, dialProxy, type ProxyUser } from "../../../smtp/connection/socks5.ts";
import type { AnyConnection } from "../../../smtp/connection/connect.ts";
import { SmtpError } from "../../../smtp/error.ts";
import { assert, assertEquals, assertRejects } from "../../std/assert.ts";
import { serveTcp } from "../../support/tls_server.ts";

/** A proxy in memory that says these octets, some at a time, whatever it hears. */
class Proxy {
  readonly heard: number[] = [];
  readonly #said: number[];
  readonly #chunk: number;
  constructor(said: readonly number[], chunk = Infinity) {
    this.#said = [...said];
    this.#chunk = chunk;
  }
  get unread(): number {
    return this.#said.length;
  }
  read(buffer: Uint8Array): Promise<number | null> {
    const piece = this.#said.splice(0, Math.min(buffer.length, this.#chunk));
    buffer.set(piece);
    return Promise.resolve(piece.length === 0 ? null : piece.length);
  }
  write(octets: Uint8Array): Promise<number> {
    const taken = octets.subarray(0, Math.min(octets.length, this.#chunk));
    this.heard.push(...taken);
    return Promise.resolve(taken.length);
  }
}

const USER: ProxyUser = { name: "ana", password: "s3cret" };
const CONNECTED = [5, 0, 0, 1, 127, 0, 0, 1, 4, 56];

function ip(text: string): NonNullable<ReturnType<typeof parseIpAddress>> {
  const address = parseIpAddress(text);
  assert(address !== undefined);
  return address;
}

function octets(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

/** Why there is no connection. */
async function failure(said: readonly number[], user?: ProxyUser): Promise<string> {
  const error = await assertRejects(
    () => askProxy(new Proxy(said), "mx.example", 25, user),
    SmtpError,
  );
  assertEquals(error.stage, "connect");
  assert(!error.message.includes("s3cret"));
  return `${error.kind}: ${error.message}`;
}

Deno.test("a proxy is asked for a name or an address, and nothing behind its answer is read", async () => {
  const mx = octets("mx.example");
  const v6 = [0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), 1];
  for (const chunk of [1, 3, Infinity]) {
    for (
      const [target, address, bound] of [
        ["mx.example", [3, mx.length, ...mx], CONNECTED.slice(3)],
        [ip("192.0.2.1"), [1, 192, 0, 2, 1], [3, 2, 0x61, 0x62, 0, 0]],
        [ip("2001:db8::1"), [4, ...v6], [4, ...v6, 0, 0]],
      ] as const
    ) {
      const proxy = new Proxy([5, 0, 5, 0, 0, ...bound, ...octets("220 hi")], chunk);
      await askProxy(proxy, target, 2525, undefined);
      assertEquals(proxy.heard, [5, 1, 0, 5, 1, 0, ...address, 9, 221]);
      assertEquals(proxy.unread, "220 hi".length);
    }
  }
});

Deno.test("a proxy that asks for it gets the user and the password, and no other one does", async () => {
  const proxy = new Proxy([5, 2, 1, 0, ...CONNECTED]);
  await askProxy(proxy, ip("192.0.2.1"), 25, USER);
  const login = [1, 3, ...octets("ana"), 6, ...octets("s3cret")];
  assertEquals(proxy.heard, [5, 2, 0, 2, ...login, 5, 1, 0, 1, 192, 0, 2, 1, 0, 25]);
  const free = new Proxy([5, 0, ...CONNECTED]);
  await askProxy(free, ip("192.0.2.1"), 25, USER);
  assert(!String.fromCharCode(...free.heard).includes("s3cret"));
});

Deno.test("what a hostile proxy says is a failure, and never a connection", async () => {
  const garbage = "connect: the proxy does not speak SOCKS5";
  const closed = "connect: the proxy closed the connection";
  const cases: [number[], ProxyUser | undefined, string][] = [
    [[], undefined, closed],
    [[5], undefined, closed],
    [[4, 0], undefined, garbage],
    [octets("HTTP/1.0 400 Bad Request\r\n"), undefined, garbage],
    [[5, 9], undefined, garbage],
    [[5, 2], undefined, garbage],
    [[5, 0xff], undefined, "auth: the proxy asks for a user and a password"],
    [[5, 0xff], USER, "auth: the proxy asks for another kind of authentication"],
    [[5, 2, 1, 1], USER, "auth: the proxy refused the user or the password"],
    [[5, 2, 5, 0], USER, garbage],
    [[5, 2, 1], USER, closed],
    [[5, 0, 5, 0, 0], undefined, closed],
    [[5, 0, 5, 0, 0, 9, 0, 0], undefined, garbage],
    [[5, 0, ...CONNECTED.slice(0, -1)], undefined, closed],
    [[5, 0, 5, 0, 0, 3, 200, 1], undefined, closed],
    [
      [5, 0, 5, 5, 0, 1],
      undefined,
      "connect: the proxy could not connect to mx.example port 25: connection refused",
    ],
    [
      [5, 0, 5, 77, 0, 1],
      undefined,
      "connect: the proxy could not connect to mx.example port 25: reply 77",
    ],
  ];
  for (const [said, user, expected] of cases) assertEquals(await failure(said, user), expected);
});

/** Dials mx.example through a proxy on loopback that does this. */
async function dialed(
  serve: (conn: Deno.TcpConn) => Promise<unknown>,
  resolves: boolean,
  limit = 2000,
): Promise<AnyConnection> {
  const { port, ended } = serveTcp(serve);
  const addresses = (): Promise<ReturnType<typeof ip>[]> => Promise.resolve([ip("127.0.0.1")]);
  const dial = dialProxy({ addresses, port, resolves, user: undefined });
  const host = { name: "mx.example", addresses: [ip("192.0.2.1")] };
  const { signal } = new AbortController();
  try {
    return await dial(host, { port: 25, limit, signal });
  } finally {
    await ended;
  }
}

Deno.test("a proxy finds the addresses itself where it resolves, else it is given them", async () => {
  for (const resolves of [true, false]) {
    let asked: number | undefined;
    const { conn, address } = await dialed(async (proxy) => {
      const buffer = new Uint8Array(100);
      await proxy.read(buffer);
      await proxy.write(Uint8Array.of(5, 0));
      await proxy.read(buffer);
      asked = buffer[3];
      await proxy.write(Uint8Array.from(CONNECTED));
    }, resolves);
    conn.close();
    assertEquals([asked, address], resolves ? [3, undefined] : [1, "192.0.2.1"]);
  }
});

Deno.test("a proxy that is slow is given up at the deadline, and its connection closed", async () => {
  const end = Promise.withResolvers<number | null>();
  const error = await assertRejects(
    () =>
      dialed(
        async (proxy) => {
          const buffer = new Uint8Array(100);
          await proxy.read(buffer);
          end.resolve(await proxy.read(buffer));
        },
        true,
        200,
      ),
    SmtpError,
  );
  assertEquals(
    [error.kind, error.message],
    ["timeout", "could not connect to mx.example port 25 through the proxy within 200 ms"],
  );
  assertEquals(await end.promise, null);
});
