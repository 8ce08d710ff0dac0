/**
 * What `mua compare --json` says: everything, for a program.
 * @module
 */
import type { Comparison, JudgedChange } from "../../message/compare/compare.ts";
import { concludeComparison } from "../../message/compare/conclusions.ts";
import type { PartChange } from "../../message/compare/parts.ts";

/**
 * A comparison as one JSON object.
 *
 * @param comparison What was found.
 */
export function comparisonJson(comparison: Comparison): Record<string, unknown> {
  const { identity, altered, questions, header, body, parts, emptyLineAdded } = comparison;
  return {
    sameMessage: identity !== "none",
    identity,
    altered,
    ...emptyLineAdded ? { emptyLineAdded } : {},
    questions,
    header: header.map(changeJson),
    body,
    parts: parts.map(partJson),
    conclusions: concludeComparison(comparison),
  };
}

function changeJson(change: JudgedChange): Record<string, unknown> {
  const { fate, by, cause } = change;
  const field = "received" in change ? change.received : change.sent;
  return {
    name: field.name,
    fate,
    ...by === undefined ? {} : { by },
    ...cause === undefined ? {} : { cause },
    ..."sent" in change ? { sent: change.sent.value } : {},
    ..."received" in change ? { received: change.received.value } : {},
  };
}

function partJson(change: PartChange): Record<string, unknown> {
  const part = change.fate === "removed" ? change.sent : change.received;
  const { path, type, fileName, charset, encoding } = part;
  return {
    path,
    type,
    ...fileName === undefined ? {} : { fileName },
    ...charset === undefined ? {} : { charset },
    encoding,
    fate: change.fate,
    ...change.fate === "kept" ? { content: change.content } : {},
    ...change.fate === "added" ? {} : { sentHash: change.sent.hash },
    ...change.fate === "removed" ? {} : { receivedHash: change.received.hash },
  };
}
