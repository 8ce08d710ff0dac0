/**
 * Explanations as text for a person, wrapped to the width of the terminal, and as JSON for a program.
 * @module
 */
import type { Explanation, Kind, Point } from "../explain/knowledge.ts";
import { escapeLine } from "./escape.ts";
import type { ExitCode } from "./exit.ts";
import { bold, cyan, dim, type Piece, yellow } from "./style.ts";

/** Columns of the words at the left. */
const LABEL_WIDTH = 10;
/** Longer lines are hard to read. */
const MAX_COLUMNS = 100;
/** Fewer columns than this cannot be kept to. */
const MIN_TEXT_COLUMNS = 20;
/** Characters of the input that are shown again. */
const MAX_SEEN = 300;

/**
 * Explanations as text.
 *
 * @param explanations The explanations.
 * @param columns The width of the terminal.
 */
export function explanationLines(explanations: readonly Explanation[], columns: number): Piece[] {
  const width = Math.min(columns, MAX_COLUMNS);
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
  "sasl": "mechanism of AUTH",
  "result": "result of mua",
  "words": "words of a server",
  "unknown": "",
};

function isBrief({ points }: Explanation): boolean {
  return points.length === 0;
}

function lines(explanation: Explanation, width: number): Piece[] {
  const { kind, seen, title, points, next, sources } = explanation;
  const shown = shorten(escapeLine(seen));
  if (isBrief(explanation)) {
    return [cyan(shown), "\n", ...paragraph("", title, width, dim)];
  }
  return [
    bold(cyan(shown)),
    dim(KINDS[kind] === "" ? "" : `  ${KINDS[kind]}`),
    "\n",
    ...wrap(title, width - INDENT.length).flatMap((line) => [
      INDENT,
      bold(kind === "unknown" ? yellow(line) : line),
      "\n",
    ]),
    ...points.flatMap(({ about, text }) => paragraph(about, text, width)),
    ...next.flatMap((text, index) => paragraph(index === 0 ? "Do next" : "", text, width)),
    ...(sources.length === 0 ? [] : paragraph("Source", sources.join("; "), width, dim)),
  ];
}

const INDENT = "  ";

function shorten(text: string): string {
  return text.length > MAX_SEEN ? `${text.slice(0, MAX_SEEN)}…` : text;
}

/** A text with a word at its left. */
function paragraph(
  label: string,
  text: string,
  width: number,
  style: (text: string) => Piece = (plain) => plain,
): Piece[] {
  const margin = `${INDENT}${" ".repeat(LABEL_WIDTH)}`;
  const head = `${INDENT}${shorten(escapeLine(label)).padEnd(LABEL_WIDTH - 1)} `;
  return wrap(escapeLine(text), width - margin.length).flatMap((line, index) => [
    index === 0 ? dim(head) : margin,
    style(line),
    "\n",
  ]);
}

/** Breaks a text between its words; a word that is wider than a line stands alone. */
function wrap(text: string, columns: number): string[] {
  const room = Math.max(columns, MIN_TEXT_COLUMNS);
  const wrapped: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room) {
      wrapped.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...wrapped, line];
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
): unknown {
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
