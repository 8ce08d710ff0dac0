/**
 * Authentication at an IMAP server: AUTHENTICATE (RFC 3501 section 6.2.2, RFC 4959) with the mechanisms
 * of SASL, else LOGIN (section 6.2.3).
 * @module
 */
import type { Mechanism, Service, Step } from "../../smtp/sasl/mechanism.ts";
import type { Credentials } from "../../smtp/mod.ts";
import { SaslError } from "../../smtp/sasl/mechanism.ts";
import { chooseMechanism } from "../../smtp/sasl/mechanisms.ts";
import { MailboxError } from "../mailbox.ts";
import { quoted } from "./command.ts";
import type { ImapSession } from "./session.ts";

/** The response that takes an exchange back (RFC 3501 section 6.2.2). */
const CANCEL = "*";

/**
 * Authenticates, with one mechanism: after a refusal no weaker one is tried.
 *
 * @param session The connection, which may carry a secret.
 * @param credentials Who we are.
 * @param service The server.
 * @param wanted The only mechanism to use; `undefined` takes the strongest that is offered.
 * @returns The mechanism, or `LOGIN`.
 * @throws {MailboxError} `authentication` if the server does not accept us, or offers no mechanism that
 * can be used.
 */
export async function authenticate(
  session: ImapSession,
  credentials: Credentials,
  service: Service,
  wanted: string | undefined,
): Promise<string> {
  const capabilities = await session.capabilities();
  const offered = [...capabilities].flatMap((word) => /^AUTH=(.+)$/.exec(word)?.[1] ?? []);
  const mechanism = chooseMechanism(offered, wanted, credentials.kind);
  session.mask.keep(credentials);
  try {
    if (mechanism !== undefined) {
      await carry(session, mechanism, credentials, service, capabilities.has("SASL-IR"));
    } else {
      refuseLogin(capabilities, offered, credentials, wanted);
      await session.command(`LOGIN ${quoted(credentials.user)} ${quoted(credentials.secret)}`);
    }
  } catch (error) {
    if (!(error instanceof MailboxError) || error.problem !== "refused") throw error;
    const text = `the IMAP server does not accept ${credentials.user}: ${error.message}`;
    throw new MailboxError("authentication", text, error);
  }
  session.forgetCapabilities();
  return mechanism?.name ?? "LOGIN";
}

/** LOGIN is for a password, where no mechanism was asked for and the server allows it. */
function refuseLogin(
  capabilities: ReadonlySet<string>,
  offered: readonly string[],
  { kind, user, secret }: Credentials,
  wanted: string | undefined,
): void {
  const allowed = kind === "password" && wanted === undefined && !capabilities.has("LOGINDISABLED");
  if (!allowed) {
    const means = wanted === undefined ? `a ${kind}` : wanted.toUpperCase();
    const list = offered.length === 0 ? "no mechanism" : offered.join(", ");
    const text = `cannot authenticate with ${means}: the IMAP server offers ${list}`;
    throw new MailboxError("authentication", text);
  }
  if (/^[ -~]*$/.test(user + secret)) return;
  throw new MailboxError(
    "authentication",
    "IMAP LOGIN supports only ASCII user names and passwords",
  );
}

async function carry(
  session: ImapSession,
  mechanism: Mechanism,
  credentials: Credentials,
  service: Service,
  isInitialAllowed: boolean,
): Promise<void> {
  const exchange = mechanism.begin(credentials, service);
  let failure: unknown;
  const next = async (challenge: Uint8Array): Promise<Step> => {
    const { value, done } = await exchange.next(challenge);
    if (done !== true && value !== undefined) return value;
    throw new SaslError("protocol", `the server sent an extra challenge in ${mechanism.name}`);
  };
  let step = await begin(next);
  const isInitial = isInitialAllowed && step.response !== undefined;
  let waiting = step.response !== undefined && !isInitial;
  const respond = async (challenge: string): Promise<string> => {
    try {
      if (!waiting) step = await next(decode(challenge));
      waiting = false;
      return write(step);
    } catch (error) {
      failure = error;
      return CANCEL;
    }
  };
  const write = ({ response = new Uint8Array() }: Step): string => {
    const word = response.toBase64();
    session.mask.keepResponse(word);
    return word;
  };
  // An empty first response is written as "=" (RFC 4959 section 3).
  const initial = isInitial ? ` ${write(step) || "="}` : "";
  try {
    await session.command(`AUTHENTICATE ${mechanism.name}${initial}`, { onContinue: respond });
  } catch (error) {
    throw failure === undefined ? error : saslFailure(failure);
  }
  if (failure !== undefined) throw saslFailure(failure);
  if (waiting || !step.complete) {
    const text = `the IMAP server accepted before ${mechanism.name} was complete`;
    throw new MailboxError("protocol", text);
  }
}

async function begin(next: (challenge: Uint8Array) => Promise<Step>): Promise<Step> {
  try {
    return await next(new Uint8Array());
  } catch (error) {
    throw saslFailure(error);
  }
}

function decode(challenge: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(challenge, { lastChunkHandling: "strict" });
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SaslError("protocol", "the server's challenge is not base64");
  }
}

function saslFailure(error: unknown): unknown {
  if (!(error instanceof SaslError)) return error;
  const problem = error.kind === "auth" ? "authentication" : "protocol";
  return new MailboxError(problem, error.message, error);
}
