import { reportHints } from "../../cli/send_report.ts";
import type { Outcome } from "../../smtp/outcome.ts";
import { assertEquals } from "../std/assert.ts";

const OUTCOME: Outcome = {
  recipient: "b@y.example",
  status: "refused",
  reason: "recipient",
  stage: "rcpt",
  reply: undefined,
  explanation: "",
  attempts: [],
};

function hintsOn(...outcomes: readonly Partial<Outcome>[]): string[] {
  return reportHints(outcomes.map((each) => ({ ...OUTCOME, ...each })), false);
}

Deno.test("a refusal without words that are known has no hint, and a deferral is to be repeated", () => {
  const reply = { code: 550, enhanced: undefined, lines: ["no"] };
  assertEquals(hintsOn({ reply }), []);
  assertEquals(
    hintsOn({ status: "deferred", reason: "temporary", reply: { ...reply, code: 450 } }),
    ["Try again later; nothing was delivered to those deferred."],
  );
});

Deno.test("the hint of several recipients with the same refusal is given once, and holds no word of the server", () => {
  const enhanced = { class: 5, subject: 7, detail: 1 } as const;
  const reply = { code: 554, enhanced, lines: ["5.7.1 <$(reboot)>: Relay access denied"] };
  assertEquals(hintsOn({ reply }, { reply, recipient: "c@y.example" }), [
    "Authenticate at your own provider's server: mua send --server HOST -p 587 -u USER …\n" +
    "More: mua explain 554 5.7.1 --stage rcpt",
  ]);
});

Deno.test("a certificate that was refused has the hint that helps", () => {
  const explanation = "the certificate's issuer is unknown: CN=lab";
  const outcome = { status: "deferred", reason: "temporary", stage: "tls", explanation } as const;
  assertEquals(hintsOn(outcome), ["Give the authority's certificate with --ca FILE."]);
});
