/**
 * What a comparison found, for a person.
 * @module
 */
import type { Comparison, JudgedChange } from "../../message/compare/compare.ts";
import { concludeComparison } from "../../message/compare/conclusions.ts";
import type { ContentChange, PartChange } from "../../message/compare/parts.ts";
import type { Answer, Place, Question } from "../../message/compare/questions.ts";
import { cutText } from "../../message/encoding/character.ts";
import type { HeaderField } from "../../message/header/header.ts";
import { fitColumns, widthOf } from "../terminal/columns.ts";
import { escapeLine } from "../terminal/escape.ts";
import { octets } from "../terminal/words.ts";
import { bold, dim, green, type Piece, red, yellow } from "../terminal/style.ts";
import { wrap } from "../terminal/wrap.ts";

/** Columns of what a question is about, and of where it stood. */
const ABOUT_WIDTH = "Message-ID".length;
const STOOD_WIDTH = "envelope".length;
/** Columns of a value beside which the answer stands. */
const VALUE_WIDTH = 32;
/** Columns of an answer that is below its value. */
const ANSWER_INDENT = 4;
/** How much of a field is shown that was altered, in UTF-16 code units; JSON has it all. */
const MAX_SHOWN = 10_000;

/** Places that a line names, and parts that are shown; JSON has them all. */
const MAX_PLACES = 3;
const MAX_PARTS = 100;

/**
 * A comparison as text.
 *
 * @param comparison What was found.
 * @param columns The width of the terminal.
 */
export function comparisonLines(comparison: Comparison, columns: number): Piece[] {
  const conclusions = [
    bold("Conclusions"),
    "  ",
    verdict(comparison),
    "\n",
    ...conclusionLines(comparison, columns),
  ];
  if (comparison.identity === "none") return conclusions;
  return [
    bold("Where it was, and where it is now\n"),
    ...comparison.questions.flatMap((question) => questionLines(question, columns)),
    "\n",
    bold("The header\n"),
    ...headerLines(comparison.header, columns),
    "\n",
    bold("The body\n"),
    ...bodyLines(comparison),
    "\n",
    ...conclusions,
  ];
}

function verdict({ identity, altered }: Comparison): Piece {
  if (identity === "none") return red("not the same message");
  return altered ? yellow("altered on the way") : green("the same content");
}

/**
 * The conclusions alone.
 *
 * @param comparison What was found.
 * @param columns The width of the terminal.
 */
export function conclusionLines(comparison: Comparison, columns: number): Piece[] {
  return concludeComparison(comparison).map((sentence) => {
    const text = wrap(escapeLine(sentence), 4, 4, columns).slice(4);
    return `  - ${text}`;
  });
}

/**
 * Where one thing stood, and where it stands now.
 *
 * @param question The question and its answer.
 * @param columns The width of the terminal.
 */
export function questionLines(question: Question, columns: number): Piece[] {
  const { about, stood, value, answer, places } = question;
  const name = (about === "MAIL FROM" || about === "RCPT TO" ? about : `${about}:`)
    .padEnd(ABOUT_WIDTH + 1);
  const head = `  ${name}  ${(value === undefined ? "" : stood).padEnd(STOOD_WIDTH)}  `;
  const text = fitColumns(escapeLine(value ?? "-"), columns - head.length);
  const result = answerText(answer, places);
  const gap = VALUE_WIDTH - widthOf(text);
  const isBeside = gap >= 0 && head.length + VALUE_WIDTH + 2 + widthOf(result) <= columns;
  const indent = head.length + ANSWER_INDENT;
  return [
    bold(head.slice(0, ABOUT_WIDTH + 3)),
    dim(head.slice(ABOUT_WIDTH + 3)),
    text,
    isBeside ? " ".repeat(gap + 2) : `\n${" ".repeat(indent)}`,
    STYLES[answer](isBeside ? result : fitColumns(result, columns - indent)),
    "\n",
  ];
}

const STYLES: Readonly<Record<Answer, (...pieces: Piece[]) => Piece>> = {
  "unchanged": green,
  "refolded": green,
  "re-encoded": green,
  "same-meaning": green,
  "moved": green,
  "added": yellow,
  "absent": dim,
  "dropped": dim,
  "altered": red,
  "removed": red,
};

function answerText(answer: Answer, places: readonly Place[]): string {
  switch (answer) {
    case "moved":
      return `in ${inShort(places.map(placeText))}`;
    case "dropped":
      return "nowhere";
    case "absent":
      return "was not there";
    case "altered":
      return `altered: ${escapeLine(places[0]?.value ?? "")}`;
    case "added":
      return `added: ${escapeLine(places[0]?.value ?? "")}`;
    case "same-meaning":
      return `the same as ${escapeLine(places[0]?.value ?? "")}`;
    default:
      return answer;
  }
}

