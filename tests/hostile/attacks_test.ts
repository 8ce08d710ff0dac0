/**
 * Attacks that others have fallen for, each by its name: against the whole program, from argv to the
 * octets that reach a server.
 */
import { DEFAULT_LIMITS } from "../../inbox/limits.ts";
import { createMemoryStore } from "../../inbox/store/memory.ts";
import { serveInbox } from "../../inbox/serve/serve.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import { assert, assertEquals, assertStringIncludes } from "../std/assert.ts";
import { createPki } from "../support/pki.ts";
import { type MuaRun, runMua } from "../support/run_mua.ts";
import type { Fault } from "./fault.ts";
import { startZoneServer } from "./name_server.ts";
import { HostilePeer, type PeerPlan } from "./peer.ts";

const HOSTNAME = "127.0.0.1";
const ENVELOPE = ["-f", "me@src.test", "-t", "user@dest.test"];

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: true, sanitizeResources: true, fn });
}

/** Starts a peer, runs `mua send` to it, and gives back both when they have ended. */
async function sendTo(
  plan: PeerPlan,
  args: readonly string[],
): Promise<{ readonly run: MuaRun; readonly peer: HostilePeer }> {
  await using peer = await HostilePeer.start(plan, { hostname: HOSTNAME, port: 0 });
  const server = ["--server", `${HOSTNAME}:${peer.port}`];
  const run = await runMua([
    "send",
    ...server,
    "--ehlo",
    "client.test",
    "--timeout",
    "5s",
    ...args,
  ]);
  return { run, peer };
}

/** Runs `fn` with a file of these octets. */
async function withFile<T>(text: string, fn: (path: string) => Promise<T>): Promise<T> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, text);
    return await fn(path);
  } finally {
    await Deno.remove(path);
  }
}

/** What one server or another has taken for the end of the message. */
const FALSE_ENDS = [
  ...["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\n.\r", "\r\n.\r", "\r\n.\r\n"],
  ...["\r\r\n.\r\r\n", "\n\n.\n\n"],
];

const BARE_LINE_END = /\r(?!\n)|(?<!\r)\n/;

const SMUGGLED = "MAIL FROM:<admin@src.test>\r\nRCPT TO:<victim@dest.test>\r\nDATA\r\n\r\nevil\r\n";

/** A text that ends, in every false way, and goes on with another mail. */
const SMUGGLING_TEXT = FALSE_ENDS.map((end) => `text${end}${SMUGGLED}`).join("");

/** The ways in which a text gets into a message. */
const TEXTS: readonly (readonly [string, (path: string) => readonly string[], string])[] = [
  ["--body", (path) => [...ENVELOPE, "--body", `@${path}`], SMUGGLING_TEXT],
  ["--html", (path) => [...ENVELOPE, "--body", "Hi", "--html", `@${path}`], SMUGGLING_TEXT],
  [
    "--eml",
    (path) => [...ENVELOPE, "--eml", path],
    `From: me@src.test\r\nSubject: Hi\r\n\r\n${SMUGGLING_TEXT}`,
  ],
];

for (const [option, argsOf, text] of TEXTS) {
  test(`SMTP smuggling (CVE-2023-51764): nothing in ${option} ends the message early`, async () => {
    const { run, peer } = await withFile(text, (path) => sendTo({}, argsOf(path)));
    assertEquals(run.code, 0, run.stderr);
    const [session] = peer.sessions;
    assertEquals(session?.verbs, ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]);
    const sent = session?.messages.map(({ data }) => new TextDecoder("latin1").decode(data)) ?? [];
    assertEquals(sent.length, 1);
    for (const data of sent) {
      assert(!BARE_LINE_END.test(data), "a bare CR or LF was sent");
      // However a server reads line ends, only the last line is a lone dot.
      assertEquals(data.split(/[\r\n]+/).filter((line) => line === "."), ["."]);
      assert(data.endsWith("\r\n.\r\n"));
    }
  });

  test(`SMTP smuggling (CVE-2023-51764): ${option} arrives in the inbox as one message`, async () => {
    for (const chunking of ["never", "always"]) {
      const stop = new AbortController();
      const store = createMemoryStore();
      const inbox = serveInbox({
        ...{ hostname: HOSTNAME, port: 0, hostName: "inbox.test", limits: DEFAULT_LIMITS, store },
        signal: stop.signal,
        onEvent: () => {},
      });
      const server = ["--server", `${HOSTNAME}:${inbox.port}`, "--chunking", chunking];
      const run = await withFile(text, (path) => runMua(["send", ...server, ...argsOf(path)]));
      stop.abort();
      await inbox.finished;
      assertEquals(run.code, 0, run.stderr);
      const stored = await store.list();
      assertEquals(stored.map(({ envelope }) => envelope?.rcptTo), [["user@dest.test"]]);
      // In chunks nothing is stuffed: who passes the message on by DATA gets the line ends as they came.
      const data = concatenate(await Array.fromAsync(await store.read(1) ?? []));
      assert(!BARE_LINE_END.test(new TextDecoder("latin1").decode(data)), "a bare CR or LF came");
    }
  });
}

