import { assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { runMua } from "../../support/run_mua.ts";

Deno.test("demo shows the dialogue of the lab, explained, and the message that arrived", async () => {
  const { code, stdout } = await runMua(["demo"]);
  assertEquals(code, 0);
  const said = stdout.split("\n").map((line) => line.slice(9)).filter((line) =>
    line.startsWith(" ->")
  );
  assertEquals(said.slice(0, 2).map((line) => line.slice(4)), [
    "EHLO alberto",
    `MAIL FROM:<alberto@ualg.pt> SIZE=${/SIZE=(\d+)/.exec(said[1] ?? "")?.[1]}`,
  ]);
  for (const line of ["RCPT TO:<ana.maria@gmail.com>", "DATA", "Subject: Hi", ".", "QUIT"]) {
    assertEquals(said.includes(` -> ${line}`), true, line);
  }
  assertStringIncludes(stdout, "The envelope begins");
  assertMatch(stdout, /^header {2}\+ Return-Path: <alberto@ualg\.pt>$/m);
  assertMatch(stdout, /^header {4}Subject: Hi$/m);
  assertMatch(stdout, /^body {6}Hi, Ana!$/m);
  assertMatch(stdout, /^ {2}MAIL FROM .* in Return-Path$/m);
  assertMatch(stdout, /^ {2}RCPT TO .*\s+in Received of mx\.gmail\.example \(for\)$/m);
  assertMatch(stdout, /^ {2}- The body is the same, octet for octet\.$/m);
});
