import { oauthBearer, xoauth2 } from "../../../smtp/sasl/bearer.ts";
import { SaslError } from "../../../smtp/sasl/mechanism.ts";
import type { Credentials } from "../../../smtp/security.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";
import { say } from "./exchange.ts";

const service = { host: "server.example.com", port: 587 };
const user: Credentials = {
  user: "user@example.com",
  secret: "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
  kind: "token",
};
/** RFC 7628 section 4.2 shows this with port 587; 4.1, of which this is the base64, with port 143. */
const RFC_7628 =
  "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB";
/** The example of the XOAUTH2 protocol. */
const XOAUTH2 =
  "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==";
const REFUSAL = '{"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"}';

Deno.test("OAUTHBEARER says what RFC 7628 section 4.1 shows", async () => {
  const step = await oauthBearer(user, { ...service, port: 143 }).next(new Uint8Array());
  assertEquals(step.value?.response?.toBase64(), RFC_7628);
  assertEquals(step.value?.complete, true);
});

Deno.test("XOAUTH2 says what its example shows", async () => {
  const someuser: Credentials = {
    user: "someuser@example.com",
    secret: "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg",
    kind: "token",
  };
  const step = await xoauth2(someuser).next(new Uint8Array());
  assertEquals(step.value?.response?.toBase64(), XOAUTH2);
});

Deno.test("an empty challenge asks for the token that was not taken, once", async () => {
  const [first, second, last] = await say(xoauth2(user), "", "");
  assertEquals([second, last], [first, ""]);
  const [begin, again, end] = await say(oauthBearer(user, service), "", '{"status":"x"}');
  assertEquals([again, end], [begin, "\x01"]);
});

Deno.test("a refused token is acknowledged: by a separator in OAUTHBEARER, by nothing in XOAUTH2", async () => {
  assertEquals(
    (await say(oauthBearer(user, service), '{"status":"invalid_token"}')).at(-1),
    "\x01",
  );
  assertEquals((await say(xoauth2(user), REFUSAL)).at(-1), "");
  assertEquals((await say(xoauth2(user), REFUSAL, REFUSAL)).at(-1), "end");
});

for (
  const [challenge, problem] of [
    [REFUSAL, "the token has the status 401"],
    ['{"status" : 400}', "the token has the status 400"],
    ['{"status":"invalid_token","scope":"s"}', "the token has the status invalid_token"],
    ["no JSON", "the token has the status unknown"],
  ] as const
) {
  Deno.test(`the refusal ${challenge} is told: ${problem}`, async () => {
    const exchange = xoauth2(user);
    exchange.next(new Uint8Array());
    const { value } = await exchange.next(new TextEncoder().encode(challenge));
    assertEquals([value?.problem, value?.complete], [problem, false]);
  });
}

Deno.test("what is not a token is not sent as one", async () => {
  for (const secret of ["a b", "a\x01b", "a\r\nb", "ä", "", "=a"]) {
    await assertRejects(() => say(xoauth2({ ...user, secret })), SaslError, "not a bearer token");
    await assertRejects(() => say(oauthBearer({ ...user, secret }, service)), SaslError, "token");
  }
});

Deno.test("a user name cannot bring a key-value pair of its own", async () => {
  const hostile = { ...user, user: "a\x01auth=Bearer b" };
  await assertRejects(() => say(xoauth2(hostile)), SaslError, "control character");
  await assertRejects(() => say(oauthBearer(hostile, service)), SaslError, "SASLprep");
  const [said = ""] = await say(oauthBearer({ ...user, user: "a=b,c" }, service));
  assertEquals(said.split("\x01")[0], "n,a=a=3Db=2Cc,");
});
