/**
 * From one word, or a few that belong together, to everything they may mean.
 * @module
 */
import { explainAnswer } from "./answer.ts";
import { CHECK_RESULTS, explainCheckResult } from "../authentication/check_result.ts";
import { AUTHENTICATION_TERMS } from "../authentication/terms.ts";
import { commandFault, COMMANDS, type SmtpCommand } from "../knowledge/command.ts";
import { DNS_TERMS } from "../knowledge/dns.ts";
import { explainEnhancedCode } from "../knowledge/enhanced_code.ts";
import { FIELDS, findField } from "../knowledge/field.ts";
import { KEYWORDS } from "../knowledge/keyword.ts";
import { GLOSSARY } from "../knowledge/glossary.ts";
import {
  type Explanation,
  explanationOf,
  type Kind,
  type Knowledge,
  type Point,
} from "../knowledge/knowledge.ts";
import { momentOf } from "../knowledge/moment.ts";
import { PORT_TERMS } from "../knowledge/port.ts";
import { REPLY_CODES } from "../knowledge/reply_code.ts";
import { replySentence } from "../knowledge/reply_moment.ts";
import { RESULT_TERMS } from "../knowledge/result.ts";
import { SASL_MECHANISMS } from "../knowledge/sasl.ts";
import { wordsIn } from "./server_words.ts";
import { explainFilterWord } from "./verdict.ts";
import { findTerm, type Term } from "../knowledge/term.ts";
import { TLS_TERMS } from "../knowledge/tls.ts";

/** Other ways to write a command. */
const COMMAND_NAMES: Readonly<Record<string, string>> = {
  "MAIL FROM": "MAIL",
  "MAIL FROM:": "MAIL",
  "RCPT TO": "RCPT",
  "RCPT TO:": "RCPT",
  "DOT": ".",
  "FINAL DOT": ".",
  "END OF DATA": ".",
};

const REPLY_CODE = /^[2-5]\d\d$/;

/**
 * Whether a word looks like an SMTP reply code and is not a known port number.
 *
 * @param word The word.
 */
export function isReplyCode(word: string): boolean {
  return REPLY_CODE.test(word) && findTerm(PORT_TERMS, word) === undefined;
}

/**
 * Everything a word may mean: `STARTTLS` is a keyword and a command.
 *
 * @param word A term, in upper or lower case; it may contain spaces, like `null MX`.
 * @returns The explanations; none if the word is not known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainWord } from "./lookup.ts";
 * assertEquals(explainWord("starttls").map(({ kind }) => kind), ["keyword", "command"]);
 * assertEquals(explainWord("nothing of ours"), []);
 * ```
 */
export function explainWord(word: string): Explanation[] {
  const name = word.trim();
  const upper = name.toUpperCase();
  if (isReplyCode(name)) return [explainAnswer({ code: Number(name), text: "" }, name)];
  const enhanced = explainEnhancedCode(name);
  // Some providers use numbers of their own that are in no registry.
  if (enhanced?.kind === "unknown" && wordsIn(name) !== undefined) {
    return [explainAnswer({ enhanced: name, text: "" }, name)];
  }
  if (enhanced !== undefined) return [enhanced];
  const check = explainCheckResult(name);
  if (check !== undefined) return [check];
  const filter = explainFilterWord(name);
  if (filter !== undefined) return [filter];
  const command = COMMANDS.get(COMMAND_NAMES[upper] ?? upper);
  return [
    ...of("keyword", name, KEYWORDS.get(upper)),
    ...(command === undefined ? [] : [explainCommand(command, name)]),
    ...of("sasl", name, SASL_MECHANISMS.get(upper)),
    ...of("field", name, findField(name)),
    ...of("term", name, findTerm(GLOSSARY, name)),
    ...of("term", name, findTerm(AUTHENTICATION_TERMS, name) ?? findTag(name)),
    ...of("result", name, findTerm(RESULT_TERMS, /^\d{1,3}$/.test(name) ? `exit ${name}` : name)),
    ...of("dns", name, findTerm(DNS_TERMS, name)),
    ...of("tls", name, findTerm(TLS_TERMS, name)),
    ...of("port", name, findTerm(PORT_TERMS, name)),
  ];
}

