/**
 * The version of the program.
 * @module
 */
import config from "../../deno.json" with { type: "json" };

/** One line: `mua 0.2.0 (Deno 2.9.6, x86_64-unknown-linux-gnu)`. */
export function versionLine(): string {
  return `mua ${config.version} (Deno ${Deno.version.deno}, ${Deno.build.target})`;
}
