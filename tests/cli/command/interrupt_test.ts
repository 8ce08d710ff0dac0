import { extractParts } from "../../../cli/inspect/extract.ts";
import { Interrupted } from "../../../cli/command/interrupt.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";
import { runMua } from "../../support/run_mua.ts";

/** Stands for a file that holds a message. */
const FILE = "FILE";

const WAITING: readonly (readonly string[])[] = [
  ["inspect", "-"],
  ["explain", "-"],
  ["compare", "-", FILE],
  ["compare", FILE, "-"],
  ["send", "-f", "a@x.example", "-t", "b@y.example", "--server", "127.0.0.1:1"],
  ["send", "--eml", "-", "--server", "127.0.0.1:1"],
];

for (const argv of WAITING) {
  Deno.test({
    name: `Ctrl-C ends the wait of mua ${argv.join(" ")} for standard input`,
    sanitizeOps: true,
    sanitizeResources: true,
    async fn(): Promise<void> {
      const controller = new AbortController();
      const pull = (): void => controller.abort(new Interrupted());
      const silent = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
      const path = await Deno.makeTempFile();
      try {
        await Deno.writeTextFile(path, "Subject: Hi\r\n\r\nHi, Ana!\r\n");
        const { code, stdout, stderr } = await runMua(
          argv.map((word) => word === FILE ? path : word),
          { input: silent, signal: controller.signal },
        );
        assertEquals([code, stdout, stderr], [130, "", `mua ${argv[0]}: interrupted\n`]);
      } finally {
        await Deno.remove(path);
      }
    },
  });
}

Deno.test("Ctrl-C while attachments are saved is no failure to save them", async () => {
  const directory = await Deno.makeTempDir();
  async function* interrupted(): AsyncGenerator<Uint8Array> {
    await Promise.reject(new Interrupted());
    yield new Uint8Array(0);
  }
  await assertRejects(
    () => extractParts(interrupted(), [], directory, new AbortController().signal),
    Interrupted,
  );
  await Deno.remove(directory);
});
