import { OAuthClient } from "../../../../cli/account/oauth/client.ts";
import { CliError } from "../../../../cli/terminal/exit.ts";
import { createLookup } from "../../../../dns/mod.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "../../../std/assert.ts";
import { type OAuthAnswer, OAuthServer, refusal, TOKENS } from "./oauth_server.ts";

/** What no error may hold. */
const SECRETS = ["cs-secret", "rt-secret", "dc-secret"];

function clientOf(server: { readonly origin: string }, limit = 5_000): OAuthClient {
  const settings = {
    clientId: "mua",
    scope: "smtp",
    tokenUrl: `${server.origin}/token`,
    deviceUrl: `${server.origin}/device`,
    authorizeUrl: `${server.origin}/authorize?tenant=x`,
  };
  const { signal } = new AbortController();
  const lookup = createLookup({ resolver: { address: "127.0.0.1", port: 9 } });
  return new OAuthClient(settings, { clientSecret: "cs-secret", lookup, limit, signal });
}

/** The error with which a server's answer to a refresh ends. */
async function failWith(answer: OAuthAnswer, limit?: number): Promise<CliError> {
  await using server = new OAuthServer([answer]);
  const error = await assertRejects(
    () => clientOf(server, limit).refresh("rt-secret"),
    CliError,
  );
  const all = `${error.message} ${error.hint} ${error.stack} ${Deno.inspect(error.cause)}`;
  for (const secret of SECRETS) assert(!all.includes(secret), all);
  return error;
}

Deno.test("a refresh gives new tokens, and keeps the old refresh token where there is no new one", async () => {
  const tokens = { access_token: "at-2", token_type: "Bearer", expires_in: "60" };
  await using server = new OAuthServer([{ json: tokens }, TOKENS]);
  const client = clientOf(server);
  const first = await client.refresh("rt-0");
  assertEquals([first.accessToken, first.refreshToken], ["at-2", "rt-0"]);
  assert((first.expiresAt ?? 0) > Date.now() && (first.expiresAt ?? 0) <= Date.now() + 60_000);
  assertEquals((await client.refresh("rt-0")).refreshToken, "rt-1");
  assertEquals(server.asked[0], {
    grant_type: "refresh_token",
    refresh_token: "rt-0",
    client_id: "mua",
    client_secret: "cs-secret",
  });
});

Deno.test("a refusal is told in words with what the server said, and what helps", async () => {
  const revoked = await failWith(refusal("invalid_grant", "AADSTS50173: changed.\r\nTrace ID: 1"));
  assertEquals(revoked.exitCode, 77);
  assertMatch(
    revoked.message,
    /password was changed \(127\.0\.0\.1: invalid_grant: AADSTS50173: changed\.\)$/,
  );
  assertMatch(revoked.hint ?? "", /mua account login/);
  const unknown = await failWith(refusal("invalid_client"));
  assertEquals([unknown.exitCode, unknown.hint], [78, "Look at oauth_client_id."]);
  assertEquals((await failWith(refusal("temporarily_unavailable"))).exitCode, 75);
  assertEquals(
    (await failWith(refusal("something_new", "x".repeat(10_000)))).message.length < 500,
    true,
  );
});

Deno.test("what a server repeats of a secret is not told", async () => {
  const error = await failWith(refusal("invalid_grant", "bad token rt-secret of cs-secret"));
  assertMatch(error.message, /bad token \*\*\* of \*\*\*/);
});

Deno.test("garbage, redirects and answers that lack something are a protocol violation", async () => {
  const answers: OAuthAnswer[] = [
    { text: "<html>" },
    { text: "" },
    { json: {} },
    { json: { access_token: "rt-secret", token_type: 1 } },
    { json: { access_token: "rt-secret", token_type: "mac" } },
    { json: { access_token: "a", token_type: "Bearer", expires_in: "rt-secret" } },
    { json: [1] },
    { text: "moved", status: 302 },
    { text: "no", status: 404 },
    { text: "x".repeat(300_000) },
  ];
  for (const answer of answers) {
    const error = await failWith(answer);
    assertEquals(error.exitCode, 76, `${Deno.inspect(answer)}: ${error.message}`);
  }
});

Deno.test("a server that is slow, overloaded or not there is a temporary failure", async () => {
  const slow = await failWith("silence", 50);
  assertEquals([slow.exitCode, slow.message], [75, "127.0.0.1 did not answer within 0.05 s"]);
  assertEquals((await failWith({ text: "later", status: 503 })).exitCode, 75);
  assertEquals((await failWith({ json: {}, status: 429 })).exitCode, 75);
  const gone = await assertRejects(
    () => clientOf({ origin: "http://127.0.0.1:9" }).refresh("x"),
    CliError,
  );
  assertEquals(gone.exitCode, 75);
});

Deno.test("a secret goes nowhere in clear text but to this machine", async () => {
  const error = await assertRejects(
    () => clientOf({ origin: "http://login.x.example" }).refresh("rt-secret"),
    CliError,
  );
  assertEquals(error.exitCode, 78);
  assertMatch(error.message, /must begin with https:/);
});

Deno.test("a browser is sent with PKCE and a state, and the parameters of the URL are kept", async () => {
  const client = clientOf({ origin: "https://login.x.example" });
  const url = await client.authorizeUrl("http://127.0.0.1:1/", "st", "v".repeat(43));
  const { searchParams: query } = url;
  assertEquals(url.origin + url.pathname, "https://login.x.example/authorize");
  assertEquals(query.get("tenant"), "x");
  assertEquals([query.get("state"), query.get("code_challenge_method")], ["st", "S256"]);
  assertMatch(query.get("code_challenge") ?? "", /^[\w-]{43}$/);
  assert(!String(url).includes("v".repeat(43)));
});
