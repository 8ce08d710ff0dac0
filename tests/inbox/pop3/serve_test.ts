import { servePop3 } from "../../../inbox/pop3/serve.ts";
import { judgeNobody } from "../../../inbox/pop3/session.ts";
import { LiveStore } from "../../../inbox/store/live.ts";
import { createMemoryStore } from "../../../inbox/store/memory.ts";
import { assertEquals, assertMatch } from "../../std/assert.ts";

const strict = { sanitizeOps: true, sanitizeResources: true, sanitizeExit: true };
const TEXT = "Subject: Hi\r\n\r\n.dot\r\n..\r\n.\r\nend";

interface Pop3 {
  readonly port: number;
  readonly store: LiveStore;
  /** Sends octets, each piece alone, and gives all that the server says until it closes. */
  talk(...pieces: string[]): Promise<string>;
}

async function withPop3(
  test: (pop3: Pop3) => Promise<void>,
  limits = { connections: 10, idle: 60_000 },
): Promise<void> {
  const store = await LiveStore.open(createMemoryStore());
  for (let count = 0; count < 2; count++) {
    const writer = await store.create();
    await writer.write(new TextEncoder().encode(TEXT));
    await writer.commit({ version: 1, mailFrom: "", rcptTo: [], time: "2025-07-01T12:00:00Z" });
  }
  const stop = new AbortController();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const ended = servePop3(listener, { store, limits, judge: judgeNobody, signal: stop.signal });
  const talk = async (...pieces: string[]): Promise<string> => {
    using client = await Deno.connect({ port, hostname: "127.0.0.1" });
    const reading = new Response(client.readable).text();
    for (const piece of pieces) await client.write(new TextEncoder().encode(piece));
    return await reading;
  };
  try {
    await test({ port, store, talk });
  } finally {
    stop.abort();
    await ended;
  }
}

const LOGIN = "USER ana\r\nPASS x\r\n";
const DIALOGUE = `${LOGIN}LIST\r\nTOP 1 1\r\nRETR 2\r\nDELE 2\r\nQUIT\r\n`;

Deno.test("POP3 says the same wherever its commands are cut, and stuffs dots", strict, async () => {
  let first: string | undefined;
  for (let cut = 0; cut <= DIALOGUE.length; cut += 3) {
    await withPop3(async ({ store, talk }) => {
      const said = await talk(DIALOGUE.slice(0, cut), DIALOGUE.slice(cut));
      first ??= said;
      assertEquals(said, first);
      assertEquals(store.messages.map(({ number }) => number), [1]);
    });
  }
  assertEquals(
    first,
    "+OK mua inbox POP3\r\n+OK\r\n+OK 2 messages\r\n+OK 2 messages\r\n1 31\r\n2 31\r\n.\r\n" +
      "+OK\r\nSubject: Hi\r\n\r\n..dot\r\n.\r\n" +
      "+OK 31 octets\r\nSubject: Hi\r\n\r\n..dot\r\n...\r\n..\r\nend\r\n.\r\n" +
      "+OK message 2 deleted\r\n+OK goodbye\r\n",
  );
});

Deno.test(
  "POP3 removes nothing for a client that leaves without QUIT, and gives no message that is gone",
  strict,
  async () => {
    await withPop3(async ({ port, store }) => {
      using client = await Deno.connect({ port, hostname: "127.0.0.1" });
      await client.write(new TextEncoder().encode(`${LOGIN}DELE 1\r\nNOOP\r\n`));
      const octets = new Uint8Array(1000);
      let said = "";
      const read = async (end: RegExp): Promise<void> => {
        while (!end.test(said)) {
          said += new TextDecoder().decode(octets.subarray(0, await client.read(octets) ?? 0));
        }
      };
      await read(/deleted\r\n\+OK\r\n$/);
      await store.remove([2]);
      await client.write(new TextEncoder().encode("RETR 2\r\n"));
      await read(/-ERR this message is gone\r\n$/);
      client.closeWrite();
      assertEquals(await client.read(octets), null);
      assertEquals(store.messages.map(({ number }) => number), [1]);
    });
  },
);

Deno.test(
  "a POP3 client without an end of line, or without a word, loses the connection",
  strict,
  async () => {
    await withPop3(async ({ talk }) => {
      const said = await talk(...Array.from({ length: 20 }, () => `${"x".repeat(60_000)}\r\n`));
      assertMatch(
        said,
        /^\+OK mua inbox POP3\r\n(?:-ERR log in first, with USER and PASS\r\n)*-ERR too many errors\r\n$/,
      );
    });
    await withPop3(async ({ talk }) => {
      assertEquals(await talk("USER"), "+OK mua inbox POP3\r\n");
    }, { connections: 1, idle: 30 });
  },
);

Deno.test("POP3 has no more connections than it is told: others wait", strict, async () => {
  await withPop3(async ({ port, talk }) => {
    const first = await Deno.connect({ port, hostname: "127.0.0.1" });
    await first.read(new Uint8Array(100));
    const second = talk("QUIT\r\n");
    first.close();
    assertEquals(await second, "+OK mua inbox POP3\r\n+OK goodbye\r\n");
  }, { connections: 1, idle: 60_000 });
});
