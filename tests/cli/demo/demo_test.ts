import { assertEquals, assertMatch } from "../../std/assert.ts";
import { runMua } from "../../support/run_mua.ts";

Deno.test("demo shows the dialogue of the lab, explained, and the message that arrived", async () => {
  const { code, stdout } = await runMua(["demo"]);
  assertEquals(code, 0);
  const spoken = stdout.matchAll(/^ +\d+\.\d{3} ( ->|<- ) (?:(\d{3}[ -]).*|(.*))$/gm);
  assertEquals([...spoken].map(([, mark, code, line]) => `${mark} ${code ?? line}`), [
    "<-  220 ",
    ...[" -> HELO alberto", "<-  250 "],
    ...[" -> MAIL FROM:<alberto@ualg.pt>", "<-  250 "],
    ...[" -> RCPT TO:<ana.maria@gmail.com>", "<-  250 "],
    ...[" -> DATA", "<-  354 "],
    ...[" -> SUBJECT: Hi", " -> ", " -> Hi, Ana!", " -> ", " -> It works.", " -> ", " -> Alberto"],
    ...[" -> .", "<-  250 "],
    ...[" -> QUIT", "<-  221 "],
  ]);
  assertMatch(
    stdout.replaceAll(/\s+/g, " "),
    /EHLO would have listed .*: PIPELINING, SIZE, 8BITMIME/,
  );
  assertMatch(stdout, /^header {2}\+ Return-Path: <alberto@ualg\.pt>$/m);
  assertMatch(stdout, /^header {4}SUBJECT: Hi$/m);
  assertMatch(stdout, /^body {6}Hi, Ana!$/m);
  assertMatch(stdout, /^ {2}MAIL FROM .* in Return-Path$/m);
  assertMatch(stdout, /^ {2}RCPT TO .*\s+in Received of mx\.gmail\.example \(for\)$/m);
  assertMatch(stdout, /^ {2}To: +- +was not there$/m);
  assertMatch(stdout, /^ {2}Subject: +header +Hi +unchanged$/m);
  assertMatch(stdout, /^ {2}- The body is identical, octet for octet\.$/m);
});
