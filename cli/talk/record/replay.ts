/**
 * A dialogue that was saved, step by step: what to say again, and how the answers differ now.
 * @module
 */
import type { Reply } from "../../../smtp/mod.ts";
import { type ClientEntry, type Entry, replyOf } from "./entry.ts";

/** What left in one write, and what was answered before anything else left. */
export interface ReplayStep {
  /** The lines; none at the beginning, when the server speaks first. */
  readonly lines: readonly ClientEntry[];
  /** The answers. */
  readonly answers: readonly Reply[];
}

/**
 * The steps of a dialogue.
 *
 * @param entries What was said.
 * @returns The steps; the first has no lines.
 */
export function stepsOf(entries: readonly Entry[]): ReplayStep[] {
  const steps: { lines: ClientEntry[]; answers: Reply[] }[] = [{ lines: [], answers: [] }];
  for (const entry of entries) {
    const step = steps.at(-1);
    if (entry.from === "server") {
      const reply = replyOf(entry);
      if (reply !== undefined) step?.answers.push(reply);
    } else if (entry.from === "client") {
      if (step?.lines.at(-1)?.more) step.lines.push(entry);
      else steps.push({ lines: [entry], answers: [] });
    }
  }
  return steps;
}

/**
 * Octets of a message that were not kept, so that the dialogue cannot be held again.
 *
 * @param entries What was said.
 * @returns How many.
 */
export function missingOctets(entries: readonly Entry[]): number {
  return entries.reduce(
    (sum, entry) => sum + (entry.from === "note" ? entry.hidden ?? 0 : 0),
    0,
  );
}

/** How the answers to a step compare: the same; with the same codes and other words; with other codes. */
export type Likeness = "same" | "words" | "differs";

/** A step with the answers then and now. */
export interface ComparedStep {
  /** What was said: the first line of the step. */
  readonly said: string;
  /** How the answers compare. */
  readonly likeness: Likeness;
  /** The lines of the answers then, each with its code. */
  readonly before: readonly string[];
  /** The lines of the answers now. */
  readonly now: readonly string[];
}

/**
 * Compares the answers to a step.
 *
 * @param step The step with the answers then.
 * @param answers The answers now.
 * @returns The comparison; `undefined` if there was nothing to answer, then and now.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { compareStep } from "./replay.ts";
 * const then = { code: 220, enhanced: undefined, lines: ["mx1 ESMTP"] };
 * const now = { code: 220, enhanced: undefined, lines: ["mx2 ESMTP"] };
 * assertEquals(compareStep({ lines: [], answers: [then] }, [now])?.likeness, "words");
 * ```
 */
export function compareStep(step: ReplayStep, answers: readonly Reply[]): ComparedStep | undefined {
  if (step.answers.length === 0 && answers.length === 0) return undefined;
  const before = step.answers.flatMap(linesOf);
  const now = answers.flatMap(linesOf);
  const codes = (replies: readonly Reply[]): string => replies.map(({ code }) => code).join(" ");
  const likeness = codes(step.answers) !== codes(answers)
    ? "differs"
    : before.join("\n") === now.join("\n")
    ? "same"
    : "words";
  return { said: step.lines[0]?.text ?? "", likeness, before, now };
}

function linesOf({ code, lines }: Reply): string[] {
  return lines.map((line) => `${code} ${line}`);
}
