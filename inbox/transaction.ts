/**
 * The mail transaction: MAIL, RCPT and RSET, and what DATA and BDAT want of it (RFC 5321 sections 3.3 and 4.1.1).
 * @module
 */
import { utf8Length } from "../octets/length.ts";
import type { Access } from "./sasl/access.ts";
import { type Offer, refuseMailParameters, refuseRcptParameters } from "./extensions.ts";
import { type Limits, PATH_OCTETS } from "./limits.ts";
import { formatParameters } from "./parameters.ts";
import { type PathArgument, pathFault, splitPathArgument } from "./path.ts";
import { reply, type ServerReply } from "./reply.ts";
import type { Tolerance } from "./tolerance.ts";

/** Who greeted. */
interface Client {
  /** The name that it gave. */
  readonly name: string;
  /** Whether it greeted with EHLO, so that extensions were offered to it. */
  readonly extended: boolean;
}

/** One recipient of a transaction. */
interface TransactionRecipient {
  /** The path of RCPT, without angle brackets. */
  readonly path: string;
  /** Its parameters, such as `NOTIFY=NEVER`. */
  readonly parameters: readonly string[];
}

/** One mail transaction (RFC 5321 section 3.3). */
export interface Transaction {
  /** Who sends the mail. */
  readonly client: Client;
  /** The path of MAIL, without angle brackets. */
  readonly reversePath: string;
  /** The parameters of MAIL, such as `BODY=8BITMIME`. */
  readonly parameters: readonly string[];
  /** The recipients that were accepted. */
  readonly recipients: TransactionRecipient[];
  /** Whether MAIL had SMTPUTF8 (RFC 6531 section 3.4). */
  readonly utf8: boolean;
  /** Whether MAIL had BODY=BINARYMIME, so that only BDAT can carry the message (RFC 3030 section 3). */
  readonly binary: boolean;
}

/** What a session remembers from one command to the next. */
export interface SessionState {
  /** Who greeted, if anyone has. */
  client: Client | undefined;
  /** The transaction that MAIL began. */
  transaction: Transaction | undefined;
  /** Whether the connection is under TLS. */
  encrypted: boolean;
  /** Who has authenticated, if anyone has. */
  user: string | undefined;
}

/**
 * What a session remembers at its beginning, and after STARTTLS (RFC 3207 section 4.2).
 *
 * @param encrypted Whether the connection is under TLS.
 */
export function freshState(encrypted = false): SessionState {
  return { client: undefined, transaction: undefined, encrypted, user: undefined };
}

/**
 * When there is TLS: `auto`, after STARTTLS, for whoever asks; `require`, the same, and no mail without it;
 * `on-connect`, from the first octet on.
 */
export type TlsOffer = "auto" | "require" | "on-connect";

/** What a session knows from the beginning. */
export interface SessionSettings {
  /** What the inbox calls itself. */
  readonly hostName: string;
  /** What it takes. */
  readonly limits: Limits;
  /** When there is TLS, if there is any. */
  readonly tls?: TlsOffer | undefined;
  /** Who may authenticate, if anybody may. */
  readonly access?: Access | undefined;
  /** What it takes though the standard forbids it. */
  readonly tolerance?: Tolerance | undefined;
}

/**
 * What a client is offered now.
 *
 * @param state What the session remembers.
 * @param settings What the session knows.
 */
export function offerOf({ encrypted }: SessionState, settings: SessionSettings): Offer {
  const { limits, tls, access } = settings;
  const isAuthOffered = access !== undefined && (encrypted || access.inClear);
  return {
    limits,
    encrypted,
    startTls: !encrypted && (tls === "auto" || tls === "require"),
    mechanisms: isAuthOffered ? access.mechanisms.map(({ name }) => name) : [],
  };
}

/**
 * Refuses a client that has not done first what the inbox demands (RFC 3207 section 4, RFC 4954 section
 * 6).
 *
 * @param state What the session remembers.
 * @param settings What the session knows.
 * @returns The reply, or `undefined` when nothing is missing.
 */
