/**
 * Where a dialogue stands: a function of what was asked and what was answered, and of nothing else
 * (RFC 5321 sections 3 and 4.1.4).
 * @module
 */
import { type Extensions, noExtensions, parseExtensions } from "../../../smtp/extensions.ts";
import type { Reply } from "../../../smtp/mod.ts";
import { severity } from "../../../smtp/reply.ts";
import type { CommandLine, Question } from "./command_line.ts";

/**
 * What the prompt shows:
 * - `connected`: nobody has greeted, or TLS has begun and all is forgotten (RFC 3207 section 4.2);
 * - `greeted`: HELO or EHLO was accepted, and no mail is under way;
 * - `mail`: there is a sender;
 * - `rcpt`: there is a recipient;
 * - `data`: lines are lines of the message, up to the dot;
 * - `chunk`: octets are octets of the message, as many as BDAT said;
 * - `auth`: lines are responses to challenges of AUTH;
 * - `closed`: there is no connection any more.
 */
export type Phase =
  | "connected"
  | "greeted"
  | "mail"
  | "rcpt"
  | "data"
  | "chunk"
  | "auth"
  | "closed";

/** The state of a dialogue. */
export interface DialogueState {
  /** Where it stands. */
  readonly phase: Phase;
  /** What the server offers, if it was greeted; nothing after HELO. */
  readonly extensions: Extensions | undefined;
  /** Whether it is a server of LMTP, greeted with LHLO (RFC 2033). */
  readonly isLmtp: boolean;
  /** The recipients of the mail that were accepted, as RCPT named them. */
  readonly recipients: readonly string[];
  /** Whether it goes through TLS. */
  readonly encrypted: boolean;
  /** Whether AUTH was accepted. */
  readonly authenticated: boolean;
}

/** A connection on which nothing was said. */
export const NEW_DIALOGUE: DialogueState = {
  phase: "connected",
  extensions: undefined,
  isLmtp: false,
  recipients: [],
  encrypted: false,
  authenticated: false,
};

/**
 * The state after an answer.
 *
 * @param state The state before.
 * @param question What was answered.
 * @param reply The answer.
 * @returns The state.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readCommandLine } from "./command_line.ts";
 * import { afterReply, NEW_DIALOGUE } from "./state.ts";
 * const helo = { kind: "command", line: readCommandLine("HELO alberto") } as const;
 * const reply = { code: 250, enhanced: undefined, lines: ["mx.example"] };
 * assertEquals(afterReply(NEW_DIALOGUE, helo, reply).phase, "greeted");
 * ```
 */
export function afterReply(state: DialogueState, question: Question, reply: Reply): DialogueState {
  switch (question.kind) {
    case "banner":
      return state;
    case "message":
      return isToGoOn(question) ? state : withoutMail(state);
    case "chunk": {
      if (isToGoOn(question)) return state;
      const goesOn = isPositive(reply) && !question.isLast;
      return goesOn ? { ...state, phase: "rcpt" } : withoutMail(state);
    }
    case "response":
      return afterAuth(state, reply);
    case "command":
      return afterCommand(state, question.line, reply);
  }
}

function afterCommand(state: DialogueState, line: CommandLine, reply: Reply): DialogueState {
  switch (line.verb) {
    case "EHLO":
    case "LHLO":
    case "HELO":
      return isPositive(reply) ? greeted(state, line.verb, reply) : state;
    case "MAIL":
      return isPositive(reply) ? { ...state, phase: "mail", recipients: [] } : state;
    case "RCPT":
      return isPositive(reply) ? withRecipient(state, line.argument) : state;
    case "DATA":
      return severity(reply) === "intermediate" ? { ...state, phase: "data" } : state;
    case "RSET":
      return isPositive(reply) ? withoutMail(state) : state;
    case "AUTH":
      return afterAuth(state, reply);
    case "QUIT":
      return isPositive(reply) ? closed(state) : state;
    default:
      return state;
  }
}

function greeted(
  state: DialogueState,
  verb: "EHLO" | "LHLO" | "HELO",
  reply: Reply,
): DialogueState {
  const extensions = verb === "HELO" ? noExtensions(reply) : parseExtensions(reply);
  return { ...state, phase: "greeted", extensions, isLmtp: verb === "LHLO", recipients: [] };
}

/** The argument of RCPT is `TO:`, a path, and perhaps parameters. */
function withRecipient(state: DialogueState, argument: string): DialogueState {
  const recipient = /<[^>]*>/.exec(argument)?.[0] ?? argument;
  return { ...state, phase: "rcpt", recipients: [...state.recipients, recipient] };
}

function afterAuth(state: DialogueState, reply: Reply): DialogueState {
  if (severity(reply) === "intermediate") return { ...state, phase: "auth" };
  const before = state.phase === "auth" ? withoutMail(state) : state;
  return isPositive(reply) ? { ...before, authenticated: true } : before;
}

/** The state when a mail has ended, or an exchange within the dialogue. */
function withoutMail(state: DialogueState): DialogueState {
  const phase = state.extensions === undefined ? "connected" : "greeted";
  return { ...state, phase, recipients: [] };
}

/**
 * The state under TLS: all that was said before is forgotten (RFC 3207 section 4.2).
 *
 * @returns The state.
 */
export function afterTls(): DialogueState {
  return { ...NEW_DIALOGUE, encrypted: true };
}

/**
 * The state without a connection.
 *
 * @param state The state before.
 * @returns The state.
 */
export function closed(state: DialogueState): DialogueState {
  return { ...state, phase: "closed" };
}

/** Whether the server of LMTP answers for another recipient next. */
function isToGoOn({ of }: Question & { readonly kind: "message" | "chunk" }): boolean {
  return of !== undefined && of.others.length > 0;
}

function isPositive(reply: Reply): boolean {
  return severity(reply) === "positive";
}
