import { assert, assertEquals, assertMatch } from "../../../std/assert.ts";
import { directoryTest } from "../../../support/directory.ts";
import { type Turn, turn } from "../../../support/memory_server.ts";
import { testUnless } from "../../../support/needs.ts";
import { underDeno } from "../../../support/program.ts";
import {
  assertSameSettings,
  onTerminal,
  terminalObstacle,
} from "../../../support/pseudo_terminal.ts";
import { type MuaRun, runMua } from "../../../support/run_mua.ts";
import { ScriptServer } from "../../../support/script_server.ts";
import { withDirectory } from "../../../support/directory.ts";

const SECRET = "corréct horse";
const RESPONSE = new TextEncoder().encode(`\0ana@x.example\0${SECRET}`).toBase64();

/** A server that says this to the log-in of ana@x.example with {@linkcode SECRET}. */
function login(answer: string): Turn[] {
  return [
    turn("", "220 mx.x.example ESMTP\r\n"),
    turn("EHLO me.example\r\n", "250-mx.x.example\r\n250 AUTH PLAIN\r\n"),
    turn(`AUTH PLAIN ${RESPONSE}\r\n`, `${answer}\r\n`),
    turn("QUIT\r\n", "221 bye\r\n", "FIN"),
  ];
}

/** The arguments that add ana@x.example at a server of the test. */
function addAt(directory: string, port: number): string[] {
  return [
    ...["account", "add", "--config", `${directory}/mua/config.toml`, "--ehlo", "me.example"],
    ...["--server", `127.0.0.1:${port}`, "--allow-insecure-auth", "Ana <ana@x.example>"],
  ];
}

async function addFromFile(directory: string, port: number, ...more: string[]): Promise<MuaRun> {
  const secret = `${directory}/secret`;
  await Deno.writeTextFile(secret, `${SECRET}\n`, { mode: 0o600 });
  const run = await runMua([...addAt(directory, port), "--password-file", secret, ...more]);
  assert(!`${run.stdout}${run.stderr}`.includes(SECRET));
  assert(!`${run.stdout}${run.stderr}`.includes(RESPONSE));
  return run;
}

async function filesIn(directory: string): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(directory), ({ name }) => name);
}

directoryTest(
  "without a terminal an account is added by its options, once its log-in was accepted",
  async (directory) => {
    await using server = new ScriptServer([login("235 ok")]);
    const { code, stdout, stderr } = await addFromFile(directory, server.port);
    assertEquals([code, stderr], [0, `Written: ${directory}/mua/config.toml\n`]);
    assertEquals(
      stdout,
      `x  Ana <ana@x.example>  127.0.0.1:${server.port}  ana@x.example  (default)\n`,
    );
    assertEquals(
      await Deno.readTextFile(`${directory}/mua/config.toml`),
      `default = "x"\n\n[account.x]\nfrom = "Ana <ana@x.example>"\n` +
        `server = "127.0.0.1:${server.port}"\nehlo = "me.example"\nuser = "ana@x.example"\n` +
        `password_file = "${directory}/secret"\nallow_insecure_auth = true\n`,
    );
  },
);

directoryTest(
  "an account whose log-in is refused is not written, unless nobody tries",
  async (directory) => {
    await using server = new ScriptServer([login("535 5.7.8 no")]);
    const { code, stdout, stderr } = await addFromFile(directory, server.port);
    assertEquals([code, stdout], [77, ""]);
    assertMatch(stderr, /^refused {2}x .*535 5\.7\.8 no\n.*\nNothing was written\.\n$/);
    assertEquals(await filesIn(directory), ["secret"]);
    const json = await addFromFile(directory, 9, "--no-test", "--json");
    assertEquals(json.code, 0);
    const { name, port, passwordFile } = JSON.parse(json.stdout);
    assertEquals([name, port, passwordFile], ["x", 9, null]);
  },
);

directoryTest(
  "beside another account the first one stays the default, and names are not taken twice",
  async (directory) => {
    await Deno.mkdir(`${directory}/mua`);
    const path = `${directory}/mua/config.toml`;
    await Deno.writeTextFile(path, "# mine\n[account.x]\n", { mode: 0o600 });
    const relay = [...addAt(directory, 25), "--no-login", "--no-test"].filter((word) =>
      word !== "--allow-insecure-auth"
    );
    assertEquals((await runMua(relay)).code, 0);
    const text = await Deno.readTextFile(path);
    assert(text.startsWith('default = "x"\n\n# mine\n[account.x]\n\n[account.x-2]\nfrom = '));
    const taken = await runMua([...relay, "--name", "x-2"]);
    assertEquals(taken.code, 78);
    assertMatch(taken.stderr, /has an account "x-2" already/);
    assertEquals(await Deno.readTextFile(path), text);
  },
);

