import { readDmarcRecord } from "../../../trust/dmarc/record.ts";
import { examineBimi, examineTlsReports } from "../../../trust/health/small_records.ts";
import { assertEquals } from "../../std/assert.ts";
import { questionsIn, verdicts } from "./zone_health.ts";

for (
  const [record, expected] of [
    ["v=TLSRPTv1; rua=mailto:t@a.test,https://t.test/x", "good tls-rpt"],
    ["v=TLSRPTv1; rua=t@a.test", "fault tls-rpt-uri"],
    ["v=TLSRPTv1;", "fault tls-rpt-uri"],
    ["v=TLSRPTv2; rua=mailto:t@a.test", "note no-tls-rpt"],
  ] as const
) {
  Deno.test(`TLSRPT ${record}: ${expected}`, async () => {
    const findings = await examineTlsReports(
      "a.test",
      questionsIn(`_smtp._tls.a.test TXT ${record}`),
    );
    assertEquals(verdicts(findings, true), [expected]);
  });
}

for (
  const [record, policy, expected] of [
    ["v=BIMI1; l=https://a.test/l.svg; a=https://a.test/c.pem", "reject", "good bimi"],
    ["v=BIMI1; l=https://a.test/l.svg; a=", "reject", "note bimi-certificate"],
    ["v=BIMI1; l=https://a.test/l.svg; a=", "none", "warning bimi-policy"],
    ["v=BIMI1; l=http://a.test/l.svg", "reject", "fault bimi-logo"],
    ["v=BIMI1; l=; a=", "reject", "note bimi-declined"],
    ["nothing", "reject", "note no-bimi"],
  ] as const
) {
  Deno.test(`BIMI ${record} with p=${policy}: ${expected}`, async () => {
    const found = { domain: "a.test", record: readDmarcRecord(`v=DMARC1; p=${policy}`) };
    const questions = questionsIn(`default._bimi.a.test TXT ${record}`);
    const findings = await examineBimi("a.test", Promise.resolve(found), questions);
    assertEquals(verdicts(findings, true), [expected]);
  });
}