export function refuseStranger(
  { encrypted, user }: SessionState,
  { tls, access }: SessionSettings,
): ServerReply | undefined {
  const isAuthMissing = access !== undefined && access.required && user === undefined;
  if (!encrypted && (tls === "require" || (isAuthMissing && !access.inClear))) {
    return reply(530, "5.7.0", "Must issue a STARTTLS command first");
  }
  return isAuthMissing ? reply(530, "5.7.0", "Authentication required") : undefined;
}

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
  const demand = refuseStranger(state, settings);
  if (demand !== undefined) return demand;
  if (state.transaction !== undefined) {
    return reply(503, "5.5.1", "A mail is already being sent: finish it or send RSET");
  }
  const isLenient = settings.tolerance?.addresses === true;
  const split = splitPathArgument(argument, "FROM", isLenient);
  if (split === undefined) return wrongSyntax(argument, "FROM");
  const offer = state.client.extended ? offerOf(state, settings) : undefined;
  const refusal = refuseMailParameters(split.parameters, offer) ??
    refuseReversePath(split, isLenient);
  if (refusal !== undefined) return refusal;
  const utf8 = split.parameters.has("SMTPUTF8");
  state.transaction = {
    client: state.client,
    reversePath: split.path,
    parameters: formatParameters(split.parameters),
    recipients: [],
    utf8,
    binary: /^BINARYMIME$/i.test(split.parameters.get("BODY") ?? ""),
  };
  return reply(250, "2.1.0", "Sender ok");
}

function refuseReversePath(
  { path, parameters }: PathArgument,
  isLenient: boolean,
): ServerReply | undefined {
  // RFC 5321 section 4.5.5: notifications come from the null reverse-path.
  if (path === "") return undefined;
  return refusePath(path, parameters.has("SMTPUTF8"), "5.1.7", "sender", isLenient);
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
  const isLenient = settings.tolerance?.addresses === true;
  const split = splitPathArgument(argument, "TO", isLenient);
  if (split === undefined) return wrongSyntax(argument, "TO");
  const { extended } = state.transaction.client;
  const refusal = refuseRcptParameters(split.parameters, extended) ??
    refusePath(split.path, state.transaction.utf8, "5.1.3", "recipient", isLenient);
  if (refusal !== undefined) return refusal;
  // RFC 5321 section 4.5.3.1.10: the mail goes to the recipients so far, the others come with another.
  if (state.transaction.recipients.length >= settings.limits.recipients) {
    return reply(452, "4.5.3", "Too many recipients");
  }
  const parameters = formatParameters(split.parameters);
  state.transaction.recipients.push({ path: split.path, parameters });
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
  if (state.transaction?.binary) return reply(503, "5.5.1", "BINARYMIME needs BDAT, not DATA");
  return startMessage(state);
}

/**
 * Begins a message.
 *
 * @param state What the session remembers.
 * @returns The transaction whose message may come now, or the reply that refuses it.
 */
export function startMessage(state: SessionState): Transaction | ServerReply {
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

function refusePath(
  path: string,
  utf8: boolean,
  status: "5.1.3" | "5.1.7",
  who: "sender" | "recipient",
  isLenient: boolean,
): ServerReply | undefined {
  if (utf8Length(path) + "<>".length > PATH_OCTETS) {
    return reply(501, status, "Path too long");
  }
  // RFC 6531 section 3.5.
  if (!utf8 && NOT_ASCII.test(path)) {
    return reply(553, "5.6.7", `A ${who} that is not ASCII needs SMTPUTF8 with MAIL`);
  }
  if (path === "") return reply(553, status, `The ${who} is empty`);
  const fault = isLenient ? undefined : pathFault(path);
  return fault === undefined
    ? undefined
    : reply(553, status, `The ${who} is not a mailbox: ${fault}; --lenient accepts it`);
}

/** Where only the angle brackets are missing, the client is told of them. */
function wrongSyntax(argument: string, keyword: "FROM" | "TO"): ServerReply {
  const syntax = `Syntax: ${keyword === "FROM" ? "MAIL" : "RCPT"} ${keyword}:<address>`;
  return splitPathArgument(argument, keyword, true) === undefined
    ? reply(501, "5.5.4", syntax)
    : reply(501, "5.5.4", `${syntax}, in angle brackets; --lenient accepts it without`);
}

/**
 * Refuses a command that has no parameters and was given some.
 *
 * @param verb The command.
 * @returns The reply.
 */
export function noParameters(verb: string): ServerReply {
  return reply(501, "5.5.4", `${verb} takes no parameters`);
}

/**
 * Refuses a command that comes too early.
 *
 * @param first What comes before it.
 * @returns The reply.
 */
export function outOfSequence(first: string): ServerReply {
  return reply(503, "5.5.1", `Send ${first} first`);
}
