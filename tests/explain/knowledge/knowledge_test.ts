import { CHECK_RESULTS } from "../../../explain/authentication/check_result.ts";
import { COMMANDS } from "../../../explain/knowledge/command.ts";
import { DNS_TERMS } from "../../../explain/knowledge/dns.ts";
import {
  explainEnhancedCode,
  parseEnhancedCode,
} from "../../../explain/knowledge/enhanced_code.ts";
import { ENHANCED_DETAILS } from "../../../explain/knowledge/enhanced_detail.ts";
import { FIELDS } from "../../../explain/knowledge/field.ts";
import { GLOSSARY } from "../../../explain/knowledge/glossary.ts";
import { KEYWORDS } from "../../../explain/knowledge/keyword.ts";
import type { Knowledge } from "../../../explain/knowledge/knowledge.ts";
import { explainWord, knownWords } from "../../../explain/reading/lookup.ts";
import { atMoment, type Moment, momentOf, MOMENTS } from "../../../explain/knowledge/moment.ts";
import { OWN_LOG_LINES } from "../../../explain/reading/own_log.ts";
import { PORT_TERMS } from "../../../explain/knowledge/port.ts";
import { REPLY_CODES, ruleOf } from "../../../explain/knowledge/reply_code.ts";
import { replySentence, sentenceAt } from "../../../explain/knowledge/reply_moment.ts";
import { RESULT_TERMS } from "../../../explain/knowledge/result.ts";
import { SASL_MECHANISMS } from "../../../explain/knowledge/sasl.ts";
import { SERVER_WORDS } from "../../../explain/reading/server_words.ts";
import { TLS_TERMS } from "../../../explain/knowledge/tls.ts";
import { STAGE_DEADLINES } from "../../../smtp/stage.ts";
import { assert, assertEquals, assertMatch } from "../../std/assert.ts";

const EVERYTHING: readonly (readonly [name: string, known: Knowledge])[] = [
  ...[...REPLY_CODES].map(([code, known]) => [String(code), known] as const),
  ...ENHANCED_DETAILS,
  ...KEYWORDS,
  ...SASL_MECHANISMS,
  ...FIELDS,
  ...CHECK_RESULTS,
  ...[...DNS_TERMS, ...TLS_TERMS, ...PORT_TERMS, ...RESULT_TERMS, ...GLOSSARY].map((term) =>
    [term.names.join(), term] as const
  ),
  ...[...SERVER_WORDS, ...OWN_LOG_LINES].map((words) => [words.pattern.source, words] as const),
];

Deno.test("all that is known has a title, sentences, and sources that can be looked up", () => {
  for (const [name, { title, meaning, when = ".", next = [], sources = [] }] of EVERYTHING) {
    assertMatch(title, /^\S.*[^\s.]$/, name);
    for (const sentence of [meaning, when]) assertMatch(sentence, /[.…]$/, name);
    for (const text of [title, meaning, when, ...next]) {
      assertMatch(text, /^[\x20-\x7e…é]+$/, name);
      assertEquals(text.includes("  "), false, `${name}: ${text}`);
    }
    for (const source of sources) {
      assertMatch(
        source,
        /^RFC [1-9]\d{2,3}( (section \d+(\.\d+)*|appendix [A-Z](\.\d+)*))?$/,
        name,
      );
    }
  }
});