/** A few of many words. */
function inShort(words: readonly string[]): string {
  const more = words.length - MAX_PLACES;
  return words.slice(0, MAX_PLACES).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function placeText({ field, by, clause }: Place): string {
  const where = by === undefined ? field : `${field} of ${by}`;
  return escapeLine(clause === undefined ? where : `${where} (${clause})`);
}

/** The fields, those that one server added together under its name. */
function headerLines(header: readonly JudgedChange[], columns: number): Piece[] {
  let group: string | undefined;
  return header.flatMap((change) => {
    const heading = headingOf(change);
    const isNew = heading !== group;
    group = heading;
    return [...isNew ? [dim(`  ${escapeLine(heading)}\n`)] : [], ...changeLines(change, columns)];
  });
}

function headingOf(change: JudgedChange): string {
  switch (change.fate) {
    case "added":
      return change.by === undefined ? "added on the way" : `added by ${change.by}`;
    case "removed":
      return "removed on the way";
    default:
      return "sent";
  }
}

function changeLines(change: JudgedChange, columns: number): Piece[] {
  switch (change.fate) {
    case "added":
      return [green(`  + ${fit(change.received, columns)}\n`)];
    case "removed":
      return [red(`  - ${fit(change.sent, columns)}\n`)];
    case "unchanged":
      return [`    ${fit(change.received, columns)}\n`];
    case "altered":
      return [red(`  - ${whole(change.sent)}\n`), green(`  + ${whole(change.received)}\n`)];
    default:
      return [
        `  ~ ${fit(change.received, columns - change.fate.length - 4)}`,
        dim(`  (${change.fate.replace("same-", "same ")})`),
        "\n",
      ];
  }
}

function whole({ name, value }: HeaderField): string {
  const text = name === "" ? value : `${name}: ${value}`;
  return escapeLine(text.length <= MAX_SHOWN ? text : `${cutText(text, MAX_SHOWN)}…`);
}

/** A field in one line of the terminal: here it only has to be recognised. */
function fit(field: HeaderField, columns: number): string {
  return fitColumns(whole(field).replace(/[ \t]+/g, " "), columns - 4);
}

function bodyLines({ body, parts }: Comparison): Piece[] {
  const sizes = body.sentSize === body.receivedSize
    ? octets(body.sentSize)
    : `${octets(body.sentSize)} sent, ${body.receivedSize} arrived`;
  const words = {
    "identical": green("the same, octet for octet"),
    "line-ends": green("the same except for line ends"),
    "different": yellow("different octets"),
  };
  const changed = parts.filter((change) =>
    change.fate !== "kept" || change.content.kind !== "identical"
  );
  const shown = (parts.length > MAX_PARTS ? changed : parts).slice(0, MAX_PARTS);
  const more = parts.length - shown.length;
  return [
    ...["  ", words[body.change], dim(` (${sizes})`), "\n"],
    ...shown.flatMap(partLines),
    ...more > 0
      ? [
        dim(
          `    and ${more} more parts${
            changed.length <= MAX_PARTS ? ", unchanged" : "; --json has all"
          }\n`,
        ),
      ]
      : [],
  ];
}

function partLines(change: PartChange): Piece[] {
  const { path, type, fileName } = change.fate === "removed" ? change.sent : change.received;
  const file = fileName === undefined ? "" : ` "${fileName}"`;
  const name = escapeLine(`${path === "" ? "" : `${path} `}${type}${file}`);
  if (change.fate === "added") return [green(`  + ${name}\n`)];
  if (change.fate === "removed") return [red(`  - ${name}\n`)];
  const { kind } = change.content;
  return [`    ${name}: `, CONTENT_STYLES[kind](CONTENT_WORDS[kind]), "\n"];
}

const CONTENT_WORDS: Readonly<Record<ContentChange["kind"], string>> = {
  "identical": "unchanged",
  "re-encoded": "same content, encoded differently",
  "recoded": "same text, in another character set",
  "line-ends": "same text, different line ends",
  "trailing-blanks": "the same except for trailing blanks",
  "appended": "text was added after it",
  "prepended": "text was added before it",
  "surrounded": "text was added before and after it",
  "rewritten": "rewritten in known ways",
  "altered": "altered",
  "replaced": "different content",
};

const CONTENT_STYLES: Readonly<
  Record<ContentChange["kind"], (...pieces: Piece[]) => Piece>
> = {
  "identical": green,
  "re-encoded": green,
  "recoded": green,
  "line-ends": green,
  "trailing-blanks": yellow,
  "appended": yellow,
  "prepended": yellow,
  "surrounded": yellow,
  "rewritten": yellow,
  "altered": red,
  "replaced": red,
};
