import { MAX_INPUT_OCTETS } from "../../../cli/explain/explain.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { mua } from "../../support/program.ts";
import { runMua } from "../../support/run_mua.ts";

Deno.test("explain says what an answer means and what to do next, within the width", async () => {
  const { code, stdout, stderr } = await runMua(["explain", "550", "5.1.1", "at", "rcpt"]);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(
    stdout,
    [
      "550 5.1.1  reply",
      "  at RCPT: no such mailbox",
      "  550       At RCPT: no such mailbox, or it accepts no mail from you;",
      "            permanently refused.",
      "  5.1.1     The part before the @ does not exist at the destination.",
      "  Do next   Check the spelling of the address, letter by letter.",
      "            Give mua explain the whole line: the text after the code says why.",
      "  Source    RFC 3463 section 3.2; RFC 5321 section 4.2.3",
      "",
    ].join("\n"),
  );
});

Deno.test("explain --json gives one object with the same", async () => {
  const { code, stdout, stderr } = await runMua(["explain", "--json", "PIPELINING"]);
  assertEquals([code, stderr], [0, ""]);
  const { explanations: [explanation, ...others], exitCode } = JSON.parse(stdout);
  assertEquals([others, exitCode], [[], 0]);
  assertEquals(Object.keys(explanation), ["kind", "seen", "title", "points", "next", "sources"]);
  assertEquals([explanation.kind, explanation.seen], ["keyword", "PIPELINING"]);
  assertEquals(explanation.sources, ["RFC 2920"]);
});

Deno.test("explain says that it does not know a word, what it knows, and exits with 1", async () => {
  const { code, stdout, stderr } = await runMua(["explain", "PIPELININ"]);
  assertEquals([code, stderr], [1, "Did you mean PIPELINING?\n"]);
  assertMatch(stdout, /^PIPELININ\n {2}unknown to mua\n {2}Known +Codes \(550, 5\.7\.1\)/);
  const number = await runMua(["explain", "X550"]);
  assertMatch(number.stdout, /Rule +The first digit of a code/);
  const json = await runMua(["explain", "--json", "599"]);
  assertEquals([json.code, JSON.parse(json.stdout).exitCode], [1, 1]);
  assertEquals(json.stderr, "");
});

Deno.test("explain says that there is no such file, of a word that has the form of a path", async () => {
  for (const name of ["bounce.eml", "/nowhere/mail.log", "./mail.txt"]) {
    const { code, stdout, stderr } = await runMua(["explain", name]);
    assertEquals([code, stdout], [66, ""], name);
    assertStringIncludes(stderr, `cannot read "${name}": no such file`);
  }
  assertEquals((await runMua(["explain", "x.example"])).code, 1);
});

Deno.test("explain suggests the command that a mistyped line may have meant", async () => {
  const { code, stderr } = await runMua(["explain", "MIAL FROM:<a@x.example>"]);
  assertEquals([code, stderr], [1, "Did you mean MAIL?\n"]);
});

Deno.test("explain takes the stage as an option, and refuses one that is none", async () => {
  const dot = await runMua(["explain", "550", "--stage", "dot"]);
  assertStringIncludes(dot.stdout, "after the final dot: the message itself");
  const wrong = await runMua(["explain", "550", "--stage", "rpct"]);
  assertEquals([wrong.code, wrong.stdout], [64, ""]);
  assertMatch(
    wrong.stderr,
    /^mua explain: "rpct" is not a stage of the dialogue\nDid you mean rcpt\?\n/,
  );
});

Deno.test("explain reads standard input for - and without operands", async () => {
  const input = "250-mx.example\r\n250-PIPELINING\r\n250 SIZE 1000\r\n";
  const dash = await runMua(["explain", "-"], { input });
  assertEquals(dash.code, 0);
  assertMatch(
    dash.stdout,
    /^250-PIPELINING\n {12}It accepts several commands at once \(RFC 2920\)\.$/m,
  );
  assertEquals(await runMua(["explain"], { input }), dash);
  const nothing = await runMua(["explain"], { input: "Good morning" });
  assertEquals(nothing.code, 1);
  assertMatch(nothing.stdout, /^Good morning\n {2}unknown to mua\n/);
});

