/**
 * The web server with policies of MTA-STS in the world of `tests/servers/world.sh`.
 * @module
 */
import { withDirectory } from "./directory.ts";
import { Process } from "./process.ts";
import type { World } from "./world.ts";

const ADDRESS = "192.31.196.1";
const SERVER = new URL("policy_server.ts", import.meta.url).pathname;

/**
 * Serves policies while something is done.
 *
 * @param world The world.
 * @param policies The policies by the domain they are for.
 * @param fn What is done.
 */
export async function withPolicies(
  world: World,
  policies: Readonly<Record<string, string>>,
  fn: () => Promise<void>,
): Promise<void> {
  await withDirectory(async (directory) => {
    const files: string[] = [];
    for (const [domain, policy] of Object.entries(policies)) {
      await Deno.writeTextFile(`${directory}/${domain}`, policy);
      files.push(`mta-sts.${domain}`, `${directory}/${domain}`);
    }
    const pki = `${world.directory}/pki`;
    const run = [Deno.execPath(), "run", "--quiet", "--allow-net", "--allow-read", SERVER];
    const args = [ADDRESS, `${pki}/policy.pem`, `${pki}/policy.key`, ...files];
    await using server = new Process(world.inside([...run, ...args]));
    await server.said(/^READY$/m);
    await fn();
  });
}
