/** The commands that look into an inbox, asking one that runs. */
import { InboxClient } from "../../../../cli/inbox/remote/client.ts";
import { RemoteMails } from "../../../../cli/inbox/remote/mails.ts";
import { readOrigin } from "../../../../cli/inbox/remote/address.ts";
import { CliError, Exit } from "../../../../cli/terminal/exit.ts";
import { serveHttp } from "../../../../inbox/http/serve.ts";
import { openDirectoryStore } from "../../../../inbox/store/directory.ts";
import { type FaceSetting, TestFace } from "../../../inbox/http/face.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "../../../std/assert.ts";
import { directoryTest } from "../../../support/directory.ts";
import { mua } from "../../../support/program.ts";
import { type MuaRun, runMua } from "../../../support/run_mua.ts";

const CODE = "From: Shop <shop@x.example>\r\nSubject: Your code\r\n\r\nIt is 445566.\r\n";
const LINK = "Subject: Confirm\r\n\r\nhttps://x.example/a and https://x.example/b\r\n";

/** Serves a face on a free port. */
async function withFace(
  setting: FaceSetting,
  test: (face: TestFace, origin: string) => Promise<void>,
): Promise<void> {
  using face = await TestFace.open(setting);
  await withServer((request) => face.handle(request), (origin) => test(face, origin));
}

async function withServer(
  handler: (request: Request) => Promise<Response> | Response,
  test: (origin: string) => Promise<void>,
): Promise<void> {
  const server = serveHttp(
    { hostname: "127.0.0.1", port: 0 },
    (request) => Promise.resolve(handler(request)),
  );
  try {
    await test(`http://127.0.0.1:${server.port}`);
  } finally {
    await server.stop();
  }
}

