import { reportHints, unverifiedHosts } from "../../cli/send_hints.ts";
import type { Outcome } from "../../smtp/outcome.ts";
import { assertEquals, assertStringIncludes } from "../std/assert.ts";

/** A mail to a@x.example that ended so. */
function ended(how: Partial<Outcome>): Outcome {
  return {
    recipient: "a@x.example",
    status: "deferred",
    reason: "temporary",
    stage: "mail",
    reply: undefined,
    explanation: "",
    attempts: [],
    decidedBy: undefined,
    ...how,
  };
}

const HELD_TO_POLICY = {
  host: "mx.x.example",
  address: "192.0.2.1",
  port: 25,
  policy: "dane",
  security: { encrypted: false, verified: false },
  error: undefined,
} as const;

const refusal = { code: 535, enhanced: undefined, lines: ["no"] };

for (
  const [what, how, server, words] of [
    ["an unknown issuer", { stage: "tls", tlsProblem: "unknown-issuer" }, undefined, "--ca FILE"],
    ["a self-signed certificate", { stage: "tls", tlsProblem: "self-signed" }, "mx", "CA:FALSE"],
    ["a wrong name", { stage: "tls", tlsProblem: "wrong-name" }, undefined, "--tls-name NAME"],
    ["an expired certificate", { stage: "tls", tlsProblem: "expired" }, undefined, "date -u"],
    ["a port without TLS", { stage: "tls", tlsProblem: "not-tls" }, "mx", "--tls auto"],
    [
      "a demand of the domain that is not met",
      { stage: "starttls", decidedBy: HELD_TO_POLICY },
      undefined,
      "--no-policy",
    ],
    [
      "a handshake that failed",
      { stage: "tls", tlsProblem: "alert" },
      undefined,
      "Try again later",
    ],
    ["STARTTLS that is missing", { stage: "starttls" }, undefined, "--tls auto"],
    ["STARTTLS refused", { stage: "starttls", reply: refusal }, undefined, "Try again later"],
    ["no connection by MX", { stage: "connect" }, undefined, "mua mx x.example"],
    ["no connection to a server", { stage: "connect" }, "mx.y.example", "does the server listen"],
    ["no host", { status: "refused", reason: "no-host" }, undefined, "mua mx x.example"],
    ["no server", { status: "refused", reason: "no-host" }, "mx.y.example", "mua mx mx.y.example"],
    [
      "a password refused",
      { status: "refused", reason: "authentication", reply: refusal },
      "mx",
      "password right",
    ],
    ["a password not sent", { status: "refused", reason: "authentication" }, "mx", "-p 587"],
    ["no SMTP", { status: "refused", reason: "protocol" }, undefined, "-v"],
    ["no permission", { status: "refused", reason: "permission" }, undefined, "any-host"],
    ["an unknown result", { status: "unknown", reason: "unknown" }, undefined, "before you send"],
  ] as const
) {
  Deno.test(`the hint for ${what} names what helps`, () => {
    const [hint = "", another] = reportHints([ended(how), ended(how)], server);
    assertStringIncludes(hint, words);
    assertEquals(another, undefined, "the same is said once");
  });
}

Deno.test("no hint is given where all is said", () => {
  const delivered = ended({ status: "delivered", reason: "accepted" });
  const refused = ended({ status: "refused", reason: "recipient" });
  assertEquals(reportHints([delivered, refused], undefined), []);
});

Deno.test("the hint for words that are known holds no word of the server, and is given once", () => {
  const enhanced = { class: 5, subject: 7, detail: 1 } as const;
  const reply = { code: 554, enhanced, lines: ["5.7.1 <$(reboot)>: Relay access denied"] };
  const refused = ended({ status: "refused", reason: "recipient", stage: "rcpt", reply });
  assertEquals(reportHints([refused, { ...refused, recipient: "c@y.example" }], undefined), [
    "Authenticate at your own provider's server: mua send --server HOST -p 587 -u USER …\n" +
    "More: mua explain 554 5.7.1 --stage rcpt",
  ]);
});

Deno.test("a host that nobody could verify is named once, with the reason, and not one that is", () => {
  const security = { encrypted: true, verified: false, problem: "it is self-\x1bsigned" } as const;
  const attempt = { host: "mx.x.example", address: "192.0.2.1", port: 25, policy: undefined };
  const decidedBy = { ...attempt, security, error: undefined };
  const delivered = ended({ status: "delivered", reason: "accepted", stage: "dot", decidedBy });
  const verified = { ...decidedBy, security: { encrypted: true, verified: true } as const };
  assertEquals(unverifiedHosts([delivered, delivered, ended({ decidedBy })]), [
    "mx.x.example: encrypted, not verified: it is self-\\x1bsigned",
  ]);
  assertEquals(unverifiedHosts([{ ...delivered, decidedBy: verified }]), []);
});
