/**
 * What the page of an inbox shows of other commands: what `mua inspect`, `mua compare` and `mua explain`
 * say. Each is loaded when it is asked for.
 * @module
 */
import type { Experts, Explained, Inspected, Reader } from "../../inbox/http/own/experts.ts";
import type { Explanation } from "../../explain/knowledge/knowledge.ts";

/** The commands that the page asks. */
export const EXPERTS: Experts = { inspect, compare, explain };

/** As `mua inspect --json`, with what is known of each field. */
async function inspect(mail: Reader): Promise<Inspected> {
  const { Inspector } = await import("../../message/inspect/inspection.ts");
  const { inspectionJson } = await import("../inspect/json.ts");
  const { findField } = await import("../../explain/knowledge/field.ts");
  const inspector = new Inspector();
  for await (const octets of await mail()) inspector.push(octets);
  const inspection = inspector.end(Date.now());
  const names = new Set(inspection.fields.map(({ field }) => field.name.toLowerCase()));
  const known = Array.from(names, (name) => [name, findField(name)]);
  const { findings, omittedFindings } = inspection;
  const whole = {
    ...inspectionJson("message", inspection),
    known: Object.fromEntries(known),
    findings,
    omittedFindings,
  };
  return whole;
}

async function compare(sent: Reader, arrived: Reader): Promise<unknown> {
  const { compareSources } = await import("../../message/compare/sources.ts");
  const { comparisonJson } = await import("../compare/json.ts");
  const { comparison } = await compareSources(readable(sent), readable(arrived));
  return comparisonJson(comparison);
}

function readable(reader: Reader): { open(): AsyncIterable<Uint8Array> } {
  return {
    async *open(): AsyncIterable<Uint8Array> {
      yield* await reader();
    },
  };
}

async function explain(
  lines: Parameters<Experts["explain"]>[0],
): Promise<readonly (readonly Explained[])[]> {
  const { explainLines } = await import("../../explain/reading/dialogue.ts");
  return explainLines(lines).map((explanations) => explanations.flatMap(sentencesOf));
}

function sentencesOf({ title, points, sources }: Explanation): Explained[] {
  return [
    { text: title, sources },
    ...points.map(({ about, text }) => ({ text: `${about}: ${text}`, sources: [] })),
  ];
}
