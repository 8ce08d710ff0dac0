/** `mua inspect`: what it shows, what it saves, how it ends. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { mua } from "../../support/program.ts";
import { filesTest } from "../../support/directory.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";

const MAIL = [
  "Return-Path: <bounce@lists.example>",
  "Delivered-To: ana@example.com",
  "Received: from relay.example (relay.example [198.51.100.7])",
  "\tby mx.example.com (Postfix) with ESMTPS id 4F",
  "\tfor <ana@example.com>; Tue, 24 Nov 2020 00:24:46 +0000 (UTC)",
  "Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=lists.example",
  "Received: from [10.0.0.5] by relay.example with SMTP; Tue, 24 Nov 2020 01:24:30 +0100",
  "From: =?utf-8?Q?Jos=C3=A9?= <jose@ualg.pt>",
  "To: ana@example.com",
  "Subject: Hi",
  "Date: Tue, 24 Nov 2020 00:24:20 +0000",
  "Message-ID: <1@ualg.pt>",
  "MIME-Version: 1.0",
  "Content-Type: multipart/mixed; boundary=b",
  "",
  "--b",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Ol=C3=A1 =1B[2J",
  "--b",
  "Content-Type: text/html",
  "",
  "<p>Hi <a href='https://x.example'>there</a><script>alert(1)</script>",
  "--b",
  "Content-Type: application/pdf",
  "Content-Disposition: attachment; filename*=utf-8''..%2fOl%C3%A1.pdf",
  "Content-Transfer-Encoding: base64",
  "",
  "SGVsbG8=",
  "--b--",
  "",
];

const CRLF = MAIL.join("\r\n");

async function inspect(...args: string[]): Promise<MuaRun> {
  return await runMua(["inspect", ...args]);
}

/** One section of a message from standard input. */
async function section(name: string, message: string = CRLF): Promise<string> {
  const { code, stdout, stderr } = await runMua(["inspect", "-", "--only", name], {
    input: message,
  });
  assertEquals([code, stderr], [0, ""]);
  return stdout;
}

Deno.test("inspect says where the header ends and the body begins", async () => {
  const start = CRLF.indexOf("\r\n\r\n") + 4;
  assertEquals(
    await section("summary"),
    [
      `standard input  ${CRLF.length} octets, 31 lines`,
      `  header  12 fields, ${start} octets, 15 lines, including the empty line that ends it`,
      `  body    ${CRLF.length - start} octets, 16 lines, from line 16, octet ${start}`,
      "",
    ].join("\n"),
  );
});

Deno.test("inspect shows each field as it stands, who writes it, and what it means", async () => {
  const lines = (await section("header")).split("\n");
  assertEquals(lines.slice(1, 6), [
    "   1  last server  Return-Path: <bounce@lists.example>",
    "   2  last server  Delivered-To: ana@example.com",
    "   3  last server  Received: from relay.example (relay.example [198.51.100.7])",
    "                   \tby mx.example.com (Postfix) with ESMTPS id 4F",
    "                   \tfor <ana@example.com>; Tue, 24 Nov 2020 00:24:46 +0000 (UTC)",
  ]);
  assertEquals(lines.slice(6, 10), [
    "   6  filter       Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=lists.example",
    "   7  relay        Received: from [10.0.0.5] by relay.example with SMTP; Tue, 24 Nov 2020 01:24:30 +0100",
    "   8  author       From: =?utf-8?Q?Jos=C3=A9?= <jose@ualg.pt>",
    "                   = José <jose@ualg.pt>",
  ]);
});

Deno.test("inspect --explain says once of each field what it is and what it can prove", async () => {
  const { stdout } = await runMua(["inspect", "-", "--only", "header", "--explain"], {
    input: CRLF,
  });
  assertEquals(stdout.split("one hop on the way. ").length, 2);
  assertMatch(stdout, /\n {19}the envelope sender\. The address of MAIL FROM/);
});

Deno.test("inspect shows the way, the oldest hop first, and draws its times", async () => {
  assertEquals(
    await section("way"),
    [
      "The way it came  oldest first; believe only the servers that you trust",
      "   1  [10.0.0.5] -> relay.example",
      "      SMTP, not encrypted",
      "      2020-11-24 00:24:30 UTC  +10 s after Date",
      "   2  relay.example (198.51.100.7) -> mx.example.com",
      "      ESMTPS, encrypted, for ana@example.com, id 4F",
      "      2020-11-24 00:24:46 UTC  +16 s",
      "",
      "      2020-11-24 00:24:20  total +26 s",
      "   1  |---------------*                        |  +10 s",
      "   2  |               ------------------------*|  +16 s",
      "",
    ].join("\n"),
  );
});

