import { explainOperands } from "../../explain/reading/operands.ts";
import { explainText, MAX_EXPLANATIONS, MAX_LINE_LENGTH } from "../../explain/reading/text.ts";
import { explanationLines, explanationsJson } from "../../cli/explain/report.ts";
import { render } from "../../cli/terminal/style.ts";
import { assert, assertEquals } from "../std/assert.ts";
import fc from "fast-check";
import { textOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

const PIECES = [
  "550",
  "5.7.1",
  "-",
  " ",
  "\n",
  "\r\n",
  ": ",
  "250-",
  "PIPELINING",
  "Status: 5.1.1",
  "Diagnostic-Code: smtp; ",
  "Final-Recipient: rfc822; a@x",
  "Action: failed",
  "\n\t",
  "status=deferred (",
  "host mx said: ",
  " (in reply to RCPT TO command))",
  "reject: RCPT from x[1]: ",
  "SMTP error after RCPT TO:<a>: ",
  "dsn=4.2.0, stat=Deferred: ",
  "   0.060 <-  ",
  " -> ",
  "MAIL FROM:<a>",
  "DATA",
  "354 ",
  "334 ",
  "MIAL FROM: <a>",
  "postfix/smtpd[1]: ",
  "status=expired, returned to sender",
  ".",
  "Received: ",
  "greylist",
  "spf fail",
  "at rcpt",
  "\x1b[2J",
  "\u202e",
  "\x85",
  "\ud800",
  "constructor",
  "__proto__",
];

// deno-lint-ignore no-control-regex
const DANGEROUS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\ud800-\udfff]/u;

Deno.test("any text is explained or not, within bounds, and shown escaped", () => {
  fc.assert(
    fc.property(textOf(...PIECES), fc.integer({ min: 1, max: 200 }), (text, columns) => {
      const found = explainText(text);
      assert(found.length <= MAX_EXPLANATIONS);
      for (const { seen } of found) assert(seen.length <= text.length + MAX_LINE_LENGTH);
      const asked = explainOperands(text.split(" "));
      assert(asked.length > 0);
      const shown = render(explanationLines([...found, ...asked], columns), false);
      assertEquals(DANGEROUS.test(shown), false, JSON.stringify(shown));
      JSON.stringify(explanationsJson(found, 0));
    }),
    RUNS,
  );
});
