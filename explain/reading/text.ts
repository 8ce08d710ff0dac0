/**
 * From any text to what we know about it: a reply, an EHLO answer, a bounce, a dialogue, the header of a
 * message, lines of a log. Unknown parts are skipped.
 * @module
 */
import type { Returned } from "../bounce/bounce.ts";
import { readReturned } from "../bounce/read.ts";
import { explainAnswer } from "./answer.ts";
import { checkResultsIn, checkResultsOf } from "../authentication/check_result.ts";
import { explainBounce, isBounce } from "./bounce.ts";
import { findCommand } from "../knowledge/command.ts";
import { explainDialogue, isDialogue, joinReply } from "./dialogue.ts";
import { explainEhloAnswer, explainKeywordLine, isEhloAnswer } from "./ehlo_answer.ts";
import { FIELDS, findField } from "../knowledge/field.ts";
import type { Explanation } from "../knowledge/knowledge.ts";
import { explainLine } from "./line.ts";
import { explainCommand } from "./lookup.ts";
import { explainReturned } from "./returned.ts";
import { explainVerdict } from "./verdict.ts";
import type { Moment } from "../knowledge/moment.ts";

/** The most lines of a text that are read. */
export const MAX_LINES = 2000;
/** The most characters of a line that are read. */
export const MAX_LINE_LENGTH = 2000;
/** The most explanations given for one text. */
export const MAX_EXPLANATIONS = 100;

const LF = 0x0a;

/** A hint of mua repeats the codes of an answer, but is not one. */
const HINT_OF_MUA = /^More: mua explain /;

/**
 * Explains what we know in a text.
 *
 * @param text Any text.
 * @param moment When it was said, if the caller knows.
 * @returns The explanations in the order of the text; none if nothing is known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainText } from "./text.ts";
 * const [first] = explainText("250-mx.example\n250-PIPELINING\n250 SIZE 1000").slice(1);
 * assertEquals(first?.title, "It accepts several commands at once (RFC 2920).");
 * assertEquals(explainText("Good morning"), []);
 * ```
 */
export function explainText(text: string, moment?: Moment): Explanation[] {
  return readText(text, { moment }).explanations;
}

/** What was read in a text. */
export interface ReadText {
  /** What we know in it, in the order of the text. */
  readonly explanations: Explanation[];
  /**
   * How many of its lines we do not know; 0 if the text has a known form (a bounce,
   * a dialogue, a header), in which most lines need no explanation.
   */
  readonly passedOver: number;
  /** What the text says about another mail, if it is a bounce, a report or an automatic answer. */
  readonly returned: Returned | undefined;
}

/** How a text is read. */
export interface Reading {
  /** When it was said, if the caller knows. */
  readonly moment?: Moment | undefined;
  /** Whether the fields of a bounce's own header are explained too. */
  readonly all?: boolean | undefined;
  /** The octets of the text, where it came as such: its parts may have character sets of their own. */
  readonly octets?: Uint8Array | undefined;
}

/**
 * Explains what we know in a text, and counts the other lines.
 *
 * @param text Any text.
 * @param reading How to read it.
 */
export function readText(text: string, { moment, all = false, octets }: Reading = {}): ReadText {
  const lines = text.split(/\r\n|\n|\r/, MAX_LINES)
    .map((line) => line.slice(0, MAX_LINE_LENGTH))
    .filter((line) => !HINT_OF_MUA.test(line));
  const returned = moment !== undefined || isDialogue(lines) && !isHeader(lines)
    ? undefined
    : readReturned(octets?.includes(LF) ? octets : new TextEncoder().encode(lines.join("\n")));
  const { explanations, passedOver } = returned === undefined
    ? readLines(lines, moment)
    : { explanations: ofReturned(returned, lines, all), passedOver: 0 };
  const seen = new Set<string>();
  const different = explanations
    .filter((each) => seen.size < seen.add(`${each.seen}\n${each.title}`).size);
  return { explanations: different.slice(0, MAX_EXPLANATIONS), passedOver, returned };
}

function ofReturned(returned: Returned, lines: readonly string[], all: boolean): Explanation[] {
  const recipients = returned.bounces.length > 0
    ? explainReturned(returned)
    : isBounce(lines)
    ? explainBounce(lines)
    : [];
  return [...recipients, ...(all && isHeader(lines) ? explainHeader(lines) : [])];
}

