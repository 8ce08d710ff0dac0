/**
 * The answer to EHLO, line by line.
 * @module
 */
import { keywordHint } from "./hint.ts";
import { findKeyword } from "../knowledge/keyword.ts";
import { type Explanation, explanationOf } from "../knowledge/knowledge.ts";
import { replySentence } from "../knowledge/reply_moment.ts";

const LINE = /^250[ -](.*)$/;

/**
 * Whether the lines of a reply offer extensions: a known keyword follows the first line.
 *
 * @param lines The lines with their codes.
 */
export function isEhloAnswer(lines: readonly string[]): boolean {
  return lines.length > 1 && lines.slice(1).some((line) => keywordOf(line) !== undefined);
}

/**
 * Explains the keyword of a line of the answer, if it is known.
 *
 * @param line The line with its code: `250-SIZE 1000`.
 */
export function explainKeywordLine(line: string): Explanation | undefined {
  const keyword = keywordOf(line);
  return keyword && explanationOf("keyword", line, keyword);
}

function keywordOf(line: string): ReturnType<typeof findKeyword> {
  const [, text] = LINE.exec(line) ?? [];
  return text === undefined ? undefined : findKeyword(text);
}

/**
 * Explains each line in a sentence.
 *
 * @param lines The lines with their codes.
 */
export function explainEhloAnswer(lines: readonly string[]): Explanation[] {
  return lines.map((line, index) => {
    const title = index === 0
      ? replySentence(250, "ehlo")
      : keywordHint(line.slice("250-".length)) ?? "An extension unknown to mua.";
    const sources = index === 0 ? undefined : keywordOf(line)?.sources;
    return {
      kind: index === 0 ? "reply" : "keyword",
      seen: line,
      title,
      points: [],
      next: [],
      sources: sources ?? [],
    };
  });
}