Deno.test("inspect draws a clock that is behind as a step back", async () => {
  const at = (minute: number): string => `Tue, 24 Nov 2020 00:0${minute}:00 +0000`;
  const message = `Received: by b; ${at(1)}\r\nReceived: by a; ${at(3)}\r\nDate: ${at(0)}\r\n\r\n`;
  const way = await section("way", message);
  assertStringIncludes(way, "earlier than the previous hop: one of the two clocks is wrong");
  assertMatch(way, /\|-+\*\| {2}\+3 min\n.*\| +<-+ *\| {2}-2 min\n/);
});

Deno.test("inspect compares the author with where errors and answers go", async () => {
  const people = await section("people");
  assertMatch(people, /From +José <jose@ualg\.pt> {2}the author/);
  assertMatch(people, /Return-Path +bounce@lists\.example {2}where errors go: MAIL FROM/);
  assertStringIncludes(people, "MAIL FROM differs from From");
});

Deno.test("inspect says who claims a check, and what that is worth", async () => {
  const checks = await section("checks");
  assertStringIncludes(checks, "mx.example.com  claims in line 6:");
  assertMatch(
    checks,
    /spf +pass +smtp\.mailfrom=lists\.example\n[^]*is allowed to send for the domain[^]*: yes\n/,
  );
  assertStringIncludes(checks, "Anyone can write such a field.");
  assertStringIncludes(
    await section("checks", "A: b\r\n\r\n"),
    "none recorded (no Authentication-Results field)",
  );
});

Deno.test("inspect shows the parts as a tree, with names and sizes", async () => {
  assertEquals(
    await section("parts"),
    [
      "Parts",
      `  multipart/mixed  ${CRLF.length - CRLF.indexOf("\r\n\r\n") - 4} octets, line 1`,
      "    1  text/plain charset utf-8 quoted-printable  15 octets, decoded 9, line 17",
      "    2  text/html 7bit  68 octets, line 22",
      '    3  application/pdf base64  "../Olá.pdf"  8 octets, decoded 5, line 26',
      "",
    ].join("\n"),
  );
});

Deno.test("inspect shows texts decoded, HTML as text, and nothing that steers a terminal", async () => {
  assertEquals(
    await section("text"),
    [
      "Text of part 1",
      "  Olá \\x1b[2J",
      "",
      "Text of part 2  HTML as text; nothing was loaded from the network",
      "  Hi there <https://x.example>",
      "",
    ].join("\n"),
  );
});

Deno.test("inspect tells what is wrong, where, and by which RFC", async () => {
  const message = "Subject: a\r\nSubject: b\r\n\r\na\rb\r\n";
  assertEquals(
    await section("findings", message),
    [
      "Findings",
      "  error    line 1   the field From is missing (RFC 5322 3.6)",
      "  error    line 1   the field Date is missing (RFC 5322 3.6)",
      "  warning  line 1   the field Message-ID is missing (RFC 5322 3.6.4)",
      "  error    line 2   Subject is repeated after line 1: mail programs disagree on",
      "                    which one counts (RFC 5322 3.6)",
      "  error    line 4   a CR without LF: servers disagree on whether it ends a line",
      "                    (RFC 5321 2.3.8)",
      "",
    ].join("\n"),
  );
});

Deno.test("inspect keeps a finding apart from a line of six figures", async () => {
  const message = `From: a@x.example\r\n\r\n${"a\r\n".repeat(100_000)}a\rb\r\n`;
  assertStringIncludes(await section("findings", message), "line 100003 a CR without LF");
});

