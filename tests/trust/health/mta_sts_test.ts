import { announcedId, MtaStsError, parsePolicy } from "../../../smtp/policy/mta_sts.ts";
import type { Finding } from "../../../trust/health/finding.ts";
import { isEnforced, judgeMtaSts } from "../../../trust/health/mta_sts.ts";
import type { Receiving } from "../../../trust/health/receiving.ts";
import { assert, assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { receivingBy, receivingHost } from "./seen_host.ts";
import { verdicts } from "./zone_health.ts";

const RECORD = "v=STSv1; id=7a;";

function judge(
  records: readonly string[],
  policy: Receiving["mtaSts"]["policy"],
  failure?: string,
): Finding[] {
  const hosts = ["mx1.a.test", "mx2.b.test"].map((name) => receivingHost({ name }));
  return judgeMtaSts(receivingBy(hosts, { records, id: announcedId(records), failure, policy }));
}

function policyOf(mode: string, mx: string, age = 2_592_000): Receiving["mtaSts"]["policy"] {
  const hosts = mx.split(" ").map((host) => `mx: ${host}\n`).join("");
  return parsePolicy(`version: STSv1\nmode: ${mode}\n${hosts}max_age: ${age}\n`);
}

const BOTH = "*.a.test mx2.b.test";

/** Policies of a domain with two hosts, and what is said of them. */
const policies = [
  ["enforce", BOTH, undefined, "good mta-sts"],
  ["testing", BOTH, undefined, "note mta-sts-testing"],
  ["none", BOTH, undefined, "note mta-sts-none"],
  ["enforce", "mx1.a.test", undefined, "fault mta-sts-host"],
  ["testing", "mx1.a.test", undefined, "warning mta-sts-host", "note mta-sts-testing"],
  ["enforce", "*.test mx2.b.test", undefined, "fault mta-sts-host"],
  ["enforce", BOTH, 86_400, "warning mta-sts-age"],
] as const;

for (const [mode, mx, age, ...expected] of policies) {
  const much = age === undefined ? "" : ` for ${age} seconds`;
  Deno.test(`an MTA-STS policy of mode ${mode} that names ${mx}${much}: ${expected.join(", ")}`, () => {
    assertEquals(verdicts(judge([RECORD], policyOf(mode, mx, age)), true), [...expected]);
  });
}

Deno.test("a finding names the mode, the age and the identifier, and a host that is missing", () => {
  const text = (policy: Receiving["mtaSts"]["policy"]): string =>
    judge([RECORD], policy)[0]?.text ?? "";
  assertStringIncludes(text(policyOf("enforce", BOTH)), "mode enforce, max_age 30 days, id 7a");
  assertStringIncludes(text(policyOf("testing", BOTH)), "mode testing, max_age 30 days, id 7a");
  assertStringIncludes(text(policyOf("enforce", "mx1.a.test")), "does not name mx2.b.test:");
  assertStringIncludes(text(undefined), "announced (id 7a)");
});

/** Records, and what is said where the policy was not fetched. */
const announcements = [
  [[], "note no-mta-sts"],
  [[RECORD], "note mta-sts-unread"],
  [[RECORD, "v=STSv1; id=2;"], "fault mta-sts-record"],
  [["v=STSv1"], "fault mta-sts-record"],
  [["v=STSv1; id=a-b;"], "fault mta-sts-record"],
  [["V=stsv1; id=1;"], "fault mta-sts-record"],
] as const;

for (const [records, expected] of announcements) {
  Deno.test(`the MTA-STS records ${JSON.stringify(records)}: ${expected}`, () => {
    assertEquals(verdicts(judge(records, undefined), true), [expected]);
  });
}

Deno.test("a policy that is not there is a fault, and one that nobody could tell of is unknown", () => {
  const missing = new MtaStsError("cannot be fetched: the web server answered 404");
  assertEquals(verdicts(judge([RECORD], missing)), ["fault mta-sts-policy"]);
  const late = new MtaStsError("did not come in time", { isUnheard: true });
  assertEquals(verdicts(judge([RECORD], late)), ["unknown mta-sts-policy"]);
  assertEquals(verdicts(judge([], undefined, "SERVFAIL")), ["unknown mta-sts-unknown"]);
});

Deno.test("only a policy of mode enforce is in force", () => {
  const enforced = (policy: Receiving["mtaSts"]["policy"]): boolean =>
    isEnforced(receivingBy([], { records: [RECORD], id: "7a", policy }));
  assert(enforced(policyOf("enforce", BOTH)));
  assert(!enforced(policyOf("testing", BOTH)));
  assert(!enforced(new MtaStsError("has no known mode")));
  assert(!enforced(undefined));
});
