import { reportHints, unverifiedHosts } from "../../../cli/send/hints.ts";
import type { Outcome } from "../../../smtp/outcome.ts";
import { turn } from "../../support/memory_server.ts";
import { runMua } from "../../support/run_mua.ts";
import { ScriptServer } from "../../support/script_server.ts";
import { assert, assertEquals, assertStringIncludes } from "../../std/assert.ts";

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

const BY_MX = { server: undefined, tls: "auto" } as const;

const refusal = { code: 535, enhanced: undefined, lines: ["no"] };

for (
  const [what, how, server, words] of [
    ["an unknown issuer", { stage: "tls", tlsProblem: "unknown-issuer" }, undefined, "--ca FILE"],
    ["a self-signed certificate", { stage: "tls", tlsProblem: "self-signed" }, "mx", "CA:FALSE"],
    ["a wrong name", { stage: "tls", tlsProblem: "wrong-name" }, undefined, "--tls-name NAME"],
    ["an expired certificate", { stage: "tls", tlsProblem: "expired" }, undefined, "date -u"],
    [
      "STARTTLS that is answered otherwise",
      { stage: "tls", tlsProblem: "not-tls" },
      "mx",
      "--tls off",
    ],
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
      "TLS is broken there, and only\nthe server's administrator can fix it. To send without TLS: --tls off",
    ],
    ["STARTTLS that is missing", { stage: "starttls" }, undefined, "--tls auto"],
    ["STARTTLS refused", { stage: "starttls", reply: refusal }, undefined, "Try again later"],
    ["no connection by MX", { stage: "connect" }, undefined, "mua mx x.example"],
    ["no connection to a server", { stage: "connect" }, "mx.y.example", "Is the server listening"],
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
    const setting = { server, tls: "auto" } as const;
    const [hint = "", another] = reportHints([ended(how), ended(how)], setting);
    assertStringIncludes(hint, words);
    assertEquals(another, undefined, "the same is said once");
  });
}

Deno.test("a handshake that failed is no matter of trying again, by whatever it failed", () => {
  for (const tlsProblem of ["alert", "closed", "version", "other"] as const) {
    const failed = ended({ stage: "tls", tlsProblem });
    const [later = ""] = reportHints([failed], BY_MX);
    assertStringIncludes(later, "in clear text, and anyone on the way can read and change them");
    const [onConnect = ""] = reportHints([failed], { server: "mx", tls: "on-connect" });
    assertStringIncludes(onConnect, "-p 587");
    assert(!onConnect.includes("--tls off"), "there is nothing but TLS on that port");
  }
  const slow = ended({ stage: "tls", tlsProblem: "timeout" });
  assertStringIncludes(reportHints([slow], BY_MX)[0] ?? "", "Try again later");
  const clear = ended({ stage: "tls", tlsProblem: "not-tls" });
  const [hint = ""] = reportHints([clear], { server: "mx", tls: "on-connect" });
  assertStringIncludes(hint, "--tls auto");
});

for (const [what, answer] of [["closes", "FIN"], ["sends none", "what?\r\n"]] as const) {
  Deno.test(`a server that offers TLS and ${what} defers the mail, and the hint says whose fault it is`, async () => {
    await using server = new ScriptServer([[
      turn("", "220 mx\r\n"),
      turn("EHLO me.example\r\n", "250-mx\r\n250 STARTTLS\r\n"),
      turn("STARTTLS\r\n", "220 go\r\n"),
      turn("\x16\x03", answer),
    ]]);
    const run = await runMua([
      ...["send", "-f", "a@x.example", "-t", "b@y.example", "--body", "Hi"],
      ...["--ehlo", "me.example", "--server", `127.0.0.1:${server.port}`],
    ]);
    assertEquals(run.code, 75, run.stderr);
    assertStringIncludes(run.stdout, "deferred");
    assertStringIncludes(run.stderr, "TLS is broken there");
    assertStringIncludes(run.stderr, "--tls off");
  });
}

Deno.test("no hint is given where all is said", () => {
  const delivered = ended({ status: "delivered", reason: "accepted" });
  const refused = ended({ status: "refused", reason: "recipient" });
  assertEquals(reportHints([delivered, refused], BY_MX), []);
});

Deno.test("the hint for words that are known holds no word of the server, and is given once", () => {
  const enhanced = { class: 5, subject: 7, detail: 1 } as const;
  const reply = { code: 554, enhanced, lines: ["5.7.1 <$(reboot)>: Relay access denied"] };
  const refused = ended({ status: "refused", reason: "recipient", stage: "rcpt", reply });
  assertEquals(reportHints([refused, { ...refused, recipient: "c@y.example" }], BY_MX), [
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
