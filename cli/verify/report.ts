/**
 * A verification as lines for a person.
 * @module
 */
import type { ArcVerdict } from "../../trust/arc/chain.ts";
import type { SignatureVerdict } from "../../trust/dkim/verdict.ts";
import type { DmarcVerdict, WalkStep } from "../../trust/dmarc/judge.ts";
import type { SpfVerdict } from "../../trust/spf/evaluate.ts";
import { bold, cyan, dim, green, type Piece, red, yellow } from "../terminal/style.ts";
import { brief, octets } from "../terminal/words.ts";
import { escapeLine } from "../terminal/escape.ts";
import { wrap } from "../terminal/wrap.ts";
import type { Verified } from "./verify.ts";
import { dmarcWords, noteWords, signatureWords, spfWords } from "./words.ts";

/** Columns of the method and its result. */
const INDENT = 19;
const METHOD_WIDTH = 7;
const RESULT_WIDTH = 10;
/** Differences and names that are shown; --json has all. */
const MAX_SHOWN = 20;

/**
 * The verification.
 *
 * @param verified What was found out.
 * @param columns The width of the terminal.
 */
export function verificationLines(verified: Verified, columns: number): Piece[] {
  const { signatures, omittedSignatures, spf, dmarc, arc, resolvers } = verified;
  const prose = proseIn(columns);
  const who = resolvers.length === 0 ? "no name server" : resolvers.map(brief).join(", ");
  return [
    bold("Verified now"),
    dim(`  with the answers of ${who}\n`),
    ...signatures.flatMap((each) => signatureLines(each, prose)),
    ...(signatures.length === 0 ? row("DKIM", "none", prose("There is no signature.")) : []),
    ...(omittedSignatures > 0
      ? [dim(prose(`${omittedSignatures} more signatures were not looked at.`))]
      : []),
    ...spfLines(spf, prose),
    ...dmarcLines(dmarc, prose),
    ...arcLines(arc, prose),
    ...differenceLines(verified, columns),
    ...conclusion(verified, columns),
  ];
}

type Prose = (text: string) => string;

function proseIn(columns: number): Prose {
  return (text) => wrap(escapeLine(text), INDENT, INDENT, columns);
}

/** The first line of a prose stands behind the method and the result. */
function row(method: string, result: string, text: string): Piece[] {
  return [
    `  ${method.padEnd(METHOD_WIDTH)}`,
    styleOf(result)(result),
    " ".repeat(Math.max(1, RESULT_WIDTH - result.length)),
    text.trimStart(),
  ];
}

function styleOf(result: string): (...pieces: Piece[]) => Piece {
  switch (result) {
    case "pass":
      return green;
    case "fail":
    case "permerror":
      return red;
    case "none":
      return dim;
    default:
      return yellow;
  }
}

function signatureLines(verdict: SignatureVerdict, prose: Prose): Piece[] {
  const { signature, result, reason, keyBits, fields, notes } = verdict;
  const { domain, selector, algorithm, length } = signature;
  const bits = keyBits === undefined ? "" : `, ${keyBits} bits`;
  const signer = domain === "" ? "Someone" : domain;
  const key = selector === "" ? "" : ` with its key ${selector}`;
  const body = length === undefined ? "the body" : `${octets(length)} of the body`;
  const words = signatureWords(verdict);
  return [
    ...row("DKIM", result, prose(`${signer} signs${key} (${algorithm || "no algorithm"}${bits}).`)),
    ...(words === "" ? [] : [reason === "no-answer" ? yellow(prose(words)) : red(prose(words))]),
    ...notes.map((note) => yellow(prose(noteWords(note, verdict)))),
    ...(fields.length === 0
      ? []
      : [dim(prose(`Signed: ${unique(fields).join(", ")} and ${body}.`))]),
  ];
}

function unique(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()].slice(0, MAX_SHOWN);
}

function spfLines(spf: SpfVerdict, prose: Prose): Piece[] {
  const { result, identity, record, lookups, voidLookups, envelope, detail } = spf;
  const { line, by } = envelope;
  const source = line === undefined
    ? ""
    : `The client is that of line ${line}${by ? `, by ${by}` : ""}. `;
  const what = identity === "helo" ? "MAIL FROM is empty, so the name in EHLO counts. " : "";
  const used = record === undefined
    ? ""
    : `${lookups} of at most 10 lookups${
      voidLookups > 0 ? `, ${voidLookups} of them empty` : ""
    }: ${record}`;
  const hint = result === "unchecked" && detail.includes("tells")
    ? "Give it with --ip, --mail-from and --helo."
    : "";
  const more = `${source}${what}${used}${hint}`.trim();
  return [
    ...row("SPF", result, prose(spfWords(spf))),
    ...(more === "" ? [] : [dim(prose(more))]),
  ];
}

