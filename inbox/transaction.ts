/**
 * The mail transaction: MAIL, RCPT, DATA and RSET (RFC 5321 sections 3.3 and 4.1.1).
 * @module
 */
import { type Limits, PATH_OCTETS } from "./limits.ts";
import type { Parameters } from "./parameters.ts";
import { isMailbox, type PathArgument, splitPathArgument } from "./path.ts";
import { reply, type ServerReply } from "./reply.ts";

/** Who greeted. */
export interface Client {
  /** The name that it gave. */
  readonly name: string;
  /** Whether it greeted with EHLO, so that extensions were offered to it. */
  readonly extended: boolean;
}

/** One mail transaction (RFC 5321 section 3.3). */
export interface Transaction {
  /** Who sends the mail. */
  readonly client: Client;
  /** The path of MAIL, without angle brackets. */
  readonly reversePath: string;
  /** The paths of RCPT that were accepted, without angle brackets. */
  readonly recipients: string[];
  /** Whether MAIL had SMTPUTF8 (RFC 6531 section 3.4). */
  readonly utf8: boolean;
}

/** What a session remembers from one command to the next. */
export interface SessionState {
  /** Who greeted, if anyone has. */
  client: Client | undefined;
  /** The transaction that MAIL began. */
  transaction: Transaction | undefined;
}

/** What a session knows from the beginning. */
export interface SessionSettings {
  /** What the inbox calls itself. */
  readonly hostName: string;
  /** What it takes. */
  readonly limits: Limits;
}

/** RFC 1870 section 6. */
export const MESSAGE_TOO_LARGE: ServerReply = reply(552, "5.3.4", "Message too large");

const NOT_ASCII = /[^ -~]/;

/**
 * MAIL begins a transaction (RFC 5321 section 4.1.1.2).
 *
 * @param argument What follows the verb.
 * @param state What the session remembers; it is changed.
 * @param settings What the session knows.
 * @returns The reply.
 */
export function mail(
  argument: string,
  state: SessionState,
  settings: SessionSettings,
): ServerReply {
  if (state.client === undefined) return outOfSequence("EHLO or HELO");
  if (state.transaction !== undefined) {
    return reply(503, "5.5.1", "A mail is being sent already: end it or say RSET");
  }
  const split = splitPathArgument(argument, "FROM");
  if (split === undefined) return reply(501, "5.5.4", "Syntax: MAIL FROM:<address>");
  const refusal = refuseMailParameters(split.parameters, state.client.extended, settings.limits) ??
    refuseReversePath(split);
  if (refusal !== undefined) return refusal;
  const utf8 = split.parameters.has("SMTPUTF8");
  state.transaction = {
    client: state.client,
    reversePath: split.path,
    recipients: [],
    utf8,
  };
  return reply(250, "2.1.0", "Sender ok");
}

function refuseMailParameters(
  parameters: Parameters,
  extended: boolean,
  limits: Limits,
): ServerReply | undefined {
  // RFC 5321 section 4.1.1.11; whoever said HELO was offered no extension.
  const known = extended ? ["SIZE", "BODY", "SMTPUTF8"] : [];
  const unknown = refuseUnknownParameters(parameters, known);
  if (unknown !== undefined) return unknown;
  const size = parameters.get("SIZE");
  if (parameters.has("SIZE") && !/^[0-9]{1,20}$/.test(size ?? "")) {
    return reply(501, "5.5.4", "SIZE wants a number of octets");
  }
  if (Number(size ?? 0) > limits.messageOctets) return MESSAGE_TOO_LARGE;
  if (parameters.has("BODY") && !/^(?:7BIT|8BITMIME)$/i.test(parameters.get("BODY") ?? "")) {
    return reply(501, "5.5.4", "BODY wants 7BIT or 8BITMIME");
  }
  if (parameters.get("SMTPUTF8") !== undefined) {
    return reply(501, "5.5.4", "SMTPUTF8 has no value");
  }
  return undefined;
}

function refuseReversePath({ path, parameters }: PathArgument): ServerReply | undefined {
  // RFC 5321 section 4.5.5: notifications come from the null reverse-path.
  if (path === "") return undefined;
  return refusePath(path, parameters.has("SMTPUTF8"), "5.1.7", "sender");
}

/**
 * RCPT names a recipient (RFC 5321 section 4.1.1.3).
 *
 * @param argument What follows the verb.
 * @param state What the session remembers; it is changed.
 * @param settings What the session knows.
 * @returns The reply.
 */
export function rcpt(
  argument: string,
  state: SessionState,
  settings: SessionSettings,
): ServerReply {
  if (state.transaction === undefined) return outOfSequence("MAIL");
  const split = splitPathArgument(argument, "TO");
  if (split === undefined) return reply(501, "5.5.4", "Syntax: RCPT TO:<address>");
  const refusal = refuseUnknownParameters(split.parameters, []) ??
    refusePath(split.path, state.transaction.utf8, "5.1.3", "recipient");
  if (refusal !== undefined) return refusal;
  // RFC 5321 section 4.5.3.1.10: the mail goes to the recipients so far, the others come with another.
  if (state.transaction.recipients.length >= settings.limits.recipients) {
    return reply(452, "4.5.3", "Too many recipients");
  }
  state.transaction.recipients.push(split.path);
  return reply(250, "2.1.5", "Recipient ok");
}

/**
 * Begins DATA.
 *
 * @param argument What follows the verb.
 * @param state What the session remembers.
 * @returns The transaction whose message may come now, or the reply that refuses it.
 */
export function startData(argument: string, state: SessionState): Transaction | ServerReply {
  if (argument !== "") return noParameters("DATA");
  if (state.transaction === undefined) return outOfSequence("MAIL");
  if (state.transaction.recipients.length === 0) {
    return reply(554, "5.5.1", "No valid recipients");
  }
  return state.transaction;
}

/**
 * RSET forgets the transaction (RFC 5321 section 4.1.1.5).
 *
 * @param argument What follows the verb.
 * @param state What the session remembers; it is changed.
 * @returns The reply.
 */
export function rset(argument: string, state: SessionState): ServerReply {
  if (argument !== "") return noParameters("RSET");
  state.transaction = undefined;
  return reply(250, "2.0.0", "Ok");
}

function refuseUnknownParameters(
  parameters: Parameters,
  known: readonly string[],
): ServerReply | undefined {
  return Array.from(parameters.keys()).every((keyword) => known.includes(keyword))
    ? undefined
    : reply(555, "5.5.4", "A parameter is not recognized or was not offered");
}

function refusePath(
  path: string,
  utf8: boolean,
  status: "5.1.3" | "5.1.7",
  who: "sender" | "recipient",
): ServerReply | undefined {
  if (new TextEncoder().encode(path).length + "<>".length > PATH_OCTETS) {
    return reply(501, status, "Path too long");
  }
  // RFC 6531 section 3.5.
  if (!utf8 && NOT_ASCII.test(path)) {
    return reply(553, "5.6.7", `A ${who} that is not ASCII needs SMTPUTF8 with MAIL`);
  }
  if (!isMailbox(path)) return reply(553, status, `The ${who} is not a mailbox`);
  return undefined;
}

/**
 * Refuses a command that has no parameters and was given some.
 *
 * @param verb The command.
 * @returns The reply.
 */
export function noParameters(verb: string): ServerReply {
  return reply(501, "5.5.4", `${verb} has no parameters`);
}

function outOfSequence(first: string): ServerReply {
  return reply(503, "5.5.1", `${first} comes first`);
}
