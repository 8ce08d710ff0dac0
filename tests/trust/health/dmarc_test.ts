import { examineDmarc } from "../../../trust/health/dmarc.ts";
import { assertEquals } from "../../std/assert.ts";
import { questionsIn, verdicts } from "./zone_health.ts";

const RUA = "rua=mailto:d@a.test";

/** Records at _dmarc.a.test, and what is said of them. */
const records: readonly (readonly [record: string, ...verdicts: string[]])[] = [
  [`v=DMARC1; p=reject; ${RUA}`, "good policy"],
  [`v=DMARC1;p=QUARANTINE;${RUA};`, "good policy"],
  [`v=DMARC1; p=none; ${RUA}`, "note policy-none"],
  [`v=DMARC1; p=reject; t=y; ${RUA}`, "note policy-test"],
  ["v=DMARC1; p=reject", "good policy", "note no-reports"],
  [`v=DMARC1; p=reject; sp=none; ${RUA}`, "good policy", "warning weak-subdomains"],
  [`v=DMARC1; p=reject; pct=20; ${RUA}`, "good policy", "note removed-tags"],
  [`v=DMARC1; ${RUA}`, "warning dmarc-syntax", "note policy-none"],
  [`v=DMARC1; p=block; ${RUA}`, "warning dmarc-syntax", "note policy-none"],
  [`v=DMARC1; p=reject; adkim=relaxed; ${RUA}`, "warning dmarc-syntax", "good policy"],
  ["v=DMARC1; p=reject; rua=d@a.test", "warning dmarc-syntax", "good policy", "note no-reports"],
  ["v=DMARC1; p=reject; rua=mailto:d@yes.test", "good policy"],
  ["v=DMARC1; p=reject; rua=mailto:d@no.test!10m", "good policy", "warning no-report-record"],
  ["v=DMARC1; p=reject; rua=https://no.test/x", "good policy", "warning no-report-record"],
  [`v=DMARC1; p=reject; ${RUA}; ruf=mailto:d@down.test`, "good policy", "unknown report-unknown"],
  [`v=DMARC1; p=reject; ${RUA}; ruf=mailto:d@no.test`, "good policy", "warning no-report-record"],
  ["DMARC1; p=reject", "warning no-dmarc"],
];

const others = `
a.test._report._dmarc.yes.test TXT v=DMARC1;
a.test._report._dmarc.down.test SERVFAIL
`;

for (const [record, ...expected] of records) {
  Deno.test(`DMARC ${record}: ${expected.join(", ")}`, async () => {
    const questions = questionsIn(`${others}_dmarc.a.test TXT ${record}`);
    const { findings } = await examineDmarc("a.test", questions);
    assertEquals(verdicts(findings, true), expected);
  });
}

/** Where the policy of x.y.a.test is found. */
const walks: readonly (readonly [what: string, zone: string, domain: string | undefined])[] = [
  [
    "its own record",
    "_dmarc.x.y.a.test TXT v=DMARC1; p=none\n_dmarc.a.test TXT v=DMARC1",
    "x.y.a.test",
  ],
  [
    "that of the organization",
    "_dmarc.y.a.test TXT v=DMARC1\n_dmarc.a.test TXT v=DMARC1",
    "a.test",
  ],
  [
    "that with psd=n",
    "_dmarc.y.a.test TXT v=DMARC1; psd=n\n_dmarc.a.test TXT v=DMARC1",
    "y.a.test",
  ],
  [
    "that below a public suffix",
    "_dmarc.y.a.test TXT v=DMARC1; p=none\n_dmarc.a.test TXT v=DMARC1; psd=y\n_dmarc.test TXT v=DMARC1",
    "y.a.test",
  ],
  ["that of the public suffix alone", "_dmarc.test TXT v=DMARC1; psd=y", "test"],
  [
    "none of two at one name",
    "_dmarc.a.test TXT v=DMARC1\n_dmarc.a.test TXT v=DMARC1; p=none",
    undefined,
  ],
];

for (const [what, zone, expected] of walks) {
  Deno.test(`a tree walk from x.y.a.test finds ${what}`, async () => {
    const { policy } = await examineDmarc("x.y.a.test", questionsIn(zone));
    assertEquals(policy?.domain, expected);
  });
}

Deno.test("the policy of subdomains is sp=, and two records are a fault", async () => {
  const zone = `_dmarc.a.test TXT v=DMARC1; p=reject; sp=none; ${RUA}`;
  const { findings } = await examineDmarc("x.a.test", questionsIn(zone));
  assertEquals(verdicts(findings, true), ["note policy-none"]);
  const two = await examineDmarc(
    "a.test",
    questionsIn(`${zone}\n_dmarc.a.test TXT v=DMARC1; p=none`),
  );
  assertEquals(verdicts(two.findings), ["fault two-records"]);
});

Deno.test("a record that nobody could look up is not called missing", async () => {
  const { findings } = await examineDmarc("a.test", questionsIn("_dmarc.a.test SERVFAIL"));
  assertEquals(verdicts(findings), ["unknown dmarc-unknown"]);
});
