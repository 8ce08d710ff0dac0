/** What becomes of replies that no server should give: they are shown, and decide what they can. */
import { assert, assertEquals, assertStringIncludes } from "../std/assert.ts";
import { type Answer, type Turn, turn } from "../support/memory_server.ts";
import { type MuaRun, runMua } from "../support/run_mua.ts";
import { ScriptServer } from "../support/script_server.ts";

const EHLO = "EHLO me.example\r\n";
const MAIL = "MAIL FROM:<a@x.example>\r\n";
const RCPT = "RCPT TO:<b@y.example>\r\n";
const GREETING = [turn("", "220 mx\r\n"), turn(EHLO, "250 mx\r\n")];
const TRANSACTION = [...GREETING, turn(MAIL, "250 ok\r\n"), turn(RCPT, "250 ok\r\n")];
const MESSAGE = "Subject: Hi\r\n\r\nHi\r\n";

/** Sends a mail to a server that plays a script. */
async function send(
  script: readonly Turn[],
  output: "-v" | "--json",
  more: readonly string[] = [],
): Promise<MuaRun> {
  const isSilent = script.some(({ answers }) => answers.includes("SILENCE"));
  await using server = new ScriptServer([script]);
  const where = ["--server", `127.0.0.1:${server.port}`, "--ehlo", "me.example"];
  const what = ["-f", "a@x.example", "-t", "b@y.example", "--eml", "-"];
  const limit = ["--timeout", isSilent ? "300ms" : "10s"];
  return await runMua(["send", ...where, ...what, ...limit, ...more, output], { input: MESSAGE });
}

/** A member of the only recipient in the JSON of a run. */
function memberOf({ stdout }: MuaRun, name: string): unknown {
  const report: { recipients: Record<string, unknown>[] } = JSON.parse(stdout);
  return report.recipients[0]?.[name];
}

const atGreeting = (...answers: Answer[]): Turn[] => [turn("", ...answers)];
const atDot = (...answers: Answer[]): Turn[] => [
  ...TRANSACTION,
  turn("DATA\r\n", "354 go\r\n"),
  turn(`${MESSAGE}.\r\n`, ...answers),
];

for (
  const [what, script, code, shown, text, words] of [
    [
      "garbage",
      atGreeting("hello\x1b[2J\r\n"),
      76,
      ["<-  hello\\x1b[2J"],
      "hello\x1b[2J",
      "it said",
    ],
    [
      "two codes",
      atGreeting("220-a\r\n250 b\r\n"),
      76,
      ["<-  220-a", "<-  250 b"],
      "220-a\n250 b",
      'greeting has lines with different codes, 220 and 250: it said "220-a / 250 b"',
    ],
    [
      "half a reply",
      atGreeting("220-a\r\n22", "FIN"),
      75,
      ["<-  220-a", "<-  22"],
      "220-a\n22",
      "only",
    ],
    [
      "a reply that does not end",
      atGreeting("220-a\r\n", "SILENCE"),
      75,
      ["<-  220-a"],
      "220-a",
      "only",
    ],
    ["no code behind the dot", atDot("250ok\r\n"), 79, ["<-  250ok"], "250ok", 'it said "250ok"'],
    ["half a reply behind the dot", atDot("250 o", "FIN"), 79, ["<-  250 o"], "250 o", "only"],
    [
      "two codes behind the dot",
      atDot("250-yes\r\n554 5.7.1 no\r\n"),
      79,
      ["<-  250-yes", "<-  554 5.7.1 no"],
      "250-yes\n554 5.7.1 no",
      "different codes",
    ],
    [
      "a code without meaning",
      [...GREETING, turn(MAIL, "354 what?\r\n")],
      76,
      ["<-  354 what?"],
      "354 what?",
      'it said "354 what?"',
    ],
    [
      "what comes before TLS",
      [
        turn("", "220 mx\r\n"),
        turn(EHLO, "250-mx\r\n250 STARTTLS\r\n"),
        turn("STARTTLS\r\n", "220 go\r\n250 AUTH PLAIN\r\n"),
      ],
      76,
      ["<-  220 go", "<-  250 AUTH PLAIN"],
      "250 AUTH PLAIN",
      'it said "250 AUTH PLAIN"',
    ],
    [
      "an answer too many",
      [...TRANSACTION, turn("DATA\r\n", "354 go\r\n250 thanks\r\n")],
      76,
      ["<-  354 go", "<-  250 thanks"],
      "250 thanks",
      'it said "250 thanks"',
    ],
  ] as const
) {
  Deno.test(`send shows ${what} with -v, in its result and in --json`, async () => {
    const run = await send(script, "-v");
    assertEquals(run.code, code, run.stderr);
    for (const line of shown) assertStringIncludes(run.stderr, `${line}\n`);
    assertStringIncludes(run.stdout, words);
    const json = await send(script, "--json");
    assertEquals([json.code, memberOf(json, "text")], [code, text]);
    assertStringIncludes(String(memberOf(json, "explanation")), words);
  });
}

