/**
 * Row: start-up, when there is nothing to do.
 * @module
 */
import { type Bench, plan } from "../bench.ts";
import { timeProcess } from "../process.ts";
import { contestant, emptyForms, installed, muaForms, type Program, python } from "../programs.ts";
import { race } from "../race.ts";
import type { Comparison } from "../report.ts";

const ROUNDS = 15;

/** `--version`, and beside it the runtimes with an empty program. */
export async function start(bench: Bench): Promise<readonly Comparison[]> {
  const { signal } = bench;
  const programs: readonly (readonly [string, Program, readonly string[]])[] = [
    ...muaForms().map(({ name, program }) => [name, program, ["--version"]] as const),
    ...emptyForms().map(({ name, program }) => [name, program, []] as const),
    ["Node, empty program", installed("node"), ["--eval", ""]],
    ["Python, empty program", await python(), ["-c", ""]],
  ];
  const subjects = programs.map(([name, program, args]) =>
    contestant(name, program, (argv) => timeProcess([...argv, ...args], { signal }))
  );
  const results = await race(subjects, plan(bench, ROUNDS), signal);
  return [{ title: "Start-up: mua --version", remarks: [], results }];
}
