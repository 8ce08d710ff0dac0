/**
 * The middle of several measurements, and how far they lie apart.
 * @module
 */

/** What several measurements of one thing say. */
export interface Summary {
  /** Half of them are not above it, half not below. */
  readonly median: number;
  /** The smallest. */
  readonly min: number;
  /** The largest. */
  readonly max: number;
}

/**
 * Sums measurements up. The median, because one run that was disturbed must not move the result.
 *
 * @param values The measurements.
 * @returns Their summary, or `undefined` of none.
 */
export function summarize(values: readonly number[]): Summary | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted.at(0), sorted.at(-1)];
  const [below, above] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (min === undefined || max === undefined || below === undefined || above === undefined) {
    return undefined;
  }
  return { median: (below + above) / 2, min, max };
}
