import { type Answer, failure } from "../../../dns/answer.ts";
import type { DnsRecord, Question } from "../../../dns/packet.ts";
import { Questions } from "../../../dns/questions.ts";
import { answersOf } from "../../../dns/zone.ts";
import { allNodes, countLookups, readSpfTree } from "../../../trust/spf/tree.ts";
import { assertEquals } from "../../std/assert.ts";

function spf(records: Readonly<Record<string, string>>): Questions {
  const lines = Object.entries(records).map(([name, text]) => `${name} TXT ${text}`);
  return new Questions(answersOf(lines.join("\n")), 100);
}

function answering(answer: (question: Question) => Answer<DnsRecord>): Questions {
  return new Questions((question) => Promise.resolve(answer(question)), 100);
}

Deno.test("a tree follows include and redirect, and counts what costs a lookup", async () => {
  const tree = await readSpfTree(
    "a.test",
    spf({
      "a.test": "v=spf1 mx include:b.test include:%{i}.c.test redirect=d.test",
      "b.test": "v=spf1 exists:%{i}.x.test ip4:192.0.2.0/24 ~all include:never.test",
      "d.test": "v=spf1 -all redirect=never.test",
    }),
  );
  assertEquals(allNodes(tree).map(({ domain }) => domain), ["a.test", "b.test", "d.test"]);
  assertEquals(countLookups(tree), 5);
  assertEquals(tree.voids.map(({ text }) => text), ["mx"]);
});

Deno.test("a tree tells why a record is missing", async () => {
  const zone = spf({
    "a.test": "v=spf1 include:b.test include:none.test include:no.test include:two.test ?all",
    "b.test": "v=spf1 include:a.test -all",
    "none.test": "nothing",
  });
  const lines = "two.test TXT v=spf1 -all\ntwo.test TXT v=spf1 ~all";
  const two = new Questions(answersOf(lines), 100);
  assertEquals((await readSpfTree("two.test", two)).gap, "several-records");
  const gaps = allNodes(await readSpfTree("a.test", zone)).flatMap(({ gap }) => gap ?? []);
  assertEquals(gaps, ["loop", "no-record", "no-such-domain", "no-such-domain"]);
});

Deno.test("a record that cannot be looked up is no missing one", async () => {
  const tree = await readSpfTree("a.test", answering(() => failure("servfail", "SERVFAIL")));
  assertEquals([tree.gap, tree.detail], ["failed", "SERVFAIL"]);
});

Deno.test("a tree that branches without end is left after 30 records", async () => {
  const questions = answering(({ name }) => ({
    status: "found",
    records: [{ type: "TXT", name, data: `v=spf1 include:a.${name} include:b.${name}` }],
  }));
  const tree = await readSpfTree("x.test", questions);
  assertEquals(questions.count, 30);
  assertEquals(allNodes(tree).some(({ gap }) => gap === "not-followed"), true);
});
