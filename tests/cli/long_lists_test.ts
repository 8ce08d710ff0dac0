/** Lists that others make long: each report says all of it, and none overflows the stack. */
import { readArguments } from "../../cli/command/arguments.ts";
import { textLines } from "../../cli/inspect/parts.ts";
import { inspectionLines, SECTIONS } from "../../cli/inspect/report.ts";
import { reportJson } from "../../cli/send/json.ts";
import { reportLines } from "../../cli/send/report.ts";
import { readMessageId } from "../../cli/send/save.ts";
import { readReadyMessage } from "../../message/compose/eml.ts";
import { MAX_HEADER_FIELDS } from "../../message/body/part_reader.ts";
import { Inspector } from "../../message/inspect/inspection.ts";
import type { Outcome } from "../../smtp/outcome.ts";
import { sourceOf } from "../message/support.ts";
import { assert, assertEquals, assertMatch } from "../std/assert.ts";
import { memoryTerminal } from "./memory_terminal.ts";

/** Recipients, lines, fields and parts. */
const MANY = 500_000;

const HEADER = "From: a@x.example\r\nTo: b@y.example\r\nSubject: Hi\r\n" +
  "Date: Thu, 1 Jan 2026 00:00:00 +0000\r\nMessage-ID: <1@x.example>\r\nMIME-Version: 1.0\r\n";

function outcomes(count: number): Outcome[] {
  return Array.from({ length: count }, (_, index) => ({
    recipient: `u${index}@y.example`,
    status: "delivered",
    reason: "accepted",
    stage: "dot",
    reply: { code: 250, enhanced: undefined, lines: ["ok"] },
    explanation: "accepted",
    attempts: [],
    decidedBy: undefined,
  }));
}

/** The report of `mua inspect`, as a person sees it. */
function inspected(message: string): string {
  const { terminal, stdout } = memoryTerminal();
  const inspector = new Inspector();
  inspector.push(new TextEncoder().encode(message));
  const inspection = inspector.end(Date.UTC(2026, 0, 2));
  const view = { sections: SECTIONS, explain: false, columns: 80 };
  for (const lines of inspectionLines("mail.eml", inspection, view)) terminal.out(lines);
  return stdout();
}

Deno.test("a mail to 500,000 recipients is reported of each", () => {
  const all = outcomes(MANY);
  const { terminal, stdout } = memoryTerminal();
  terminal.out(reportLines(all));
  assertEquals(stdout().split("\n").length, MANY + 1);
  const json = reportJson({ reversePath: "", messageId: undefined, size: 1 }, all);
  assertMatch(JSON.stringify(json), /"exitCode":0}$/);
});

Deno.test("a mail of 500,000 lines of text, or of HTML, is shown up to its findings", () => {
  const text = inspected(`${HEADER}\r\n${"a\r\n".repeat(MANY)}`);
  assertMatch(text, /^Text\n {2}a\n/m);
  assertMatch(text, /\nFindings {2}/);
  const html = inspected(`${HEADER}Content-Type: text/html\r\n\r\n${"<p>a\r\n".repeat(MANY)}`);
  assertMatch(html, /HTML as text/);
  assertMatch(html, /\nFindings {2}/);
});

Deno.test("all lines of a text are shown", () => {
  const inspector = new Inspector();
  inspector.push(new TextEncoder().encode(`${HEADER}\r\n${"a\r\n".repeat(MANY / 2)}`));
  const { terminal, stdout } = memoryTerminal();
  terminal.out(textLines(inspector.end(0).parts));
  assertEquals(stdout().split("\n").length, MANY / 2 + 2);
});

Deno.test("a mail of 500,000 fields is shown up to its findings, which name the limit", () => {
  const shown = inspected(`${HEADER}${"X:\r\n".repeat(MANY)}\r\nhi\r\n`);
  assert(shown.split("\n").length > MAX_HEADER_FIELDS);
  assertMatch(shown, /\nFindings\n/);
  assertMatch(shown, /the header does not end within/);
});

Deno.test("a mail of 500,000 parts is shown up to its findings, which count the others", () => {
  const part = "--b\r\n\r\nx\r\n";
  const shown = inspected(
    `${HEADER}Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(MANY)}--b--\r\n`,
  );
  assertMatch(shown, /\nFindings\n/);
  assertMatch(shown, /the others are not\s+read \(\d+ times\)/);
});

Deno.test("a ready mail of 250,000 fields is sent, and its Message-ID found", async () => {
  const id = "Message-ID: <1@x>\r\n";
  const message = await readReadyMessage(sourceOf(`${"X:\r\n".repeat(250_000)}${id}\r\nhi\r\n`));
  assertEquals(message.size, 4 * 250_000 + id.length + 6);
  assertEquals(await readMessageId(message), "<1@x>");
});

Deno.test("50,000 recipients on the command line are read in a moment", () => {
  const table = {
    to: { kind: "list", short: "t", value: "ADDRESS", help: "a recipient" },
  } as const;
  const argv = Array.from({ length: 50_000 }, (_, index) => ["-t", `u${index}@y.example`]).flat();
  const start = performance.now();
  assertEquals(readArguments(table, argv).given.get("to"), argv.filter((_, at) => at % 2 === 1));
  assert(performance.now() - start < 5000);
});
