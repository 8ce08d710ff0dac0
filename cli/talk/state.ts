/**
 * Where a dialogue stands: a function of what was asked and what was answered, and of nothing else
 * (RFC 5321 sections 3 and 4.1.4).
 * @module
 */
import { type Extensions, noExtensions, parseExtensions } from "../../smtp/extensions.ts";
import { type Reply, severity } from "../../smtp/reply.ts";
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
  /** Whether it goes through TLS. */
  readonly encrypted: boolean;
  /** Whether AUTH was accepted. */
  readonly authenticated: boolean;
}

/** A connection on which nothing was said. */
export const NEW_DIALOGUE: DialogueState = {
  phase: "connected",
  extensions: undefined,
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
      return withoutMail(state);
    case "chunk": {
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
      if (!isPositive(reply)) return state;
      return { ...state, phase: "greeted", extensions: parseExtensions(reply) };
    case "HELO":
      if (!isPositive(reply)) return state;
      return { ...state, phase: "greeted", extensions: noExtensions(reply) };
    case "MAIL":
      return isPositive(reply) ? { ...state, phase: "mail" } : state;
    case "RCPT":
      return isPositive(reply) ? { ...state, phase: "rcpt" } : state;
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

function afterAuth(state: DialogueState, reply: Reply): DialogueState {
  if (severity(reply) === "intermediate") return { ...state, phase: "auth" };
  const before = state.phase === "auth" ? withoutMail(state) : state;
  return isPositive(reply) ? { ...before, authenticated: true } : before;
}

/** The state when a mail has ended, or an exchange within the dialogue. */
function withoutMail(state: DialogueState): DialogueState {
  return { ...state, phase: state.extensions === undefined ? "connected" : "greeted" };
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

function isPositive(reply: Reply): boolean {
  return severity(reply) === "positive";
}
