import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { accountOptions, withAccount } from "../../../cli/account/account.ts";
import { authOptions } from "../../../cli/account/auth_options.ts";
import type { GivenOptions } from "../../../cli/command/options.ts";
import { serverOptions, tlsOptions } from "../../../cli/route/options.ts";
import { CliError } from "../../../cli/terminal/exit.ts";
import { runMua } from "../../support/run_mua.ts";
import { withDirectory } from "../../support/directory.ts";

const table = {
  from: { kind: "text", value: "ADDRESS", help: "" },
  ...accountOptions,
  ...serverOptions,
  ...tlsOptions,
  ...authOptions,
} as const;

const TEXT = `default = "work"

[account.work]
from = "Ana <ana@x.example>"
server = "mail.x.example:587"
user = "ana"
password_file = "/secret"
tls = "require"
ehlo = "laptop.x.example"

[account.home]
from = "me@home.example"
`;

/** What the options are, with that file as `~/.config/mua/config.toml`. */
function options(
  given: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
  text = TEXT,
): Promise<Record<string, unknown>> {
  return withDirectory(async (home) => {
    await Deno.mkdir(`${home}/.config/mua`, { recursive: true });
    await Deno.writeTextFile(`${home}/.config/mua/config.toml`, text, { mode: 0o600 });
    const known: Readonly<Record<string, string>> = { HOME: home, ...variables };
    const typed: GivenOptions = new Map(
      Object.entries(given).map(([name, value]) => [name, [value]]),
    );
    const complete = new Map(await withAccount(table, typed, (name) => known[name]));
    // The file of the account, which is another one for each test.
    if (complete.delete("config")) assert(complete.has("account"));
    return Object.fromEntries(
      [...complete].map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
    );
  });
}

const WORK = {
  account: "work",
  from: "Ana <ana@x.example>",
  server: "mail.x.example",
  port: "587",
  user: "ana",
  "password-file": "/secret",
  tls: "require",
  ehlo: "laptop.x.example",
};

Deno.test("the default account stands for what was not given", async () => {
  assertEquals(await options({}), WORK);
  assertEquals(await options({ port: "465" }), { ...WORK, port: "465" });
});

Deno.test("an account is chosen by its name, else by the author", async () => {
  assertEquals(await options({ account: "home" }), { account: "home", from: "me@home.example" });
  assertEquals(await options({ from: "Me <ME@home.example>" }), {
    account: "home",
    from: "Me <ME@home.example>",
  });
  assertEquals(await options({ from: "who@else.example" }), { ...WORK, from: "who@else.example" });
});

Deno.test("the only account needs no default; of several without one none is chosen", async () => {
  const only = '[account.a]\nfrom = "a@x.example"\n';
  assertEquals(await options({}, {}, only), { account: "a", from: "a@x.example" });
  assertEquals(await options({}, {}, `${only}[account.b]\nfrom = "b@x.example"\n`), {});
});

Deno.test("no account is used when none is asked for", async () => {
  assertEquals(await options({ account: "none" }), { account: "none" });
  assertEquals(await options({}, { MUA_CONFIG: "" }), {});
});

Deno.test("another server learns neither user nor password of the account", async () => {
  const { account, from, ehlo } = WORK;
  const other = { account, from, ehlo, server: "other.example" };
  assertEquals(await options({ server: "other.example" }), other);
  assertEquals(await options({ server: "other.example", account }), other);
});

Deno.test("a place of the password given by hand replaces the one of the file", async () => {
  const { "password-file": _, ...others } = WORK;
  assertEquals(await options({ "password-command": "pass" }), {
    ...others,
    "password-command": "pass",
  });
});

Deno.test("EMAIL stands before the file and behind the options", async () => {
  const EMAIL = "me@home.example";
  assertEquals(await options({}, { EMAIL }), { account: "home", from: EMAIL });
  assertEquals(await options({ account: "work" }, { EMAIL }), WORK);
  assertEquals(await options({ from: "ana@x.example" }, { EMAIL }), {
    ...WORK,
    from: "ana@x.example",
  });
});

Deno.test("an envelope sender or a ready message keeps its own author", async () => {
  assertEquals((await options({ "mail-from": "b@x.example" }))["from"], undefined);
});

Deno.test("XDG_CONFIG_HOME and MUA_CONFIG say where the file is", async () => {
  await withDirectory(async (directory) => {
    const account = { account: "a", from: "a@x.example" };
    await Deno.mkdir(`${directory}/mua`);
    await Deno.writeTextFile(`${directory}/mua/config.toml`, '[account.a]\nfrom = "a@x.example"\n');
    assertEquals(await options({}, { XDG_CONFIG_HOME: directory }), account);
    const MUA_CONFIG = `${directory}/mua/config.toml`;
    assertEquals(await options({}, { MUA_CONFIG }), account);
  });
});

Deno.test("an account that is not there is named, with those that are", async () => {
  const unknown = await assertRejects(() => options({ account: "hme" }), CliError);
  assertMatch(unknown.message, /^no account "hme" in /);
  assertEquals(unknown.hint, "Did you mean home?");
  const none = await assertRejects(() =>
    withAccount(table, new Map([["account", ["x"]]]), () => {
      return undefined;
    }), CliError);
  assertEquals(none.message, 'no account "x": there is no configuration file');
});

Deno.test("a file that others may write is refused, and one that is named must be there", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/config.toml`;
    const send = ["send", "--config", path, "-t", "b@y.example", "--body", "x"];
    const missing = await runMua(send);
    assertEquals(missing.code, 66);
    await Deno.writeTextFile(path, TEXT);
    await Deno.chmod(path, 0o620);
    const writable = await runMua(send);
    assertEquals(writable.code, 78);
    assertEquals(
      writable.stderr,
      `mua send: other users can write ${path}\nRun: chmod go-w ${path}\n`,
    );
  });
});

Deno.test("send and check take the author and the server of the account", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/config.toml`;
    await Deno.writeTextFile(path, '[account.a]\nfrom = "a@x.example"\nserver = "127.0.0.1:9"\n', {
      mode: 0o600,
    });
    const send = await runMua(["send", "--config", path, "-t", "b@y.example", "--body", "x", "-n"]);
    assertEquals(send.code, 0);
    assertMatch(send.stdout, /127\.0\.0\.1 port 9\n.*MAIL FROM:<a@x\.example>/s);
    const check = await runMua([
      "check",
      "b@y.example",
      ...["--config", path, "--inbox", directory, "--json"],
    ]);
    assertMatch(check.stdout, /127\.0\.0\.1/);
  });
});