Deno.test("no sentence sends a person to an option or a command that mua does not have", async () => {
  const { sendOptions } = await import("../../../cli/send/options.ts");
  const { domainOptions } = await import("../../../cli/domain/options.ts");
  const { verifyOptions } = await import("../../../cli/verify/options.ts");
  const { commands } = await import("../../../cli/commands.ts");
  // Also negated flags, the options of all commands and those of mua mx.
  const options = new Set(
    Object.keys({ ...sendOptions, ...domainOptions, ...verifyOptions }).flatMap((name) => [
      `--${name}`,
      `--no-${name}`,
    ]),
  );
  for (const name of ["--stage", "--help", "--debug", "--allow-private"]) options.add(name);
  for (const [name, { meaning, next = [] }] of EVERYTHING) {
    const text = [meaning, ...next].join(" ");
    for (const [option] of text.matchAll(/(?<!\S)--[a-z-]+/g)) assert(options.has(option), name);
    for (const [, command = ""] of text.matchAll(/\bmua ([a-z]+) (?=[-A-Z'])/g)) {
      assert(commands.some((entry) => entry.name === command), `${name}: mua ${command}`);
    }
  }
});

Deno.test("every stage of a delivery is a moment, and can be named", () => {
  for (const stage of Object.keys(STAGE_DEADLINES)) {
    assertEquals(momentOf(stage), stage);
    assertMatch(atMoment(momentOf(stage) ?? "rset"), /^(at|as|after|in|when|while|during) /);
  }
});

const HANDLED: readonly (readonly [moment: Moment, codes: readonly number[]])[] = [
  ["banner", [220, 421, 521, 554]],
  ["ehlo", [250, 421, 500, 501, 502, 504, 550, 554]],
  ["helo", [250, 421, 501, 502, 550]],
  ["starttls", [220, 454, 501, 503]],
  ["auth", [235, 334, 421, 432, 454, 500, 501, 503, 504, 530, 534, 535, 538]],
  ["mail", [250, 421, 450, 451, 452, 455, 501, 503, 530, 550, 552, 553, 554, 555]],
  ["rcpt", [250, 251, 252, 421, 450, 451, 452, 455, 503, 550, 551, 552, 553, 554, 555, 556]],
  ["data", [354, 421, 450, 451, 452, 503, 550, 554]],
  ["bdat", [250, 421, 451, 452, 503, 552, 554]],
  ["dot", [250, 421, 450, 451, 452, 550, 552, 554]],
  ["rset", [250, 421]],
  ["quit", [221]],
];

Deno.test("every reply that a delivery meets has a sentence of its own", () => {
  for (const [moment, codes] of HANDLED) {
    for (const code of codes) {
      const said = sentenceAt(code, moment) ?? REPLY_CODES.get(code)?.title;
      assert(said !== undefined, `${code} at ${moment}`);
      assertEquals(replySentence(code, moment), `${code}: ${said}.`);
    }
  }
});

Deno.test("550 at RCPT is about the mailbox, and after the dot about the message", () => {
  assertMatch(sentenceAt(550, "rcpt") ?? "", /mailbox/);
  assertMatch(sentenceAt(550, "dot") ?? "", /message/);
});

Deno.test("every code of three digits that can be one has a sentence at every moment", () => {
  for (const moment of MOMENTS) {
    for (let code = 200; code < 600; code++) {
      assertMatch(replySentence(code, moment), /^\d{3}: [a-z5A-Z].*\.$/);
    }
  }
  assertEquals(ruleOf(199), undefined);
  assertEquals(ruleOf(600), undefined);
});

/** Subjects and the highest detail that IANA's registry has of each. */
const REGISTRY = [[0, 0], [1, 10], [2, 4], [3, 6], [4, 7], [5, 6], [6, 10], [7, 30]] as const;

Deno.test("every enhanced code of the registry is known, and no other", () => {
  const registered = REGISTRY.flatMap(([subject, last]) =>
    Array.from({ length: last + 1 }, (_, detail) => `${subject}.${detail}`)
  );
  assertEquals([...ENHANCED_DETAILS.keys()], registered);
  for (const numbers of registered) {
    const text = `5.${numbers}`;
    assert(parseEnhancedCode(text) !== undefined, text);
    assertEquals(explainEnhancedCode(text)?.kind, "enhanced-code", text);
  }
});

Deno.test("waiting is advised after 4.x.x alone", () => {
  const nextOf = (text: string): string => explainEnhancedCode(text)?.next.join(" ") ?? "";
  assertMatch(nextOf("4.3.1"), /Wait/);
  assertEquals(nextOf("5.3.1"), "");
  assertEquals(nextOf("2.1.5"), "");
});

Deno.test("every word that is known can be asked for", () => {
  for (const word of knownWords()) {
    const found = explainWord(word);
    assert(found.length > 0 && found.every(({ kind }) => kind !== "unknown"), word);
  }
});

Deno.test("every command names answers that are known, and an example that it understands", () => {
  for (const { verb, usual, example, does, legal, sources } of COMMANDS.values()) {
    assert(example.startsWith(verb), verb);
    for (const code of usual) assert(REPLY_CODES.has(code), `${verb} ${code}`);
    for (const sentence of [does, legal]) assertMatch(sentence, /^[A-Z].*\.$/, verb);
    for (const source of sources) assertMatch(source, /^RFC \d{4}/, verb);
  }
});

Deno.test("words of a first lesson about mail are known", () => {
  const words =
    "envelope,header,body,CRLF,SMTP,ESMTP,relay,MX,telnet,open relay,queue,bounce,MUA,MTA," +
    "MSA,MDA,reverse-path,forward-path,dot stuffing,dot-stuffing,pipelining,greylisting,postmaster";
  for (const word of words.split(",")) {
    const [first] = explainWord(word);
    assert(first !== undefined && first.sources.length > 0, word);
  }
  assertEquals(explainWord("greylisting").map(({ kind }) => kind), ["term"]);
});

Deno.test("a result of mua is explained before what DNS calls so", () => {
  assertEquals(explainWord("refused").map(({ kind }) => kind), ["result", "dns"]);
  for (const word of ["delivered", "deferred", "unknown"]) {
    assertEquals(explainWord(word).map(({ kind }) => kind), ["result"], word);
  }
});

Deno.test("keywords of IANA's registry are known", () => {
  const registered =
    "8BITMIME ATRN AUTH BINARYMIME BURL CHECKPOINT CHUNKING CONNEG CONPERM DELIVERBY " +
    "DSN ENHANCEDSTATUSCODES ETRN EXPN FUTURERELEASE HELP LIMITS MT-PRIORITY MTRK NO-SOLICITING " +
    "ONEX PIPELINING REQUIRETLS RRVS SAML SEND SIZE SMTPUTF8 SOML STARTTLS SUBMITTER TURN UTF8SMTP " +
    "VERB VRFY";
  for (const keyword of registered.split(" ")) assert(KEYWORDS.has(keyword), keyword);
});
