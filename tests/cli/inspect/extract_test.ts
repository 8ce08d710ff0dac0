/** `mua inspect --extract` of mails made to be a burden. */
import { attachmentsOf, extractParts, MAX_FILES } from "../../../cli/inspect/extract.ts";
import { Inspector } from "../../../message/inspect/inspection.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "../../std/assert.ts";
import { filesTest } from "../../support/directory.ts";
import { runMua } from "../../support/run_mua.ts";

const HEADER = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
const PART = "--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n";

async function count(directory: string): Promise<number> {
  let found = 0;
  for await (const _ of Deno.readDir(directory)) found++;
  return found;
}

filesTest(
  "inspect --extract saves thousands of parts of one name in seconds, up to a limit that it names first",
  { "a.eml": `${HEADER}${PART.repeat(MAX_FILES + 5)}--b--\r\n` },
  async (dir) => {
    const start = performance.now();
    const options = ["--only", "summary", "--extract", `${dir}/out`];
    const { code, stderr } = await runMua(["inspect", `${dir}/a.eml`, ...options]);
    // From -1 on for each part it would be 50,000,000 names that are tried.
    assert(performance.now() - start < 60_000);
    assertEquals(code, 0);
    assertMatch(
      stderr,
      /^there are 10005 attachments; only the first 10000 are saved\nsaved part 1 as /,
    );
    assertEquals(await count(`${dir}/out`), MAX_FILES);
    await Deno.stat(`${dir}/out/a-${MAX_FILES}.txt`);
  },
);

filesTest("inspect --extract ends on Ctrl-C between two parts", {}, async (dir) => {
  const message = new TextEncoder().encode(`${HEADER}${PART.repeat(MAX_FILES)}--b--\r\n`);
  const inspector = new Inspector();
  inspector.push(message);
  const { wanted } = attachmentsOf(inspector.end(0).parts);
  const controller = new AbortController();
  async function* pieces(): AsyncGenerator<Uint8Array> {
    // As a signal does, it comes when the event loop turns, and no sooner.
    setTimeout(() => controller.abort(new Error("Ctrl-C")));
    yield await Promise.resolve(message);
  }
  const extracting = extractParts(pieces(), wanted, `${dir}/out`, controller.signal);
  await assertRejects(() => extracting, Error, "Ctrl-C");
  assert(await count(`${dir}/out`) < MAX_FILES);
});

filesTest(
  "inspect --extract goes on with the next number where files of an earlier mail are",
  { "a.eml": `${HEADER}${PART.repeat(3)}--b--\r\n`, "a-2.txt": "old" },
  async (dir) => {
    const { stderr } = await runMua(["inspect", `${dir}/a.eml`, "--extract", dir]);
    assertEquals([...stderr.matchAll(/\/([^/]*\.txt) /g)].map(([, name]) => name), [
      "a.txt",
      "a-3.txt",
      "a-4.txt",
    ]);
  },
);
