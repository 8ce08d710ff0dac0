import { Questions } from "../../dns/questions.ts";
import { answersOf } from "../../dns/zone.ts";
import { Inquiry } from "../../trust/inquiry.ts";
import { assertEquals, assertRejects, assertThrows } from "../std/assert.ts";

const ZONE = `
; a comment
a.test  TXT  v=spf1 -all
a.test  MX   20 two.test
b.test  A    192.0.2.1
w.test  CNAME a.test
l.test  CNAME l.test
1.2.0.192.in-addr.arpa PTR Mail.b.test.
down.test SERVFAIL
`;

function inquire(zone = ZONE): Inquiry {
  return new Inquiry(new Questions(answersOf(zone), 20));
}

Deno.test("an inquiry asks once, however a name is spelled", async () => {
  const inquiry = inquire();
  await Promise.all([inquiry.ask("a.test", "TXT"), inquiry.ask("A.test.", "TXT")]);
  assertEquals(inquiry.answered, [
    { name: "a.test", type: "TXT", records: ["v=spf1 -all"], exists: true },
  ]);
});

Deno.test("an inquiry does not let a package take a missing permission for a failure of DNS", async () => {
  const denied = new Deno.errors.NotCapable("no net");
  const inquiry = new Inquiry(new Questions(() => Promise.reject(denied), 20));
  inquiry.throwIfStopped();
  await assertRejects(() => inquiry.resolve("a.test", "TXT"), Deno.errors.NotCapable);
  assertThrows(() => inquiry.throwIfStopped(), Deno.errors.NotCapable, "no net");
});

Deno.test("an inquiry keeps what could not be answered apart from what does not exist", async () => {
  const inquiry = inquire();
  for (const name of ["b.test", "c.test", "down.test", "l.test"]) await inquiry.ask(name, "TXT");
  assertEquals(inquiry.answered.map(({ name, exists }) => [name, exists]), [
    ["b.test", true],
    ["c.test", false],
  ]);
  assertEquals(inquiry.unanswered.map(({ name, detail }) => [name, detail]), [
    ["down.test", "SERVFAIL from the zone"],
    ["l.test", "l.test has more than 8 aliases (CNAME)"],
  ]);
});

Deno.test("an inquiry in the way of node:dns is rejected with its codes", async () => {
  const { resolve } = inquire();
  assertEquals(await resolve("w.test", "TXT"), [["v=spf1 -all"]]);
  assertEquals(await resolve("1.2.0.192.in-addr.arpa", "PTR"), ["mail.b.test"]);
  const codeOf = async (name: string, type: string): Promise<unknown> => {
    const error = await assertRejects(() => resolve(name, type), Error);
    return "code" in error ? error.code : undefined;
  };
  assertEquals(await codeOf("b.test", "TXT"), "ENODATA");
  assertEquals(await codeOf("c.test", "TXT"), "ENOTFOUND");
  assertEquals(await codeOf("down.test", "TXT"), "ESERVFAIL");
  assertEquals(await codeOf("a.test", "NS"), "ENODATA");
});

Deno.test("a record that is too long is none, and of many only the first are taken", async () => {
  const records = [`long.test TXT ${"x".repeat(10_001)}`];
  for (let count = 0; count < 200; count++) records.push(`many.test TXT ${count}`);
  const inquiry = inquire(records.join("\n"));
  assertEquals((await inquiry.ask("long.test", "TXT")).status, "no-data");
  const many = await inquiry.ask("many.test", "TXT");
  assertEquals(many.status === "found" && many.records.length, 100);
});
