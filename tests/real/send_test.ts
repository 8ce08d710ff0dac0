/** `mua send` with no special option, to real mail servers that a real name server names. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { mua, underDeno } from "../support/program.ts";
import { worldTest } from "../support/world.ts";

const mail = ["-f", "alberto@ualg.pt", "-s", "Hi", "--body", "Hello, world!"];

/** What `--json` says, as far as these tests look at it. */
interface Report {
  readonly recipients: readonly {
    readonly recipient: string;
    readonly status: string;
    readonly host: string | null;
    readonly code: number | null;
    readonly enhanced: string | null;
  }[];
}

/** Who was delivered where, and who was not: `user@dest.test delivered mx1.dest.test 250`. */
function summary(stdout: string): string[] {
  const { recipients }: Report = JSON.parse(stdout);
  return recipients.map(({ recipient, status, host, code }) =>
    [recipient, status, host ?? "-", code ?? "-"].join(" ")
  );
}

/** Splits a message of a Maildir into what Postfix has put before it and what we have sent. */
function received(message: string): { trace: string; sent: string } {
  const trace =
    /^Return-Path: .*\n(?:(?:X-Original-To|Delivered-To): .*\n)*Received: .*\n(?:\t.*\n)*/
      .exec(message)?.[0] ?? "";
  return { trace, sent: message.slice(trace.length) };
}

worldTest("a mail lies in the Maildir, octet for octet as it was sent", async (world) => {
  const saved = await Deno.makeTempFile({ suffix: ".eml" });
  try {
    const body = "First line\n.\n..two dots\n\nlast line";
    const args = ["-f", "alberto@ualg.pt", "-t", "user@dest.test", "-s", "Hi", "--body", body];
    const { code, stdout, stderr } = await mua(["send", ...args, "--save", saved], { world });
    assertEquals([code, stderr], [
      0,
      "mx1.dest.test: encrypted, not verified: the certificate's issuer is unknown: CN=mua test CA\n",
    ]);
    assertMatch(
      stdout,
      /^delivered +user@dest\.test +mx1\.dest\.test \[192\.31\.196\.25\] +250 2\.0\.0 Ok: queued as \w+\n$/,
    );

    const mails = await world.mailbox("user");
    assertEquals(mails.length, 1);
    const { trace, sent } = received(mails[0] ?? "");
    assertStringIncludes(trace, "Return-Path: <alberto@ualg.pt>\n");
    assertStringIncludes(trace, "by mx1.dest.test (Postfix) with ESMTP");
    assertEquals(sent, (await Deno.readTextFile(saved)).replaceAll("\r\n", "\n"));
    assertMatch(sent, /^From: alberto@ualg\.pt\nTo: user@dest\.test\nSubject: Hi\nDate: /);
    assert(sent.endsWith(`\n\n${body}\n`), sent);
  } finally {
    await Deno.remove(saved);
    await Deno.remove(`${saved}.json`);
  }
});

worldTest("the second exchanger gets the mail when the first is dead", async (world) => {
  const args = ["send", "-t", "user@deadfirst.mx.test", ...mail, "-v"];
  const { code, stderr } = await mua(args, { world });
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /=== Trying dead\.mx\.test \(192\.31\.196\.9\) port 25\n/);
  assertMatch(stderr, /\*\*\* .*refused/i);
  assertEquals((await world.mailbox("user", "mx2")).length, 1);
  assertEquals((await world.mailbox("user", "mx1")).length, 0);
});

worldTest("the second exchanger gets the mail when the first never answers", async (world) => {
  const args = ["send", "-t", "user@holefirst.mx.test", ...mail, "--timeout", "1s"];
  const { code, stdout } = await mua(args, { world });
  assertEquals(code, 0, stdout);
  assertEquals((await world.mailbox("user", "mx2")).length, 1);
});

worldTest("a null MX is an end without any connection", async (world) => {
  const args = ["send", "-t", "user@null.mx.test", ...mail, "-v"];
  const { code, stdout, stderr } = await mua(args, { world });
  assertEquals(code, 68);
  assertMatch(stdout, /^refused +user@null\.mx\.test +.*null MX \(RFC 7505\)\n$/);
  assert(!stderr.includes("Trying"), stderr);
});

worldTest("a domain with an address and no MX is its own exchanger", async (world) => {
  const args = ["send", "-t", "user@implicit.mx.test", ...mail, "--json"];
  const { code, stdout } = await mua(args, { world });
  assertEquals(code, 0);
  assertEquals(summary(stdout), ["user@implicit.mx.test delivered implicit.mx.test 250"]);
  assertEquals((await world.mailbox("user")).length, 1);
});

worldTest("the domain of an address without MX and address takes no mail", async (world) => {
  const { code } = await mua(["send", "-t", "user@noaddr.mx.test", ...mail], { world });
  assertEquals(code, 68);
});

