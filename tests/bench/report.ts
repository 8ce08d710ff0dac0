/**
 * What the benchmarks print: a table a comparison, each subject beside the first one, which is mua.
 * @module
 */
import type { Result } from "./race.ts";
import { summarize, type Summary } from "./statistics.ts";
import { alignColumns, type Alignment } from "./table.ts";

/** Subjects that did the same work. */
export interface Comparison {
  /** What the work was. */
  readonly title: string;
  /** What must be known to judge the numbers. */
  readonly remarks: readonly string[];
  /** How each did; the first is what the others are compared with. */
  readonly results: readonly Result[];
  /** Messages that one run has sent, for a rate in place of a time. */
  readonly messages?: number;
}

/** Why the work could not be done at all here. */
export interface LeftOut {
  /** What the work was. */
  readonly title: string;
  /** Why it could not be done. */
  readonly obstacle: string;
}

/**
 * A comparison as text.
 *
 * @param comparison The comparison.
 * @returns Its lines.
 */
export function reportLines(comparison: Comparison | LeftOut): string[] {
  const { title } = comparison;
  if ("obstacle" in comparison) return [title, `  left out: ${comparison.obstacle}`];
  const { results, remarks, messages } = comparison;
  const hasPeak = results.some(({ runs }) => runs.some(({ peak }) => peak !== undefined));
  const peakTitle = hasPeak ? ["peak memory"] : [];
  const median = messages === undefined ? "median" : "messages/s";
  const header = ["", median, "min..max", "time/mua", ...peakTitle, "runs", ""];
  const alignments: Alignment[] = header.map((_, column) =>
    column === 0 || column === header.length - 1 ? "left" : "right"
  );
  const first = medianTime(results[0]);
  const rows = results.map((result) => cells(result, { first, messages, hasPeak }));
  const table = alignColumns([header, ...rows], alignments);
  return [title, ...remarks, ...table].map((line, index) => index === 0 ? line : `  ${line}`);
}

/** What the cells of all subjects depend on. */
interface Context {
  readonly first: number | undefined;
  readonly messages: number | undefined;
  readonly hasPeak: boolean;
}

function cells(result: Result, { first, messages, hasPeak }: Context): string[] {
  const times = summarize(result.runs.map(({ milliseconds }) => milliseconds));
  if (times === undefined) return [result.name, reasonOf(result)];
  const peaks = result.runs.flatMap(({ peak }) => peak ?? []);
  return [
    result.name,
    ...(messages === undefined ? timeCells(times) : rateCells(times, messages)),
    first === undefined ? "" : (times.median / first).toFixed(2),
    ...(hasPeak ? [formatMemory(summarize(peaks)?.median)] : []),
    String(result.runs.length),
    result.note,
  ];
}

function reasonOf({ absence, failure }: Result): string {
  return failure === undefined ? absence ?? "no runs" : `failed: ${failure}`;
}

function medianTime(result: Result | undefined): number | undefined {
  return summarize(result?.runs.map(({ milliseconds }) => milliseconds) ?? [])?.median;
}

function timeCells({ median, min, max }: Summary): string[] {
  const unit = median < 1000 ? "ms" : "s";
  const show = (time: number): string => significant(unit === "ms" ? time : time / 1000);
  return [`${show(median)} ${unit}`, `${show(min)}..${show(max)}`];
}

/** The longest time is the lowest rate. */
function rateCells({ median, min, max }: Summary, messages: number): string[] {
  const show = (time: number): string => significant(messages * 1000 / time);
  return [show(median), `${show(max)}..${show(min)}`];
}

/** Three digits are more than such a measurement can say; what stands before the point is kept. */
function significant(value: number): string {
  return value < 100 ? value.toPrecision(3) : value.toFixed(0);
}

function formatMemory(octets: number | undefined): string {
  return octets === undefined ? "?" : `${(octets / 1e6).toFixed(0)} MB`;
}
