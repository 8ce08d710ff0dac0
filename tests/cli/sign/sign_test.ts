import { dkimVerify } from "mailauth/dkim/verify";
import { DEFAULT_LIMITS } from "../../../inbox/limits.ts";
import { Inbox } from "../../../inbox/mod.ts";
import { serveInbox } from "../../../inbox/serve/serve.ts";
import { openDirectoryStore } from "../../../inbox/store/directory.ts";
import { makeSigningKey, publishedRecord, readSigningKey } from "../../../trust/sign/key.ts";
import { startZoneServer } from "../../hostile/name_server.ts";
import { HostilePeer } from "../../hostile/peer.ts";
import { assert, assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";

const pem = makeSigningKey("rsa");
const record = publishedRecord(readSigningKey(pem));
const PUBLISHED = `s1._domainkey.x.example TXT ${record}`;
const PARTIES = ["-f", "a@x.example", "-t", "b@y.example", "-s", "Olá"];

/** Sends a mail that is signed by a key in `key.pem`, while DNS has these records. */
async function sendSigned(
  directory: string,
  port: number,
  records: readonly string[],
  ...argv: readonly string[]
): Promise<MuaRun> {
  await Deno.writeTextFile(`${directory}/key.pem`, pem);
  await using dns = await startZoneServer({ records });
  const sign = ["--dkim-key", `${directory}/key.pem`, "--dkim-selector", "s1"];
  const server = [
    "--server",
    `127.0.0.1:${port}`,
    "--resolver",
    `127.0.0.1:${dns.port}`,
    "--tls",
    "off",
  ];
  return await runMua(["send", ...server, ...sign, ...argv]);
}

async function verify(message: string): Promise<string[]> {
  const { results } = await dkimVerify(message, { resolver: () => Promise.resolve([[record]]) });
  return results.map(({ status }: { status: { result: string } }) => status.result);
}

directoryTest("a signed mail is verified as it arrives, by DATA and by BDAT", async (directory) => {
  for (const chunking of ["never", "always"]) {
    await using inbox = await Inbox.start();
    const argv = [...PARTIES, "--body", ".dot\n\n..", "--chunking", chunking];
    const run = await sendSigned(directory, inbox.port, [PUBLISHED], ...argv);
    assertEquals([run.code, run.stderr], [0, ""], run.stdout);
    const mail = await inbox.next();
    assertEquals(await verify(new TextDecoder().decode(mail.raw)), ["pass"]);
  }
});

directoryTest("what leaves for a server without 8BITMIME is what was signed", async (directory) => {
  const eml = `From: a@x.example\r\nTo: b@y.example\r\nMIME-Version: 1.0\r\n` +
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n.Olá\r\n";
  await Deno.writeTextFile(`${directory}/mail.eml`, eml);
  await using peer = await HostilePeer.start({}, { hostname: "127.0.0.1", port: 0 });
  const run = await sendSigned(directory, peer.port, [PUBLISHED], "--eml", `${directory}/mail.eml`);
  assertEquals(run.code, 0, run.stdout);
  const data = new TextDecoder().decode(peer.sessions[0]?.messages[0]?.data);
  assertStringIncludes(data, "quoted-printable");
  assertEquals(await verify(data.replace(/\r\n\.\r\n$/, "\r\n").replaceAll("\r\n.", "\r\n")), [
    "pass",
  ]);
});

directoryTest("what is saved and what a dry run shows has the signature", async (directory) => {
  const run = await sendSigned(
    directory,
    1,
    [PUBLISHED],
    ...PARTIES,
    "--body",
    "Hi",
    "-n",
    "--json",
  );
  const { message } = JSON.parse(run.stdout);
  assert(message.startsWith("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;"));
  assertEquals(await verify(message), ["pass"]);
});

directoryTest("mua merge signs each mail, and mua sendmail its own", async (directory) => {
  await Deno.writeTextFile(`${directory}/key.pem`, pem);
  await Deno.writeTextFile(
    `${directory}/t.txt`,
    "From: a@x.example\nTo: {{to}}\nSubject: Hi\n\nHi\n",
  );
  await Deno.writeTextFile(`${directory}/l.csv`, "to\nb@y.example\nc@y.example\n");
  await using dns = await startZoneServer({ records: ["x.example A 203.0.114.1"] });
  await using inbox = await Inbox.start();
  const sign = ["--dkim-key", `${directory}/key.pem`, "--dkim-selector", "s1"];
  const server = ["--server", `127.0.0.1:${inbox.port}`, "--resolver", `127.0.0.1:${dns.port}`];
  const argv = [...sign, ...server, "--tls", "off"];
  const merge = ["merge", `${directory}/t.txt`, `${directory}/l.csv`, ...argv];
  const rehearsal = await runMua(merge);
  assertStringIncludes(rehearsal.stdout, "DKIM-Signature: v=1; a=rsa-sha256");
  assertEquals([rehearsal.stderr, dns.asked], ["", []]);
  const sent = await runMua([...merge, "--send", "-q"]);
  assertEquals(sent.code, 0, sent.stderr);
  assertEquals(sent.stderr.match(/no key is published/g)?.length, 1);
  const input = "From: a@x.example\nSubject: Hi\n\nHi\n";
  const sendmail = await runMua(["sendmail", ...argv, "d@y.example"], { input });
  assertEquals(sendmail.code, 0, sendmail.stderr);
  assertEquals(inbox.messages.length, 3);
  for (const { raw } of inbox.messages) {
    assertEquals(await verify(new TextDecoder().decode(raw)), ["pass"]);
  }
});

directoryTest(
  "the key of an account signs what send, merge, sendmail and check send",
  async (directory) => {
    await Deno.mkdir(`${directory}/inbox`);
    await Deno.writeTextFile(`${directory}/key.pem`, pem);
    const template = "From: a@x.example\nTo: {{to}}\nSubject: Hi\n\nHi\n";
    await Deno.writeTextFile(`${directory}/t.txt`, template);
    await Deno.writeTextFile(`${directory}/l.csv`, "to\nb@y.example\n");
    await using dns = await startZoneServer({ records: [PUBLISHED] });
    const stop = new AbortController();
    const running = serveInbox({
      hostname: "127.0.0.1",
      port: 0,
      hostName: "mx.y.example",
      limits: DEFAULT_LIMITS,
      store: openDirectoryStore(`${directory}/inbox`),
      signal: stop.signal,
      onEvent: () => {},
    });
    const account = [
      "[account.work]",
      'from = "a@x.example"',
      `server = "127.0.0.1:${running.port}"`,
      `resolver = "127.0.0.1:${dns.port}"`,
      'dkim_key = "key.pem"',
      'dkim_selector = "s1"',
    ];
    await Deno.writeTextFile(`${directory}/config.toml`, `${account.join("\n")}\n`);
    const variables = { MUA_CONFIG: `${directory}/config.toml` };
    const commands = [
      ["send", "-t", "b@y.example", "-s", "Hi", "--body", "Hi"],
      ["merge", `${directory}/t.txt`, `${directory}/l.csv`, "--send", "-q"],
      ["sendmail", "b@y.example"],
      ["check", "b@y.example", "--inbox", `${directory}/inbox`],
    ];
    try {
      for (const argv of commands) {
        const input = "From: a@x.example\nSubject: Hi\n\nHi\n";
        const run = await runMua(argv, { variables, input });
        assertEquals([run.code, run.stderr], [0, ""], argv[0]);
      }
      for (let number = 1; number <= commands.length; number++) {
        const text = await Deno.readTextFile(`${directory}/inbox/000${number}.eml`);
        assertEquals(await verify(text), ["pass"]);
      }
    } finally {
      stop.abort();
      await running.finished;
    }
  },
);

/** What DNS says of the key, and what is warned of. */
const published: readonly (readonly [what: string, record: string, warning: string])[] = [
  ["no key", "x.example A 203.0.114.1", "DKIM: no key is published at s1._domainkey.x.example"],
  ["a revoked key", "s1._domainkey.x.example TXT v=DKIM1; p=", "DKIM: the key is revoked"],
  ["a key for SHA-1 alone", `${PUBLISHED}; h=sha1`, "DKIM: another key is published"],
  [
    "another key",
    `s1._domainkey.x.example TXT v=DKIM1; k=ed25519; p=${new Uint8Array(32).toBase64()}`,
    "DKIM: another key is published",
  ],
];

for (const [what, zone, warning] of published) {
  directoryTest(`${what} in DNS is warned of before the mail is sent`, async (directory) => {
    await using inbox = await Inbox.start();
    const run = await sendSigned(directory, inbox.port, [zone], ...PARTIES, "--body", "Hi");
    assertEquals(run.code, 0, run.stdout);
    assertStringIncludes(run.stderr, warning);
  });
}

directoryTest("an author of another organization is warned of", async (directory) => {
  await using inbox = await Inbox.start();
  const argv = [
    "-f",
    "a@z.example",
    "-t",
    "b@y.example",
    "--body",
    "Hi",
    "--dkim-domain",
    "x.example",
  ];
  const run = await sendSigned(directory, inbox.port, [PUBLISHED], ...argv);
  assertEquals(run.code, 0);
  assertStringIncludes(run.stderr, "x.example signs for an author of z.example");
});

/** Options that sign nothing, and how that ends, before anything is connected to. */
const mistakes: readonly (readonly [argv: readonly string[], code: number, message: string])[] = [
  [["--dkim-selector", "s1"], 64, "--dkim-key FILE"],
  [["--dkim-key", "KEY"], 64, "--dkim-selector NAME"],
  [["--dkim-key", "KEY", "--dkim-selector", "a b"], 64, "a selector is a name"],
  [["--dkim-key", "KEY", "--dkim-selector", "s", "--dkim-domain", "a..b"], 65, "empty label"],
  [["--dkim-key", "NONE", "--dkim-selector", "s"], 66, "NONE"],
  [["--dkim-key", "BAD", "--dkim-selector", "s"], 65, "is no private key in PEM"],
];

for (const [argv, code, message] of mistakes) {
  directoryTest(
    `send ${argv.join(" ")} ends with ${code} before anything is connected to`,
    async (directory) => {
      await Deno.writeTextFile(`${directory}/KEY`, pem);
      await Deno.writeTextFile(`${directory}/BAD`, "hello");
      const files = argv.map((word) => /^[A-Z]+$/.test(word) ? `${directory}/${word}` : word);
      const server = ["--server", "127.0.0.1:1", "--resolver", "127.0.0.1:1"];
      const run = await runMua(["send", ...server, ...PARTIES, "--body", "Hi", ...files]);
      assertEquals(run.code, code, run.stderr);
      assertStringIncludes(run.stderr, message);
    },
  );
}
