import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { type Files, filesTest } from "../../support/directory.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";

const SENT =
  "From: a@x.pt\r\nTo: b@y.pt\r\nSubject: Hi\r\nMessage-ID: <1@x.pt>\r\n\r\nHi, Ana!\r\n";
const TRACE = "Return-Path: <a@x.pt>\r\nReceived: from x.pt by mx.y.pt\r\n\tfor <b@y.pt>; " +
  "Tue, 24 Nov 2026 00:00:01 +0000\r\n";
const ENVELOPE = {
  version: 1,
  mailFrom: "a@x.pt",
  rcptTo: ["b@y.pt"],
  time: "2026-11-24T00:00:00Z",
};

/** Registers a test that runs the program in a directory with these files. */
function test(
  name: string,
  files: Files,
  fn: (at: (name: string) => string) => Promise<void>,
): void {
  filesTest(name, files, (directory) => fn((file) => `${directory}/${file}`));
}

const KEPT: Files = { "sent.eml": SENT, "sent.eml.json": JSON.stringify(ENVELOPE) };

test("mua compare answers the questions of the lab, and ends with 0", {
  ...KEPT,
  "received.eml": TRACE + SENT,
}, async (at) => {
  const { code, stdout, stderr } = await runMua(["compare", at("sent.eml"), at("received.eml")]);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^ {2}MAIL FROM +envelope +<a@x\.pt> +in Return-Path$/m);
  assertMatch(stdout, /^ {2}RCPT TO +envelope +<b@y\.pt>\s+in Received of mx\.y\.pt \(for\)$/m);
  assertMatch(stdout, /^ {2}Subject: +header +Hi +unchanged$/m);
  assertStringIncludes(stdout, "  added by mx.y.pt\n  + Return-Path: <a@x.pt>\n");
  assertStringIncludes(stdout, "\nConclusions  the same content\n");
  assertStringIncludes(stdout, "  - The body is identical, octet for octet.\n");
});

test("mua compare ends with 1 for a message that was altered", {
  ...KEPT,
  "received.eml": TRACE + SENT.replace("Hi\r", "[x] Hi\r"),
}, async (at) => {
  const { code, stdout } = await runMua(["compare", at("sent.eml"), at("received.eml")]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "  - Subject: Hi\n  + Subject: [x] Hi\n");
  assertStringIncludes(stdout, "\nConclusions  altered on the way\n");
});

test("mua compare ends with 2 for another message, and says only that", {
  ...KEPT,
  "received.eml": "From: c@z.pt\r\nMessage-ID: <2@z.pt>\r\n\r\nNo\r\n",
}, async (at) => {
  const { code, stdout } = await runMua(["compare", at("sent.eml"), at("received.eml")]);
  assertEquals(code, 2);
  assertMatch(stdout, /^Conclusions {2}not the same message\n {2}- It is a different message/);
});

test("mua compare says that it has no envelope, and how to keep one", {
  "sent.eml": SENT,
  "received.eml": SENT,
}, async (at) => {
  const { code, stdout, stderr } = await runMua(["compare", at("sent.eml"), at("received.eml")]);
  assertEquals(code, 0);
  assert(!stdout.includes("MAIL FROM"));
  assertMatch(stderr, /There is no \S+sent\.eml\.json\..*mua send --save/);
});

test("mua compare takes an envelope by name, and standard input as either message", {
  "sent.eml": SENT,
  "envelope.json": JSON.stringify(ENVELOPE),
}, async (at) => {
  const args = ["compare", "--envelope", at("envelope.json")];
  for (const operands of [[at("sent.eml"), "-"], ["-", at("sent.eml")]]) {
    const { code, stdout } = await runMua([...args, ...operands], { input: SENT });
    assertEquals(code, 0);
    assertMatch(stdout, /^ {2}MAIL FROM +envelope +<a@x\.pt> +nowhere$/m);
  }
});

test("mua compare --json is one object", {
  ...KEPT,
  "received.eml": TRACE + SENT + "footer\r\n",
}, async (at) => {
  const { code, stdout } = await runMua([
    ...["compare", "--json", at("sent.eml"), at("received.eml")],
  ]);
  const result = JSON.parse(stdout);
  assertEquals(code, 1);
  assertEquals([result.sameMessage, result.identity, result.altered], [true, "message-id", true]);
  assertEquals(result.questions[0].places, [{ field: "Return-Path", value: "<a@x.pt>" }]);
  assertEquals(result.header[1].by, "mx.y.pt");
  assertEquals(result.body, { change: "different", sentSize: 10, receivedSize: 18 });
  assertEquals(result.parts[0].content, { kind: "appended", text: "footer" });
});

