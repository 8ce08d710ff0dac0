import { Interrupted } from "../../../cli/command/interrupt.ts";
import { Exit } from "../../../cli/terminal/exit.ts";
import { writeMail } from "../../../message/mod.ts";
import { sendMail } from "../../../smtp/mod.ts";
import { assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";

directoryTest(
  "mua inbox fail changes the faults of a running inbox, and a rule that stays is counted on",
  async (directory) => {
    const dir = `${directory}/box`;
    const ready = `${directory}/ready`;
    const fail = (...args: string[]): Promise<MuaRun> =>
      runMua(["inbox", "fail", ...args, "--dir", dir]);
    const none = await fail("list");
    assertEquals([none.code, none.stdout], [Exit.noInput, ""]);
    assertStringIncludes(none.stderr, "no inbox is running in");

    const stop = new AbortController();
    const watcher = Deno.watchFs(directory);
    const args = [
      "inbox",
      "-q",
      "-p0",
      "--dir",
      dir,
      "--ready-file",
      ready,
      "--fail",
      "rcpt:ana*=451 later 2 times",
    ];
    const ended = runMua(args, { signal: stop.signal });
    for await (const { paths } of watcher) if (paths.some((path) => path.endsWith("/ready"))) break;
    const { port } = JSON.parse(await Deno.readTextFile(ready));
    const status = async (): Promise<unknown> => {
      const { envelope, message } = await writeMail({ from: "a@x.example", to: "ana@y.example" });
      const [outcome] = await sendMail(envelope, message, { server: "127.0.0.1", port });
      return outcome?.reply?.code;
    };
    try {
      assertEquals(await status(), 451);
      assertEquals((await fail("add", "rcpt=550 5.1.1 nobody", "dot=552 full")).code, Exit.ok);
      assertEquals(
        (await fail("list")).stdout,
        "rcpt:ana*=451 later 2 times\nrcpt=550 5.1.1 nobody\ndot=552 full\n",
      );
      assertEquals([await status(), await status()], [451, 550]);
      assertEquals((await fail("add", "rcpt=nonsense")).code, Exit.usage);
      assertEquals((await fail("clear")).code, Exit.ok);
      assertEquals(await status(), 250);
    } finally {
      stop.abort(new Interrupted("SIGTERM"));
      await ended;
    }
    assertEquals((await fail("clear")).code, Exit.noInput);
  },
);
