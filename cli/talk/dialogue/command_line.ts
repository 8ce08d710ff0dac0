/**
 * A line of SMTP as a person types it: right or wrong, it goes out as it is, and is read here only to
 * know what its answer will mean.
 * @module
 */
import type { Stage } from "../../../smtp/mod.ts";

/** The commands that mua knows (RFC 5321 section 4.1.1; RFC 3207, 4954, 3030, 1985 and 2033). */
export const VERBS = [
  "HELO",
  "EHLO",
  "LHLO",
  "STARTTLS",
  "AUTH",
  "MAIL",
  "RCPT",
  "DATA",
  "BDAT",
  "RSET",
  "NOOP",
  "VRFY",
  "EXPN",
  "HELP",
  "ETRN",
  "QUIT",
] as const;

/** One of {@linkcode VERBS}. */
export type Verb = typeof VERBS[number];

/** A line of SMTP. */
export interface CommandLine {
  /** The line without its end. */
  readonly text: string;
  /** Its command, if it is one that mua knows. */
  readonly verb: Verb | undefined;
  /** Its first word, as it stood. */
  readonly word: string;
  /** What follows the first word, without the space between them. */
  readonly argument: string;
}

/**
 * Reads a line.
 *
 * @param text The line without its end.
 * @returns What it says.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readCommandLine } from "./command_line.ts";
 * const { verb, argument } = readCommandLine("mail FROM: <a@x.example>");
 * assertEquals([verb, argument], ["MAIL", "FROM: <a@x.example>"]);
 * ```
 */
export function readCommandLine(text: string): CommandLine {
  const [, word = "", argument = ""] = /^[ \t]*([^ \t]*)[ \t]*(.*)$/s.exec(text) ?? [];
  const verb = VERBS.find((each) => each === word.toUpperCase());
  return { text, verb, word, argument };
}

const STAGES: Readonly<Record<Verb, Stage>> = {
  HELO: "helo",
  EHLO: "ehlo",
  LHLO: "ehlo",
  STARTTLS: "starttls",
  AUTH: "auth",
  MAIL: "mail",
  RCPT: "rcpt",
  DATA: "data",
  BDAT: "body",
  RSET: "rset",
  NOOP: "rset",
  VRFY: "rset",
  EXPN: "rset",
  HELP: "rset",
  ETRN: "rset",
  QUIT: "quit",
};

/** What an answer of the server is an answer to. */
export type Question =
  /** The connection itself. */
  | { readonly kind: "banner" }
  /** A command. */
  | { readonly kind: "command"; readonly line: CommandLine }
  /** The response to a challenge of AUTH. */
  | { readonly kind: "response" }
  /** The message, ended by its dot. */
  | { readonly kind: "message"; readonly of?: AnswerOf }
  /** A chunk of BDAT; the last one ends the message. */
  | { readonly kind: "chunk"; readonly isLast: boolean; readonly of?: AnswerOf };

/** Which of the answers to a message it is: a server of LMTP gives one a recipient (RFC 2033 section 4.2). */
export interface AnswerOf {
  /** The recipient, as RCPT named it. */
  readonly recipient: string;
  /** Whether others were answered for before. */
  readonly isFurther: boolean;
  /** The recipients that are answered for behind it. */
  readonly others: readonly string[];
}

/**
 * Whether what is answered is a command.
 *
 * @param question What is answered.
 * @param verb The command.
 * @returns Whether it is that one.
 */
export function isCommand(question: Question | undefined, verb: Verb): boolean {
  return question?.kind === "command" && question.line.verb === verb;
}

/**
 * Which of the answers to a message is due.
 *
 * @param question What is to be answered.
 * @returns It; `undefined` where there is only one.
 */
export function answerOf(question: Question | undefined): AnswerOf | undefined {
  return question?.kind === "message" || question?.kind === "chunk" ? question.of : undefined;
}

/**
 * The stage that an answer belongs to; commands that RFC 5321 section 4.5.3.2 gives no deadline have that
 * of RSET.
 *
 * @param question What is answered.
 * @returns The stage.
 */
export function stageOf(question: Question): Stage {
  switch (question.kind) {
    case "banner":
      return "banner";
    case "response":
      return "auth";
    case "message":
      return "dot";
    case "chunk":
      return question.isLast ? "dot" : "body";
    case "command":
      return question.line.verb === undefined ? "rset" : STAGES[question.line.verb];
  }
}

/**
 * What is waited for, in words.
 *
 * @param question What is to be answered.
 * @returns For example `the answer to RCPT`.
 */
export function describeQuestion(question: Question): string {
  switch (question.kind) {
    case "banner":
      return "the greeting";
    case "response":
      return "the answer to AUTH";
    case "message":
      return "the answer to the final dot";
    case "chunk":
      return "the answer to BDAT";
    case "command":
      return `the answer to ${question.line.verb ?? "the command"}`;
  }
}
