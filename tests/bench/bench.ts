/**
 * What all rows of the benchmark share.
 * @module
 */
import type { Plan } from "./race.ts";
import type { Comparison, LeftOut } from "./report.ts";

/** The setting of a benchmark. */
export interface Bench {
  /** Whether fewer and smaller runs will do: to see that everything works. */
  readonly quick: boolean;
  /** A directory for files, empty. */
  readonly directory: string;
  /** Aborted to stop. */
  readonly signal: AbortSignal;
}

/** A row: one kind of work, done by mua and by others. */
export type Row = (bench: Bench) => Promise<readonly (Comparison | LeftOut)[]>;

/** Milliseconds that one subject may have for all its runs. */
const BUDGET = { quick: 1000, full: 15_000 };

/**
 * How often subjects run.
 *
 * @param bench The setting.
 * @param rounds How often in a benchmark that is not quick.
 */
export function plan({ quick }: Bench, rounds: number): Plan {
  return quick
    ? { rounds: Math.min(3, rounds), budget: BUDGET.quick }
    : { rounds, budget: BUDGET.full };
}