Deno.test("send shows the beginning of a reply that is too long, and how much more there was", async () => {
  const script = atGreeting(`220 ${"x".repeat(40_000)}`, "x".repeat(40_000));
  const run = await send(script, "-v");
  assertEquals(run.code, 76);
  assert(run.stderr.length < 6000, "all of it was shown");
  assert(/<- {2}220 x+\n.*=== \d{5} more characters are not shown\n/.test(run.stderr), run.stderr);
  assert(String(memberOf(await send(script, "--json"), "text")).length <= 4096);
});

Deno.test("send takes a greeting that goes over into a refusal for that refusal", async () => {
  const blocked = "521 5.7.1 Service unavailable; client blocked";
  const script = [...atGreeting(`220-a.example ESMTP\r\n${blocked}\r\n`), turn("QUIT\r\n", "FIN")];
  const run = await send(script, "-v");
  assertEquals(run.code, 69, run.stderr);
  assertStringIncludes(run.stdout, blocked);
  assertStringIncludes(run.stderr, `<** ${blocked}\n`);
  assertStringIncludes(run.stderr, "220-a.example ESMTP\n");
  assertEquals(memberOf(await send(script, "--json"), "code"), 521);
});

for (
  const [refusal, code, status] of [
    ["550 5.7.1 no", 69, "refused"],
    ["451 4.7.1 later", 75, "deferred"],
    ["421 4.3.2 closing", 75, "deferred"],
  ] as const
) {
  Deno.test(`a server that says "${refusal}" in one packet with 354 has said it: ${status}`, async () => {
    const together = [...TRANSACTION, turn("DATA\r\n", `354 go\r\n${refusal}\r\n`)];
    const later = [...TRANSACTION, turn("DATA\r\n", "354 go\r\n", `${refusal}\r\n`)];
    for (const script of [together, later]) {
      const run = await send(script, "--json");
      assertEquals([run.code, memberOf(run, "status")], [code, status], run.stdout);
      assertEquals(memberOf(run, "text"), refusal.slice(4));
    }
  });
}

Deno.test("send logs in and sends where EHLO is answered as Postfix does for old clients, and worse", async () => {
  const offers = "250-mx\r\n250-AUTH=LOGIN PLAIN\r\n250-???\r\n250-\r\n250  SIZE  1000000 \r\n";
  const script = [
    turn("", "220 mx\r\n"),
    turn(EHLO, offers),
    turn(`AUTH PLAIN ${btoa("\0ana\0pa55word")}\r\n`, "235 ok\r\n"),
    turn(`MAIL FROM:<a@x.example> SIZE=${MESSAGE.length}\r\n`, "250 ok\r\n"),
    turn(RCPT, "250 ok\r\n"),
    turn("DATA\r\n", "354 go\r\n"),
    turn(`${MESSAGE}.\r\n`, "250 queued\r\n"),
    turn("QUIT\r\n", "221 bye\r\n", "FIN"),
  ];
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "pa55word\n", { mode: 0o600 });
  try {
    const login = ["-u", "ana", "--password-file", path, "--allow-insecure-auth"];
    const run = await send(script, "-v", login);
    assertEquals(run.code, 0, run.stderr);
    assertStringIncludes(run.stderr, "<-  250-???\n");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("send says that a server has answered the message more than once", async () => {
  const script = [...atDot("250 b\r\n250 c\r\n"), turn("QUIT\r\n", "221 bye\r\n", "FIN")];
  const run = await send(script, "-v");
  assertEquals(run.code, 0, run.stderr);
  assertStringIncludes(run.stderr, "<-  250 b\n");
  assertStringIncludes(run.stderr, "<-  250 c\n");
  assertStringIncludes(run.stderr, "LMTP");
  assertStringIncludes(String(memberOf(await send(script, "--json"), "explanation")), '"250 c"');
});

for (
  const [what, answers, code, status] of [
    ["another than the first", ["452 4.2.2 full\r\n", "221 bye\r\n", "FIN"], 79, "unknown"],
    ["the same as the first", ["250 c\r\n", "221 bye\r\n", "FIN"], 0, "delivered"],
    ["and nothing behind it", ["502 what?\r\n", "FIN"], 0, "delivered"],
  ] as const
) {
  Deno.test(`a second answer to the message, as late as QUIT, ${what}, makes it ${status}`, async () => {
    const script = [
      ...TRANSACTION,
      turn("RCPT TO:<c@y.example>\r\n", "250 ok\r\n"),
      turn("DATA\r\n", "354 go\r\n"),
      turn(`${MESSAGE}.\r\n`, "250 b\r\n"),
      turn("QUIT\r\n", ...answers),
    ];
    const run = await send(script, "--json", ["-t", "c@y.example"]);
    assertEquals([run.code, memberOf(run, "status")], [code, status], run.stdout);
    const explanation = String(memberOf(run, "explanation"));
    assertEquals(explanation.includes(`"${answers[0].trim()}"`), answers.length > 2, explanation);
  });
}