directoryTest("what cannot be is refused before anything is opened", async (directory) => {
  const config = ["--config", `${directory}/config.toml`];
  const cases: [argv: string[], code: number, message: RegExp][] = [
    [[], 64, /missing ADDRESS/],
    [["ana"], 65, /mua account add: /],
    [["a@x.example, b@x.example"], 65, /one address/],
    [["a@[192.0.2.1]"], 65, /has a domain/],
    [["a@x.example", "--server", "h:25", "--port", "26"], 64, /port is given twice/],
    [["a@x.example", "--server", "h:x"], 64, /HOST:PORT/],
    [["a@x.example", "--server", "h", "--no-login", "--user", "u"], 64, /--no-login/],
    [["a@x.example", "--oauth", "microsoft"], 64, /needs --oauth-client-id/],
  ];
  for (const [argv, code, message] of cases) {
    const run = await runMua(["account", "add", ...config, ...argv]);
    assertEquals(run.code, code, run.stderr);
    assertMatch(run.stderr, message);
  }
  assertEquals(await filesIn(directory), []);
});

directoryTest(
  "an account of OAuth is written without a password, and the next step is told",
  async (directory) => {
    const oauth = ["--oauth", "microsoft", "--oauth-client-id", "1234"];
    const { code, stderr } = await runMua([...addAt(directory, 587), ...oauth]);
    assertEquals(code, 0);
    assertMatch(stderr, /Next: mua account login x\n$/);
    const text = await Deno.readTextFile(`${directory}/mua/config.toml`);
    assertMatch(text, /\noauth = "microsoft"\noauth_client_id = "1234"\n/);
  },
);

/** A person at a terminal, who is asked for what is missing. */
function atTerminal(
  name: string,
  fn: (typed: ReturnType<typeof onTerminal>, directory: string) => Promise<void>,
  answer: string,
): void {
  testUnless(terminalObstacle, name, () =>
    withDirectory(async (directory) => {
      await using server = new ScriptServer([login(answer)]);
      await using typed = onTerminal([...underDeno(), ...addAt(directory, server.port)]);
      await fn(typed, directory);
    }));
}

atTerminal(
  "a person is asked for the name, the user and the password, which is not shown",
  async (typed, directory) => {
    await typed.said(/Name of the account \[x\]: /);
    await typed.give("work\n");
    await typed.said(/User \[ana@x\.example\]: /);
    await typed.give("\n");
    await typed.said(/Password for ana@x\.example .*: /);
    await typed.give(`${SECRET}\r`);
    const { stdout } = await typed.end();
    assertMatch(stdout, /work {2}Ana .*\(default\)\r\nWritten: .*\r\nexit 0/);
    assert(!stdout.includes(SECRET));
    assertSameSettings(stdout);
    const path = `${directory}/mua/work.password`;
    assertEquals(await Deno.readTextFile(path), `${SECRET}\n`);
    assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  },
  "235 ok",
);

atTerminal("after Ctrl-C at a question nothing is written", async (typed, directory) => {
  await typed.said(/Name of the account/);
  await typed.give("work\n");
  await typed.said(/User/);
  await typed.give("\x03");
  const { stdout } = await typed.end();
  assertMatch(stdout, /interrupted\r\nexit 130/);
  assertSameSettings(stdout);
  assertEquals(await filesIn(directory), []);
}, "");

atTerminal("a refused log-in is written only if the person wants it", async (typed, directory) => {
  await typed.said(/Name of the account/);
  await typed.give("\n");
  await typed.said(/User/);
  await typed.give("\n");
  await typed.said(/Password/);
  await typed.give(`${SECRET}\r`);
  await typed.said(/refused {2}x .*Write the account all the same\? \[y\/N\] /s);
  await typed.give("\n");
  const { stdout } = await typed.end();
  assertMatch(stdout, /Nothing was written\.\r\nexit 77/);
  assertEquals(await filesIn(directory), []);
}, "535 5.7.8 no");