Deno.test("explain says how many lines of a log it does not know", async () => {
  const input = "550 5.1.1 no such user\nGood morning\nGood evening\n";
  const some = await runMua(["explain"], { input });
  assertEquals([some.code, some.stderr], [0, "2 lines not recognized.\n"]);
  const json = await runMua(["explain", "--json"], { input });
  assertEquals([json.code, json.stderr], [0, ""]);
});

Deno.test("explain shows what it was given escaped, and not more than a part of it", async () => {
  const { stdout } = await runMua(["explain", `550 \x1b[2J\u202e${"x".repeat(1000)}`]);
  assertMatch(stdout, /^550 \\x1b\[2J\\u\{202e\}x{275,285}…/);
});

Deno.test("explain reads the beginning of an input without end, and no more", async () => {
  let pulled = 0;
  let cancelled = false;
  const chunk = new TextEncoder().encode("550 5.1.1 no such user here\n".repeat(1000));
  const readable = new ReadableStream<Uint8Array>({
    pull(controller): void {
      pulled += chunk.length;
      controller.enqueue(chunk);
    },
    cancel(): void {
      cancelled = true;
    },
  });
  const { explain } = await import("../../../cli/explain/explain.ts");
  const { memoryTerminal } = await import("../memory_terminal.ts");
  const memory = memoryTerminal();
  const terminal = { ...memory.terminal, input: { isTerminal: false, readable } };
  const { run } = explain.prepare(["mua", "explain"], ["-"]);
  const { signal } = new AbortController();
  assertEquals(await run({ terminal, signal, keepOnly: () => {}, variable: () => undefined }), 0);
  assert(cancelled);
  assert(pulled <= MAX_INPUT_OCTETS + 2 * chunk.length, String(pulled));
  assertMatch(memory.stdout(), /no such mailbox/);
});

Deno.test("explain asks for WHAT where a person would have to type it blindly", async () => {
  const { explain } = await import("../../../cli/explain/explain.ts");
  const { memoryTerminal } = await import("../memory_terminal.ts");
  const { terminal } = memoryTerminal();
  const input = { ...terminal.input, isTerminal: true };
  const { run } = explain.prepare(["mua", "explain"], []);
  const { signal } = new AbortController();
  const failed = await run({
    terminal: { ...terminal, input },
    signal,
    keepOnly: () => {},
    variable: () => undefined,
  })
    .catch(({ message, hint }) => [message, hint]);
  assertEquals(failed, ["missing WHAT", "To type or paste text: mua explain -"]);
});

Deno.test({
  name: "the program explains a bounce through a pipe, with no permission used",
  sanitizeOps: true,
  sanitizeResources: true,
  async fn(): Promise<void> {
    const stdin = "Final-Recipient: rfc822; b@y.example\r\nAction: failed\r\nStatus: 5.2.2\r\n";
    const { code, stdout, stderr } = await mua(["explain", "-"], { stdin });
    assertEquals([code, stderr], [0, ""]);
    assertMatch(
      stdout,
      /^b@y\.example: permanent, the mailbox is full\n\nStatus: 5\.2\.2 {2}reply\n {2}the mailbox is full\n {2}For +b@y\.example\n/,
    );
  },
});

const BOUNCE = `From: MAILER-DAEMON@out.x.example
To: ana@x.example
Subject: failure notice

Hi. This is the qmail-send program at out.x.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<rui@y.example>:
192.0.2.25 does not like recipient.
Remote host said: 550 5.1.1 User unknown
Giving up on 192.0.2.25.

--- Below this line is a copy of the message.

From: ana@x.example
Subject: Lunch
Message-ID: <lunch@x.example>
`;

const LINE =
  "rui@y.example: permanent, no such mailbox (said by 192.0.2.25 at RCPT): 550 5.1.1 User unknown\n";

Deno.test("explain begins with who did not get the mail, and explains its own header with --all only", async () => {
  const { code, stdout } = await runMua(["explain", "-"], { input: BOUNCE });
  assertEquals(code, 0);
  assert(stdout.startsWith(`${LINE}The mail: <lunch@x.example> "Lunch" from ana@x.example\n\n`));
  assertStringIncludes(stdout, "at RCPT: no such mailbox");
  assertEquals(stdout.includes("header field"), false);
  const all = await runMua(["explain", "-", "--all"], { input: BOUNCE });
  assert(all.stdout.startsWith(stdout));
  assertMatch(all.stdout, /^Subject {2}header field$/m);
});

Deno.test("explain --json gives what came back, and null for what is no bounce", async () => {
  const { stdout } = await runMua(["explain", "-", "--json"], { input: BOUNCE });
  const { kind, bounces, mail, report } = JSON.parse(stdout);
  assertEquals([kind, report, mail.messageId], ["failure", null, "<lunch@x.example>"]);
  assertEquals(bounces, [{
    recipient: "rui@y.example",
    action: "failed",
    permanent: true,
    status: "5.1.1",
    reply: 550,
    reason: "userunknown",
    words: "550 5.1.1 User unknown",
    saidBy: "192.0.2.25",
    command: "rcpt",
    originalMessageId: "<lunch@x.example>",
    arrivalDate: null,
    lastAttempt: null,
  }]);
  const other = JSON.parse((await runMua(["explain", "--json", "PIPELINING"])).stdout);
  assertEquals([other.kind, other.bounces], [null, []]);
});

directoryTest(
  "explain takes a file for what it holds, and a word for a word",
  async (directory) => {
    await Deno.writeTextFile(`${directory}/bounce.eml`, BOUNCE);
    await Deno.writeTextFile(`${directory}/reply.txt`, "550 5.1.1 no\n");
    const bounce = await runMua(["explain", `${directory}/bounce.eml`]);
    assertEquals(bounce, await runMua(["explain", "-"], { input: BOUNCE }));
    const reply = await runMua(["explain", `${directory}/reply.txt`]);
    assertMatch(reply.stdout, /^550 5\.1\.1 no {2}reply\n/);
  },
);

directoryTest(
  "explain lists what came back in an mbox, a Maildir and a directory, and counts it",
  async (directory) => {
    const ordinary = "From: rui@y.example\nSubject: Hi\n\nWas 550 5.1.1 the answer?\n";
    const late = BOUNCE.replace("550 5.1.1 User unknown", "450 4.2.2 Mailbox full");
    const mails = [BOUNCE, ordinary, BOUNCE, late];
    await Deno.writeTextFile(
      `${directory}/mbox`,
      mails.map((mail) =>
        `From x Tue Nov 24 02:00:00 2026\n${mail.replace(/^From /gm, ">From ")}\n`
      )
        .join(""),
    );
    await Deno.mkdir(`${directory}/md/new`, { recursive: true });
    await Deno.mkdir(`${directory}/md/tmp`);
    await Deno.mkdir(`${directory}/plain`);
    await Deno.writeTextFile(`${directory}/md/tmp/unfinished`, BOUNCE);
    for (const [index, mail] of mails.entries()) {
      await Deno.writeTextFile(`${directory}/md/new/${index}`, mail);
      await Deno.writeTextFile(`${directory}/plain/${index}.eml`, mail);
    }
    const counted = `${LINE}${LINE}${
      LINE.replace("permanent, no such mailbox", "temporary, the mailbox is full")
        .replace("550 5.1.1 User unknown", "450 4.2.2 Mailbox full")
    }
3 of 4 messages came back
     2  userunknown      no such mailbox
     1  mailboxfull      the mailbox is full
`;
    for (const name of ["mbox", "md", "plain"]) {
      const path = `${directory}/${name}`;
      assertEquals(await runMua(["explain", path]), { code: 0, stdout: counted, stderr: "" }, name);
    }
    const both = await runMua(["explain", `${directory}/mbox`, `${directory}/md`]);
    assertMatch(both.stdout, /^6 of 8 messages came back$/m);
    const { stdout } = await runMua(["explain", "--json", `${directory}/mbox`]);
    const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(lines.map(({ file, number, reason }) => [file, number, reason]), [
      [`${directory}/mbox`, 1, "userunknown"],
      [`${directory}/mbox`, 3, "userunknown"],
      [`${directory}/mbox`, 4, "mailboxfull"],
    ]);
  },
);
