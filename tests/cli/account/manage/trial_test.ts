import { assert, assertEquals, assertMatch } from "../../../std/assert.ts";
import { withDirectory } from "../../../support/directory.ts";
import { type Turn, turn } from "../../../support/memory_server.ts";
import { type MuaRun, runMua } from "../../../support/run_mua.ts";
import { ScriptServer } from "../../../support/script_server.ts";

const SECRET = "correct horse";

/** AUTH PLAIN of ana with {@linkcode SECRET}, and what the server answers. */
function login(answer: string): Turn[] {
  const response = btoa(`\0ana\0${SECRET}`);
  return [
    turn("", "220 mx.y.example ESMTP\r\n"),
    turn("EHLO me.example\r\n", "250-mx.y.example\r\n250 AUTH PLAIN\r\n"),
    turn(`AUTH PLAIN ${response}\r\n`, `${answer}\r\n`),
    turn("QUIT\r\n", "221 bye\r\n", "FIN"),
  ];
}

/** Tests the account `work` of a file with these lines. */
function testAccount(lines: string, ...argv: string[]): Promise<MuaRun> {
  return withDirectory(async (directory) => {
    const config = `${directory}/config.toml`;
    await Deno.writeTextFile(config, `[account.work]\nehlo = "me.example"\n${lines}`, {
      mode: 0o600,
    });
    await Deno.writeTextFile(`${directory}/secret`, `${SECRET}\n`, { mode: 0o600 });
    const run = await runMua(["account", "test", "--config", config, ...argv]);
    assert(!`${run.stdout}${run.stderr}`.includes(SECRET));
    assert(!`${run.stdout}${run.stderr}`.includes(btoa(`\0ana\0${SECRET}`)));
    return run;
  });
}

function withLogin(port: number): string {
  return `server = "127.0.0.1:${port}"\nuser = "ana"\npassword_file = "secret"\n` +
    "allow_insecure_auth = true\n";
}

Deno.test("account test connects, logs in, leaves with QUIT and sends nothing", async () => {
  await using server = new ScriptServer([login("235 2.7.0 welcome")]);
  const run = await testAccount(withLogin(server.port), "-v");
  assertEquals(run.code, 0);
  assertEquals(run.stdout, "ok  work  127.0.0.1 [127.0.0.1]  logged in as ana; not encrypted\n");
  assertMatch(run.stderr, /QUIT/);
  assertMatch(server.sessions[0]?.sent ?? "", /QUIT\r\n$/);
});

Deno.test("account test says of a refused log-in what the server said, what helps, and exits with 77", async () => {
  await using server = new ScriptServer([login("535 5.7.8 wrong")]);
  const run = await testAccount(withLogin(server.port));
  assertEquals(run.code, 77);
  assertEquals(run.stdout, "refused  work  127.0.0.1 [127.0.0.1]  535 5.7.8 wrong\n");
  assertMatch(run.stderr, /Are the user and password right\?/);
  await using again = new ScriptServer([login("535 5.7.8 wrong")]);
  const json = await testAccount(withLogin(again.port), "--json");
  const result = JSON.parse(json.stdout);
  assertEquals([json.code, result.exitCode, result.usable], [77, 77, false]);
  assertEquals([result.status, result.reason, result.stage, result.code, result.enhanced], [
    ...["refused", "authentication", "auth", 535, "5.7.8"],
  ]);
});

Deno.test("account test exits as send does: 75 without a server there, 76 where it speaks no SMTP", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const closed = await testAccount(`server = "127.0.0.1:${port}"\n`);
  assertEquals(closed.code, 75);
  assertMatch(closed.stdout, /^deferred {2}work {2}127\.0\.0\.1 .*refused/);
  await using server = new ScriptServer([[turn("", "hello\r\n", "FIN")]]);
  assertEquals((await testAccount(`server = "127.0.0.1:${server.port}"\n`)).code, 76);
});

Deno.test("a password is not sent without verified TLS, which is 77", async () => {
  await using server = new ScriptServer([[
    ...login("").slice(0, 2),
    turn("QUIT\r\n", "221 bye\r\n", "FIN"),
  ]]);
  const lines = withLogin(server.port).replace("allow_insecure_auth = true\n", "");
  const run = await testAccount(lines);
  assertEquals(run.code, 77);
  assertMatch(run.stdout, /not sending a password without verified TLS/);
});

Deno.test("an account without a user is greeted only", async () => {
  await using server = new ScriptServer([[
    ...login("").slice(0, 2),
    turn("QUIT\r\n", "221 bye\r\n", "FIN"),
  ]]);
  const run = await testAccount(`server = "127.0.0.1:${server.port}"\n`, "--json");
  const { usable, user, explanation } = JSON.parse(run.stdout);
  assertEquals([run.code, usable, user], [0, true, null]);
  assertMatch(explanation, /no user/);
});

Deno.test("what there is nothing to test of is said before anything is opened", async () => {
  const noServer = await testAccount("");
  assertEquals(noServer.code, 78);
  assertMatch(noServer.stderr, /no server: its mail goes by MX/);
  const unknown = await testAccount("", "wrk");
  assertEquals([unknown.code, unknown.stderr.includes("Did you mean work?")], [78, true]);
  const several = await testAccount("[account.home]\n");
  assertEquals(several.code, 64);
  assertMatch(several.stderr, /which account\? It is one of work, home/);
});