const INJECTED = "250-peer.test\r\n250 AUTH PLAIN\r\n250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go\r\n";

/** The answer to STARTTLS and the injected ones, in one segment; TLS would come about behind them. */
const inOneSegment: Fault = async ({ channel, reply }) => {
  await channel.say(`${reply}${INJECTED}`);
  return "taken";
};

/** The injected answers when the handshake has begun. */
const intoHandshake: Fault = async ({ channel, reply }) => {
  await channel.say(reply);
  await channel.heard();
  await channel.say(INJECTED);
  await channel.gone();
  return "over";
};

for (const [where, fault] of [["with", inOneSegment], ["after", intoHandshake]] as const) {
  for (const mode of ["auto", "require"]) {
    test(`STARTTLS response injection (CVE-2011-0411, CVE-2021-38371) ${where} the answer, --tls ${mode}`, async () => {
      const { good, authority } = await createPki();
      const plan = { offers: ["STARTTLS"], certificate: good, faults: { STARTTLS: fault } };
      const mail = [...ENVELOPE, "--body", "Hi", "--tls", mode, "--tls-name", "mx1.dest.test"];
      const { run, peer } = await withFile(authority, (ca) => sendTo(plan, [...mail, "--ca", ca]));
      assert(run.code !== 0, run.stdout);
      assertEquals(peer.sessions.map(({ verbs }) => verbs), [["EHLO", "STARTTLS"]]);
      for (const { channel } of peer.sessions) {
        assert(!/EHLO|AUTH|MAIL|RCPT|DATA|QUIT/.test(channel.late), channel.late);
      }
    });
  }
}

/** What ends a line, or is taken for it somewhere. */
const LINE_ENDS = ["\r\n", "\n", "\r", "\0", "\u0085", "\u2028"];
const INJECTION = "Bcc: victim@dest.test";

/** Strings of the header that a user gives. */
const HEADER_ARGS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  "--subject": (text) => [...ENVELOPE, "-s", text],
  "--header": (text) => [...ENVELOPE, "-H", `X-Test: ${text}`],
  "the name of --header": (text) => [...ENVELOPE, "-H", `${text}: x`],
  "--from": (text) => ["-f", `"${text}" <me@src.test>`, "-t", "user@dest.test"],
  "--to": (text) => ["-f", "me@src.test", "-t", `"${text}" <user@dest.test>`],
  "--cc": (text) => [...ENVELOPE, "--cc", `${text} <other@dest.test>`],
};

for (const [option, argsOf] of Object.entries(HEADER_ARGS)) {
  test(`header injection (CVE-2024-6923) by ${option} is refused before a connection`, async () => {
    for (const end of LINE_ENDS) {
      await assertRefused([...argsOf(`Hi${end}${INJECTION}`), "--body", "x"]);
    }
  });
}

