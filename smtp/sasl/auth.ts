/**
 * Authentication with AUTH (RFC 4954): carries the exchange of a SASL mechanism. It touches no
 * connection itself.
 * @module
 */
import {
  auth,
  AUTH_CANCEL,
  authResponse,
  authWithResponse,
  type Command,
  CommandError,
} from "../command.ts";
import type { CommandExchange } from "../conversation.ts";
import { refusal, refuseSurplus, senseless, SERVICE_CLOSING } from "../dialogue.ts";
import { SmtpError, type SmtpErrorKind } from "../error.ts";
import type { Extensions } from "../extensions.ts";
import { CHALLENGE, formatReply, type Reply, severity } from "../reply.ts";
import {
  type AsyncExchange,
  type Exchange,
  type Mechanism,
  SaslError,
  type Service,
  type Step,
} from "./mechanism.ts";
import type { Credentials } from "../security.ts";
import { chooseMechanism } from "./mechanisms.ts";

/** The server accepts the user (RFC 4954 section 6). */
const ACCEPTED = 235;

/** How to authenticate. */
export interface AuthOptions {
  /** The only mechanism to use; `undefined` takes the strongest that the server offers. */
  readonly mechanism: string | undefined;
  /** The server. */
  readonly service: Service;
  /** Whether the connection is under TLS and the server's certificate was verified. */
  readonly verifiedTls: boolean;
  /** Whether to authenticate even without that. */
  readonly allowInsecure: boolean;
}

/**
 * Authenticates, with one mechanism: after a refusal no weaker one is tried, for whoever wants the
 * password would only have to refuse.
 *
 * @param conversation The connection, greeted.
 * @param extensions What the server offers now.
 * @param credentials Who we are.
 * @param options How.
 * @throws {SmtpError} `policy` if nothing was sent, because TLS is not verified or the server offers no
 * mechanism that can be used; `auth` if the server refuses, or the mechanism does; `protocol` if the
 * server does not keep to RFC 4954 or the mechanism; `reply` if it closes with 421.
 */
export async function authenticate(
  conversation: CommandExchange,
  extensions: Extensions,
  credentials: Credentials,
  options: AuthOptions,
): Promise<void> {
  if (!options.verifiedTls && !options.allowInsecure) {
    throw authError("policy", `not sending a ${credentials.kind} without verified TLS`);
  }
  const mechanism = selectMechanism(extensions, credentials, options);
  await carry(conversation, mechanism, mechanism.begin(credentials, options.service));
}

function selectMechanism(
  extensions: Extensions,
  { kind }: Credentials,
  { mechanism: wanted }: AuthOptions,
): Mechanism {
  const offered = extensions.keywords.get("AUTH") ?? [];
  const mechanism = chooseMechanism(offered, wanted, kind);
  if (mechanism !== undefined) return mechanism;
  if (offered.length === 0) throw authError("policy", "the server does not offer AUTH");
  const means = wanted === undefined ? `a ${kind}` : wanted.toUpperCase();
  throw authError(
    "policy",
    `cannot authenticate with ${means}: the server offers ${offered.join(", ")}`,
  );
}

/** Carries the exchange until the server accepts. */
async function carry(
  conversation: CommandExchange,
  mechanism: Mechanism,
  exchange: Exchange | AsyncExchange,
): Promise<void> {
  const first = await nextStep(mechanism, exchange, new Uint8Array());
  const initial = first.response && authWithResponse(mechanism.name, first.response);
  await conversation.send([initial ?? auth(mechanism.name)]);
  // A first response that did not fit into the command is what the server asks for first.
  let waiting = first.response !== undefined && initial === undefined;
  let step = first;
  let reply = await receive(conversation);
  while (reply.code === CHALLENGE) {
    let response: Command;
    try {
      const challenge = decodeChallenge(reply);
      if (!waiting) step = await nextStep(mechanism, exchange, challenge);
      response = responseTo(step);
    } catch (error) {
      await cancel(conversation);
      throw error;
    }
    waiting = false;
    await conversation.send([response]);
    reply = await receive(conversation);
  }
  if (reply.code !== ACCEPTED) throw refused(reply, mechanism, step);
  if (waiting || !step.complete) throw authError("protocol", tooEarly(mechanism, step));
}

function tooEarly({ name }: Mechanism, { problem }: Step): string {
  return problem === undefined
    ? `the server accepted before ${name} was complete`
    : `the server accepted after it had refused: ${problem}`;
}

async function receive(conversation: CommandExchange): Promise<Reply> {
  const reply = await conversation.receive("auth");
  await refuseSurplus(conversation, "auth");
  return reply;
}

/** The text of a challenge is one word of base64, or nothing (RFC 4954 section 4). */
function decodeChallenge(reply: Reply): Uint8Array {
  const [text = "", ...others] = reply.lines;
  try {
    if (others.length === 0 && !/\s/.test(text)) {
      return Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw authError("protocol", "the server's challenge is not base64");
}

/** What the mechanism says next; it ends after a few steps, so that no server can keep it going for ever. */
async function nextStep(
  mechanism: Mechanism,
  exchange: Exchange | AsyncExchange,
  challenge: Uint8Array,
): Promise<Step> {
  try {
    const { value, done } = await exchange.next(challenge);
    if (!done) return value;
  } catch (error) {
    if (!(error instanceof SaslError)) throw error;
    throw authError(error.kind, error.message);
  }
  throw authError("protocol", `the server asks for more steps than ${mechanism.name} has`);
}

function responseTo({ response = new Uint8Array() }: Step): Command {
  try {
    return authResponse(response);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw authError("auth", error.message);
  }
}

/** Cancels the exchange (RFC 4954 section 4); whether that reaches the server changes nothing. */
async function cancel(conversation: CommandExchange): Promise<void> {
  try {
    await conversation.send([AUTH_CANCEL]);
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
  }
}

/** What the codes of RFC 4954 section 6 mean to a person. */
const MEANINGS: Readonly<Record<number, string>> = {
  432: "the server requires one login with another mechanism first",
  454: "the server cannot authenticate anyone now",
  534: "the server requires a stronger mechanism",
  535: "the server does not accept these credentials",
  538: "the server requires encryption first",
};

function refused(reply: Reply, mechanism: Mechanism, { problem }: Step): SmtpError {
  if (reply.code === SERVICE_CLOSING) return refusal(reply, "auth");
  const judgement = severity(reply);
  if (judgement === "positive" || judgement === "intermediate") return senseless(reply, "auth");
  const meaning = MEANINGS[reply.code] ?? "the server refuses to authenticate us";
  const detail = problem === undefined ? "" : ` (${problem})`;
  const text = `${meaning}: ${formatReply(reply)} to AUTH ${mechanism.name}${detail}`;
  return new SmtpError(text, { kind: "auth", stage: "auth", reply });
}

function authError(kind: SmtpErrorKind, message: string): SmtpError {
  return new SmtpError(message, { kind, stage: "auth" });
}