/** A tag with a value of its own (`adkim=s`), or a record as it is published, by its version. */
function findTag(word: string): Term | undefined {
  const name = /^v=[a-z]+1(?=[; ]|$)/i.exec(word)?.[0] ??
    /^([a-z]{1,5}=)[^;=\s]+$/i.exec(word)?.[1];
  return name === undefined ? undefined : findTerm(AUTHENTICATION_TERMS, name);
}

function of(kind: Kind, seen: string, known: Knowledge | undefined): Explanation[] {
  return known === undefined ? [] : [explanationOf(kind, seen, known)];
}

/**
 * Explains a command, with its syntax and its usual answers.
 *
 * @param command The command.
 * @param seen The piece of the input it comes from.
 */
export function explainCommand(command: SmtpCommand, seen: string): Explanation {
  const moment = momentOf(command.verb);
  const fault = commandFault(seen);
  const answers = command.usual.map((code) =>
    moment === undefined
      ? `${code} ${REPLY_CODES.get(code)?.title ?? ""}.`
      : replySentence(code, moment).replace(":", "")
  );
  return {
    kind: "command",
    seen,
    title: command.title,
    points: [
      ...(fault === undefined ? [] : [{ about: "Note", text: fault }]),
      { about: "Meaning", text: command.does },
      { about: "Syntax", text: command.syntax },
      { about: "Example", text: command.example },
      { about: "When", text: command.legal },
      ...answers.map((text, index) => ({ about: index === 0 ? "Answers" : "", text })),
    ],
    next: [],
    sources: command.sources,
  };
}

/** Every known word, for suggestions. */
export function knownWords(): string[] {
  const names = ({ names }: Term): readonly string[] => names;
  return [
    ...KEYWORDS.keys(),
    ...COMMANDS.keys(),
    ...SASL_MECHANISMS.keys(),
    ...[...FIELDS.values()].map(({ name }) => name),
    ...DNS_TERMS.flatMap(names),
    ...TLS_TERMS.flatMap(names),
    ...PORT_TERMS.flatMap(names),
    ...RESULT_TERMS.flatMap(names),
    ...CHECK_RESULTS.keys(),
    ...GLOSSARY.flatMap(names),
    ...AUTHENTICATION_TERMS.flatMap(names),
  ];
}

/** A path, or the name of a text file: `/var/log/mail.log`, `bounce.eml`. */
const FILE_NAME = /^(?!\w+:\/\/)(?:\S*\/\S*|\S+\.(?:eml|log|msg|mbox|txt)|\.\.?)$/i;

/**
 * Whether a word has the form of a path.
 *
 * @param word The word.
 */
export function isFileName(word: string): boolean {
  return FILE_NAME.test(word.trim());
}

/**
 * What can be said about an unknown word.
 *
 * @param seen The word.
 */
export function unknownWord(seen: string): Explanation {
  const isFile = isFileName(seen);
  return {
    kind: "unknown",
    seen,
    title: "unknown to mua",
    points: [/\d/.test(seen) && !isFile ? RULE_OF_DIGITS : KNOWN_KINDS],
    next: [
      ...(isFile ? ["To explain the contents of a file: mua explain - <FILE"] : []),
      "Give the server's whole line: mua explain '550 5.7.1 …', or mua explain -",
    ],
    sources: [],
  };
}

const RULE_OF_DIGITS: Point = {
  about: "Rule",
  text: "The first digit of a code says the most: 2 success, 3 go on, 4 temporary failure (the " +
    "same may work later), 5 permanent failure (something must be changed first).",
};

const KNOWN_KINDS: Point = {
  about: "Known",
  text: "Codes (550, 5.7.1), commands (RCPT), EHLO keywords (SIZE), header fields (Received), " +
    "terms of DNS (NXDOMAIN), TLS (self-signed), AUTH (PLAIN) and mail (envelope, relay), " +
    "ports, mua's results (deferred), and what servers say.",
};
