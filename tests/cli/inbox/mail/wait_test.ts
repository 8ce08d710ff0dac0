import { Exit } from "../../../../cli/terminal/exit.ts";
import { openDirectoryStore } from "../../../../inbox/store/directory.ts";
import { assertEquals, assertStringIncludes } from "../../../std/assert.ts";
import { type MuaRun, runMua } from "../../../support/run_mua.ts";

/** Runs a test with the directory of an inbox that does not last. */
async function inDirectory(
  test: (
    dir: string,
    wait: (...args: string[]) => Promise<MuaRun>,
  ) => Promise<void>,
): Promise<void> {
  const parent = await Deno.makeTempDir();
  const dir = `${parent}/box`;
  try {
    await test(dir, (...args) => runMua(["inbox", "wait", "--dir", dir, ...args]));
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

/** As a running inbox does, which makes its directory. */
async function receive(dir: string, to: string, message: string): Promise<void> {
  const writer = await openDirectoryStore(dir).create();
  await writer.write(new TextEncoder().encode(message));
  await writer.commit({
    version: 1,
    mailFrom: "bounce@x.example",
    rcptTo: [to],
    time: new Date().toISOString(),
  });
}

const CODE = "From: Shop <shop@x.example>\r\nSubject: Your code\r\n\r\nIt is 445566.\r\n";
const LINK = "Subject: Confirm\r\n\r\nhttps://x.example/a and https://x.example/b\r\n";

Deno.test("mua inbox wait waits for the directory, for the mail, and prints it", async () => {
  await inDirectory(async (dir, wait) => {
    const waiting = wait("--to", "ana@y.example");
    await receive(dir, "eva@y.example", LINK);
    await receive(dir, "ana@y.example", CODE);
    assertEquals(await waiting, { code: Exit.ok, stdout: CODE, stderr: "" });
  });
});

Deno.test("mua inbox wait takes the latest mail that matches, and prints its link, its code, or all as JSON", async () => {
  await inDirectory(async (dir, wait) => {
    for (
      const [to, text] of [["ana@y.example", LINK], ["ana@y.example", CODE], [
        "eva@y.example",
        LINK,
      ]]
    ) {
      await receive(dir, to ?? "", text ?? "");
    }
    assertEquals((await wait("--to", "ana@*", "--code")).stdout, "445566\n");
    assertEquals(
      (await wait("--subject", "/^CONFIRM$/i", "--link")).stdout,
      "https://x.example/a\n",
    );
    assertEquals((await wait("--from", "shop@x.example", "--json", "--since", "1")).code, Exit.ok);
    const { number, text, codes, file } = JSON.parse(
      (await wait("--from", "shop@*", "--json")).stdout,
    );
    assertEquals([number, text, codes, file], [
      2,
      "It is 445566.\r\n",
      ["445566"],
      `${dir}/0002.eml`,
    ]);
    const none = await wait("--subject", "code", "--link");
    assertEquals([none.code, none.stdout], [Exit.badInput, ""]);
    assertStringIncludes(none.stderr, "message 2 has no link");
  });
});

Deno.test("mua inbox wait that waits in vain ends with 75, and says what came", async () => {
  await inDirectory(async (dir, wait) => {
    const early = await wait("--timeout", "1ms");
    assertEquals(early.code, Exit.temporary);
    assertStringIncludes(early.stderr, "there is no directory");
    await receive(dir, "eva@y.example", "Subject: \u001b[2J\r\n\r\n");
    const { code, stdout, stderr } = await wait("--to", "ana@y.example", "--timeout", "20ms");
    assertEquals([code, stdout], [Exit.temporary, ""]);
    assertStringIncludes(stderr, "mua inbox wait: no mail to ana@y.example within ");
    assertStringIncludes(stderr, "\n  1  bounce@x.example -> eva@y.example  \\x1b[2J\n");
    assertEquals((await wait("--since", "now", "--timeout", "1ms")).code, Exit.temporary);
  });
});

Deno.test("mua inbox wait refuses what it cannot wait for", async () => {
  await inDirectory(async (_dir, wait) => {
    for (
      const [args, words] of [
        [["--subject", "/(a+)+/"], "could take too long"],
        [["--subject", "/(/"], "Unterminated group"],
        [["--since", "yesterday"], "--since must be"],
        [["--link", "--code"], "only one of"],
        [["--timeout", "soon"], "--timeout must be"],
        [["--sujbect", "x"], "Did you mean --subject"],
      ] as const
    ) {
      const { code, stderr } = await wait(...args);
      assertEquals(code, Exit.usage, stderr);
      assertStringIncludes(stderr, words);
    }
  });
});

Deno.test("mua inbox rm and clear remove messages, and rm none if one is not there", async () => {
  await inDirectory(async (dir) => {
    for (let count = 0; count < 4; count++) await receive(dir, "ana@y.example", LINK);
    const run = (...args: string[]) => runMua(["inbox", ...args, "--dir", dir]);
    const wrong = await run("rm", "1", "7");
    assertEquals([wrong.code, (await run("list")).stdout.trim().split("\n").length], [
      Exit.noInput,
      4,
    ]);
    assertEquals(await run("rm", "last", "0001.eml"), {
      code: Exit.ok,
      stdout: "",
      stderr: "Removed 2 messages\n",
    });
    assertEquals((await run("clear", "--json")).stdout, '{"version":1,"removed":[2,3]}\n');
    assertEquals((await run("show", "last")).code, Exit.noInput);
    assertEquals((await run("clear", "--dir", `${dir}/none`)).code, Exit.usage);
  });
});
