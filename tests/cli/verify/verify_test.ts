import { Buffer } from "node:buffer";
import { assert, assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { silent, startNameServer } from "../../dns/scripted_name_server.ts";
import { DEFAULT_LIMITS } from "../../../inbox/limits.ts";
import { serveInbox } from "../../../inbox/serve/serve.ts";
import { openDirectoryStore } from "../../../inbox/store/directory.ts";
import { directoryTest } from "../../support/directory.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";
import { CASES } from "../../trust/corpus/cases.ts";
import { altered, arrived, letter } from "../../trust/corpus/mail.ts";
import { startCorpusServer } from "../../trust/corpus/name_server.ts";
import { signed } from "../../trust/corpus/signer.ts";

const SIGNED = signed(letter());

async function inspect(mail: string, ...argv: readonly string[]): Promise<MuaRun> {
  const input = new Uint8Array(Buffer.from(mail, "latin1"));
  return await runMua(["inspect", "-", "--only", "checks", ...argv], { input });
}

async function verify(mail: string, ...argv: readonly string[]): Promise<MuaRun> {
  await using server = await startCorpusServer();
  const resolver = `127.0.0.1:${server.port}`;
  const run = await inspect(mail, "--verify", "--resolver", resolver, ...argv);
  const settle = (text: string): string => text.replaceAll(`:${server.port}`, ":53");
  return { ...run, stdout: settle(run.stdout), stderr: settle(run.stderr) };
}

/** What is said after the heading, in one line. */
function said({ stdout }: MuaRun): string {
  return stdout.slice(stdout.indexOf("Verified now")).replace(/\s+/g, " ");
}

Deno.test("inspect --verify says who signed what, who sent, and whose the mail is", async () => {
  const run = await verify(arrived(SIGNED));
  assertEquals([run.code, run.stderr], [0, ""]);
  assertEquals(
    said(run),
    "Verified now with the answers of 127.0.0.1:53 " +
      "DKIM pass a.test signs with its key s1 (rsa-sha256, 2048 bits). " +
      "Signed: From, To, Subject, Date, Message-ID and the body. " +
      'SPF pass 192.0.2.1 may send for a.test, by "ip4:192.0.2.1" of a.test. ' +
      "The client is that of line 2, by mx.b.test. " +
      "0 of at most 10 lookups: v=spf1 ip4:192.0.2.1 a:web.a.test -all " +
      "DMARC pass From is a.test, proved by the signature of a.test and by SPF of a.test. " +
      "Policy of a.test: v=DMARC1; p=reject " +
      "Asked: _dmarc.a.test (a record), _dmarc.test (no such name) " +
      "ARC none No forwarder has sealed it. " +
      "Everything that could be checked holds. ",
  );
});

Deno.test("inspect --verify says what a list has added, and what was tagged", async () => {
  const mail = altered(SIGNED, "Subject: ", "Subject: [my-list] ") + "-- \r\nmy list\r\n";
  const run = await verify(arrived(mail));
  assertEquals(run.code, 1);
  assertStringIncludes(
    said(run),
    "The body was altered after signing: it is valid without the last 2 lines, from " +
      '"--" on, which a mailing list or a server has added. The header was altered too. It is valid ' +
      'without "[my-list]" at the start of Subject (added by a list or a filter).',
  );
});

Deno.test("inspect --verify says what a domain asks of the receiver of forged mail", async () => {
  const mail = arrived(letter(), { ip: "198.51.100.5", mailFrom: "x@bulk.test" });
  const run = await verify(mail);
  assertEquals(run.code, 1);
  assertStringIncludes(
    said(run),
    "DMARC fail From is a.test, but no valid signature and no SPF pass is of that domain. a.test " +
      "asks the receiver to refuse such mail (reject).",
  );
});

Deno.test("inspect --verify says of a seal what it says of those before it", async () => {
  const name = "seal says that the chain had failed";
  const run = await verify(await CASES.find((each) => each.name === name)?.mail ?? "");
  assertStringIncludes(
    said(run),
    "ARC fail The chain is broken: seal 2 says that the chain before it was broken. " +
      "Seal 1 of list.test: pass; it says that none was there before. " +
      "Seal 2 of list.test: fail; it says of those before: fail.",
  );
});

Deno.test("inspect --verify tells where the recipient's server has found something else", async () => {
  const claims = ["Authentication-Results: mx.b.test; dkim=fail header.d=a.test; spf=pass"];
  const run = await verify(arrived(SIGNED, { claims }));
  assertStringIncludes(
    said(run),
    "differs mx.b.test claims dkim=fail for a.test in line 2; now it is pass.",
  );
  assert(!said(run).includes("claims spf"));
});

Deno.test("inspect --verify checks the envelope that is given", async () => {
  const none = await verify(SIGNED);
  assertStringIncludes(said(none), "Give it with --ip, --mail-from and --helo.");
  const run = await verify(SIGNED, "--ip", "192.0.2.80", "--mail-from", "ana@a.test");
  assertStringIncludes(said(run), 'SPF pass 192.0.2.80 may send for a.test, by "a:web.a.test"');
  const bounce = await verify(SIGNED, "--ip", "192.0.2.1", "--mail-from", "<>", "--helo", "a.test");
  assertStringIncludes(said(bounce), "MAIL FROM is empty, so the name in EHLO counts.");
});

Deno.test("inspect --verify follows include and redirect to the term that decides", async () => {
  const term = async (domain: string): Promise<string> => {
    const run = await verify(arrived(letter(), { mailFrom: `x@${domain}` }));
    return /SPF pass .*? for \S+, by (.*?)\. The/.exec(said(run))?.[1] ?? "";
  };
  assertEquals(
    await term("include.test"),
    '"include:a.test" of include.test, then "ip4:192.0.2.1" of a.test',
  );
  assertEquals(
    await term("redirect.test"),
    '"redirect=a.test" of redirect.test, then "ip4:192.0.2.1" of a.test',
  );
});

Deno.test("inspect --verify ends with 75 and says so, when no name server answers", async () => {
  await using server = await startNameServer({ udp: silent });
  const resolver = `127.0.0.1:${server.port}`;
  const argv = ["--verify", "--resolver", resolver, "--timeout", "300ms"];
  const claims = ["Authentication-Results: mx.b.test; dkim=pass header.d=a.test; dmarc=pass"];
  const run = await inspect(arrived(SIGNED, { claims }), ...argv);
  assertEquals(run.code, 75);
  assert(!said(run).includes("differs"), run.stdout);
  assertStringIncludes(
    said(run),
    "DKIM temperror a.test signs with its key s1 (rsa-sha256). It could not be checked: " +
      "s1._domainkey.a.test could not be looked up: no answer from ",
  );
  assertStringIncludes(said(run), "SPF temperror");
  assertStringIncludes(said(run), "DMARC temperror");
  assertStringIncludes(said(run), "Not everything could be checked");
});

Deno.test("inspect asks nobody without --verify, and says that it can", async () => {
  const run = await inspect(arrived(SIGNED));
  assertEquals(run.code, 0);
  assertStringIncludes(run.stdout, "Nothing was checked now: add --verify to do so");
  const needless = await inspect(arrived(SIGNED), "--ip", "192.0.2.1");
  assertEquals([needless.code, needless.stderr.split("\n")[0]], [
    64,
    "mua inspect: --ip is for --verify",
  ]);
});

Deno.test("inspect --verify refuses what is no address", async () => {
  const codeOf = async (...argv: string[]): Promise<number> =>
    (await inspect("", "--verify", ...argv)).code;
  assertEquals(await codeOf("--ip", "a.test"), 64);
  assertEquals(await codeOf("--mail-from", "nobody"), 64);
  assertEquals(await codeOf("--resolver", "a.test"), 64);
});

Deno.test("inspect --verify --json has all of mails of every kind", async () => {
  await using server = await startCorpusServer();
  const resolver = `127.0.0.1:${server.port}`;
  for (const { name, mail, expect } of CASES.filter((_, index) => index % 4 === 0)) {
    const { stdout } = await inspect(await mail, "--verify", "--json", "--resolver", resolver);
    const { verification } = JSON.parse(stdout);
    assertEquals(verification.spf.result, expect.split(" | ").at(-4)?.replace("| ", ""), name);
  }
});

Deno.test("inspect --verify shows nothing of a hostile mail unescaped", async () => {
  const mail = signed(letter({ subject: "x" }), {
    spoil: (field) => field.replace("s=s1", "s=\x1b[2Js1"),
  });
  const { stdout } = await verify(arrived(mail + "\x1b[31mfooter\r\n"));
  assert(!stdout.includes("\x1b"));
});

directoryTest(
  "inbox show --verify shows what was found in place of the message",
  async (directory) => {
    await using server = await startCorpusServer();
    const mail = new Uint8Array(Buffer.from(arrived(SIGNED), "latin1"));
    await Deno.writeFile(`${directory}/0001.eml`, mail);
    const argv = ["inbox", "show", "1", "--dir", directory, "--verify"];
    const resolver = ["--resolver", `127.0.0.1:${server.port}`];
    const run = await runMua([...argv, ...resolver]);
    assertEquals([run.code, run.stderr], [0, ""]);
    assert(run.stdout.startsWith("Verified now"));
    assert(!run.stdout.includes("Dinner"));
    const { stdout } = await runMua([...argv, ...resolver, "--json"]);
    assertEquals(JSON.parse(stdout).verification.outcome, "pass");
  },
);

directoryTest("check --verify checks what arrived, and its exit code tells", async (directory) => {
  await using server = await startCorpusServer();
  await Deno.mkdir(`${directory}/inbox`);
  await Deno.writeTextFile(`${directory}/signed.eml`, SIGNED);
  const stop = new AbortController();
  const running = serveInbox({
    hostname: "127.0.0.1",
    port: 0,
    hostName: "mx.b.test",
    limits: DEFAULT_LIMITS,
    store: openDirectoryStore(`${directory}/inbox`),
    signal: stop.signal,
    onEvent: () => {},
  });
  const check = async (...argv: readonly string[]): Promise<MuaRun> => {
    const place = ["--inbox", `${directory}/inbox`, "--server", `127.0.0.1:${running.port}`];
    const resolver = ["--verify", "--resolver", `127.0.0.1:${server.port}`];
    return await runMua(["check", "ana@a.test", ...place, ...resolver, ...argv]);
  };
  try {
    const sound = await check("--eml", `${directory}/signed.eml`, "--mail-from", "ana@a.test");
    assertEquals(sound.code, 0);
    assertStringIncludes(
      said(sound),
      "DMARC pass From is a.test, proved by the signature of a.test.",
    );
    const unsigned = await check("--json");
    assertEquals(unsigned.code, 1);
    assertEquals(JSON.parse(unsigned.stdout).verification.outcome, "fail");
  } finally {
    stop.abort();
    await running.finished;
  }
});