function dmarcLines(dmarc: DmarcVerdict, prose: Prose): Piece[] {
  const { result, policyDomain, record, walk, strict } = dmarc;
  const exact = [...(strict.dkim ? ["DKIM"] : []), ...(strict.spf ? ["SPF"] : [])];
  return [
    ...row("DMARC", result, prose(dmarcWords(dmarc))),
    ...(record === undefined || policyDomain === undefined
      ? []
      : [dim(prose(`Policy of ${policyDomain}: ${record}`))]),
    ...(exact.length === 0
      ? []
      : [dim(prose(`The domain of ${exact.join(" and ")} must be the very same (strict).`))]),
    ...(walk.length === 0
      ? []
      : [dim(prose(`Asked: ${walk.slice(0, MAX_SHOWN).map(stepWords).join(", ")}`))]),
  ];
}

const STEPS: Readonly<Record<WalkStep["found"], string>> = {
  "record": "a record",
  "none": "none",
  "no-such-name": "no such name",
  "several": "several, so none",
  "no-answer": "no answer",
};

function stepWords({ name, found }: WalkStep): string {
  return `${name} (${STEPS[found]})`;
}

function arcLines({ result, detail, seals, message }: ArcVerdict, prose: Prose): Piece[] {
  if (result === "none") return row("ARC", "none", prose("No forwarder has sealed it."));
  const words = result === "pass"
    ? "All seals hold, and nothing was altered after the last one."
    : result === "fail"
    ? `The chain is broken: ${detail}.`
    : `It could not be checked: ${detail}.`;
  const sealed = seals.map(({ instance, domain, result, chain, detail }) =>
    `Seal ${instance} of ${domain}: ${result}${detail === "" ? "" : `, ${detail}`}; it says ${
      chain === "none" ? "that none was there before" : `of those before: ${chain}`
    }.`
  );
  const last = seals.length === 0 ? [] : [`The message as the last sealer had it: ${message}.`];
  return [
    ...row("ARC", result, prose(words)),
    ...[...sealed, ...last].map((text) => dim(prose(text))),
  ];
}

function differenceLines({ differences }: Verified, columns: number): Piece[] {
  return differences.slice(0, MAX_SHOWN).flatMap(
    ({ method, domain, server, line, claimed, found }) => {
      const what = `${method}=${claimed}${domain === "" ? "" : ` for ${domain}`}`;
      const text =
        `${server === "" ? "A server" : server} claims ${what} in line ${line}; now it is ` +
        `${found}. What DNS says may have changed since, the message may have been altered after it, ` +
        "or the claim is forged.";
      return ["  ", yellow("differs"), wrap(escapeLine(text), INDENT, INDENT, columns).slice(9)];
    },
  );
}

/** Whether there is proof that does not hold; otherwise there is none. */
function isBroken({ signatures, spf, dmarc, arc }: Verified): boolean {
  const results = [spf.result, dmarc.result, arc.result];
  return signatures.some(({ result }) => result !== "pass") ||
    results.some((result) => /^(?:fail|softfail|permerror)$/.test(result));
}

function conclusion(verified: Verified, columns: number): Piece[] {
  const { outcome, unanswered } = verified;
  const sentence = (style: (text: string) => Piece, text: string): Piece[] => [
    "  ",
    style(wrap(escapeLine(text), 2, 2, columns).slice(2)),
  ];
  switch (outcome) {
    case "pass":
      return sentence(green, "Everything that could be checked holds.");
    case "unchecked": {
      const [first] = unanswered;
      const why = first === undefined ? "" : `: ${first.type} of ${first.name}: ${first.detail}`;
      return sentence(yellow, `Not everything could be checked${why}. Try again later.`);
    }
    case "fail":
      return isBroken(verified)
        ? sentence(cyan, "Not everything holds: see what each check says above.")
        : sentence(cyan, "Nothing proves where it comes from.");
  }
}
