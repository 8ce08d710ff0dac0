import type { Kind } from "../../../explain/knowledge/knowledge.ts";
import { explainOperands } from "../../../explain/reading/operands.ts";
import { assertEquals, assertMatch } from "../../std/assert.ts";

const RECOGNISED: readonly (readonly [argv: string, kinds: readonly Kind[], title: RegExp])[] = [
  ["550 5.7.1", ["reply"], /^not allowed$/],
  ["550", ["reply"], /^not available/],
  ["550 421", ["reply", "reply"], /./],
  ["5.7.1", ["enhanced-code"], /^refused permanently: not allowed$/],
  ["4.2.2", ["enhanced-code"], /^not now: the mailbox is full$/],
  ["550 at rcpt", ["reply"], /^at RCPT: no such mailbox/],
  ["550 5.1.1 at RCPT TO", ["reply"], /^at RCPT: no such mailbox$/],
  ["rcpt 550", ["reply"], /^at RCPT: /],
  ["550 after the final dot", ["reply"], /^after the final dot: the message/],
  ["554 at banner", ["reply"], /^as the greeting: no mail service/],
  ["503 5.5.1 MAIL comes first at rcpt", ["reply"], /^at RCPT: /],
  ["550 5.7.1 no such mail after the dot", ["reply"], /^after the final dot: /],
  ["450 4.7.1 try again at noon", ["reply"], /^not allowed/],
  ["550 5.7.1 Relay access denied", ["reply"], /strangers/],
  ["250-PIPELINING", ["keyword"], /several commands/],
  ["250 SIZE 1000", ["keyword"], /largest message/],
  ["SIZE 1000", ["keyword"], /largest message/],
  ["LIMITS RCPTMAX=100", ["keyword"], /how much/],
  ["5.7.708", ["reply"], /Microsoft 365 takes no mail/],
  ["250 2.1.5 Ok", ["reply"], /done/],
  ["pipelining", ["keyword"], /several commands/],
  ["STARTTLS", ["keyword", "command"], /./],
  ["AUTH", ["keyword", "command"], /./],
  ["PLAIN", ["sasl"], /as they are/],
  ["scram-sha-256", ["sasl"], /proof/],
  ["Received", ["field"], /one hop/],
  ["received:", ["field"], /one hop/],
  ["X-Anything", ["field"], /private agreement/],
  ["Resent-To", ["field"], /sent it on/],
  ["MAIL FROM", ["command"], /sender/],
  ["MAIL FROM:<a@x.example>", ["command"], /sender/],
  ["MAIL FORM:", ["command"], /sender/],
  ["RCPT FROM:<a@x.example>", ["command"], /recipient/],
  ["mail loop", ["words"], /circle/],
  ["rcpt", ["command"], /recipient/],
  ["dot", ["command"], /end of the message/],
  ["NXDOMAIN", ["dns"], /does not exist/],
  ["null MX", ["dns"], /takes no mail/],
  ["implicit-mx", ["dns"], /itself/],
  ["SERVFAIL", ["dns"], /could not find out/],
  ["self-signed", ["tls"], /self-signed/],
  ["handshake_failure", ["tls"], /no way to encrypt/],
  ["encrypted, not verified", ["tls"], /not proved/],
  ["the certificate expired on 2020-01-01", ["tls"], /too old/],
  ["delivered", ["result"], /responsibility/],
  ["unknown", ["result"], /may be there/],
  ["port 587", ["port"], /your provider takes mail/],
  ["465", ["port"], /from the start/],
  ["25", ["port"], /their own domains/],
  ["ECONNREFUSED", ["words"], /nothing listens/],
  ["ENOTFOUND", ["dns"], /does not exist/],
  ["exit 67", ["result"], /this recipient/],
  ["75", ["result"], /not now/],
  ["PIPELINING SIZE", ["keyword", "keyword"], /./],
  ["greylisting", ["term"], /come back/],
  ["connection refused", ["words"], /nothing listens/],
  ["599", ["unknown"], /not like this/],
  ["5.9.99", ["unknown"], /refused permanently; the detail is not known/],
  ["777", ["unknown"], /not known/],
  ["PIPELINING FLUX", ["keyword", "unknown"], /./],
  ["flux capacitor", ["unknown"], /not known/],
  ["", ["unknown"], /not known/],
];

for (const [line, kinds, title] of RECOGNISED) {
  Deno.test(`operands are recognised: "${line}"`, () => {
    const found = explainOperands(line.split(" "));
    assertEquals(found.map(({ kind }) => kind), kinds);
    assertMatch(found[0]?.title ?? "", title);
  });
}

Deno.test("a stage that is given apart decides like one among the words", () => {
  assertEquals(explainOperands(["550"], "dot"), explainOperands(["550", "after", "the", "dot"]));
});

Deno.test("an unknown code is explained by its digits", () => {
  const [explanation] = explainOperands(["599"]);
  assertMatch(
    explanation?.points[0]?.text ?? "",
    /not known, but its digits are\. The first digit 5/,
  );
});

Deno.test("codes that disagree are pointed at", () => {
  const [explanation] = explainOperands(["550", "4.7.1"]);
  assertMatch(explanation?.points.map(({ text }) => text).join() ?? "", /should be the same/);
});

Deno.test("words of an answer are quoted", () => {
  const [explanation] = explainOperands(["550 5.7.1 <a@x.example>: Relay access denied"]);
  assertEquals(explanation?.seen, "550 5.7.1 <a@x.example>: Relay access denied");
  assertMatch(explanation?.points.at(-1)?.text ?? "", /^"Relay access denied": /);
});

Deno.test("a command whose second word is mistyped gets the word that was meant", () => {
  for (
    const line of ["MAIL FORM:", "MAIL FORM", "mail form:<a@x.example>", "MAIL TO:<a@x.example>"]
  ) {
    assertMatch(explainOperands([line])[0]?.points[0]?.text ?? "", /^Did you mean FROM\?/, line);
  }
  for (const line of ["RCPT FROM:<a@x.example>", "RCPT TOO:<a@x.example>"]) {
    assertMatch(explainOperands([line])[0]?.points[0]?.text ?? "", /^Did you mean TO\?/, line);
  }
  for (const line of ["MAIL FROM:<a@x.example>", "RCPT TO:<a@x.example>"]) {
    assertEquals(JSON.stringify(explainOperands([line])).includes("Did you mean"), false, line);
  }
});
