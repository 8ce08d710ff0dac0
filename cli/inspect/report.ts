/**
 * What `mua inspect` shows to a person, section by section.
 * @module
 */
import { readVerdict } from "../../explain/verdict/verdict.ts";
import type { Finding, Severity } from "../../message/finding.ts";
import type { Inspection } from "../../message/inspect/inspection.ts";
import { checksLines } from "./checks.ts";
import { headerLines, type HeaderView } from "./header.ts";
import { partLines, textLines } from "./parts.ts";
import { peopleLines } from "./people.ts";
import { verdictLines } from "./verdict.ts";
import { wayLines } from "./way.ts";
import { count, octets } from "../terminal/words.ts";
import { escapeLine } from "../terminal/escape.ts";
import { bold, dim, green, type Piece, red, yellow } from "../terminal/style.ts";
import { wrap } from "../terminal/wrap.ts";
import { verificationLines } from "../verify/report.ts";
import type { Verified } from "../verify/verify.ts";

/** The sections, in their order. */
export const SECTIONS = [
  "summary",
  "verdict",
  "header",
  "way",
  "people",
  "checks",
  "parts",
  "text",
  "findings",
] as const;

/** One of the sections. */
export type Section = typeof SECTIONS[number];

/** Columns that a text is wrapped to where the terminal is wider: longer lines are hard to read. */
const MAX_COLUMNS = 120;

/** How an inspection is shown. */
export interface InspectionView extends HeaderView {
  /** The sections wanted. */
  readonly sections: readonly Section[];
  /** What was found out by asking DNS, if it was asked. */
  readonly verified?: Verified | undefined;
}

/**
 * An inspection as text, a section at a time.
 *
 * @param name What the message is called.
 * @param inspection What was found out.
 * @param view How it is shown.
 */
export function* inspectionLines(
  name: string,
  inspection: Inspection,
  view: InspectionView,
): Generator<Piece[]> {
  const columns = Math.min(view.columns, MAX_COLUMNS);
  let isFirst = true;
  for (const section of SECTIONS) {
    if (!view.sections.includes(section)) continue;
    const lines = linesOf(section, name, inspection, { ...view, columns });
    if (lines.length === 0) continue;
    if (!isFirst) yield ["\n"];
    yield lines;
    isFirst = false;
  }
}

function linesOf(
  section: Section,
  name: string,
  inspection: Inspection,
  view: InspectionView,
): Piece[] {
  const { columns, verified } = view;
  switch (section) {
    case "summary":
      return summaryLines(name, inspection);
    case "verdict":
      return verdictLines(readVerdict(inspection.fields.map(({ field }) => field)), columns);
    case "header":
      return headerLines(inspection, view);
    case "way":
      return wayLines(inspection.journey, columns);
    case "people":
      return peopleLines(inspection);
    case "checks":
      return [
        ...checksLines(inspection, columns),
        ...(verified === undefined
          ? HOW_TO_VERIFY
          : ["\n", ...verificationLines(verified, columns)]),
      ];
    case "parts":
      return partLines(inspection.parts);
    case "text":
      return textLines(inspection.parts);
    case "findings":
      return findingLines(inspection, columns);
  }
}

const HOW_TO_VERIFY: readonly Piece[] = [
  dim("  Nothing was checked now: add --verify to do so; it asks name servers.\n"),
];

function summaryLines(name: string, { size, lines, header, body, fields }: Inspection): Piece[] {
  const end = header.complete
    ? ", including the empty line that ends it"
    : "; no empty line ends it";
  const headerText = `${count(fields.length, "field")}, ${octets(header.size)}, ${
    count(header.lines, "line")
  }${end}`;
  const bodyText = body.size === 0
    ? "none"
    : `${octets(body.size)}, ${
      count(body.lines, "line")
    }, from line ${body.line}, octet ${body.offset}`;
  return [
    bold(escapeLine(name)),
    `  ${octets(size)}, ${count(lines, "line")}\n`,
    `  header  ${headerText}\n`,
    `  body    ${bodyText}\n`,
  ];
}

const STYLES: Readonly<Record<Severity, (...pieces: Piece[]) => Piece>> = {
  error: red,
  warning: yellow,
  note: dim,
};

function findingLines({ findings, omittedFindings }: Inspection, columns: number): Piece[] {
  if (findings.length === 0) {
    return [bold("Findings"), "  ", green("nothing wrong"), "\n"];
  }
  const omitted = omittedFindings > 0 ? [`  and ${omittedFindings} more\n`] : [];
  return [
    bold("Findings"),
    "\n",
    ...findings.flatMap((each) => finding(each, columns)),
    ...omitted,
  ];
}

/** Columns before the text of a finding: severity and line. */
const FINDING_INDENT = 20;

function finding({ severity, text, reference, line, count }: Finding, columns: number): Piece[] {
  const times = count > 1 ? ` (${count} times)` : "";
  const sentence = `${escapeLine(text)}${times} (${reference})`;
  const head = `${`line ${line}`.padEnd(FINDING_INDENT - 12)} `;
  const lines = wrap(sentence, FINDING_INDENT, FINDING_INDENT, columns);
  return [
    "  ",
    STYLES[severity](severity.padEnd(8)),
    ` ${head}${lines.slice(FINDING_INDENT)}`,
  ];
}
