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
    fn: async () => {
      const directory = await Deno.makeTempDir({ prefix: "mua-test-" });
      try {
        await fn(directory);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    },
  });
}
