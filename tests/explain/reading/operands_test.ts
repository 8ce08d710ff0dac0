import type { Kind } from "../../../explain/knowledge/knowledge.ts";
import { explainOperands } from "../../../explain/reading/operands.ts";
import { assertEquals, assertMatch } from "../../std/assert.ts";

const RECOGNISED: readonly (readonly [argv: string, kinds: readonly Kind[], title: RegExp])[] = [
  ["550 5.7.1", ["reply"], /^not authorised$/],
  ["550", ["reply"], /^mailbox unavailable/],
  ["550 421", ["reply", "reply"], /./],
  ["5.7.1", ["enhanced-code"], /^refused permanently: not authorised$/],
  ["4.2.2", ["enhanced-code"], /^temporary failure: the mailbox is full$/],
  ["550 at rcpt", ["reply"], /^at RCPT: no such mailbox, or it/],
  ["550 5.1.1 at RCPT TO", ["reply"], /^at RCPT: no such mailbox$/],
  ["rcpt 550", ["reply"], /^at RCPT: /],
  ["550 after the final dot", ["reply"], /^after the final dot: the message/],
  ["554 at banner", ["reply"], /^as the greeting: no mail service/],
  ["503 5.5.1 MAIL comes first at rcpt", ["reply"], /^at RCPT: /],
  ["550 5.7.1 no such mail after the dot", ["reply"], /^after the final dot: /],
  ["450 4.7.1 try again at noon", ["reply"], /^not authorised/],
  ["550 5.7.1 Relay access denied", ["reply"], /does not relay mail for you/],
  ["250-PIPELINING", ["keyword"], /several commands/],
  ["250 SIZE 1000", ["keyword"], /largest message/],
  ["SIZE 1000", ["keyword"], /largest message/],
  ["LIMITS RCPTMAX=100", ["keyword"], /limits per transaction/],
  ["5.7.708", ["reply"], /Microsoft 365 accepts no mail/],
  ["250 2.1.5 Ok", ["reply"], /done/],
  ["pipelining", ["keyword"], /several commands/],
  ["STARTTLS", ["keyword", "command"], /./],
  ["AUTH", ["keyword", "command"], /./],
  ["PLAIN", ["sasl"], /in plain text/],
  ["scram-sha-256", ["sasl"], /proof/],
  ["Received", ["field"], /one hop/],
  ["received:", ["field"], /one hop/],
  ["X-Anything", ["field"], /private field/],
  ["Resent-To", ["field"], /resent it/],
  ["MAIL FROM", ["command"], /sender/],
  ["MAIL FROM:<a@x.example>", ["command"], /sender/],
  ["MAIL FORM:", ["command"], /sender/],
  ["RCPT FROM:<a@x.example>", ["command"], /recipient/],
  ["adkim=s", ["term"], /how closely d= of DKIM/],
  ["l=120", ["term"], /how much of the body/],
  ["cv=fail", ["term"], /what a seal says of those before/],
  ["v=spf1 ip4:192.0.2.1 -all", ["term"], /^an SPF record$/],
  ["v=DMARC1; p=reject; adkim=s", ["term"], /^a DMARC record$/],
  ["v=DKIM1; k=rsa; p=", ["term"], /^the public key of DKIM/],
  ["arc=reject", ["check"], /^ARC failed/],
  ["permerror", ["term"], /what the domain has published/],
  ["mail loop", ["words"], /mail loop detected/],
  ["rcpt", ["command"], /recipient/],
  ["dot", ["command"], /end of the message/],
  ["NXDOMAIN", ["dns"], /does not exist/],
  ["null MX", ["dns"], /accepts no mail/],
  ["implicit-mx", ["dns"], /itself/],
  ["SERVFAIL", ["dns"], /failed to get an answer/],
  ["self-signed", ["tls"], /self-signed/],
  ["handshake_failure", ["tls"], /no common cipher/],
  ["encrypted, not verified", ["tls"], /not proved/],
  ["the certificate expired on 2020-01-01", ["tls"], /has expired/],
  ["delivered", ["result"], /responsibility/],
  ["unknown", ["result"], /may or may not have been delivered/],
  ["port 587", ["port"], /your provider accepts mail/],
  ["465", ["port"], /from the start/],
  ["25", ["port"], /their own domains/],
  ["ECONNREFUSED", ["words"], /nothing is listening/],
  ["ENOTFOUND", ["dns"], /does not exist/],
  ["exit 67", ["result"], /this recipient/],
  ["75", ["result"], /temporary failure/],
  ["PIPELINING SIZE", ["keyword", "keyword"], /./],
  ["greylisting", ["term"], /try again later/],
  ["connection refused", ["words"], /nothing is listening/],
  ["599", ["unknown"], /permanent failure/],
  ["5.9.99", ["unknown"], /refused permanently; unknown detail code/],
  ["777", ["unknown"], /unknown to mua/],
  ["PIPELINING FLUX", ["keyword", "unknown"], /./],
  ["flux capacitor", ["unknown"], /unknown to mua/],
  ["no virus found", ["unknown"], /unknown to mua/],
  ["the reply was from another address", ["unknown"], /unknown to mua/],
  ["what is an envelope", ["term", "unknown"], /sender and recipients/],
  ["no such PIPELINING here", ["keyword", "unknown"], /several commands/],
  ["RDNS_NONE", ["rule"], /no name in DNS/],
  ["rdns_none", ["rule"], /no name in DNS/],
  ["SCL:5", ["rule"], /level 5 of 9: spam/],
  ["SFV=NSPM;", ["rule"], /no spam/],
  ["SFV:XYZ", ["unknown"], /unknown to mua/],
  ["compauth=fail reason=001", ["check", "rule"], /combined check failed/],
  ["p= sp= np= t= adkim aspf rua", Array(7).fill("term"), /DMARC/],
  ["p=reject", ["term"], /should be refused/],
  ["BIMI TLSRPT SRS VERP compauth SCL BCL DKIM2", Array(8).fill("term"), /logo/],
  ["bh b= l=", Array(3).fill("term"), /hash of the body/],
  ["", ["unknown"], /unknown to mua/],
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
    /does not know this code, but its digits have a meaning\. A first digit of 5/,
  );
});

Deno.test("codes that disagree are pointed at", () => {
  const [explanation] = explainOperands(["550", "4.7.1"]);
  assertMatch(explanation?.points.map(({ text }) => text).join() ?? "", /should match/);
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

Deno.test("a name behind not is not explained as if it held", () => {
  for (const text of ["certificate has not expired", "certificate hasn't expired"]) {
    const titles = explainOperands(text.split(" ")).map(({ title }) => title);
    assertEquals(titles.filter((title) => title.includes("expired")), [], text);
  }
  const [held] = explainOperands(["not", "yet", "valid"]);
  assertEquals(held?.title, "the certificate is not valid yet");
});
