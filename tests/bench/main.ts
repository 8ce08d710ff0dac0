/**
 * `deno task bench [--quick] [ROW...]`: mua beside what would be used instead, in one run on one
 * machine. It ends with 1 if mua itself failed, and judges no time.
 * @module
 */
import type { Bench, Row } from "./bench.ts";
import { type Comparison, type LeftOut, reportLines } from "./report.ts";
import { attachment } from "./rows/attachment.ts";
import { many } from "./rows/many.ts";
import { merge } from "./rows/merge.ts";
import { message } from "./rows/message.ts";
import { mx } from "./rows/mx.ts";
import { page } from "./rows/page.ts";
import { start } from "./rows/start.ts";

const ROWS: ReadonlyMap<string, Row> = new Map(
  Object.entries({ message, attachment, many, merge, mx, start, page }),
);
const USAGE = `usage: deno task bench [--quick] [${[...ROWS.keys()].join("|")}]...`;
const QUICK = "--quick";
const EXIT_USAGE = 64;
const EXIT_INTERRUPTED = 130;

async function main(args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => arg !== QUICK);
  if (names.some((name) => !ROWS.has(name))) {
    print(USAGE);
    return EXIT_USAGE;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => stop.abort());
  }
  const quick = args.includes(QUICK);
  const rows = [...ROWS].flatMap(([name, row]) =>
    names.length === 0 || names.includes(name) ? [row] : []
  );
  try {
    return await runRows(rows, quick, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return EXIT_INTERRUPTED;
    throw error;
  }
}

async function runRows(
  rows: readonly Row[],
  quick: boolean,
  signal: AbortSignal,
): Promise<number> {
  const started = performance.now();
  let failed = false;
  print(machineLine());
  for (const row of rows) {
    const directory = await Deno.makeTempDir({ prefix: "mua-bench-" });
    try {
      const bench: Bench = { quick, directory, signal };
      for (const comparison of await row(bench)) {
        print("", ...reportLines(comparison));
        failed ||= hasFailed(comparison);
      }
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  print("", `${seconds} s; ${loadLine()} at the end`);
  return failed ? 1 : 0;
}

function hasFailed(comparison: Comparison | LeftOut): boolean {
  if ("obstacle" in comparison) return false;
  return comparison.results.some(({ name, failure }) =>
    name.startsWith("mua") && failure !== undefined
  );
}

function machineLine(): string {
  const { build, version } = Deno;
  const cores = navigator.hardwareConcurrency;
  return `Deno ${version.deno}, ${build.target}, ${cores} cores, ${loadLine()}`;
}

/** Numbers of a machine that has other work say little. */
function loadLine(): string {
  const [lastMinute = 0] = Deno.loadavg();
  return `load ${lastMinute.toFixed(2)}`;
}

function print(...lines: readonly string[]): void {
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stdout.writeSync(rest));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