test("mua compare keeps to the columns of the terminal, also with wide characters", {
  ...KEPT,
  "received.eml": TRACE.replaceAll("mx.y.pt", `${"long.".repeat(8)}y.pt`) +
    SENT.replace("Hi\r", `${"日本".repeat(40)}\r`),
}, async (at) => {
  const { stdout } = await runMua(["compare", at("sent.eml"), at("received.eml")]);
  const [questions = ""] = stdout.split("\n\n");
  assertStringIncludes(questions, "<b@y.pt>\n                             in Received of long.");
  assertStringIncludes(questions, `altered: ${"日本".repeat(10)}…\n`);
  const widths = questions.split("\n").map((line) => line.replaceAll(/[日本]/g, "xx").length);
  assertEquals(Math.max(...widths), 80);
});

test("mua compare shows the parts that changed, where there are very many", {
  "sent.eml": partsOf("part"),
  "received.eml": partsOf("part").replace("part 150\r", "part x\r"),
}, async (at) => {
  const { stdout } = await runMua(["compare", at("sent.eml"), at("received.eml")]);
  assertStringIncludes(stdout, "    151 text/plain: altered\n    and 199 more parts, unchanged\n");
});

/** A message of 200 parts. */
function partsOf(text: string): string {
  const parts = Array.from({ length: 200 }, (_, index) => `--b\r\n\r\n${text} ${index}\r\n`);
  return `Message-ID: <1@x.pt>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${
    parts.join("")
  }--b--\r\n`;
}

test("mua compare shows no control character of a message", {
  "sent.eml": SENT,
  "received.eml": SENT.replace("Hi\r", "\x1b[2J\u202e\r").replace("Ana", "\x9bAna"),
}, async (at) => {
  const { stdout } = await runMua(["compare", at("sent.eml"), at("received.eml")]);
  assertStringIncludes(stdout, "+ Subject: \\x1b[2J\\u{202e}\n");
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/.test(stdout), stdout);
});

test("mua compare of a mail with itself ends with 0, whatever it is", {
  "typed.eml": "SUBJECT: Hi\r\nHello!\r\n",
  "text.eml": "Hello,\nAna!\n",
  "bounce.eml": "Subject: Returned\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b--\r\n",
}, async (at) => {
  for (const name of ["typed.eml", "text.eml", "bounce.eml"]) {
    const { code, stdout } = await runMua(["compare", at(name), at(name)]);
    assertEquals(code, 0, name);
    assertStringIncludes(stdout, "octet for octet");
    const received = TRACE + await Deno.readTextFile(at(name));
    assertEquals((await runMua(["compare", at(name), "-"], { input: received })).code, 0, name);
  }
});

/** Runs the program and fails unless it ends with this code and says this. */
async function assertFails(args: readonly string[], code: number, words: RegExp): Promise<void> {
  const run: MuaRun = await runMua(["compare", ...args]);
  assertEquals([run.code, run.stdout], [code, ""], run.stderr);
  assertMatch(run.stderr, words);
}

test("mua compare refuses what it cannot read", {
  "sent.eml": SENT,
  "bad.json": "{}",
  "notes.txt": "Dear Ana,\nhi.\n",
  "empty.eml": "",
}, async (at) => {
  const sent = at("sent.eml");
  await assertFails([sent], 64, /missing RECEIVED/);
  await assertFails([sent, sent, sent], 64, /unexpected argument/);
  await assertFails(["-", "-"], 64, /only one of the two/);
  await assertFails([sent, at("none.eml")], 66, /none\.eml.*no such file/);
  for (const none of ["bad.json", "notes.txt"]) {
    await assertFails(
      [at(none), sent],
      65,
      new RegExp(`${none}" is not a message: it has no header field`),
    );
    await assertFails(
      [sent, at(none)],
      65,
      new RegExp(`${none}" is not a message: it has no header field`),
    );
  }
  await assertFails([sent, at("empty.eml")], 65, /empty\.eml" is not a message: it is empty/);
  await assertFails([at("none.eml"), sent], 66, /none\.eml.*no such file/);
  await assertFails([sent, sent, "--envelope", at("none.json")], 66, /no such file/);
  await assertFails([sent, sent, "--envelope", at("")], 66, /it is a directory/);
  await assertFails([sent, sent, "--envelope", at("bad.json")], 65, /version is not 1/);
});
