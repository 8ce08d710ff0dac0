/**
 * How hard the properties in this folder are tried.
 * @module
 */

/** Runs of a property under `deno task test`; `deno task fuzz` asks for many more. */
const USUAL_RUNS = "2000";

/** For `fc.assert`: how many runs, as the environment variable MUA_FUZZ_RUNS has it. */
export const RUNS: { readonly numRuns: number } = {
  numRuns: Number(Deno.env.get("MUA_FUZZ_RUNS") ?? USUAL_RUNS),
};
