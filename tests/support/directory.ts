/**
 * Tests that need a directory of their own.
 * @module
 */

/** Registers a test that is given an empty directory, which is gone after it. */
export function directoryTest(name: string, fn: (directory: string) => Promise<void>): void {
  Deno.test({
    name,
    sanitizeOps: true,
    sanitizeResources: true,
    fn: () => withDirectory(fn),
  });
}

/** Gives an empty directory, which is gone afterwards. */
export async function withDirectory<Result>(
  use: (directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = await Deno.makeTempDir({ prefix: "mua-test-" });
  try {
    return await use(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Files of a test: their texts by their names. */
export type Files = Readonly<Record<string, string>>;

/** Registers a test that is given a directory with these files, which is gone after it. */
export function filesTest(
  name: string,
  files: Files,
  fn: (directory: string) => Promise<void>,
): void {
  directoryTest(name, async (directory) => {
    for (const [file, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${directory}/${file}`, text);
    }
    await fn(directory);
  });
}