type Lines = Pick<ReadText, "explanations" | "passedOver">;

function readLines(lines: readonly string[], moment: Moment | undefined): Lines {
  // What is of one recipient and no more has no form of its own: its fields are read as they stand.
  if (isBounce(lines)) return { explanations: explainBounce(lines), passedOver: 0 };
  if (isDialogue(lines)) return { explanations: explainDialogue(lines), passedOver: 0 };
  if (isHeader(lines)) return { explanations: explainHeader(lines), passedOver: 0 };
  const explained = paragraphs(lines).map((paragraph) => explainParagraph(paragraph, moment));
  const passedOver = explained.filter(({ length }) => length === 0).length;
  return { explanations: explained.flat(), passedOver };
}

/** Lines of one reply together, all others on their own. */
function paragraphs(lines: readonly string[]): string[][] {
  const found: string[][] = [];
  let open = false;
  for (const line of lines.map((each) => each.trim())) {
    const last = found.at(-1);
    const isReply = /^[2-5]\d\d(?:[ -]|$)/.test(line);
    if (open && isReply && last?.[0]?.slice(0, 3) === line.slice(0, 3)) last.push(line);
    else if (line !== "") found.push([line]);
    open = isReply && line[3] === "-";
  }
  return found;
}

function explainParagraph(lines: readonly string[], moment: Moment | undefined): Explanation[] {
  const [line = ""] = lines;
  if (isEhloAnswer(lines)) return explainEhloAnswer(lines);
  const keyword = explainKeywordLine(line);
  if (keyword !== undefined && lines.length === 1) return [keyword];
  const answer = /^[2-5]\d\d/.test(line) ? joinReply(lines) : undefined;
  if (answer !== undefined) return [explainAnswer(answer, lines.join(" "), moment)];
  const command = isCommandLine(line) ? findCommand(line) : undefined;
  if (command !== undefined) return [explainCommand(command, line)];
  const explained = explainLine(line, moment);
  // An answer as a whole says more than the results named in it.
  const checks = explained?.kind === "reply" ? [] : checkResultsIn(line);
  if (checks.length > 0) return checks;
  return explained === undefined ? [] : [explained];
}

/** Whether a line can only be a command: many ordinary sentences start with a verb. */
function isCommandLine(line: string): boolean {
  return /^(?:(?:MAIL FROM|RCPT TO) ?:|(?:EHLO|HELO|LHLO|VRFY|EXPN|ETRN|BDAT|AUTH) \S+( \S+)?$)/i
    .test(line);
}

const FIELD = /^([!-9;-~]{1,76}):(?:[ \t]|$)/;

/** A message starts with a known field. */
function isHeader(lines: readonly string[]): boolean {
  const [first = ""] = lines.filter((line) => line.trim() !== "");
  const [, name] = FIELD.exec(first) ?? [];
  return name !== undefined && findField(name) !== undefined;
}

/**
 * What the recipient's filters say in it; then each field name once, up to the empty line, and the results
 * of checks in the fields.
 */
function explainHeader(lines: readonly string[]): Explanation[] {
  const begin = lines.findIndex((line) => line.trim() !== "");
  const end = lines.indexOf("", begin);
  const header = lines.slice(begin, end < 0 ? undefined : end);
  const fields = Map.groupBy(unfold(header), ([name]) => name);
  const explained = [...fields].flatMap(([name, all]) => {
    const known = findField(name);
    if (known === undefined) return [];
    const { title, meaning, when, sources = [] } = known;
    const points = [{ about: "Meaning", text: meaning }];
    if (when !== undefined) points.push({ about: "When", text: when });
    const seen = FIELDS.get(name)?.name ?? name;
    const field = { kind: "field" as const, seen, title, points, next: [], sources };
    return [field, ...all.flatMap(([, value]) => checkResultsOf(name, value))];
  });
  return [...explainVerdict(header), ...explained];
}

/** The fields, with names in lower case and values on one line. */
function unfold(lines: readonly string[]): (readonly [name: string, value: string])[] {
  const fields: [string, string[]][] = [];
  for (const line of lines) {
    const name = FIELD.exec(line)?.[1];
    if (name !== undefined) fields.push([name.toLowerCase(), [line.slice(name.length + 1)]]);
    else if (/^[ \t]/.test(line)) fields.at(-1)?.[1].push(line);
  }
  return fields.map(([name, values]) => [name, values.join("")]);
}
