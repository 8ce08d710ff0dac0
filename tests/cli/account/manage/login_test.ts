import { assert, assertEquals, assertMatch } from "../../../std/assert.ts";
import { withDirectory } from "../../../support/directory.ts";
import { type Turn, turn } from "../../../support/memory_server.ts";
import type { Ended, Process } from "../../../support/process.ts";
import { mua, startMua } from "../../../support/program.ts";
import { ScriptServer } from "../../../support/script_server.ts";
import {
  DEVICE_CODE,
  type OAuthAnswer,
  OAuthServer,
  refusal,
  TOKENS,
} from "../oauth/oauth_server.ts";

/** What is never shown but by `mua account token`. */
const SECRETS = /at-\d|rt-\d|dc-secret/;

/** A person with an account of OAuth at a server of the test. */
class Person {
  readonly #directory: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(directory: string) {
    this.#directory = directory;
    const XDG_STATE_HOME = `${directory}/state`;
    this.#env = { XDG_CONFIG_HOME: `${directory}/.config`, XDG_STATE_HOME, MUA_PASSWORD: "" };
  }

  get tokenPath(): string {
    return `${this.#directory}/state/mua/oauth/work.json`;
  }

  async configure(origin: string, lines = ""): Promise<void> {
    await Deno.mkdir(`${this.#directory}/.config/mua`, { recursive: true });
    const text =
      `[account.work]\nfrom = "ana@x.example"\noauth = "other"\noauth_client_id = "mua"\n` +
      `oauth_scope = "smtp"\noauth_token_url = "${origin}/token"\n` +
      `oauth_device_url = "${origin}/device"\noauth_authorize_url = "${origin}/authorize"\n${lines}`;
    await Deno.writeTextFile(`${this.#directory}/.config/mua/config.toml`, text, { mode: 0o600 });
  }

  async keep(
    expiresIn: number,
    tokenUrl: string,
    refreshToken: string | null = "rt-0",
  ): Promise<void> {
    await Deno.mkdir(`${this.#directory}/state/mua/oauth`, { recursive: true });
    const settings = { clientId: "mua", scope: "smtp", tokenUrl };
    const expiresAt = Date.now() + expiresIn * 1000;
    const stored = { version: 1, settings, accessToken: "at-0", expiresAt, refreshToken };
    await Deno.writeTextFile(this.tokenPath, JSON.stringify(stored), { mode: 0o600 });
  }

  start(...argv: string[]): Process {
    return startMua(argv, { env: this.#env });
  }

  async run(...argv: string[]): Promise<Ended> {
    return await mua(argv, { env: this.#env });
  }
}

function oauthTest(
  name: string,
  answers: readonly OAuthAnswer[],
  fn: (person: Person, server: OAuthServer) => Promise<void>,
): void {
  Deno.test(name, () =>
    withDirectory(async (directory) => {
      await using server = new OAuthServer(answers, DEVICE_CODE);
      const person = new Person(directory);
      await person.configure(server.origin);
      await fn(person, server);
    }));
}

oauthTest(
  "login shows the code, waits until it is entered, and keeps the token for the user alone",
  [
    refusal("authorization_pending"),
    TOKENS,
  ],
  async (person, server) => {
    const { code, stdout, stderr } = await person.run("account", "login");
    assertEquals([code, stdout], [0, ""]);
    assertEquals(
      stderr,
      "Open https://login.x.example/device in a browser, and enter the code ABCD-EFGH\n" +
        `Logged in; the token is kept in ${person.tokenPath}\n`,
    );
    assertEquals(server.asked.length, 2);
    assertEquals(server.asked[0]?.["device_code"], "dc-secret");
    const { mode } = await Deno.stat(person.tokenPath);
    assertEquals((mode ?? 0) & 0o777, 0o600);
    const { stdout: token } = await person.run("account", "token", "work");
    assertEquals(token, "at-1\n");
  },
);

oauthTest("a log-in that is declined ends with 77 and leaves the old token", [
  refusal("access_denied", "AADSTS65004: declined"),
], async (person, server) => {
  await person.keep(3600, server.origin);
  const { code, stderr } = await person.run("account", "login", "work");
  assertEquals(code, 77);
  assertMatch(stderr, /the user did not allow the program to send mail/);
  assert(!SECRETS.test(stderr));
  assertMatch(await Deno.readTextFile(person.tokenPath), /at-0/);
});

oauthTest("a browser that comes back with the right state logs in, one with another is sent away", [
  TOKENS,
], async (person, server) => {
  await using process = person.start("account", "login", "--by", "browser");
  const [, shown = ""] = await process.said(/^(http:\S+)$/m, "stderr");
  const url = new URL(shown);
  const redirect = url.searchParams.get("redirect_uri") ?? "";
  const state = url.searchParams.get("state") ?? "";
  assertMatch(redirect, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  const answers = [`${redirect}favicon.ico`, `${redirect}?code=bad&state=x${state}`];
  const statuses = [];
  for (const each of answers) {
    const response = await fetch(each);
    await response.body?.cancel();
    statuses.push(response.status);
  }
  assertEquals(statuses, [404, 400]);
  assertEquals(server.asked, []);
  const good = await fetch(`${redirect}?code=c-1&state=${state}&iss=https%3A%2F%2Fx.example`);
  assertMatch(await good.text(), /^Go back to the terminal/);
  const { code, stderr } = await process.end();
  assertEquals(code, 0);
  assertMatch(stderr, /answer to another log-in/);
  const [asked] = server.asked;
  assertEquals([asked?.["code"], asked?.["redirect_uri"]], ["c-1", redirect]);
  const verifier = new TextEncoder().encode(asked?.["code_verifier"]);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", verifier));
  const challenge = digest.toBase64({ alphabet: "base64url", omitPadding: true });
  assertEquals(url.searchParams.get("code_challenge"), challenge);
  assertMatch(await Deno.readTextFile(person.tokenPath), /rt-1/);
});

oauthTest(
  "a browser that brings a refusal ends the log-in, and so does Ctrl-C",
  [TOKENS],
  async (person) => {
    await using process = person.start("account", "login", "--by", "browser");
    const [, shown = ""] = await process.said(/^(http:\S+)$/m, "stderr");
    const query = new URL(shown).searchParams;
    const state = query.get("state");
    await (await fetch(`${query.get("redirect_uri")}?error=access_denied&state=${state}`)).text();
    const { code, stderr } = await process.end();
    assertEquals(code, 77);
    assertMatch(stderr, /the log-in was declined \(127\.0\.0\.1: access_denied\)/);
    await using other = person.start("account", "login", "--by", "browser");
    await other.said(/^http:/m, "stderr");
    other.kill("SIGINT");
    assertEquals((await other.end()).code, 130);
  },
);

oauthTest("a token that ends soon is renewed once, also where two programs want it", [
  TOKENS,
], async (person, server) => {
  await person.keep(60, `${server.origin}/token`);
  const both = await Promise.all([person.run("account", "token"), person.run("account", "token")]);
  assertEquals(both.map(({ stdout }) => stdout), ["at-1\n", "at-1\n"]);
  assertEquals(server.asked.map((form) => form["refresh_token"]), ["rt-0"]);
});

oauthTest("without a log-in, and after its end, the way to log in is told", [
  refusal("invalid_grant", "revoked"),
], async (person, server) => {
  const none = await person.run("account", "token");
  assertEquals(none.code, 77);
  assertMatch(
    none.stderr,
    /nobody has logged in to account "work"\nLog in: mua account login work\n/,
  );
  await person.keep(-60, `${server.origin}/token`);
  const revoked = await person.run("account", "token");
  assertEquals([revoked.code, revoked.stdout], [77, ""]);
  assertMatch(revoked.stderr, /expired or was revoked.*\nLog in again: mua account login work\n/);
  assert(!SECRETS.test(revoked.stderr));
  await person.keep(-60, `${server.origin}/token`, null);
  assertEquals((await person.run("account", "token")).code, 77);
  await Deno.writeTextFile(person.tokenPath, "{}");
  assertEquals((await person.run("account", "token")).code, 78);
});

/** A server that takes this token of ana. */
function mailServer(token: string): Turn[] {
  const response = btoa(`user=ana\x01auth=Bearer ${token}\x01\x01`);
  return [
    turn("", "220 mx.y.example ESMTP\r\n"),
    turn("EHLO me.example\r\n", "250-mx.y.example\r\n250 AUTH PLAIN XOAUTH2\r\n"),
    turn(`AUTH XOAUTH2 ${response}\r\n`, "235 ok\r\n"),
    turn("MAIL FROM:<ana@x.example>\r\n", "250 ok\r\n"),
    turn("RCPT TO:<b@y.example>\r\n", "250 ok\r\n"),
    turn("DATA\r\n", "550 enough\r\n"),
    turn("QUIT\r\n", "221 bye\r\n", "FIN"),
  ];
}

oauthTest(
  "send, sendmail and account test log in with the token of the account, and show nothing of it",
  [
    TOKENS,
  ],
  async (person, server) => {
    await using mail = new ScriptServer([mailServer("at-1")]);
    await person.configure(
      server.origin,
      `server = "127.0.0.1:${mail.port}"\nuser = "ana"\nehlo = "me.example"\nallow_insecure_auth = true\n`,
    );
    await person.keep(0, `${server.origin}/token`);
    const send = ["send", "b@y.example", "--body", "x", "-v", "--json"];
    const { stdout, stderr } = await person.run(...send);
    assertEquals(JSON.parse(stdout).recipients[0].text, "enough");
    assertMatch(stderr, /AUTH XOAUTH2 /);
    assert(!SECRETS.test(stdout + stderr), stderr);
    const session = mail.sessions[0]?.sent ?? "";
    assertMatch(session, /AUTH XOAUTH2 /);
    const tried = await person.run("account", "test", "work");
    assertEquals(tried.code, 0, tried.stderr);
    assertEquals(server.asked.length, 1);
  },
);

oauthTest(
  "what an account lacks for OAuth is said before anybody is asked",
  [TOKENS],
  async (person) => {
    const cases: [origin: string, message: RegExp][] = [
      ["http://login.x.example", /"http:\/\/login\.x\.example\/authorize" must begin with https/],
      ["https://u:p@x.example", /is not a URL of an OAuth server/],
    ];
    for (const [origin, message] of cases) {
      await person.configure(origin);
      const { code, stderr } = await person.run("account", "login");
      assertEquals(code, 78);
      assertMatch(stderr, message);
    }
  },
);
