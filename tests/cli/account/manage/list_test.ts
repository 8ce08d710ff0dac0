import { assertEquals } from "@std/assert";
import { filesTest } from "../../../support/directory.ts";
import { runMua } from "../../../support/run_mua.ts";

const FILES = {
  "config.toml": `default = "work"

[account.work]
from = "Ana <ana@x.example>"
server = "mail.x.example:587"
user = "ana"
password_command = "hunter2"

[account.home]
from = "me@home.example\\u001b[31m"
server = "[::1]:25"

[account.mx]
`,
  "empty.toml": "",
};

filesTest("accounts are listed in their order, the default marked", FILES, async (directory) => {
  await Deno.chmod(`${directory}/config.toml`, 0o600);
  const { code, stdout } = await runMua([
    "account",
    "list",
    "--config",
    `${directory}/config.toml`,
  ]);
  assertEquals(code, 0);
  assertEquals(
    stdout,
    "work  Ana <ana@x.example>      mail.x.example:587  ana  (default)\n" +
      "home  me@home.example\\x1b[31m  [::1]:25            -\n" +
      "mx    -                        by MX               -\n",
  );
});

filesTest("accounts are listed as JSON, with no place of a password", FILES, async (directory) => {
  await Deno.chmod(`${directory}/config.toml`, 0o600);
  const path = `${directory}/config.toml`;
  const { stdout } = await runMua(["account", "list", "--json", "--config", path]);
  const lines = stdout.trim().split("\n").map((line): unknown => JSON.parse(line));
  assertEquals(lines[0], {
    version: 1,
    name: "work",
    default: true,
    from: "Ana <ana@x.example>",
    server: "mail.x.example",
    port: 587,
    tls: null,
    user: "ana",
  });
  assertEquals(stdout.includes("hunter2"), false);
});

filesTest("a file without accounts lists none", FILES, async (directory) => {
  await Deno.chmod(`${directory}/empty.toml`, 0o600);
  const { code, stdout } = await runMua(["account", "list", "--config", `${directory}/empty.toml`]);
  assertEquals([code, stdout], [0, ""]);
});
