import { parseUsers } from "../../../cli/inbox/users.ts";
import { Exit, InputError } from "../../../cli/terminal/exit.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { runMua } from "../../support/run_mua.ts";

Deno.test("a file of users has a name and a password a line", () => {
  assertEquals(parseUsers("ana:one\r\n\n# eva:no\neva@x.example: two:three ", "f"), [
    { user: "ana", secret: "one" },
    { user: "eva@x.example", secret: " two:three " },
  ]);
});

Deno.test("a file of users that is none is refused, without a password in the error", () => {
  for (
    const [text, words] of [
      ["ana:one\nhunter2\n", '"f", line 2: not NAME:PASSWORD'],
      [":hunter2", '"f", line 1: not NAME:PASSWORD'],
      ["ana:", '"f", line 1: not NAME:PASSWORD'],
      ["ana:hunter2\nana:hunter3", '"f", line 2: the user "ana" is there twice'],
      ["# nobody\n", '"f" has no line NAME:PASSWORD'],
    ] as const
  ) {
    const { message } = assertThrows(() => parseUsers(text, "f"), InputError);
    assertEquals(message, words);
  }
});

directoryTest("each user of the file may send with the own password", async (directory) => {
  const users = `${directory}/users`;
  await Deno.writeTextFile(users, "ana:one\neva:two\n", { mode: 0o600 });
  const script = `
import os, smtplib
def login(user, password):
    with smtplib.SMTP(os.environ["SMTP_HOST"], int(os.environ["SMTP_PORT"])) as smtp:
        smtp.login(user, password)
login("ana", "one"), login("eva", "two")
try:
    login("eva", "one")
except smtplib.SMTPAuthenticationError:
    raise SystemExit(5)
`;
  await Deno.writeTextFile(`${directory}/login.py`, script);
  const args = [
    `--users=${users}`,
    "--allow-insecure-auth",
    "--",
    "python3",
    `${directory}/login.py`,
  ];
  assertEquals(await runMua(["inbox", ...args]), { code: 5, stdout: "", stderr: "" });
  const missing = await runMua(["inbox", `--users=${directory}/none`, "--tls=auto"]);
  assertEquals(missing.code, Exit.noInput);
  assertStringIncludes(missing.stderr, "none");
});
