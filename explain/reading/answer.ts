/**
 * A server's answer, wherever it was found: its code, its enhanced code, its text and the moment
 * are explained together.
 * @module
 */
import { GIVE_WHOLE_LINE, LATER } from "../knowledge/advice.ts";
import {
  enhancedDetail,
  explainEnhancedCode,
  parseEnhancedCode,
  ruleOfNumbers,
} from "../knowledge/enhanced_code.ts";
import type { Explanation, Knowledge, Point } from "../knowledge/knowledge.ts";
import { atMoment, type Moment } from "../knowledge/moment.ts";
import { REPLY_CODES, ruleOf } from "../knowledge/reply_code.ts";
import { dependsOnMoment, nextAt, sentenceAt } from "../knowledge/reply_moment.ts";
import { type FoundWords, wordsIn } from "./server_words.ts";

/** An answer, or the parts of it that are known. */
export interface Answer {
  /** The three digits. */
  readonly code?: number | undefined;
  /** For example `5.7.1`. */
  readonly enhanced?: string | undefined;
  /** The rest of the text. */
  readonly text: string;
}

// Three digits, then perhaps an enhanced code; qmail puts a # before it.
const ANSWER =
  /^(?:([2-5]\d\d)(?:[ -]|$))?[ -]?#?(?:\(#)?(?:([245]\.\d{1,3}\.\d{1,3})(?![.\d]))?[) ]?(.*)$/s;

/**
 * Reads an answer.
 *
 * @param text The answer on one line: `550 5.7.1 no`, `5.7.1 no`, `550`.
 * @returns Its parts, or `undefined` if it starts with neither code.
 */
export function parseAnswer(text: string): Answer | undefined {
  const [, code, enhanced, rest = ""] = ANSWER.exec(text.trim()) ?? [];
  if (code === undefined && enhanced === undefined) return undefined;
  return { code: code === undefined ? undefined : Number(code), enhanced, text: rest.trim() };
}

/** Sentences of `next` that are shown. */
const MAX_NEXT = 4;

/**
 * Explains an answer.
 *
 * @param answer The answer.
 * @param seen The piece of the input it comes from.
 * @param moment When it was given, if that is known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainAnswer } from "./answer.ts";
 * const answer = { code: 550, enhanced: "5.7.1", text: "Relay access denied" };
 * const { title } = explainAnswer(answer, "550 5.7.1 Relay access denied", "rcpt");
 * assertEquals(title, "at RCPT: the server does not relay mail for you");
 * ```
 */
export function explainAnswer(answer: Answer, seen: string, moment?: Moment): Explanation {
  const { code, enhanced } = answer;
  const numbers = enhanced === undefined ? undefined : parseEnhancedCode(enhanced);
  const detail = numbers && enhancedDetail(numbers);
  const ofCode = code === undefined ? undefined : REPLY_CODES.get(code);
  const rule = code === undefined ? undefined : ruleOf(code);
  const words = isRefusal(answer)
    ? wordsIn(`${enhanced ?? ""} ${answer.text}`.trim(), true)
    : undefined;
  const known = [words, detail, ofCode ?? rule].filter((each) => each !== undefined);
  const [best] = known;
  const points = [
    ...codePoints(code, moment, words ?? specific(detail, enhanced)),
    ...(numbers === undefined || enhanced === undefined
      ? []
      : [{ about: enhanced, text: detail?.meaning ?? ruleOfNumbers(numbers) }]),
    ...disagreement(answer),
    ...wordPoints(words),
  ];
  const isKnown = words !== undefined || detail !== undefined || ofCode !== undefined;
  return {
    kind: isKnown ? "reply" : "unknown",
    seen,
    title: titleOf(answer, moment, words ?? specific(detail, enhanced), ofCode ?? rule),
    points,
    next: isRefusal(answer) ? words?.next ?? nextOf(answer, moment, best) : ofCode?.next ?? [],
    sources: [...new Set(known.flatMap(({ sources = [] }) => sources))],
  };
}

/** x.0.0 and the like say less than the reply code. */
function specific(detail: Knowledge | undefined, enhanced = ""): Knowledge | undefined {
  return enhanced.endsWith(".0") ? undefined : detail;
}

function isRefusal({ code, enhanced }: Answer): boolean {
  return code === undefined ? !enhanced?.startsWith("2") : code >= 400;
}

function titleOf(
  { code, enhanced }: Answer,
  moment: Moment | undefined,
  special: Knowledge | undefined,
  general: Knowledge | undefined,
): string {
  const ofCode = code === undefined ? undefined : sentenceAt(code, moment);
  const isDone = code !== undefined && code < 400;
  const said = isDone
    ? ofCode ?? general?.title
    : special?.title ?? ofCode ?? general?.title ?? explainEnhancedCode(enhanced ?? "")?.title;
  return moment === undefined ? `${said}` : `${atMoment(moment)}: ${said}`;
}

function codePoints(
  code: number | undefined,
  moment: Moment | undefined,
  special: Knowledge | undefined,
): Point[] {
  const rule = code === undefined ? undefined : ruleOf(code);
  if (code === undefined || rule === undefined) return [];
  const known = REPLY_CODES.get(code);
  const sentence = sentenceAt(code, moment);
  // What a 4yz may mean (greylisting) is a guess, not needed if the reason is known.
  if (special !== undefined && code >= 400 && code < 500) {
    return [{ about: String(code), text: ruleAt(rule.meaning, moment) }];
  }
  const text = sentence === undefined || moment === undefined
    ? known?.meaning ??
      `mua does not know this code, but its digits have a meaning. ${rule.meaning}`
    // The title already says it if nothing more specific is known.
    : special === undefined || code < 400
    ? rule.meaning
    : `${capital(atMoment(moment))}: ${sentence}.`;
  return [{ about: String(code), text }];
}

function ruleAt(rule: string, moment: Moment | undefined): string {
  if (moment === undefined) return rule;
  return `${capital(atMoment(moment))}: ${rule.charAt(0).toLowerCase()}${rule.slice(1)}`;
}

/** What to do next if we recognise nothing in the server's text. */
function nextOf(
  { code, text }: Answer,
  moment: Moment | undefined,
  known: Knowledge | undefined,
): string[] {
  const own = known?.next?.filter((each) => each !== GIVE_WHOLE_LINE) ?? [];
  const general = nextAt(code ?? 0, moment);
  const all = general === LATER ? [...own, general] : [general, ...own];
  const next = all.filter((each) => each !== undefined);
  if (text === "") next.push(GIVE_WHOLE_LINE);
  if (code === undefined) return next;
  if (moment === undefined && dependsOnMoment(code)) {
    next.push(`Say when it came, if you know: mua explain ${code} at rcpt, or after the dot.`);
  }
  return [...new Set(next)].slice(0, MAX_NEXT);
}

/** If the two codes differ, the reply code decides (RFC 2034 section 4 requires them to agree). */
function disagreement({ code, enhanced }: Answer): Point[] {
  if (code === undefined || enhanced === undefined) return [];
  if (String(code).startsWith(enhanced.slice(0, 1))) return [];
  return [{
    about: "Note",
    text: `The first digits of ${code} and ${enhanced} should match; programs go by ${code}.`,
  }];
}

function wordPoints(words: FoundWords | undefined): Point[] {
  return words === undefined ? [] : [{ about: "Words", text: `"${words.said}": ${words.meaning}` }];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
