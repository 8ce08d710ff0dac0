import { MAX_INPUT_OCTETS } from "../../../cli/explain/explain.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
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
      "  550       At RCPT: no such mailbox, or no mail from you to it: this recipient",
      "            is refused for good.",
      "  5.1.1     The part before the @ is not known at the destination.",
      "  Do next   Check the spelling of the address, letter by letter.",
      "            Give the whole line to mua explain: the text behind the code says",
      "            why.",
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
  assertMatch(stdout, /^PIPELININ\n {2}not known to mua\n {2}Known +Codes \(550, 5\.7\.1\)/);
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
    assertStringIncludes(stderr, `Cannot read "${name}": there is no such file`);
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
    /^mua explain: "rpct" is no stage of the dialogue\nDid you mean rcpt\?\n/,
  );
});

Deno.test("explain reads standard input for - and without operands", async () => {
  const input = "250-mx.example\r\n250-PIPELINING\r\n250 SIZE 1000\r\n";
  const dash = await runMua(["explain", "-"], { input });
  assertEquals(dash.code, 0);
  assertMatch(
    dash.stdout,
    /^250-PIPELINING\n {12}It takes several commands at once \(RFC 2920\)\.$/m,
  );
  assertEquals(await runMua(["explain"], { input }), dash);
  const nothing = await runMua(["explain"], { input: "Good morning" });
  assertEquals(nothing.code, 1);
  assertMatch(nothing.stdout, /^Good morning\n {2}not known to mua\n/);
});

Deno.test("explain says how many lines of a log it does not know", async () => {
  const input = "550 5.1.1 no such user\nGood morning\nGood evening\n";
  const some = await runMua(["explain"], { input });
  assertEquals([some.code, some.stderr], [0, "2 lines say nothing that mua knows.\n"]);
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
  assertEquals(await run({ terminal, signal, keepOnly: () => {} }), 0);
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
  const failed = await run({ terminal: { ...terminal, input }, signal, keepOnly: () => {} })
    .catch(({ message, hint }) => [message, hint]);
  assertEquals(failed, ["WHAT is missing", "To type or paste a text: mua explain -"]);
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
