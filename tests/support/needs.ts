/**
 * Tests that need what not every machine has: without it they are ignored and say why; with the
 * environment variable `MUA_REQUIRE_SERVERS=1`, as in CI, they run all the same and fail.
 * @module
 */

/** Whether a test that cannot run must fail. */
export const everythingRequired = Deno.env.get("MUA_REQUIRE_SERVERS") === "1";

/**
 * Registers a test.
 *
 * @param obstacle Why it cannot run here, or undefined if it can.
 */
export function testUnless(
  obstacle: string | undefined,
  name: string,
  fn: (test: Deno.TestContext) => Promise<void>,
): void {
  const ignore = obstacle !== undefined && !everythingRequired;
  Deno.test({
    name: ignore ? `${name} [${obstacle}]` : name,
    ignore,
    sanitizeOps: true,
    sanitizeResources: true,
    fn,
  });
}

/**
 * Whether a program is on this machine.
 *
 * @param program Its name, which is looked for where programs are, those of servers too.
 */
export function isInstalled(program: string): boolean {
  const PATH = `${Deno.env.get("PATH")}:/usr/sbin:/sbin`;
  return new Deno.Command("sh", {
    args: ["-c", 'command -v "$0" >/dev/null', program],
    env: { PATH },
  }).outputSync().success;
}
