/**
 * Explanations as text for a person, wrapped to the width of the terminal, and as JSON for a program.
 * @module
 */
import type { Explanation, Kind, Point } from "../../explain/knowledge/knowledge.ts";
import { cutText } from "../../message/encoding/character.ts";
import { escapeLine } from "../terminal/escape.ts";
import type { ExitCode } from "../terminal/exit.ts";
import { bold, cyan, dim, type Piece, yellow } from "../terminal/style.ts";
import { wrap } from "../terminal/wrap.ts";

/** Columns before a title. */
const INDENT = 2;
/** Columns before a text; its label stands there. */
const MARGIN = 12;
/** Longer lines are hard to read. */
const MAX_COLUMNS = 100;
/** Fewer cannot be kept to: the words themselves are longer. */
const MIN_COLUMNS = 40;
/** Characters of the input that are shown again. */
const MAX_SEEN = 300;

/**
 * Explanations as text.
 *
 * @param explanations The explanations.
 * @param columns The width of the terminal.
 */
export function explanationLines(explanations: readonly Explanation[], columns: number): Piece[] {
  const width = Math.max(MIN_COLUMNS, Math.min(columns, MAX_COLUMNS));
  return explanations.flatMap((explanation, index) => {
    const previous = explanations[index - 1];
    // Sentences of a dialogue follow each other without a gap.
    const isApart = previous !== undefined && !(isBrief(previous) && isBrief(explanation));
    return [...(isApart ? ["\n"] : []), ...lines(explanation, width)];
  });
}

/** What a thing is, behind its name: `STARTTLS` is two. */
const KINDS: Readonly<Record<Kind, string>> = {
  "reply": "reply",
  "enhanced-code": "enhanced status code",
  "keyword": "EHLO keyword",
  "command": "SMTP command",
  "field": "header field",
  "dns": "DNS",
  "tls": "TLS",
  "sasl": "AUTH mechanism",
  "port": "port",
  "result": "result of mua",
  "check": "authentication result",
  "verdict": "verdict",
  "rule": "junk filter",
  "term": "mail term",
  "words": "server message",
  "unknown": "",
};

function isBrief({ points }: Explanation): boolean {
  return points.length === 0;
}

function lines(explanation: Explanation, width: number): Piece[] {
  const { kind, seen, title, points, next, sources } = explanation;
  const name = cyan(shorten(seen));
  if (isBrief(explanation)) return [name, "\n", dim(wrap(title, MARGIN, MARGIN, width))];
  const headline = wrap(title, INDENT, INDENT, width);
  return [
    bold(name),
    dim(KINDS[kind] === "" ? "" : `  ${KINDS[kind]}`),
    "\n",
    bold(kind === "unknown" ? yellow(headline) : headline),
    ...points.flatMap(({ about, text }) => paragraph(about, text, width)),
    ...next.flatMap((text, index) => paragraph(index === 0 ? "Do next" : "", text, width)),
    ...(sources.length === 0 ? [] : [dim(paragraph("Source", sources.join("; "), width))]),
  ];
}

function shorten(text: string): string {
  const line = escapeLine(text);
  return line.length > MAX_SEEN ? `${cutText(line, MAX_SEEN)}…` : line;
}

/** A text with a label at its left. */
function paragraph(label: string, text: string, width: number): Piece[] {
  const head = `${" ".repeat(INDENT)}${shorten(label)}  `.padEnd(MARGIN);
  const body = wrap(escapeLine(text), MARGIN, MARGIN, width);
  return head.length > MARGIN ? [dim(head), "\n", body] : [dim(head), body.slice(MARGIN)];
}

/**
 * Explanations as JSON.
 *
 * @param explanations The explanations.
 * @param exitCode The exit code.
 * @returns An object for `JSON.stringify`.
 */
export function explanationsJson(
  explanations: readonly Explanation[],
  exitCode: ExitCode,
): Record<string, unknown> {
  return {
    explanations: explanations.map(({ kind, seen, title, points, next, sources }) => ({
      kind,
      seen,
      title,
      points: points.map(({ about, text }: Point) => ({ about, text })),
      next,
      sources,
    })),
    exitCode,
  };
}
