/**
 * Why a message is in Junk, or might be: what the recipient's filters say, for a person and for a program.
 * @module
 */
import { adviceOf, type Cause, type Judgement } from "../../explain/verdict/judgement.ts";
import { scoreText } from "../../explain/reading/verdict.ts";
import type { Junk, Verdict } from "../../explain/verdict/verdict.ts";
import { escapeLine } from "../terminal/escape.ts";
import { bold, cyan, dim, green, type Piece, red, yellow } from "../terminal/style.ts";
import { brief } from "../terminal/words.ts";
import { wrap } from "../terminal/wrap.ts";

/** Of a field that stands below the Received of the recipient's servers, and names none of them. */
const CAUTION = "Caution: by its place it could have come with the mail.";
/** Columns before a text. */
const INDENT = 6;
/** Causes of one filter that are shown; --json has all. */
const MAX_CAUSES = 10;
/** Values of one filter that are shown. */
const MAX_DETAILS = 12;

/**
 * What the filters say, the one that says junk first, the heaviest cause first; then what to do.
 *
 * @param verdict What they say.
 * @param columns The width of the terminal.
 * @returns The lines; none if nobody says anything.
 */
export function verdictLines(verdict: Verdict, columns: number): Piece[] {
  const { judgements, passedOver, servers } = verdict;
  if (judgements.length === 0 && passedOver.length === 0) return [];
  const lines = passedOver.map(({ line }) => line);
  const shown = `${lines.slice(0, MAX_DETAILS).join(", ")}${
    lines.length > MAX_DETAILS ? " ..." : ""
  }`;
  const [server = "the last server"] = servers;
  return [
    bold("Verdict"),
    dim("  what the recipient's own servers say; nothing else counts"),
    "\n",
    ...judgements.flatMap((each) => judgementLines(each, columns)),
    ...adviceLines(judgements.flatMap(({ causes }) => causes), columns),
    ...(lines.length === 0 ? [] : [dim(wrap(
      `Not counted: line ${shown}. It came with the mail to ${
        brief(server)
      }, and anyone can write that.`,
      2,
      2,
      columns,
    ))]),
  ];
}

function judgementLines(judgement: Judgement, columns: number): Piece[] {
  const { by, junk, verdict, causes, details, standing, field } = judgement;
  const style = junk === true ? red : junk === false ? green : yellow;
  const score = scoreText(judgement);
  const more = causes.length - MAX_CAUSES;
  return [
    "  ",
    cyan(brief(by)),
    "  ",
    style(brief(verdict)),
    score === "" ? "" : `  ${score}`,
    dim(`  line ${field.line}`),
    "\n",
    ...(standing === "own" ? [] : [yellow(wrap(CAUTION, 4, 4, columns))]),
    ...causes.slice(0, MAX_CAUSES).flatMap((cause) => causeLines(cause, columns)),
    ...(more > 0 ? [dim(`    and ${more} more, which weigh less\n`)] : []),
    ...details.filter(({ name }) => !causes.some((cause) => cause.name === name))
      .slice(0, MAX_DETAILS)
      .flatMap(({ name, text }) => [
        dim(wrap(`${brief(name)}: ${text}`, 4, INDENT, columns)),
      ]),
  ];
}

function causeLines({ name, score, text }: Cause, columns: number): Piece[] {
  return [
    "    ",
    bold(brief(name)),
    score === undefined ? "" : `  ${score > 0 ? "+" : ""}${score}`,
    "\n",
    dim(wrap(escapeLine(text), INDENT, INDENT, columns)),
  ];
}

function adviceLines(causes: readonly Cause[], columns: number): Piece[] {
  const advice = adviceOf(causes);
  if (advice.length === 0) return [];
  return [
    "  What to do\n",
    ...advice.map((each) => wrap(`- ${each}`, 4, INDENT, columns)),
  ];
}

/**
 * Why a message is taken for junk, as JSON.
 *
 * @param junk Why, if it is.
 * @returns An object for `JSON.stringify`, or null.
 */
export function junkJson(junk: Junk | undefined): object | null {
  if (junk === undefined) return null;
  const { by, score, threshold, causes } = junk;
  return {
    by: by ?? null,
    score: score ?? null,
    threshold: threshold ?? null,
    causes: causes.map(causeJson),
  };
}

function causeJson({ name, score, text, next }: Cause): object {
  return { name, score: score ?? null, text, next };
}

/**
 * What the filters say, as JSON.
 *
 * @param verdict What they say.
 * @returns An object for `JSON.stringify`.
 */
export function verdictJson({ servers, judgements, passedOver }: Verdict): object {
  return {
    servers,
    judgements: judgements.map((each) => ({
      by: each.by,
      line: each.field.line,
      standing: each.standing,
      junk: each.junk ?? null,
      verdict: each.verdict,
      score: each.score ?? null,
      threshold: each.threshold ?? null,
      causes: each.causes.map(causeJson),
      details: each.details,
    })),
    notCounted: passedOver.map(({ line }) => line),
  };
}
