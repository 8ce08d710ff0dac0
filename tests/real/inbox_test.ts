/** `mua inbox` and the programs of others that send mail. */
import { assertEquals, assertMatch } from "../std/assert.ts";
import { startMua } from "../support/program.ts";
import { type World, worldTest } from "../support/world.ts";

/** Runs `smtp-source` of Postfix against an inbox; returns the messages that lie there. */
async function takenFrom(world: World, args: readonly string[]): Promise<string[]> {
  const dir = await Deno.makeTempDir();
  try {
    await using inbox = startMua(["inbox", "--port", "0", "--dir", dir, "--quiet"], { world });
    const [, port = ""] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+)/, "stderr");
    const source = ["smtp-source", ...args, `inet:127.0.0.1:${port}`];
    assertEquals(await world.run(source), { code: 0, stdout: "", stderr: "" });
    inbox.kill("SIGINT");
    assertEquals((await inbox.end()).code, 0);
    const names = await Array.fromAsync(Deno.readDir(dir), ({ name }) => name);
    const messages = names.filter((name) => name.endsWith(".eml"));
    return await Promise.all(messages.map((name) => Deno.readTextFile(`${dir}/${name}`)));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

worldTest("an inbox takes 200 messages of smtp-source in 10 sessions at once", async (world) => {
  const mails = await takenFrom(world, [
    "-m",
    "200",
    "-s",
    "10",
    "-l",
    "20000",
    "-f",
    "me@src.test",
  ]);
  assertEquals(mails.length, 200);
  for (const mail of mails) assertMatch(mail, /^Return-Path: <me@src\.test>\r\nReceived: /);
});

worldTest("an inbox takes a message of 10 MB from smtp-source", async (world) => {
  const [mail = ""] = await takenFrom(world, ["-l", "10000000"]);
  assertEquals(mail.length > 10_000_000, true);
});

worldTest("an inbox takes a message for 100 recipients", async (world) => {
  const mails = await takenFrom(world, ["-r", "100", "-t", "user@dest.test"]);
  assertEquals(mails.length, 1);
});
