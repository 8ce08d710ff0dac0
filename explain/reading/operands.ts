/**
 * From the words of a command line to their meaning: which belong together, and which stand alone.
 * @module
 */
import { explainAnswer } from "./answer.ts";
import { commandFault, findCommand } from "../knowledge/command.ts";
import { parseEnhancedCode } from "../knowledge/enhanced_code.ts";
import { KEYWORDS } from "../knowledge/keyword.ts";
import { type Explanation, explanationOf } from "../knowledge/knowledge.ts";
import { explainCommand, explainWord, isReplyCode, unknownWord } from "./lookup.ts";
import { type Moment, momentOf } from "../knowledge/moment.ts";
import { explainText } from "./text.ts";

/** The most words in one name: `temporary failure in name resolution`. */
const MAX_WORDS_OF_NAME = 5;
/** The most words at the end of an answer that say when it came: `after the final dot`. */
const MAX_MOMENT = 4;
/** The most words that are looked up one by one; more count as a text. */
const MAX_WORDS = 24;

/**
 * Explains the words of a command line.
 *
 * @param operands The words, as given.
 * @param moment The moment, if it was given separately.
 * @returns At least one explanation; of kind `unknown` for what is not known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainOperands } from "./operands.ts";
 * assertEquals(explainOperands(["550", "5.7.1"]).length, 1);
 * assertEquals(explainOperands(["MAIL", "FROM"])[0]?.kind, "command");
 * assertEquals(explainOperands(["rcpt", "550"])[0]?.title.startsWith("at RCPT: "), true);
 * ```
 */
export function explainOperands(operands: readonly string[], moment?: Moment): Explanation[] {
  const text = operands.join(" ");
  const words = text.split(/\s+/).filter((word) => word !== "");
  if (words.length > MAX_WORDS || /[\r\n]/.test(text)) {
    return orUnknown(explainText(text, moment), text);
  }
  const asked = takeMoment(words);
  const when = moment ?? asked.moment;
  if (asked.words.length > 0 && asked.words.every(isCode)) return explainCodes(asked.words, when);
  const [first = ""] = asked.words;
  // What follows a reply code is the server's text, not a name.
  if (isReplyCode(first)) return explainText(asked.words.join(" "), when);
  const command = findCommand(text);
  if (command !== undefined && commandFault(text) !== undefined) {
    return [explainCommand(command, text)];
  }
  const named = explainNames(words);
  if (named.unknown === "") return orUnknown(named.found, text);
  const read = explainText(asked.words.join(" "), when);
  if (read.length > 0) return read;
  const keyword = KEYWORDS.get(first.toUpperCase());
  if (keyword !== undefined && words.slice(1).every(isParameter)) {
    return [explanationOf("keyword", text, keyword)];
  }
  const found = words.length < MIN_SENTENCE
    ? named.found
    : named.found.filter(({ seen }) => !ORDINARY.has(seen));
  return [...found, unknownWord(found.length === 0 ? text : named.unknown)];
}

/** Fewer words are no sentence. */
const MIN_SENTENCE = 3;
/** Names that are ordinary words too: in a sentence (`no virus found`) they are no names. */
const ORDINARY: ReadonlySet<string> = new Set(
  ("accepted action address alert alias alignment attachment authentication body bounce bounced closed " +
    "comments content date deferred delivered domain expired extension failed field found from header " +
    "headers importance input interrupted keywords mail message offline password permanent permission " +
    "port protocol queue received recipient recipients references refused relay reply sender server " +
    "session status subject submission temporary time timeout to transaction unknown user verified version")
    .split(" "),
);

function orUnknown(found: Explanation[], text: string): Explanation[] {
  return found.length > 0 ? found : [unknownWord(text)];
}

/** The parameter of an EHLO line: `52428800`, `RCPTMAX=100`. */
function isParameter(word: string): boolean {
  return /^\d+$|=/.test(word);
}

function isCode(word: string): boolean {
  return isReplyCode(word) || parseEnhancedCode(word) !== undefined;
}

/** `550 at rcpt`, `550 after the dot`, `rcpt 550`: the moment, and the words without it. */
function takeMoment(words: readonly string[]): { words: readonly string[]; moment?: Moment } {
  const at = words.findLastIndex((word) => /^(?:at|after)$/i.test(word));
  const before = words.slice(0, at);
  if (at > 0 && (before.every(isCode) || (isAnswer(before) && words.length - at <= MAX_MOMENT))) {
    const name = words.slice(at + 1).filter((word) => !/^(?:the|final)$/i.test(word)).join(" ");
    const moment = momentOf(name);
    if (moment !== undefined) return { words: before, moment };
  }
  const others = words.filter((word) => !isCode(word));
  const moment = momentOf(others.join(" "));
  if (moment === undefined || others.length === words.length || others.length > 2) return { words };
  return { words: words.filter(isCode), moment };
}

function isAnswer([first = ""]: readonly string[]): boolean {
  return isReplyCode(first);
}

/** An enhanced code belongs to the reply code before it. */
function explainCodes(words: readonly string[], moment: Moment | undefined): Explanation[] {
  const explanations: Explanation[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    const next = words[index + 1];
    if (isReplyCode(word)) {
      const enhanced = next !== undefined && !isReplyCode(next) ? next : undefined;
      if (enhanced !== undefined) index++;
      const seen = enhanced === undefined ? word : `${word} ${enhanced}`;
      explanations.push(explainAnswer({ code: Number(word), enhanced, text: "" }, seen, moment));
    } else {
      for (const each of explainWord(word)) explanations.push(each);
    }
  }
  return explanations;
}

/** Names one after another, each as long as possible, and the words that are none. */
function explainNames(words: readonly string[]): { found: Explanation[]; unknown: string } {
  const found: Explanation[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < words.length;) {
    const longest = Math.min(MAX_WORDS_OF_NAME, words.length - at);
    const lengths = Array.from({ length: longest }, (_, index) => longest - index);
    const length = lengths.find((count) =>
      explainWord(words.slice(at, at + count).join(" ")).length > 0
    );
    const name = words.slice(at, at + (length ?? 1)).join(" ");
    // `has not expired`: a name that is denied is none.
    const isDenied = length === 1 && /(?:^not|n['’]t|^never)$/i.test(words[at - 1] ?? "");
    if (length === undefined || isDenied) unknown.push(name);
    else for (const each of explainWord(name)) found.push(each);
    at += length ?? 1;
  }
  return { found, unknown: unknown.join(" ") };
}
