/** Properties of what reads the words of filters: any header is read, and each number is one. */
import { junkOf, readVerdict } from "../../explain/verdict/verdict.ts";
import { verdictLines } from "../../cli/inspect/verdict.ts";
import { parseHeader } from "../../message/header/header.ts";
import { assert } from "../std/assert.ts";
import fc from "fast-check";
import { octetsOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

const HEADER = octetsOf(
  "\n",
  "\n\t",
  " ",
  ";",
  ",",
  "=",
  ":",
  "(",
  ")",
  "[",
  "]",
  '"',
  "Received: from a (b [192.0.2.1]) by mx.c.example; x\n",
  "Received: from a (b [10.0.0.1]) by mx.c.example; x\n",
  "Received: by DB5.mail.protection.outlook.com; x\n",
  "X-Spam-Status: Yes, score=7.3 required=5.0 tests=",
  "RDNS_NONE=1.2,",
  "X-Spam-Report:",
  "* 2.4 RDNS_NONE no rDNS\n\t",
  "X-Spamd-Result: default: False [1.00 / 15.00];",
  "DMARC_NA(0.00)[x];",
  "X-Rspamd-Action: add header\n",
  "X-Forefront-Antispam-Report: SCL:9;CAT:PHSH;SFV:",
  "X-Microsoft-Antispam: BCL:8\n",
  "X-Proofpoint-Spam-Details: rule=spam score=",
  "X-Barracuda-Spam-Status: Yes, SCORE=",
  "Authentication-Results: mx.c.example; dmarc=fail (p=REJECT dis=QUARANTINE) action=",
  "Received-SPF: fail (mx.c.example: no) client-ip=",
  "1e9",
  "-0.1",
  "999999999999",
  "__proto__",
  "\x1b[31m",
  "\0",
);

Deno.test("any header has a verdict that can be shown, and its scores are numbers", () => {
  fc.assert(
    fc.property(HEADER, fc.boolean(), (header, inJunk) => {
      const verdict = readVerdict(parseHeader(header).fields);
      const junk = junkOf(verdict, { inJunk });
      assert(!inJunk || junk !== undefined);
      for (const { score, threshold, causes } of verdict.judgements) {
        for (const number of [score ?? 0, threshold ?? 0, ...causes.map(({ weight }) => weight)]) {
          assert(Number.isFinite(number));
        }
      }
      // Colours are put on when it is printed: an escape here is the message's.
      assert(!JSON.stringify(verdictLines(verdict, 80)).includes("\\u001b"));
    }),
    RUNS,
  );
});
