import { readCommandLine } from "../../../cli/talk/dialogue/command_line.ts";
import { RefusedInput } from "../../../cli/talk/dialogue/refused_input.ts";
import { SecretSpotter } from "../../../cli/talk/dialogue/secret_spotter.ts";
import type { Reply } from "../../../smtp/reply.ts";
import { assertEquals } from "../../std/assert.ts";

Deno.test("the response in AUTH is a secret, however it is written", () => {
  const secretIn = (line: string) => new SecretSpotter().secretOf(line, false);
  assertEquals(secretIn("AUTH PLAIN AGEA"), "AGEA");
  assertEquals(secretIn("  auth\tPLAIN \t AGEA x"), "AGEA x");
  assertEquals(secretIn("AUTH LOGIN"), undefined);
  assertEquals(secretIn("AUTH EXTERNAL ="), undefined);
  assertEquals(secretIn("MAIL FROM:<auth@x.example>"), undefined);
});

Deno.test("what follows AUTH is a secret until a command comes, also when AUTH was refused", () => {
  const spotter = new SecretSpotter();
  assertEquals(spotter.secretOf("dXNlcg==", false), undefined);
  spotter.secretOf("AUTH LOGIN", false);
  assertEquals(spotter.isSecret("dXNlcg==", false), true);
  assertEquals(spotter.secretOf("dXNlcg==", false), "dXNlcg==");
  assertEquals(spotter.secretOf("*", false), undefined);
  assertEquals(spotter.secretOf("NOOP", false), undefined);
  assertEquals(spotter.secretOf("dXNlcg==", false), undefined);
});

Deno.test("what follows an AUTH that was accepted is no secret", () => {
  const spotter = new SecretSpotter();
  spotter.secretOf("AUTH PLAIN AGEA", false);
  spotter.accepted();
  assertEquals(spotter.secretOf("XCLIENT NAME=a", false), undefined);
});

Deno.test("a response to a challenge is a secret though it looks like a command", () => {
  assertEquals(new SecretSpotter().secretOf("QUIT", true), "QUIT");
  assertEquals(new SecretSpotter().secretOf("*", true), undefined);
});

function answered(input: RefusedInput, line: string, code: number): void {
  const reply: Reply = { code, enhanced: undefined, lines: ["ok"] };
  input.replied({ kind: "command", line: readCommandLine(line) }, reply);
}

/** Which of these lines are left out. */
function leftOut(input: RefusedInput, ...lines: string[]): string[] {
  return lines.filter((line) => input.takes(line));
}

Deno.test("the message of a DATA that was refused is left out, up to its dot", () => {
  const input = new RefusedInput(() => {});
  answered(input, "DATA", 554);
  assertEquals(leftOut(input, "Subject: x", "", "QUIT", ".", "RSET"), [
    "Subject: x",
    "",
    "QUIT",
    ".",
  ]);
});

Deno.test("of the lines in a row that are left out the first is told of", () => {
  let told = 0;
  const input = new RefusedInput(() => told++);
  answered(input, "DATA", 554);
  leftOut(input, "Subject: x", "", ".", "NOOP");
  assertEquals(told, 1);
  answered(input, "DATA", 554);
  leftOut(input, "Subject: x", ".", "QUIT");
  assertEquals(told, 2);
});

Deno.test("commands behind a DATA that was refused are no message", () => {
  const input = new RefusedInput(() => {});
  answered(input, "DATA", 503);
  assertEquals(leftOut(input, "QUIT", "x"), []);
  answered(input, "DATA", 503);
  assertEquals(leftOut(input, ".", "x", "NOOP"), ["."], "a message without a line");
});

Deno.test("the responses of an AUTH that was refused are left out, up to the next command", () => {
  const input = new RefusedInput(() => {});
  answered(input, "AUTH LOGIN", 504);
  assertEquals(leftOut(input, "dXNlcg==", "cHc=", "MAIL FROM:<>", "dXNlcg=="), [
    "dXNlcg==",
    "cHc=",
  ]);
  input.replied({ kind: "response" }, { code: 535, enhanced: undefined, lines: ["no"] });
  assertEquals(leftOut(input, "cHc=", "QUIT"), ["cHc="]);
});

Deno.test("nothing is left out behind what was accepted", () => {
  const input = new RefusedInput(() => {});
  answered(input, "DATA", 354);
  assertEquals(leftOut(input, "Subject: x", "."), []);
  answered(input, "AUTH LOGIN", 334);
  assertEquals(leftOut(input, "dXNlcg=="), []);
});