/** A port that nobody listens on. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

const inbox = (...args: string[]): Promise<MuaRun> => runMua(["inbox", ...args]);

directoryTest(
  "what is printed of an inbox that runs is what is printed of its directory",
  async (dir) => {
    await withFace({ mails: openDirectoryStore(dir) }, async (face, origin) => {
      for (const to of ["ana@y.example", "eva@y.example"]) {
        await face.receive(to.startsWith("ana") ? CODE : LINK, { rcptTo: [to] });
      }
      for (
        const args of [
          ["list"],
          ["show", "1"],
          ["show", "last"],
          ["show", "7"],
          ["wait", "--to", "ana@*", "--code"],
          ["wait", "--subject", "/^CONFIRM$/i", "--link"],
          ["wait", "--to", "ana@*", "--link"],
          ["wait", "--from", "shop@*", "--since", "0"],
          ["wait", "--to", "bob@*", "--timeout", "1ms"],
          ["wait", "--subject", "/(a+)+/"],
          ["rm", "7"],
        ]
      ) {
        const near = await inbox(...args, "--dir", dir);
        const far = await inbox(...args, "--http", origin);
        const named = { ...near, stderr: near.stderr.replaceAll(dir, origin) };
        assertEquals({ ...far, stderr: far.stderr.replaceAll("--http", "--dir") }, named);
      }
      const none = await inbox("wait", "--since", "now", "--timeout", "1ms", "--http", origin);
      assertEquals(none.code, Exit.temporary);
      assertMatch(none.stderr, /^mua inbox wait: no mail since .*; no mail came at all\n$/);
      for (const args of [["list"], ["show", "1"], ["wait", "--to", "eva@*"]]) {
        const near = (await inbox(...args, "--json", "--dir", dir)).stdout;
        const far = (await inbox(...args, "--json", "--http", origin)).stdout;
        assertEquals(far, near.replaceAll(/"file":"[^"]*",/g, ""));
      }
    });
  },
);

Deno.test("mua inbox rm and clear --http remove messages of an inbox that runs", async () => {
  await withFace({}, async (face, origin) => {
    for (let count = 0; count < 4; count++) await face.receive(LINK);
    assertEquals(await inbox("rm", "last", "0001.eml", "--http", origin), {
      code: Exit.ok,
      stdout: "",
      stderr: "Removed 2 messages\n",
    });
    const cleared = await inbox("clear", "--json", "--http", origin);
    assertEquals(cleared.stdout, '{"version":1,"removed":[2,3]}\n');
    assertEquals(face.store.messages, []);
    assertEquals((await inbox("list", "--http", origin)).stderr, `No messages in ${origin}\n`);
    assertEquals((await inbox("show", "last", "--http", origin)).code, Exit.noInput);
  });
});

Deno.test("a list of more messages than one answer has is whole", async () => {
  await withFace({}, async (face, origin) => {
    for (let count = 0; count < 1001; count++) await face.receive(LINK);
    const { stdout } = await inbox("list", "--json", "--http", origin);
    const numbers = stdout.trim().split("\n").map((line) => JSON.parse(line).number);
    assertEquals(numbers, Array.from({ length: 1001 }, (_, at) => at + 1));
  });
});

Deno.test("mua inbox fail --http changes the rules of an inbox that runs", async () => {
  await withFace({}, async (face, origin) => {
    face.rules = ["quit=drop"];
    const fail = (...args: string[]): Promise<MuaRun> => inbox("fail", ...args, "--http", origin);
    assertEquals((await fail("add", "rcpt=451 later", "dot=drop")).code, Exit.ok);
    assertEquals(face.rules, ["quit=drop", "rcpt=451 later", "dot=drop"]);
    assertEquals((await fail("list")).stdout, "quit=drop\nrcpt=451 later\ndot=drop\n");
    assertEquals(
      (await fail("list", "--json")).stdout,
      '{"version":1,"rules":["quit=drop","rcpt=451 later","dot=drop"]}\n',
    );
    assertEquals((await fail("add", "rcpt=nonsense")).code, Exit.usage);
    assertEquals((await fail("clear")).code, Exit.ok);
    assertEquals(face.rules, []);
  });
});

Deno.test("mua inbox wait --http waits for an inbox that is about to start, and for its mail", async () => {
  const port = freePort();
  const waiting = inbox("wait", "--http", `localhost:${port}`, "--to", "ana@*", "--code");
  using face = await TestFace.open();
  const server = serveHttp({ hostname: "127.0.0.1", port }, (request) => face.handle(request));
  try {
    await face.receive(LINK, { rcptTo: ["eva@y.example"] });
    await face.receive(CODE, { rcptTo: ["ana@y.example"] });
    assertEquals(await waiting, { code: Exit.ok, stdout: "445566\n", stderr: "" });
  } finally {
    await server.stop();
  }
});

Deno.test("where nobody listens, the error says how to start an inbox there", async () => {
  const origin = `http://127.0.0.1:${freePort()}`;
  for (const args of [["list"], ["wait", "--timeout", "1ms"], ["fail", "list"]]) {
    const { code, stderr } = await inbox(...args, "--http", origin);
    assertEquals(code, Exit.temporary);
    const [, , host] = origin.split("/");
    assertMatch(stderr, /no answer from http:\/\/127\.0\.0\.1:\d+: connection refused\n/);
    assert(stderr.includes(`mua inbox --http ${host}`), stderr);
  }
});

directoryTest("the password of an inbox comes from a file", async (dir) => {
  await Deno.writeTextFile(`${dir}/pw`, "señha\nother", { mode: 0o600 });
  await Deno.writeTextFile(`${dir}/wrong`, "other", { mode: 0o600 });
  const credentials = { user: "ana", password: "señha" };
  await withFace({ guard: { hosts: [], origins: [], credentials } }, async (face, origin) => {
    await face.receive(CODE);
    const show = (...args: string[]): Promise<MuaRun> =>
      inbox("show", "last", "--http", origin, ...args);
    const none = await show();
    assertEquals(none.code, Exit.authentication);
    assertMatch(none.stderr, /asks for a password\nAdd --http-user NAME --http-password-file FILE/);
    const user = ["--http-user", "ana", "--http-password-file"];
    assertEquals((await show(...user, `${dir}/wrong`)).code, Exit.authentication);
    assertEquals((await show(...user, `${dir}/none`)).code, Exit.noInput);
    assertEquals((await show(...user, `${dir}/pw`)).stdout, CODE);
  });
});

for (
  const [what, answer, code, words] of [
    ["another server", () => new Response("Hi"), Exit.protocol, /is not mua inbox \(status 200\)/],
    [
      "a server that sends elsewhere",
      () => Response.redirect("http://192.0.2.1/"),
      Exit.protocol,
      /is not mua inbox \(status 302\)/,
    ],
    ["no JSON", () => ours("<p>"), Exit.protocol, /it is not JSON/],
    ["other JSON", () => ours('{"messages":[{"number":"1"}]}'), Exit.protocol, /not a number/],
    [
      "a list without end",
      () => ours('{"messages":[{"number":1,"size":1}]}'),
      Exit.protocol,
      /the numbers do not rise/,
    ],
    ["too many clients", () => ours("full\n", 503), Exit.temporary, /answered 503: full/],
    ["a fault", () => ours("\u001b[2J", 500), Exit.protocol, /answered 500: \\x1b\[2J/],
    ["a foreign name", () => ours("no name of this server", 403), Exit.refused, /403: no name/],
  ] as const
) {
  Deno.test(`mua inbox list --http that gets ${what} ends with ${code}`, async () => {
    await withServer(answer, async (origin) => {
      const { code: ended, stdout, stderr } = await inbox("list", "--http", origin);
      assertEquals([ended, stdout], [code, ""], stderr);
      assertMatch(stderr, words);
    });
  });
}

function ours(body: BodyInit, status = 200): Response {
  return new Response(body, { status, headers: { "mua-inbox": "1" } });
}

Deno.test("an answer that breaks off is no answer", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const ended = inbox("list", "--http", String(listener.addr.port));
  {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(1000));
    const head = "HTTP/1.1 200 OK\r\nmua-inbox: 1\r\ncontent-length: 100\r\n\r\n";
    await connection.write(new TextEncoder().encode(`${head}{`));
  }
  const { code, stderr } = await ended;
  assertEquals(code, Exit.temporary);
  assertMatch(stderr, /no answer from http:\/\/127\.0\.0\.1:\d+: \w/);
});

/** A body that begins and does not go on, until the client has gone. */
function stalled(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([123])) });
}