Deno.test("inspect escapes whatever a message holds, in every section", async () => {
  const evil = "\x1b[2J\x9b1m\u202e\x07";
  const message = [
    `Evil${evil}`,
    `Return-Path: <${evil}@a>`,
    `Received: from ${evil} (${evil} [192.0.2.1]) by ${evil} with ${evil} id ${evil} for <${evil}>; ${evil}`,
    `Authentication-Results: ${evil}; ${evil}=${evil} ${evil}=${evil}; spf=pass reason="${evil}"`,
    `From: ${evil} <${evil}@b>, =?utf-8?Q?=1B[2J?= <a@b.example>`,
    `Subject: =?utf-8?Q?=1B[2J=C2=9B?=`,
    `Content-Length: ${evil}`,
    `Content-Type: multipart/mixed; boundary=b`,
    "",
    "--b",
    `Content-Type: ${evil}; charset="${evil}"; name*=utf-8''%1B%E2%80%AE.txt`,
    `Content-Transfer-Encoding: ${evil}`,
    "",
    evil,
    "--b",
    "Content-Type: text/html",
    "",
    `<a href="${evil}&#27;[2J">${evil}&#x9b;</a>`,
    "--b--",
  ].join("\r\n");
  for (const args of [[], ["--json"]]) {
    const { code, stdout } = await runMua(["inspect", "-", ...args], { input: message });
    assertEquals(code, 0);
    // deno-lint-ignore no-control-regex
    assert(!/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/.test(stdout), stdout);
  }
});

Deno.test("inspect shows the beginning of words that are no words", async () => {
  const long = "x".repeat(100_000);
  const message = [
    `Received: from ${long} (${long} [192.0.2.1]) by ${long} with ${long} via ${long} id ${long} for <${long}>; ${long}`,
    `Authentication-Results: ${long}; ${long}=${long} a.b=${long} reason=${long}`,
    `From: ${long} <${long}@${long}>`,
    `Content-Type: ${long}/${long}; charset=${long}; name=${long}`,
    `Content-Transfer-Encoding: ${long}`,
    "",
    "",
  ].join("\r\n");
  const sections = ["summary", "way", "people", "checks", "parts", "text", "findings"];
  const { code, stdout } = await runMua(
    ["inspect", "-", ...sections.flatMap((section) => ["--only", section])],
    { input: message },
  );
  assertEquals(code, 0);
  assert(stdout.length < 20_000, `${stdout.length}`);
});

filesTest("inspect --json has all of it in one object", { "a.eml": CRLF }, async (dir) => {
  const { code, stdout, stderr } = await inspect(`${dir}/a.eml`, "--json");
  assertEquals([code, stderr], [0, ""]);
  const json = JSON.parse(stdout);
  assertEquals(json.size, CRLF.length);
  assertEquals(json.header, {
    size: CRLF.indexOf("\r\n\r\n") + 4,
    lines: 15,
    complete: true,
    fields: 12,
  });
  assertEquals(
    json.fields.map(({ raw }: { raw: string }) => raw).join(""),
    `${CRLF.split("\r\n\r\n")[0]}\r\n`,
  );
  assertEquals(json.fields[5].text, "José <jose@ualg.pt>");
  assertEquals(json.hops.map(({ by, delay }: { by: string; delay: number }) => [by, delay]), [
    ["relay.example", 10],
    ["mx.example.com", 16],
  ]);
  assertEquals(json.authentication[0].results[0].properties, { "smtp.mailfrom": "lists.example" });
  assertEquals(json.parts[3].fileName, "../Olá.pdf");
  assertEquals(json.parts[2].htmlAsText, "Hi there <https://x.example>\n");
  assertEquals(json.findings.map(({ code }: { code: string }) => code), ["odd-file-name"]);
});

filesTest("inspect --extract saves attachments under safe names, and overwrites none", {
  "a.eml": CRLF,
}, async (dir) => {
  const to = `${dir}/new/files`;
  for (let run = 0; run < 2; run++) {
    assertEquals((await inspect(`${dir}/a.eml`, "--extract", to)).code, 0);
  }
  const names = (await Array.fromAsync(Deno.readDir(to), ({ name }) => name)).sort();
  assertEquals(names, ["Olá-2.pdf", "Olá.pdf"]);
  assertEquals(await Deno.readTextFile(`${to}/Olá.pdf`), "Hello");
  assertEquals((await Deno.stat(`${to}/Olá.pdf`)).mode! & 0o777, 0o600);
});

