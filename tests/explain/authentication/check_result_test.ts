import { CHECK_RESULTS } from "../../../explain/authentication/check_result.ts";
import { explainOperands } from "../../../explain/reading/operands.ts";
import { explainText } from "../../../explain/reading/text.ts";
import { assert, assertEquals, assertMatch } from "../../std/assert.ts";

/** The results that RFC 8601 section 2.7 and the RFCs of the other methods register. */
const REGISTERED: Readonly<Record<string, string>> = {
  spf: "none pass fail softfail policy neutral temperror permerror",
  dkim: "none pass fail policy neutral temperror permerror",
  dmarc: "none pass fail temperror permerror",
  arc: "none pass fail",
  iprev: "pass fail temperror permerror",
  auth: "none pass fail temperror permerror",
  "dkim-atps": "none pass fail temperror permerror",
  dnswl: "none pass temperror permerror",
  smime: "none pass fail policy neutral temperror permerror",
  vbr: "none pass fail temperror permerror",
  rrvs: "none pass fail unknown temperror permerror",
  bimi: "none pass fail skipped declined temperror",
  compauth: "none pass softpass fail",
};

/** What a title must say, by the result; a pass says nothing of a failure, and the other way round. */
const SAYS: Readonly<Record<string, RegExp>> = {
  pass:
    /passed|resolves back to it|was logged in|allows the signer|is on a list|vouches|still belongs/,
  softpass: /passed, with little/,
  fail: /failed|no name|refused|does not list|nobody|has changed hands/,
  softfail: /probably/,
  neutral: /neither yes nor no|make sense/,
  none: /^no |not logged in|made no/,
  unknown: /not known/,
  skipped: /not checked/,
  declined: /declines/,
  temperror: /this time/,
  permerror: /broken|cannot|no usable/,
  policy: /does not|overrode/,
};
const FAILURE = /fail|missing|wrong|invalid|broken|refus|not allow/i;

for (const [method, results] of Object.entries(REGISTERED)) {
  for (const result of results.split(" ")) {
    Deno.test(`the result ${method}=${result} has its own sentence`, () => {
      const found = explainOperands([`${method}=${result}`]);
      assertEquals(found.map(({ kind }) => kind), ["check"]);
      const [{ title, points, next } = { title: "", points: [], next: [] }] = found;
      assertMatch(title, SAYS[result] ?? /$./);
      if (/pass|none|neutral/.test(result)) {
        assertEquals(FAILURE.test(title), false, title);
        assertEquals(next, []);
      }
      assert(points.length > 0);
    });
  }
}

Deno.test("no two results are told by the same title", () => {
  const titles = [...CHECK_RESULTS.values()].map(({ title }) => title);
  assertEquals(new Set(titles).size, titles.length);
});

Deno.test("results are known in other spellings", () => {
  for (const words of [["SPF=Pass;"], ["spf:", "pass"], ["spf", "pass"], ["spf", "=", "pass"]]) {
    assertMatch(explainOperands(words)[0]?.title ?? "", /^SPF passed/, words.join(" "));
  }
  assertMatch(explainOperands(["spf=hardfail"])[0]?.title ?? "", /^SPF failed/);
  assertEquals(explainOperands(["spf=maybe"])[0]?.kind, "unknown");
});

Deno.test("several results are told one after the other", () => {
  const found = explainOperands(["spf=pass", "dkim=fail", "dmarc=pass"]);
  assertEquals(found.map(({ title }) => title.split(":")[0]), [
    "SPF passed",
    "DKIM failed",
    "DMARC passed",
  ]);
});

Deno.test("Authentication-Results and Received-SPF are told result by result, and by whom", () => {
  const header =
    "Authentication-Results: mx.y.example;\r\n\tspf=softfail smtp.mailfrom=x.example;" +
    "\r\n\tarc=pass (i=1 spf=fail dkim=fail);\r\n dmarc=none\r\nReceived-SPF: neutral (x)\r\n\r\n";
  const found = explainText(header);
  assertEquals(found.map(({ seen }) => seen), [
    "mx.y.example",
    "Authentication-Results",
    "spf=softfail",
    "arc=pass",
    "dmarc=none",
    "Received-SPF",
    "spf=neutral",
  ]);
  assertEquals(found[2]?.points[0], { about: "Reported by", text: "mx.y.example" });
});

Deno.test("results in a line of a log are told, and those in brackets left alone", () => {
  const line = "milter: 4A: x.example spf=pass dkim=none (spf=fail) header.from=x.example";
  assertEquals(explainText(line).map(({ seen }) => seen), ["spf=pass", "dkim=none"]);
});

Deno.test("a refusal that names results is told by what failed", () => {
  const titleOf = (text: string): string => explainText(text)[0]?.title ?? "";
  assertMatch(titleOf("550 5.7.1 rejected: spf=pass dkim=pass dmarc=fail"), /fails the DMARC/);
  assertMatch(titleOf("550 5.7.1 rejected: spf=fail dkim=pass dmarc=none"), /^SPF does not/);
  assertMatch(titleOf("550 5.7.1 rejected: spf=pass dkim=fail dmarc=none"), /DKIM signature/);
  assertMatch(titleOf("451 4.7.1 try later: spf=temperror"), /this time/);
  assertMatch(titleOf("550 5.1.1 User unknown (spf=pass dkim=pass dmarc=pass)"), /no such mailbox/);
});