for (
  const [what, answer] of [
    ["that does not answer", (request: Request) => gone(request)],
    ["whose answer stops", () => ours(stalled())],
  ] as const
) {
  Deno.test(`an inbox ${what} is given up`, async () => {
    await withServer(answer, async (origin) => {
      const error = await assertRejects(
        () => impatient(origin).list(),
        CliError,
        "no answer from",
      );
      assertEquals(error.exitCode, Exit.temporary);
    });
  });
}

/** Asks without patience. */
function impatient(origin: string, silence = 50): RemoteMails {
  const limits = { silence, jsonOctets: 1000 };
  const { signal } = new AbortController();
  return new RemoteMails(new InboxClient({ origin, authorization: undefined }, signal, limits));
}

async function gone({ signal }: Request): Promise<Response> {
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  return new Response();
}

Deno.test("an answer that is larger than any list is given up", async () => {
  const endless = (): ReadableStream<Uint8Array> =>
    new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(100).fill(32)) });
  await withServer(() => ours(endless()), async (origin) => {
    const error = await assertRejects(() => impatient(origin, 20_000).list(), CliError, "too long");
    assertEquals(error.exitCode, Exit.protocol);
  });
});

for (
  const [args, words] of [
    [["list", "--http", "https://localhost:8025"], /has no TLS there/],
    [["list", "--http", "http://ana:secret@localhost:8025"], /Others can see the command line/],
    [["list", "--http", "http://localhost:8025/api/v1"], /must be a URL such as/],
    [["list", "--http", "http://"], /must be a URL such as/],
    [["list", "--http", "ftp://localhost"], /must be a URL such as/],
    [["list", "--http", "8025", "--dir", "x"], /--dir and --http cannot be used together/],
    [["list", "--http-user", "ana"], /must be given together/],
    [["list", "--http-user", "ana", "--http-password-file", "x"], /needs --http/],
    [["show", "1", "--htp", "8025"], /Did you mean --http/],
  ] as const
) {
  Deno.test(`mua inbox ${args.join(" ")} is a usage error that tells no password`, async () => {
    const { code, stderr } = await inbox(...args);
    assertEquals(code, Exit.usage);
    assertMatch(stderr, words);
    assert(!stderr.includes("secret"), stderr);
  });
}

Deno.test("the URL of an inbox may be short", () => {
  assertEquals(
    ["8025", "localhost:8025", "[::1]:8025", "http://HOST.example"].map(readOrigin),
    [
      "http://127.0.0.1:8025",
      "http://localhost:8025",
      "http://[::1]:8025",
      "http://host.example",
    ],
  );
});

Deno.test("an inbox that the permissions do not reach is named with what to do", async () => {
  const { code, stderr } = await mua(["inbox", "list", "--http", "http://192.0.2.1:8025"]);
  assertEquals(code, Exit.configuration);
  assertMatch(stderr, /no net access to 192\.0\.2\.1:8025\n/);
  assertMatch(stderr, /deno run --allow-net=192\.0\.2\.1:8025 main\.ts/);
});