worldTest("two domains on two servers get a copy each", async (world) => {
  const to = ["-t", "user@dest.test", "-t", "user2@second.test"];
  const { code, stdout } = await mua(["send", ...to, ...mail, "--json"], { world });
  assertEquals(code, 0);
  assertEquals(summary(stdout), [
    "user@dest.test delivered mx1.dest.test 250",
    "user2@second.test delivered mx2.dest.test 250",
  ]);
  for (const [server, user] of [["mx1", "user"], ["mx2", "user2"]] as const) {
    const mails = await world.mailbox(user, server);
    assertEquals(mails.length, 1);
    assertStringIncludes(mails[0] ?? "", "To: user@dest.test, user2@second.test\n");
  }
  assertEquals((await world.mailbox("user2", "mx1")).length, 0);
  assertEquals((await world.mailbox("user", "mx2")).length, 0);
});

worldTest("of two recipients one is refused, and the other gets the mail once", async (world) => {
  const to = ["-t", "nobody@dest.test", "-t", "user@dest.test"];
  const { code, stdout } = await mua(["send", ...to, ...mail, "--json"], { world });
  assertEquals(code, 67);
  assertEquals(summary(stdout), [
    "nobody@dest.test refused mx1.dest.test 550",
    "user@dest.test delivered mx1.dest.test 250",
  ]);
  assertEquals((await world.mailbox("user", "mx1")).length, 1);
  assertEquals((await world.mailbox("user", "mx2")).length, 0);
});

worldTest("a recipient refused for now is deferred, and not tried elsewhere", async (world) => {
  const args = ["send", "-t", "later@dest.test", ...mail, "--json", "-v"];
  const { code, stdout, stderr } = await mua(args, { world });
  assertEquals(code, 75);
  assertEquals(summary(stdout), ["later@dest.test deferred mx1.dest.test 450"]);
  assert(!stderr.includes("Trying mx2"), stderr);
});

worldTest("a full mailbox is a recipient refused", async (world) => {
  const { code, stdout } = await mua(["send", "-t", "full@dest.test", ...mail], { world });
  assertEquals(code, 67);
  assertStringIncludes(stdout, "552 5.2.2");
});

worldTest("a message that the server calls too large is not sent", async (world) => {
  const big = await Deno.makeTempFile();
  try {
    await Deno.writeFile(big, new Uint8Array(9_000_000));
    const args = ["send", "-t", "user@dest.test", ...mail, "--attach", big];
    const { code, stdout } = await mua(args, { world });
    assertEquals(code, 69, stdout);
    assertMatch(stdout, /^refused /);
  } finally {
    await Deno.remove(big);
  }
});

for (const domain of ["v6only.mx.test", "implicit6.mx.test"]) {
  worldTest(`${domain} is reached over IPv6`, async (world) => {
    const form = underDeno("mua-any-host");
    const args = ["send", "-t", `user@${domain}`, ...mail, "-v"];
    const { code, stderr } = await mua(args, { world, form });
    assertEquals(code, 0, stderr);
    assertMatch(stderr, / -> EHLO \[IPv6:2001:4:112::\w+\]\n/);
    assertEquals((await world.mailbox("user")).length, 1);
  });
}

worldTest("IPv6 without the permission for it is said to be that", async (world) => {
  const { code, stdout } = await mua(["send", "-t", "user@v6only.mx.test", ...mail], { world });
  assertEquals(code, 78);
  assertStringIncludes(stdout, "no permission to connect to 2001:4:112::25 port 25");
});

worldTest("a server that ends its EHLO with an empty line of text is understood", async (world) => {
  const { code, stderr } = await mua(["send", "-t", "x@sink.test", ...mail, "-v"], { world });
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /<- {2}250 \n/);
  const mails = await world.sinkMailbox();
  assertEquals(mails.length, 1);
  assertMatch(mails[0] ?? "", /\n\nHello, world!\n/);
});

worldTest("a server without PIPELINING is spoken to one command at a time", async (world) => {
  const args = ["send", "-t", "user@second.test", ...mail, "-v", "--tls", "off"];
  const { code, stderr } = await mua(args, { world });
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /MAIL FROM:.*\n.*<- {2}250 .*\n.*RCPT TO:.*\n.*<- {2}250 .*\n.* -> DATA\n/);
});

worldTest("an address literal is its own host", async (world) => {
  const { code, stdout } = await mua(["send", "-t", "user@[192.31.196.26]", ...mail], { world });
  assertEquals(code, 0, stdout);
  const [message = ""] = await world.mailbox("user", "mx2");
  assertStringIncludes(message, "X-Original-To: user@[192.31.196.26]\n");
});

worldTest("a server that is named gets the mail, whatever the MX is", async (world) => {
  const args = ["send", "-t", "user@dest.test", ...mail, "--server", "mx2.dest.test"];
  const { code, stdout } = await mua(args, { world });
  assertEquals(code, 0, stdout);
  assertEquals((await world.mailbox("user", "mx2")).length, 1);
  assertEquals((await world.mailbox("user", "mx1")).length, 0);
});
