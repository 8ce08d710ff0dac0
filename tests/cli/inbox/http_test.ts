import { Exit } from "../../../cli/terminal/exit.ts";
import { readHttp } from "../../../cli/inbox/http.ts";
import { Inbox } from "../../../inbox/mod.ts";
import { writeMail } from "../../../message/mod.ts";
import { sendMail } from "../../../smtp/mod.ts";
import { assertEquals, assertMatch, assertThrows } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { startMua } from "../../support/program.ts";
import { runMua } from "../../support/run_mua.ts";

const NOTHING = {
  httpName: [],
  cors: [],
  httpUser: undefined,
  httpPasswordFile: undefined,
  releaseTo: undefined,
};
const LISTENING = /"event":"listening".*"port":(\d+),.*"http":"(http:[^"]+)"/;

for (
  const [http, hostname, port] of [
    ["8025", "127.0.0.1", 8025],
    ["0", "127.0.0.1", 0],
    ["localhost:9000", "127.0.0.1", 9000],
    ["0.0.0.0:8025", "0.0.0.0", 8025],
    ["[::1]:8025", "::1", 8025],
    ["192.0.2.1", "192.0.2.1", 8025],
  ] as const
) {
  Deno.test(`--http ${http} listens on ${hostname} port ${port}`, () => {
    const request = readHttp({ http, ...NOTHING });
    assertEquals([request?.hostname, request?.port], [hostname, port]);
  });
}

for (const http of ["mail.example:8025", "65536", "x", ":8025", "127.0.0.1:"]) {
  Deno.test(`--http ${http} is refused`, () => {
    assertThrows(() => readHttp({ http, ...NOTHING }), Error, "--http must be an address");
  });
}

for (
  const [args, pattern] of [
    [["--cors", "http://localhost:3000"], /need --http/],
    [["--http", "--cors", "localhost:3000"], /must be an origin/],
    [["--http", "--http-user", "ana"], /must be given together/],
    [["--release-to", "mail.example"], /need --http/],
    [["--http", "--release-to", "mail.example:x"], /--release-to must be HOST or HOST:PORT/],
    [["--http", "0.0.0.0:0", "--release-to", "mail.example"], /--release-to needs --http-user/],
    [["--http", "--cors", "*", "--release-to", "mail.example"], /--release-to needs --http-user/],
    [["--htp"], /Did you mean --http\?/],
  ] as const
) {
  Deno.test(`mua inbox ${args.join(" ")} is a usage error`, async () => {
    const { code, stderr } = await runMua(["inbox", ...args]);
    assertEquals(code, Exit.usage);
    assertMatch(stderr, pattern);
  });
}

directoryTest(
  "mua inbox --http asks for the password of a file, and ends while a client waits",
  async (directory) => {
    await Deno.writeTextFile(`${directory}/pw`, "secret\n", { mode: 0o600 });
    const args = [
      "inbox",
      "-q",
      "--json",
      "-p0",
      `--dir=${directory}/box`,
      "--http",
      "127.0.0.1:0",
    ];
    await using inbox = startMua([
      ...args,
      "--http-user=ana",
      `--http-password-file=${directory}/pw`,
    ]);
    const [, , url = ""] = await inbox.said(LISTENING);
    const ask = async (path: string, password?: string): Promise<[number, string]> => {
      const headers = password === undefined
        ? {}
        : { authorization: `Basic ${btoa(`ana:${password}`)}` };
      const response = await fetch(new URL(path, url), { headers });
      return [response.status, await response.text()];
    };
    assertEquals((await ask("/api/v1/info"))[0], 401);
    assertEquals((await ask("/api/v1/info", "guess"))[0], 401);
    assertMatch((await ask("/", "secret"))[1], /<title>mua inbox/);
    assertEquals((await ask("/api/message/1/findings", "secret"))[0], 404);
    const waiting = ask("/api/wait?timeout=600s", "secret").catch(() => {});
    await ask("/livez");
    inbox.kill("SIGINT");
    await waiting;
    assertEquals((await inbox.end()).code, Exit.ok);
  },
);

directoryTest("mua inbox --release-to sends a stored mail on when it is told to", async (dir) => {
  await using next = await Inbox.start();
  await using inbox = startMua([
    "inbox",
    "-q",
    "--json",
    "-p0",
    `--dir=${dir}`,
    "--http=127.0.0.1:0",
    `--release-to=127.0.0.1:${next.port}`,
  ]);
  const [, port, url = ""] = await inbox.said(LISTENING);
  const { envelope, message } = await writeMail({ from: "a@x.example", to: "b@y.example" });
  await sendMail(envelope, message, { server: "127.0.0.1", port: Number(port) });
  assertEquals(next.messages, []);
  const response = await fetch(new URL("/api/v1/message/latest/release", url), {
    method: "POST",
    body: '{"To":["ana@y.example"]}',
  });
  assertEquals([response.status, await response.text()], [200, "ok"]);
  assertEquals((await next.next()).envelope.rcptTo, ["ana@y.example"]);
});
