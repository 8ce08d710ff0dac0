import { concludeComparison } from "../../../message/compare/conclusions.ts";
import { assertEquals, assertMatch } from "../../std/assert.ts";
import { compareOctets } from "./comparing.ts";

/** As it is typed in a lab: no empty line between the header and the text. */
const TYPED = "SUBJECT: Hi\r\nHello, Ana!\r\n\r\nAlberto\r\n";
const TRACE = "Return-Path: <a@x.pt>\r\nReceived: from x.pt by mx.y.pt; " +
  "Tue, 24 Nov 2026 00:00:01 +0000\r\n";

Deno.test("a mail typed with no empty line is the same where a server stored it as it came", async () => {
  const { identity, altered, emptyLineAdded } = await compareOctets(TYPED, TRACE + TYPED);
  assertEquals([identity, altered, emptyLineAdded], ["octets", false, undefined]);
});

for (
  const [name, added] of [
    ["the empty line", ""],
    ["fields and the empty line", "Message-Id: <1@mx.y.pt>\r\nFrom: a@x.pt\r\n"],
  ] as const
) {
  Deno.test(`a mail typed with no empty line is the same where a server put in ${name}`, async () => {
    const received = TRACE + TYPED.replace("Hi\r\n", `Hi\r\n${added}\r\n`);
    const comparison = await compareOctets(TYPED, received);
    const { altered, emptyLineAdded, body } = comparison;
    assertEquals([altered, emptyLineAdded, body.change], [false, true, "identical"]);
    assertMatch(concludeComparison(comparison)[1] ?? "", /^The sent message has no empty line/);
  });
}

Deno.test("a mail typed with no empty line is not the same as another one", async () => {
  const other = "Subject: Ho\r\n\r\nGoodbye, Bob!\r\n";
  const { identity, emptyLineAdded } = await compareOctets(TYPED, TRACE + other);
  assertEquals([identity, emptyLineAdded], ["none", undefined]);
});
