import { SaslError } from "../../../smtp/sasl/mechanism.ts";
import type { Credentials } from "../../../smtp/security.ts";
import { scramSha256 } from "../../../smtp/sasl/scram.ts";
import { assertEquals, assertMatch, assertNotEquals, assertRejects } from "../../std/assert.ts";
import { say } from "./exchange.ts";

/** The exchange of RFC 7677 section 3. */
const user: Credentials = { user: "user", secret: "pencil", kind: "password" };
const NONCE = "rOprNGfwEbeRWgbNEkqO";
const BOTH_NONCES = `${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0`;
const SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
const SERVER_FIRST = `r=${BOTH_NONCES},s=${SALT},i=4096`;
const CLIENT_FINAL = `c=biws,r=${BOTH_NONCES},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`;
const SIGNATURE = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

function scram(credentials = user): ReturnType<typeof scramSha256> {
  return scramSha256(credentials, () => NONCE);
}

Deno.test("SCRAM-SHA-256 holds the exchange of RFC 7677 section 3", async () => {
  assertEquals(await say(scram(), SERVER_FIRST, `v=${SIGNATURE}`), [
    `n,,n=user,r=${NONCE}`,
    CLIENT_FINAL,
    "*",
  ]);
});

Deno.test("SCRAM-SHA-256 is over after the server's signature", async () => {
  const said = await say(scram(), SERVER_FIRST, `v=${SIGNATURE}`, "more?");
  assertEquals(said.at(-1), "end");
});

Deno.test("SCRAM-SHA-256 proves the prepared password, and quotes the prepared user", async () => {
  const odd = scram({ ...user, user: "a=b,\u2168", secret: "pen\u00adcil" });
  const [first] = await say(odd);
  assertEquals(first, `n,,n=a=3Db=2CIX,r=${NONCE}`);
  const same = await say(scram({ ...user, secret: "pen\u00adcil" }), SERVER_FIRST);
  assertEquals(same[1], CLIENT_FINAL);
  await assertRejects(() => say(scram({ ...user, secret: "a\tb" })), SaslError, "SASLprep");
});

Deno.test("SCRAM-SHA-256 makes a new nonce of printable characters each time", async () => {
  const [one = ""] = await say(scramSha256(user));
  const [other = ""] = await say(scramSha256(user));
  assertMatch(one, /^n,,n=user,r=[A-Za-z0-9+/]{32}$/);
  assertNotEquals(one, other);
});

Deno.test("SCRAM-SHA-256 takes extensions that are not mandatory, and signs them too", async () => {
  const [, final = ""] = await say(scram(), `${SERVER_FIRST},x=ü`);
  assertMatch(final, /^c=biws,r=[^,]+,p=[^,]+$/);
  assertNotEquals(final, CLIENT_FINAL);
});

for (
  const [what, message, kind] of [
    ["another nonce", `r=x${BOTH_NONCES},s=${SALT},i=4096`, "protocol"],
    ["the client's nonce alone", `r=${NONCE},s=${SALT},i=4096`, "protocol"],
    ["no salt", `r=${BOTH_NONCES},s=,i=4096`, "protocol"],
    ["a salt in bad base64", `r=${BOTH_NONCES},s=A,i=4096`, "protocol"],
    ["no number of iterations", `r=${BOTH_NONCES},s=${SALT},i=many`, "protocol"],
    ["too few iterations", `r=${BOTH_NONCES},s=${SALT},i=4095`, "auth"],
    ["too many iterations", `r=${BOTH_NONCES},s=${SALT},i=1000001`, "auth"],
    ["far too many iterations", `r=${BOTH_NONCES},s=${SALT},i=99999999999`, "protocol"],
    ["a mandatory extension", `m=x,${SERVER_FIRST}`, "protocol"],
    ["nothing", "", "protocol"],
    ["something else", "Password:", "protocol"],
  ] as const
) {
  Deno.test(`SCRAM-SHA-256 does not go on after ${what}`, async () => {
    const error = await assertRejects(() => say(scram(), message), SaslError);
    assertEquals(error.kind, kind);
  });
}

for (
  const [what, message, kind] of [
    ["a wrong signature", `v=${SIGNATURE.replace("6", "7")}`, "auth"],
    ["a part of the signature", "v=6rri", "auth"],
    ["a signature in bad base64", "v=A", "protocol"],
    ["an error", "e=unknown-user", "auth"],
    ["no signature", "v=", "protocol"],
    ["nothing", "", "protocol"],
  ] as const
) {
  Deno.test(`SCRAM-SHA-256 does not trust a server that ends with ${what}`, async () => {
    const error = await assertRejects(() => say(scram(), SERVER_FIRST, message), SaslError);
    assertEquals(error.kind, kind);
  });
}
