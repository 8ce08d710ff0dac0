/**
 * Why a text is another than was sent, in the ways that are known by name. Each way has a form in which
 * what it changes is alike: two texts that are alike in some of these forms differ in these ways alone.
 * @module
 */
import { htmlToText } from "../body/html_text.ts";
import { addressesIn, linkServicesIn, withOriginalLinks } from "./links.ts";
import { undoMisreading } from "./misreading.ts";

/** A way in which a text is changed on its way. */
export type TextCause =
  /** UTF-8 was taken for Latin-1 and encoded once more. */
  | "misread-utf-8"
  /** Dots at the beginnings of lines are fewer: somebody has undone dot-stuffing once too often. */
  | "dot-lost"
  /** Dots at the beginnings of lines are more: somebody has not undone it. */
  | "dot-doubled"
  /** A `>` stands before `From `, as an mbox has it. */
  | "from-quoted"
  /** A `>` before `From ` is gone. */
  | "from-unquoted"
  /** Links lead through a filter, to the same addresses. */
  | "links"
  /** Links lead through a filter that does not tell all addresses, but no other domain. */
  | "links-hidden"
  /** Lines are broken in other places. */
  | "wrapped"
  /** HTML was written anew, and reads the same. */
  | "markup";

/** A way, before it is told more of it. */
type Way = "misread-utf-8" | "dots" | "from" | "links" | "wrapped" | "markup";

const DOTS = /^\.+/gm;
const QUOTES = /^>+(?=From )/gm;

/** What stands before and behind a text that was found in another. */
export interface Around {
  readonly before?: string;
  readonly after?: string;
}

/** What explains a text that arrived. */
export interface TextExplanation extends Around {
  /** The ways in which it was changed. */
  readonly causes: readonly TextCause[];
  /** The filters that its links lead through, where that is one of the ways. */
  readonly services?: readonly string[];
}

/** Looks for lines in others, whole and together. */
type FindLines = (
  sent: readonly string[],
  received: readonly string[],
) => Around | undefined;

/**
 * Looks for the ways in which a text was changed.
 *
 * @param sent The text that was sent.
 * @param received The text that arrived.
 * @param isHtml Whether both are HTML.
 * @param find Compares the lines of both in a form in which they are alike.
 * @returns The ways, as few as explain what arrived; `undefined` where they do not.
 */
export function explainText(
  sent: string,
  received: string,
  isHtml: boolean,
  find: FindLines,
): TextExplanation | undefined {
  const links = addressesIn(sent, isHtml);
  const compare = (ways: ReadonlySet<Way>): Around | undefined => {
    const before = linesInForm(sent, ways, isHtml);
    return before.length > 0 ? find(before, linesInForm(received, ways, isHtml, links)) : undefined;
  };
  const last = isHtml ? "markup" : "wrapped";
  const ways = new Set<Way>(["misread-utf-8", "dots", "from", "links", last]);
  if (compare(ways) === undefined) return undefined;
  for (const way of [last, ...ways] as const) {
    if (compare(ways.difference(new Set([way]))) !== undefined) ways.delete(way);
  }
  const { names, areOpen } = linkServicesIn(received);
  const causeOf = (way: Way): TextCause => {
    switch (way) {
      case "dots":
        return isFewer(DOTS, sent, received) ? "dot-lost" : "dot-doubled";
      case "from":
        return isFewer(QUOTES, sent, received) ? "from-unquoted" : "from-quoted";
      case "links":
        return areOpen ? "links" : "links-hidden";
      default:
        return way;
    }
  };
  return {
    causes: Array.from(ways, causeOf),
    ...ways.has("links") ? { services: names } : {},
    ...compare(ways),
  };
}

/** The lines of a text, or its paragraphs, in the form in which some ways make no difference. */
function linesInForm(
  text: string,
  ways: ReadonlySet<Way>,
  isHtml: boolean,
  links?: readonly string[],
): string[] {
  let form = text.replaceAll("\r\n", "\n");
  if (ways.has("misread-utf-8")) form = undoMisreading(form);
  if (ways.has("dots")) form = form.replace(DOTS, "");
  if (ways.has("from")) form = form.replace(QUOTES, "");
  if (ways.has("links")) form = withOriginalLinks(form, isHtml, links);
  if (ways.has("markup")) form = htmlToText(form);
  const all = form.split("\n");
  const lines = ways.has("wrapped") ? paragraphsOf(all) : all.map((line) => line.trimEnd());
  return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
}

/** Joins the lines of each paragraph. A line without letters and digits, such as `-- `, stands alone. */
function paragraphsOf(lines: readonly string[]): string[] {
  const paragraphs: string[][] = [[]];
  for (const line of lines) {
    const words = line.split(/\s+/).filter((word) => word !== "");
    if (/[\p{L}\p{N}]/u.test(line)) {
      paragraphs.at(-1)?.push(words.join(" "));
    } else {
      paragraphs.push(words, []);
    }
  }
  return paragraphs.map((words) => words.join(" ")).filter((paragraph) => paragraph !== "");
}

/** Whether there is less of what a pattern finds than was sent. */
function isFewer(pattern: RegExp, sent: string, received: string): boolean {
  const [before = 0, after = 0] = [sent, received].map((text) =>
    (text.match(pattern) ?? []).reduce((count, { length }) => count + length, 0)
  );
  return after < before;
}
