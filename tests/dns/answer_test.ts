import { answersQuery, readAnswer } from "../../dns/answer.ts";
import type { DnsRecord, DnsResponse, Question } from "../../dns/packet.ts";
import { assert, assertEquals } from "../std/assert.ts";

const question: Question = { name: "mail.test", type: "MX" };

function response(parts: Partial<DnsResponse>): DnsResponse {
  return {
    id: 1,
    code: "NOERROR",
    authenticated: false,
    truncated: false,
    referral: false,
    question,
    answers: [],
    ...parts,
  };
}

function cname(name: string, data: string): DnsRecord {
  return { type: "CNAME", name, data };
}

function mx(name: string): DnsRecord {
  return { type: "MX", name, preference: 10, exchange: "mx.test" };
}

Deno.test("readAnswer tells NXDOMAIN from NODATA", () => {
  const answers = ["NXDOMAIN", "NOERROR"].map((code) => {
    return readAnswer(response({ code }), question, "192.0.2.53").status;
  });
  assertEquals(answers, ["no-such-name", "no-data"]);
});

Deno.test("readAnswer names the code and the server of a failure", () => {
  const failures = { SERVFAIL: "servfail", REFUSED: "refused", NOTIMP: "error-code" } as const;
  for (const [code, reason] of Object.entries(failures)) {
    const detail = `${code} from 192.0.2.53`;
    assertEquals(readAnswer(response({ code }), question, "192.0.2.53"), {
      status: "failed",
      reason,
      detail,
    });
  }
});

Deno.test("readAnswer takes the records of the name, whatever the case, and no others", () => {
  const answers = [mx("other.test"), mx("MAIL.test."), { ...mx("mail.test"), preference: 5 }];
  const answer = readAnswer(response({ answers }), question, "x");
  assertEquals(answer, { status: "found", records: answers.slice(1) });
});

Deno.test("readAnswer follows aliases to the records, in any order", () => {
  const answers = [mx("c.test"), cname("b.test", "c.test"), cname("mail.test", "B.test")];
  assertEquals(readAnswer(response({ answers }), question, "x"), {
    status: "found",
    records: answers.slice(0, 1),
    owner: "c.test",
  });
});

Deno.test("readAnswer names the alias that the response leaves open", () => {
  const answers = [cname("mail.test", "b.test"), cname("b.test", "C.test.")];
  assertEquals(readAnswer(response({ answers }), question, "x"), {
    status: "alias",
    target: "c.test",
  });
});

Deno.test("readAnswer sees that aliases run in a circle", () => {
  for (const target of ["mail.test", "b.test"]) {
    const answers = [cname("mail.test", target), cname("b.test", "mail.test")];
    const answer = readAnswer(response({ answers }), question, "x");
    assertEquals(answer.status === "failed" && answer.reason, "cname-loop");
  }
});

Deno.test("readAnswer takes neither a referral nor a truncated message for NODATA", () => {
  const referral = readAnswer(response({ referral: true }), question, "x");
  assertEquals(referral.status === "failed" && referral.reason, "unclear");
  const truncated = readAnswer(response({ truncated: true }), question, "x");
  assertEquals(truncated.status === "failed" && truncated.reason, "malformed");
});

Deno.test("answersQuery compares identifier, name and type", () => {
  assert(answersQuery(response({}), 1, question));
  assert(answersQuery(response({ question: { name: "Mail.TEST", type: "MX" } }), 1, question));
  assert(!answersQuery(response({}), 2, question));
  assert(!answersQuery(response({ question: { name: "mail.test", type: "A" } }), 1, question));
  assert(!answersQuery(response({ question: { name: "evil.test", type: "MX" } }), 1, question));
});

Deno.test("answersQuery lets only a failure go without the question", () => {
  for (const code of ["NOERROR", "NXDOMAIN", "FORMERR", "SERVFAIL"]) {
    const bare = response({ code, question: undefined });
    assertEquals(answersQuery(bare, 1, question), code === "FORMERR" || code === "SERVFAIL");
  }
});
