/**
 * From a header, a rule's name or a value of a filter's field to what the filter thought, and why.
 * @module
 */
import { type HeaderField, parseHeader } from "../../message/header/header.ts";
import { explainReason } from "../verdict/checks.ts";
import { adviceOf, type Judgement } from "../verdict/judgement.ts";
import { findMicrosoftValue } from "../verdict/microsoft_values.ts";
import { findRule } from "../verdict/rules.ts";
import { readVerdict, type Verdict } from "../verdict/verdict.ts";
import { type Explanation, explanationOf, type Point } from "../knowledge/knowledge.ts";

/** The most causes that are told; --json of mua inspect has all. */
const MAX_CAUSES = 12;
/** The most fields that are named as not counting. */
const MAX_PASSED_OVER = 10;

const encoder = new TextEncoder();

/**
 * What the filters and servers of the recipient say in a header, one explanation for each of them, the one
 * that says junk first.
 *
 * @param lines The lines of the header.
 * @returns The explanations; none if nobody says anything.
 */
export function explainVerdict(lines: readonly string[]): Explanation[] {
  const { fields } = parseHeader(encoder.encode(`${lines.join("\n")}\n`));
  const verdict = readVerdict(fields);
  return [
    ...verdict.judgements.map((each) => explainJudgement(each, verdict)),
    ...explainPassedOver(verdict, fields),
  ];
}

function explainJudgement(judgement: Judgement, { servers }: Verdict): Explanation {
  const { by, causes, details, verdict } = judgement;
  const more = causes.length - MAX_CAUSES;
  const points: Point[] = [
    ...standingPoint(judgement, servers),
    ...causes.slice(0, MAX_CAUSES).map(({ name, score, text }) => ({
      about: score === undefined ? name : `${name} ${score}`,
      text,
    })),
    ...(more > 0 ? [{ about: "", text: `And ${more} more, which weigh less.` }] : []),
    ...details.filter(({ name }) => !causes.some((cause) => cause.name === name))
      .map(({ name, text }) => ({ about: name, text })),
  ];
  const next = adviceOf(causes);
  const score = scoreText(judgement);
  const title = `${verdict}${score === "" ? "" : ` (${score})`}`;
  return { kind: "verdict", seen: by, title, points, next, sources: [] };
}

/**
 * The points of a message, and how many are too many.
 *
 * @param judgement Its points, and the limit, as far as they are known.
 */
export function scoreText(
  { score, threshold }: {
    readonly score?: number | undefined;
    readonly threshold?: number | undefined;
  },
): string {
  if (score === undefined) return "";
  return threshold === undefined ? `score ${score}` : `score ${score}, limit ${threshold}`;
}

/** Whose word it is, where it is not certain that it is that of the reader's own server. */
function standingPoint({ standing }: Judgement, servers: readonly string[]): Point[] {
  if (standing === "own") return [];
  const [server] = servers;
  const text = server === undefined
    ? "There is no Received field, so mua cannot tell whose word it is. Only that of your own " +
      "server counts."
    : `It stands where the sender could have put it as well, not above what ${server} wrote.`;
  return [{ about: "Caution", text }];
}

function explainPassedOver(
  { passedOver, servers }: Verdict,
  fields: readonly HeaderField[],
): Explanation[] {
  if (passedOver.length === 0) return [];
  const named = passedOver.slice(0, MAX_PASSED_OVER)
    .map((field) => `${field.name} (${ordinal(fields.indexOf(field) + 1)} field)`);
  const more = passedOver.length - named.length;
  const [server = "your server"] = servers;
  return [{
    kind: "verdict",
    seen: "Not counted",
    title: "claims that came with the mail",
    points: [{
      about: "Fields",
      text:
        `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}. Servers before ${server}, ` +
        "or the sender, wrote them: anyone can write anything there.",
    }],
    next: [],
    sources: ["RFC 8601 section 1.2"],
  }];
}

function ordinal(number: number): string {
  const ten = number % 100;
  const end = ten > 10 && ten < 14 ? "th" : { 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th";
  return `${number}${end}`;
}

/** Rules that have no underscore in their name. */
const SHORT_RULES: ReadonlySet<string> = new Set(["GTUBE", "AWL", "TXREP", "MAILLIST"]);

/**
 * What a word of a filter means: the name of a rule (`RDNS_NONE`), a value of Microsoft's fields (`SCL:5`,
 * `SFV:SPM`), a code of its combined check (`reason=001`).
 *
 * @param word The word.
 * @returns The explanation, or `undefined` if it is not known.
 */
export function explainFilterWord(word: string): Explanation | undefined {
  const [, name, value] = /^(SCL|BCL|SFV|CAT|IPV|SRV|SFTY|DIR|DEST|PTR)[:=](\S{1,40}?);?$/i
    .exec(word) ?? [];
  const known = name === undefined ? undefined : findMicrosoftValue(name, value ?? "");
  if (known !== undefined) {
    const { text, next = [] } = known;
    const title = text.replace(/\.$/, "");
    return explanationOf("rule", word, { title, meaning: MICROSOFT, next });
  }
  const code = /^reason=(\d{3});?$/i.exec(word)?.[1];
  const reason = code === undefined ? undefined : explainReason(code);
  if (reason !== undefined) {
    return explanationOf("rule", word, { title: reason.replace(/\.$/, ""), meaning: COMPAUTH });
  }
  const rule = word.includes("_") || SHORT_RULES.has(word)
    ? findRule(word.toUpperCase())
    : undefined;
  return rule === undefined ? undefined : explanationOf("rule", word, rule);
}

const MICROSOFT =
  "A value in the fields of Microsoft's filter, such as X-Forefront-Antispam-Report.";
const COMPAUTH = "A code that Microsoft gives with compauth= in Authentication-Results.";