test("header injection (CVE-2024-6923) by the name of a file is refused before a connection", async () => {
  const directory = await Deno.makeTempDir();
  try {
    for (const end of LINE_ENDS.filter((each) => each !== "\0")) {
      const path = `${directory}/a${end}${INJECTION}`;
      await Deno.writeTextFile(path, "x");
      await assertRefused([...ENVELOPE, "--body", "x", "-a", path]);
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

/** Strings of commands that a user gives. */
const COMMAND_ARGS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  "--ehlo": (text) => [...ENVELOPE, "--ehlo", `me.test${text}`],
  "--mail-from": (text) => [...ENVELOPE, "--mail-from", `me${text}@src.test`],
  "the end of --mail-from": (text) => [...ENVELOPE, "--mail-from", `me@src.test>${text}`],
  "--rcpt-to": (text) => [...ENVELOPE, "--rcpt-to", `user@dest.test>${text}`],
  "a quoted --rcpt-to": (text) => [...ENVELOPE, "--rcpt-to", `"user${text}"@dest.test`],
  "--to": (text) => ["-f", "me@src.test", "-t", `user@dest.test>${text}`],
  "--from": (text) => ["-f", `"me${text}"@src.test`, "-t", "user@dest.test"],
  "--envid": (text) => [...ENVELOPE, "--envid", `id${text}`],
};

for (const [option, argsOf] of Object.entries(COMMAND_ARGS)) {
  test(`CRLF in ${option} (GHSA-vvjj-xcjg-gr5g, CVE-2025-59937) is refused before a connection`, async () => {
    for (const end of LINE_ENDS) {
      await assertRefused([...argsOf(`${end}RSET`), "--body", "x"]);
    }
  });
}

/** Fails unless the program refuses these arguments and connects to nobody. */
async function assertRefused(args: readonly string[]): Promise<void> {
  await using peer = await HostilePeer.start({}, { hostname: HOSTNAME, port: 0 });
  const run = await runMua(["send", "--server", `${HOSTNAME}:${peer.port}`, ...args]);
  const shown = JSON.stringify(args);
  assert(run.code === 64 || run.code === 65, `exit code ${run.code} for ${shown}\n${run.stderr}`);
  assertEquals(peer.sessions.length, 0, `connected for ${shown}`);
}

test("a dot at the edge of a chunk (RUSTSEC-2021-0069) is stuffed wherever the edge is", async () => {
  const header = "From: me@src.test\r\nSubject: Hi\r\n\r\n";
  const lines = ".\r\n".repeat(60_000);
  for (const shift of ["", "x\r\n", "xx\r\n", "xxx\r\n"]) {
    const text = `${header}${shift}${lines}`;
    const args = (path: string): string[] => [...ENVELOPE, "--eml", path];
    const { run, peer } = await withFile(text, (path) => sendTo({}, args(path)));
    assertEquals(run.code, 0, run.stderr);
    const [message, another] = peer.sessions.flatMap(({ messages }) => messages);
    assertEquals(another, undefined);
    const data = new TextDecoder().decode(message?.data);
    assert(data.slice(0, -".\r\n".length).replace(/^\./gm, "") === text, "it arrived differently");
  }
});

test("a quoted local part (CVE-2025-13033) leads to its own domain and no other", async () => {
  const addresses = ['"user@evil.test x"@dest.test', '"user@evil.test,"@dest.test'];
  for (const address of addresses) {
    await using dest = await HostilePeer.start({}, { hostname: "127.0.0.2", port: 0 });
    const { port } = dest;
    await using evil = await HostilePeer.start({}, { hostname: "127.0.0.3", port });
    await using nameServer = await startZoneServer({
      records: ["dest.test A 127.0.0.2", "evil.test A 127.0.0.3"],
    });
    const run = await runMua([
      ...["send", "-f", "me@src.test", "-t", address, "--body", "x", "--allow-private"],
      ...["--resolver", `127.0.0.1:${nameServer.port}`, "-p", String(port)],
    ]);
    assertEquals(run.code, 0, run.stderr);
    const messages = dest.sessions.flatMap((session) => session.messages);
    assertEquals(messages.map(({ to }) => to), [[address]]);
    const [header = ""] = messages.map(({ data }) => new TextDecoder().decode(data));
    assertStringIncludes(header, `\r\nTo: <${address}>\r\n`);
    assertEquals(evil.sessions.length, 0);
  }
});
