import type { HostProblemKind, Route } from "../../../dns/route.ts";
import { explainWord } from "../../../explain/reading/lookup.ts";
import { explainText } from "../../../explain/reading/text.ts";
import { findTerm } from "../../../explain/knowledge/term.ts";
import { TLS_TERMS } from "../../../explain/knowledge/tls.ts";
import type { OutcomeReason, OutcomeStatus } from "../../../smtp/outcome.ts";
import { explainTlsFailure, type TlsProblem } from "../../../smtp/tls_error.ts";
import { assert, assertEquals } from "../../std/assert.ts";

type Word = Route["verdict"] | HostProblemKind | OutcomeReason | OutcomeStatus;

// The compiler sees to it that none is left out.
const WORDS: Readonly<Record<Exclude<Word, "not-needed">, "dns" | "result">> = {
  "mx": "dns",
  "implicit-mx": "dns",
  "address-literal": "dns",
  "null-mx": "dns",
  "no-such-domain": "dns",
  "no-mail": "dns",
  "no-usable-host": "dns",
  "forbidden-address": "dns",
  "address-as-name": "dns",
  "bad-name": "dns",
  "lookup-failed": "dns",
  "no-such-host": "dns",
  "no-address": "dns",
  "temporary": "result",
  "accepted": "result",
  "unknown": "result",
  "recipient": "result",
  "no-host": "result",
  "permanent": "result",
  "protocol": "result",
  "authentication": "result",
  "permission": "result",
  "input": "result",
  "interrupted": "result",
  "delivered": "result",
  "deferred": "result",
  "refused": "result",
};

Deno.test("every word of a result of mua is known", () => {
  for (const [word, kind] of Object.entries(WORDS)) {
    assert(explainWord(word).some((found) => found.kind === kind), word);
  }
});

const SERVER = { role: "server", name: "mx.test" } as const;

/** What Deno says, the problem that it is, and the term that must be found in the words made of it. */
const FAILURES: readonly (readonly [text: string, problem: TlsProblem, term: string])[] = [
  ["invalid peer certificate: UnknownIssuer", "unknown-issuer", "unknown-issuer"],
  ["invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))", "self-signed", "self-signed"],
  [
    'invalid peer certificate: certificate not valid for name "mx.test"; certificate is only valid for DnsName("a.test")',
    "wrong-name",
    "wrong-name",
  ],
  ["invalid peer certificate: certificate expired: x", "expired", "expired"],
  [
    "invalid peer certificate: certificate not valid yet: not valid before 4102444800",
    "not-yet-valid",
    "not-yet-valid",
  ],
  ["invalid peer certificate: BadSignature", "bad-certificate", "bad-certificate"],
  ["received fatal alert: HandshakeFailure", "alert", "handshake_failure"],
  ["received fatal alert: InternalError", "alert", "alert"],
  ["received fatal alert: UnrecognisedName", "alert", "unrecognized_name"],
  ["received fatal alert: ProtocolVersion", "version", "version"],
  ["received corrupt message of type InvalidContentType", "not-tls", "not-tls"],
];

for (const [text, problem, term] of FAILURES) {
  Deno.test(`what send says of TLS is known, and there is advice: ${text}`, () => {
    const error = explainTlsFailure(new Error(text), SERVER);
    assertEquals(error.problem, problem);
    const known = findTerm(TLS_TERMS, term);
    assertEquals(
      explainText(error.message).map(({ title }) => title),
      [known?.title],
      error.message,
    );
    assert(known?.next !== undefined, "no advice");
  });
}

Deno.test("a connection that was closed in the handshake is known", () => {
  const error = explainTlsFailure(new Deno.errors.UnexpectedEof("eof"), SERVER);
  assertEquals(explainText(error.message).length, 1, error.message);
});
