import { parseConfig } from "../../../../cli/account/config.ts";
import { assert, assertEquals, assertMatch } from "../../../std/assert.ts";
import { directoryTest } from "../../../support/directory.ts";
import { type MuaRun, runMua } from "../../../support/run_mua.ts";
import { INHERITED, TWO_PROVIDERS } from "../msmtp/files.ts";

/** What is never shown. */
const SECRET = 'se"cret # 1';

/** Imports a configuration of msmtp into a directory. */
async function importText(directory: string, text: string, ...more: string[]): Promise<MuaRun> {
  const source = `${directory}/msmtprc`;
  await Deno.writeTextFile(source, text, { mode: 0o600 });
  const config = `${directory}/mua/config.toml`;
  const run = await runMua(["account", "import", source, "--config", config, ...more]);
  assert(!run.stdout.includes(SECRET) && !run.stderr.includes(SECRET));
  return run;
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o777;
}

directoryTest(
  "accounts of msmtp are imported, a password into a file of its own",
  async (directory) => {
    const { code, stdout, stderr } = await importText(directory, TWO_PROVIDERS);
    assertEquals(code, 0);
    assertEquals(
      stdout,
      "gmail  ana@gmail.example       smtp.gmail.example:587  ana@gmail.example\n" +
        "work   ana.maria@work.example  smtp.work.example:465   ana maria  (default)\n",
    );
    assertEquals(
      stderr,
      `${directory}/msmtprc, line 6: logfile is not supported\n` +
        `Written: ${directory}/mua/config.toml, ${directory}/mua/work.password\n`,
    );
    assertEquals(await Deno.readTextFile(`${directory}/mua/work.password`), `${SECRET}\n`);
    const modes = ["", "/config.toml", "/work.password"].map((name) =>
      modeOf(`${directory}/mua${name}`)
    );
    assertEquals(await Promise.all(modes), [0o700, 0o600, 0o600]);
    const path = `${directory}/mua/config.toml`;
    const text = await Deno.readTextFile(path);
    assert(!text.includes("cret"));
    const { accounts, default: byDefault } = parseConfig(text, { path, home: undefined });
    assertEquals(byDefault, "work");
    assertEquals(accounts[1]?.given.get("password-file"), [`${directory}/mua/work.password`]);
  },
);

directoryTest("what the file has is kept, with its comments and its default", async (directory) => {
  await Deno.mkdir(`${directory}/mua`);
  const path = `${directory}/mua/config.toml`;
  const before = 'default = "mx" # mine\n\n[account.work] # the old one\nserver = "old.example"\n' +
    "[account.mx]";
  await Deno.writeTextFile(path, before, { mode: 0o600 });
  await Deno.writeTextFile(`${directory}/mua/base.password`, "of somebody\n", { mode: 0o600 });
  const { code, stdout, stderr } = await importText(
    directory,
    `${TWO_PROVIDERS}\naccount base\nhost h\npassword x\n`,
  );
  assertEquals(code, 65);
  assertEquals(stdout.split("\n").map((line) => line.split(" ")[0]), ["gmail", "base", ""]);
  assertMatch(
    stderr,
    /line 16: account "work" was not imported: .*config.toml has one of that name/,
  );
  const after = await Deno.readTextFile(path);
  assert(after.startsWith(`${before}\n\n[account.gmail]\n`));
  assertEquals(await Deno.readTextFile(`${directory}/mua/base.password`), "of somebody\n");
  assertEquals(await Deno.readTextFile(`${directory}/mua/base-2.password`), "x\n");
  const again = await importText(directory, TWO_PROVIDERS);
  assertEquals([again.code, again.stdout], [65, ""]);
  assertMatch(again.stderr, /no account was imported/);
  assertEquals(await Deno.readTextFile(path), after);
});

directoryTest("--dry-run writes nothing, --json shows places and no secrets", async (directory) => {
  const dry = await importText(directory, TWO_PROVIDERS, "-n");
  assertEquals(dry.code, 0);
  assertMatch(dry.stdout, /^gmail .*\nwork .*\(default\)\n$/);
  const names = Array.fromAsync(Deno.readDir(directory), ({ name }) => name);
  assertEquals(await names, ["msmtprc"]);
  const { stdout } = await importText(directory, INHERITED, "--json");
  const { accounts, remarks, exitCode } = JSON.parse(stdout);
  assertEquals(accounts.length, 3);
  assertEquals(accounts[2].passwordFile, null);
  assertEquals([remarks, exitCode], [[], 0]);
});

directoryTest(
  "a link to the file stays one, and what cannot be written leaves nothing behind",
  async (directory) => {
    await Deno.mkdir(`${directory}/mua`);
    await Deno.mkdir(`${directory}/dotfiles`);
    const real = `${directory}/dotfiles/mua.toml`;
    await Deno.writeTextFile(real, "# mine\n", { mode: 0o600 });
    await Deno.symlink(real, `${directory}/mua/config.toml`);
    assertEquals((await importText(directory, TWO_PROVIDERS)).code, 0);
    assert((await Deno.lstat(`${directory}/mua/config.toml`)).isSymlink);
    assertMatch(await Deno.readTextFile(real), /# mine\n\n\[account.gmail\]/);
    const { code, stderr } = await runMua([
      ...["account", "import", `${directory}/msmtprc`],
      ...["--config", `${directory}/msmtprc/x/config.toml`],
    ]);
    assertEquals(code, 66);
    assertMatch(stderr, /Not a directory|not a directory/);
  },
);

directoryTest(
  "a file that is not there, or that is none of msmtp, ends with a reason",
  async (directory) => {
    const missing = await runMua([
      "account",
      "import",
      `${directory}/x`,
      "--config",
      `${directory}/c`,
    ]);
    assertEquals(missing.code, 66);
    const empty = await importText(directory, "");
    assertEquals([empty.code, empty.stdout], [65, ""]);
    assertEquals(
      empty.stderr,
      `mua account import: no account was imported from ${directory}/msmtprc\n`,
    );
  },
);