filesTest(
  "inspect --extract follows no link that is there",
  { "a.eml": CRLF, "victim": "safe" },
  async (dir) => {
    await Deno.symlink(`${dir}/victim`, `${dir}/Olá.pdf`);
    const { code, stderr } = await inspect(`${dir}/a.eml`, "--extract", dir);
    assertEquals([code, stderr], [0, `saved part 3 as ${dir}/Olá-2.pdf (5 octets)\n`]);
    assertEquals(await Deno.readTextFile(`${dir}/victim`), "safe");
  },
);

filesTest("inspect --extract says one octet of a file that has one", {
  "a.eml": "Content-Type: application/x-lab\n\nx",
}, async (dir) => {
  const { stderr } = await inspect(`${dir}/a.eml`, "--extract", dir);
  assertEquals(stderr, `saved part 0 as ${dir}/part-0.bin (1 octet)\n`);
});

filesTest("inspect --extract saves a message in a message as it is", {
  "a.eml": "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n" +
    "Content-Disposition: attachment\n\nSubject: in\n\nx\n--b--\n",
}, async (dir) => {
  assertEquals((await inspect(`${dir}/a.eml`, "--extract", `${dir}/out`)).code, 0);
  assertEquals(await Deno.readTextFile(`${dir}/out/part-1.eml`), "Subject: in\n\nx");
});

const MBOX =
  "From a Tue Nov 24\nSubject: one\n\n>From here\n\nFrom b Tue Nov 24\nSubject: two\n\nx\n";

filesTest("inspect reads a message of an mbox by its number", { mbox: MBOX }, async (dir) => {
  const one = await inspect(`${dir}/mbox`, "--n", "1", "--only", "text");
  assertEquals(one, { code: 0, stdout: "Text\n  From here\n", stderr: "" });
  const two = await inspect(`${dir}/mbox`, "--n=2", "--only", "summary");
  assertMatch(two.stdout, /mbox, message 2 of 2 {2}16 octets, 3 lines\n/);
});

filesTest("inspect says how many messages an mbox has, when no number or a wrong one is given", {
  mbox: MBOX,
}, async (dir) => {
  const none = await inspect(`${dir}/mbox`);
  assertEquals([none.code, none.stdout], [64, ""]);
  assertStringIncludes(none.stderr, "is an mbox of 2 messages\nChoose one: --n 1 to --n 2\n");
  const wrong = await inspect(`${dir}/mbox`, "--n", "3");
  assertEquals(wrong.code, 65);
  assertStringIncludes(wrong.stderr, "is an mbox of 2 messages; there is no message 3");
});

filesTest("inspect shows what is not seen in a header, a text and the name of a file", {
  mail: [
    "Subject: pay\u200cpal",
    "MIME-Version: 1.0",
    'Content-Type: text/plain; charset=utf-8; name="a\u3164.txt"',
    "Content-Transfer-Encoding: 8bit",
    "",
    `a${"\u0301".repeat(6)} می\u200cخواهم`,
    "",
  ].join("\n"),
}, async (dir) => {
  const { stdout } = await inspect(`${dir}/mail`);
  assertStringIncludes(stdout, "Subject: pay\\u{200c}pal\n");
  assertStringIncludes(stdout, '"a\\u{3164}.txt"');
  assertStringIncludes(stdout, `a${"\u0301".repeat(4)}\\u{301}\\u{301} می\u200cخواهم\n`);
  assertMatch(stdout, /with a path or invisible\s+characters/);
});

filesTest("inspect reads an mbox whose lines end with CR alone, and says so", {
  mbox: MBOX.replaceAll("\n", "\r"),
}, async (dir) => {
  const { code, stdout, stderr } = await inspect(`${dir}/mbox`, "--n", "1", "--only", "text");
  assertEquals([code, stdout], [0, "Text\n  From here\n"]);
  assertEquals(
    stderr,
    `The lines of "${dir}/mbox" end in CR alone, as on old Macs; each CR is read as LF\n`,
  );
});

filesTest("inspect reads a message whose lines end with CR alone, if it has no LF at all", {
  old: "From: a@b.example\rSubject: one\r\rText\rmore\r",
  mixed: "From: a@b.example\rSubject: one\r\rText\r\n",
}, async (dir) => {
  const old = await inspect(`${dir}/old`, "--only", "text");
  assertEquals([old.code, old.stdout], [0, "Text\n  Text\n  more\n"]);
  const mixed = await inspect(`${dir}/mixed`, "--only", "findings");
  assertStringIncludes(mixed.stdout, "a CR without LF");
  assertEquals(mixed.stderr, "");
});

