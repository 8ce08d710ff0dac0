import { isBelieved } from "../../dns/name_server.ts";
import { lookupOf, type Questions, questionsTo } from "../../dns/questions.ts";
import { assertEquals } from "../std/assert.ts";
import { startZoneServer } from "../hostile/name_server.ts";
import { respond, type ScriptedNameServer, startNameServer } from "./scripted_name_server.ts";

function questionsOf(server: ScriptedNameServer, most = 10): Questions {
  const believed = isBelieved(server);
  const servers = [{ address: server.address, port: server.port, believed }];
  return questionsTo({ servers, most, signal: new AbortController().signal });
}

Deno.test("a question is asked once over UDP, whoever asks it again, and NXDOMAIN is told from NODATA", async () => {
  await using server = await startZoneServer({ records: ["a.test TXT one"] });
  const questions = questionsOf(server);
  const answers = await Promise.all([
    questions.ask("a.test", "TXT"),
    questions.ask("A.test.", "TXT"),
    questions.ask("a.test", "MX"),
    questions.ask("b.test", "TXT"),
  ]);
  const one = { status: "found", records: [{ type: "TXT", name: "a.test", data: "one" }] };
  assertEquals<unknown>(answers, [one, one, { status: "no-data" }, { status: "no-such-name" }]);
  assertEquals(server.asked.toSorted(), ["udp MX a.test", "udp TXT a.test", "udp TXT b.test"]);
  assertEquals(questions.count, 3);
});

Deno.test("a response that does not fit into a datagram is asked for over TCP", async () => {
  const tcp = respond({ answers: [{ type: "TXT", name: "a.test", data: ["long"] }] });
  await using server = await startNameServer({ udp: respond({ truncated: true }), tcp });
  const { status } = await questionsOf(server).ask("a.test", "TXT");
  assertEquals([status, server.asked], ["found", ["udp TXT a.test", "tcp TXT a.test"]]);
});

Deno.test("a server that does not know EDNS is asked over TCP", async () => {
  const tcp = respond({ answers: [{ type: "TXT", name: "a.test", data: "x" }] });
  await using server = await startNameServer({ udp: respond({ code: 1 }), tcp });
  assertEquals((await questionsOf(server).ask("a.test", "TXT")).status, "found");
});

Deno.test("no question is asked after the last that may be", async () => {
  await using server = await startZoneServer({ records: ["a.test TXT one"] });
  const questions = questionsOf(server, 2);
  for (const name of ["a.test", "b.test"]) await questions.ask(name, "TXT");
  const { status } = await questions.ask("c.test", "TXT");
  assertEquals([status, server.asked.length], ["failed", 2]);
});

Deno.test("an alias is known by the answer that led along it", async () => {
  await using server = await startZoneServer({
    records: ["a.test CNAME b.test", "b.test A 8.8.8.8"],
  });
  const lookup = lookupOf(questionsOf(server));
  const signal = new AbortController().signal;
  assertEquals(await lookup.alias("a.test", signal), "b.test");
  assertEquals(await lookup.alias("b.test", signal), undefined);
  assertEquals(server.asked.some((question) => question.includes("CNAME")), false);
});
