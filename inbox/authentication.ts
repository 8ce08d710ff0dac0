/**
 * AUTH: an exchange of a SASL mechanism in the dialogue of the inbox (RFC 4954 section 4). What a client
 * shows is never shown further.
 * @module
 */
import { MASK } from "../smtp/connection/mask.ts";
import type { Access } from "./sasl/access.ts";
import type { Conversation } from "./conversation.ts";
import type { DialoguePart } from "./effect.ts";
import { AUTH_LINE_OCTETS } from "./limits.ts";
import type { Line } from "./line.ts";
import { reply, type ServerReply } from "./reply.ts";
import type { ServerExchange, Verdict } from "./sasl/mechanism.ts";
import type { SessionState } from "./transaction.ts";

/** How to authenticate a client. */
interface AuthenticationOptions {
  /** Who may. */
  readonly access: Access;
  /** What the inbox calls itself. */
  readonly hostName: string;
  /** A text that nobody can guess. */
  readonly newId: () => string;
}

const REFUSED = reply(535, "5.7.8", "Authentication credentials invalid");
const CANCELLED = reply(501, "5.7.0", "Authentication cancelled");
const NOT_BASE64 = reply(501, "5.5.2", "Invalid base64");
const LINE_TOO_LONG = reply(500, "5.5.6", "Authentication line too long");
const ACCEPTED = reply(235, "2.7.0", "Authentication successful");

/** The argument of AUTH: a mechanism, and an initial response or `=` for an empty one. */
const ARGUMENT = /^([A-Z0-9_-]{1,20})(?: +(\S+))?$/i;

/**
 * Authenticates a client.
 *
 * @param conversation The dialogue.
 * @param argument What follows the verb.
 * @param state What the session remembers; it is changed.
 * @param options How.
 * @returns The answer, or `undefined` when the session has ended.
 */
export function* authenticate(
  conversation: Conversation,
  argument: string,
  state: SessionState,
  options: AuthenticationOptions,
): DialoguePart<ServerReply | undefined> {
  const { access, hostName, newId } = options;
  // RFC 4954 section 4.
  if (state.user !== undefined) return reply(503, "5.5.1", "Already authenticated");
  if (state.transaction !== undefined) {
    return reply(503, "5.5.1", "AUTH is not permitted during a mail transaction");
  }
  const [, name, initial] = ARGUMENT.exec(argument) ?? [];
  if (name === undefined) return reply(501, "5.5.4", "Syntax: AUTH mechanism");
  const mechanism = access.mechanisms.find((each) => each.name === name.toUpperCase());
  if (mechanism === undefined) return reply(504, "5.5.4", "Mechanism not offered");
  if (initial !== undefined && mechanism.speaksFirst) {
    return reply(501, "5.5.4", `${mechanism.name} takes no initial response`);
  }
  const exchange = mechanism.begin({ door: access.door, nonce: newId(), hostName });
  const end = yield* carry(conversation, exchange, initial);
  if (end === undefined || "code" in end) return end;
  if (end.kind === "malformed") return reply(501, "5.5.2", end.reason);
  if (end.kind === "refused") return REFUSED;
  state.user = end.user;
  return ACCEPTED;
}

/** Carries the exchange to its verdict; or to the reply that ends it before. */
function* carry(
  conversation: Conversation,
  exchange: ServerExchange,
  initial: string | undefined,
): DialoguePart<Verdict | ServerReply | undefined> {
  let step = exchange.next();
  for (let early = initial; !step.done; early = undefined) {
    const response = early ?? (yield* ask(conversation, step.value));
    if (response === undefined || typeof response !== "string") return response;
    const octets = decode(response);
    if (octets === undefined) return NOT_BASE64;
    step = exchange.next(octets);
  }
  return step.value;
}

const latin1 = new TextDecoder("latin1");

/** Sends a challenge and gives the response to it. */
function* ask(
  conversation: Conversation,
  challenge: Uint8Array,
): DialoguePart<string | ServerReply | undefined> {
  yield* conversation.say("auth", reply(334, undefined, challenge.toBase64()));
  const line = yield* conversation.nextLine(AUTH_LINE_OCTETS);
  if (line === undefined) return undefined;
  const text = line.kind === "too-long" ? "" : latin1.decode(line.octets);
  yield { kind: "hear", stage: "auth", text: text === "*" ? text : MASK };
  return readResponse(line, text);
}

function readResponse(line: Line, text: string): string | ServerReply {
  if (line.kind === "too-long") return LINE_TOO_LONG;
  if (text === "*") return CANCELLED;
  return line.kind === "bare-lf" ? NOT_BASE64 : text;
}

/** RFC 4954 section 4: a lone `=` is an empty response, and no padding may be missing. */
function decode(text: string): Uint8Array | undefined {
  if (text === "=") return new Uint8Array(0);
  try {
    return /\s/.test(text) ? undefined : Uint8Array.fromBase64(text, {
      lastChunkHandling: "strict",
    });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