filesTest("inspect takes a message for one that begins with From and a blank", {
  mail: "From : a@b.example\nSubject: one\n\nText\n",
}, async (dir) => {
  const { code, stdout } = await inspect(`${dir}/mail`, "--only", "people");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "a@b.example  the author");
});

filesTest(
  "an mbox of one message needs no number",
  { mbox: "From a\nA: 1\n\nx\n" },
  async (dir) => {
    assertEquals((await inspect(`${dir}/mbox`, "--only", "text")).stdout, "Text\n  x\n");
  },
);

filesTest("inspect ends with 65 where nothing could be a message", {
  empty: "",
  binary: "\x00\x01\x02\n\n",
  mail: CRLF,
}, async (dir) => {
  for (
    const [file, reason] of [["empty", "it is empty"], [
      "binary",
      "it has no header field",
    ]]
  ) {
    const { code, stdout, stderr } = await inspect(`${dir}/${file}`);
    assertEquals([code, stdout], [65, ""]);
    assertStringIncludes(stderr, `is not a message: ${reason}`);
  }
  assertEquals((await inspect(`${dir}/mail`, "--n", "2")).code, 64);
});

filesTest("inspect ends with 66 where there is no file", {}, async (dir) => {
  const { code, stderr } = await inspect(`${dir}/none.eml`);
  assertEquals(code, 66);
  assertStringIncludes(stderr, "no such file");
  assertEquals((await inspect(dir)).code, 66);
});

filesTest(
  "inspect ends with 74 where it cannot save",
  { "a.eml": CRLF, "file": "" },
  async (dir) => {
    const { code, stderr } = await inspect(`${dir}/a.eml`, "--extract", `${dir}/file`);
    assertEquals(code, 74);
    assertStringIncludes(stderr, `cannot save to "${dir}/file"`);
  },
);

Deno.test("inspect --only knows its words", async () => {
  const { code, stderr } = await inspect("-", "--only", "hops");
  assertEquals(code, 64);
  assertStringIncludes(stderr, "--only must be one of summary, verdict, header, way");
});

filesTest("the program inspects with the permissions it has, and --extract too", {
  "a.eml": CRLF,
}, async (dir) => {
  const shown = await mua(["inspect", `${dir}/a.eml`, "--only", "text"]);
  assertEquals([shown.code, shown.stderr], [0, ""]);
  const saved = await mua([
    "inspect",
    `${dir}/a.eml`,
    "--extract",
    `${dir}/out`,
    "--only",
    "summary",
  ]);
  assertEquals([saved.code, saved.stderr], [0, `saved part 3 as ${dir}/out/Olá.pdf (5 octets)\n`]);
  const piped = await mua(["inspect", "-", "--only", "summary"], { stdin: CRLF });
  assertMatch(piped.stdout, /^standard input/);
});

filesTest("inspect of a bounce begins with who did not get which mail", {
  "bounce.eml": `From: MAILER-DAEMON@out.x.example
To: ana@x.example
Subject: failure notice

Hi. This is the qmail-send program at out.x.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<rui@y.example>:
192.0.2.25 does not like recipient.
Remote host said: 550 5.1.1 User unknown

--- Below this line is a copy of the message.

From: ana@x.example
Subject: Lunch
Message-ID: <lunch@x.example>
`,
  "a.eml": CRLF,
}, async (dir) => {
  const { code, stdout } = await inspect(`${dir}/bounce.eml`);
  assertEquals(code, 0);
  assert(
    stdout.startsWith(
      "rui@y.example: permanent, no such mailbox (said by 192.0.2.25 at RCPT): 550 5.1.1 User unknown\n" +
        'The mail: <lunch@x.example> "Lunch" from ana@x.example\n\n',
    ),
    stdout,
  );
  const parts = await inspect(`${dir}/bounce.eml`, "--only", "parts");
  assertEquals(parts.stdout.includes("permanent"), false);
  const json = JSON.parse((await inspect(`${dir}/bounce.eml`, "--json")).stdout);
  assertEquals([json.returned.kind, json.returned.bounces[0].reason], ["failure", "userunknown"]);
  assertEquals(JSON.parse((await inspect(`${dir}/a.eml`, "--json")).stdout).returned, null);
});
