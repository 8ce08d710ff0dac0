/**
 * `mua`: a mail user agent that shows its work.
 * @module
 */
import { main } from "./cli/program.ts";

// Every write is synchronous or was waited for, so nothing is left to be written when the process ends here.
if (import.meta.main) Deno.exit(await main(Deno.args));
