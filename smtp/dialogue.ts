/**
 * What the client says on a connection before and after the mail (RFC 5321 sections 3.1, 3.2 and 3.8).
 * It decides by replies alone and touches no connection itself.
 * @module
 */
import { ehlo, helo, lhlo, QUIT, STARTTLS } from "./command.ts";
import type { CommandExchange, Conversation } from "./conversation.ts";
import { SmtpError } from "./error.ts";
import { type Extensions, noExtensions, parseExtensions } from "./extensions.ts";
import { boundReceived, quoteReceived } from "./received.ts";
import { CHALLENGE, formatReply, type Reply, replyLines, severity } from "./reply.ts";
import type { TlsMode } from "./security.ts";
import { promptOf, type Stage } from "./stage.ts";

/** The server closes the connection, whatever it was asked (RFC 5321 section 3.8). */
export const SERVICE_CLOSING = 421;

/** The answer to QUIT, and to nothing else (RFC 5321 section 4.3.2). */
export const FAREWELL = 221;

/** What a server answers to QUIT. */
const CLOSING: ReadonlySet<number> = new Set([FAREWELL, SERVICE_CLOSING]);

/** Said of any other answer: a server of LMTP has one for each recipient of the message (RFC 2033). */
const NO_FAREWELL = "is not a reply to QUIT: it may be a second reply to an earlier command";

/** A server that takes no mail at all, now or ever (RFC 7504 section 3): HELO would change nothing. */
const NO_MAIL_SERVICE: ReadonlySet<number> = new Set([521, 554]);

/**
 * How to greet: with EHLO; with HELO alone, as in 1982 (RFC 5321 section 4.1.1.1); or with LHLO, to a
 * server of LMTP (RFC 2033).
 */
export type Greeting = "EHLO" | "HELO" | "LHLO";

/**
 * Waits for the greeting and greets back: EHLO, and HELO if the server does not know EHLO.
 *
 * @param conversation The fresh connection.
 * @param name The name to greet with.
 * @param greeting `HELO` greets with HELO at once: nothing is then offered.
 * @returns What the server offers.
 * @throws {SmtpError} If the server does not want to talk; another host may.
 */
export async function greet(
  conversation: Conversation,
  name: string,
  greeting: Greeting = "EHLO",
): Promise<Extensions> {
  await expectPositive(conversation, "banner");
  if (greeting === "HELO") return await sayHelo(conversation, name);
  if (greeting === "LHLO") return await sayLhlo(conversation, name, "ehlo");
  await conversation.send([ehlo(name)]);
  const reply = await conversation.receive("ehlo");
  if (severity(reply) === "permanent" && !NO_MAIL_SERVICE.has(reply.code)) {
    await refuseSurplus(conversation, "ehlo");
    return await sayHelo(conversation, name);
  }
  requirePositive(reply, "ehlo");
  await refuseSurplus(conversation, "ehlo");
  return parseExtensions(reply);
}

async function sayHelo(conversation: Conversation, name: string): Promise<Extensions> {
  await conversation.send([helo(name)]);
  return noExtensions(await expectPositive(conversation, "helo"));
}

/** There is nothing older to fall back to. */
async function sayLhlo(
  conversation: Conversation,
  name: string,
  stage: "ehlo" | "ehlo-after-tls",
): Promise<Extensions> {
  await conversation.send([{ ...lhlo(name), stage }]);
  const reply = await conversation.receive(stage);
  if (isRefusal(reply)) {
    const text = `the server answered LHLO with ${formatReply(reply)}: does it speak LMTP?`;
    throw new SmtpError(text, { kind: "reply", stage, reply });
  }
  requirePositive(reply, stage);
  await refuseSurplus(conversation, stage);
  return { ...parseExtensions(reply), lmtp: true };
}

/**
 * Greets, and encrypts as the mode says. What the server offered in clear text is forgotten once there
 * is TLS (RFC 3207 section 4.2).
 *
 * @param conversation The fresh connection.
 * @param name The name to greet with.
 * @param mode When to encrypt.
 * @param greeting How to greet; after HELO there is no STARTTLS.
 * @returns What the server offers for the mail.
 * @throws {SmtpError} If the server does not want to talk, or TLS is required and does not come about;
 * never HELO under TLS, and never what was offered in clear text.
 */
export async function greetSecurely(
  conversation: Conversation,
  name: string,
  mode: TlsMode,
  greeting: Greeting = "EHLO",
): Promise<Extensions> {
  if (mode === "on-connect") await conversation.startTls();
  const extensions = await greet(conversation, name, greeting);
  if (mode === "on-connect" || mode === "off") return extensions;
  if (extensions.startTls) return await startTls(conversation, name, mode, greeting) ?? extensions;
  if (mode === "auto") return extensions;
  throw new SmtpError("the server does not offer STARTTLS, and TLS is required", {
    kind: "tls",
    stage: "starttls",
  });
}

/** STARTTLS and a new greeting; `undefined` if the server will not, and it may be done without. */
async function startTls(
  conversation: Conversation,
  name: string,
  mode: TlsMode,
  greeting: Greeting,
): Promise<Extensions | undefined> {
  await conversation.send([STARTTLS]);
  const reply = await conversation.receive("starttls");
  // What comes in clear text now is shown, and means nothing (RFC 3207 section 6).
  if (conversation.unread) throw surplus("starttls", conversation.showUnread("starttls"));
  if (isRefusal(reply) && mode === "auto" && reply.code !== SERVICE_CLOSING) return undefined;
  requirePositive(reply, "starttls");
  await conversation.startTls();
  return greeting === "LHLO"
    ? await sayLhlo(conversation, name, "ehlo-after-tls")
    : await greetAgain(conversation, name);
}

/** EHLO under TLS. */
async function greetAgain(conversation: Conversation, name: string): Promise<Extensions> {
  await conversation.send([{ ...ehlo(name), stage: "ehlo-after-tls" }]);
  return parseExtensions(await expectPositive(conversation, "ehlo-after-tls"));
}

/**
 * Says QUIT and waits briefly for the answer. Whatever happens to the connection then changes nothing: the
 * result of the mail is known before (RFC 5321 section 4.1.1.10). Only late replies to the message may
 * still come in front of that answer, from a server that speaks LMTP (RFC 2033).
 *
 * @param conversation The connection; it is of no use afterwards.
 * @param most How many late replies there may be. With none nobody waits behind the first answer.
 * @returns The replies that came before the farewell. A reply that none follows may be the server's own
 * way to answer QUIT: it is noted, and not returned.
 */
export async function quit(conversation: Conversation, most = 0): Promise<readonly Reply[]> {
  try {
    await conversation.send([QUIT]);
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    return [];
  }
  return await hearFarewell(conversation, most);
}

/**
 * Waits briefly for the answer to a QUIT that has left, as {@linkcode quit} does.
 *
 * @param conversation The connection; it is of no use afterwards.
 * @param most How many late replies there may be.
 * @returns As {@linkcode quit}.
 */
export async function hearFarewell(
  conversation: Conversation,
  most = 0,
): Promise<readonly Reply[]> {
  const others: Reply[] = [];
  try {
    while (others.length <= most) {
      const reply = await conversation.receive("quit");
      if (CLOSING.has(reply.code)) return others;
      conversation.note("quit", `${reply.code} ${NO_FAREWELL}`);
      if (severity(reply) === "intermediate") return others;
      others.push(reply);
    }
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
  }
  return others.slice(0, -1);
}

/**
 * Reads a reply that must be positive for the session to go on.
 *
 * @param conversation The connection.
 * @param stage What is answered.
 * @returns The reply.
 * @throws {SmtpError} If it is not positive, or the server said more than one reply.
 */
export async function expectPositive(conversation: Conversation, stage: Stage): Promise<Reply> {
  const reply = await conversation.receive(stage);
  requirePositive(reply, stage);
  await refuseSurplus(conversation, stage);
  return reply;
}

function requirePositive(reply: Reply, stage: Stage): void {
  switch (severity(reply)) {
    case "positive":
      return;
    case "intermediate":
      throw senseless(reply, stage);
    default:
      throw refusal(reply, stage);
  }
}

/**
 * The server has answered more than it was asked: the next reply would be taken for the answer to
 * something else. Only 421 may come at any time (RFC 5321 section 3.8).
 *
 * @param conversation The connection.
 * @param stage What was answered last.
 * @throws {SmtpError} If there is more.
 */
export async function refuseSurplus(conversation: CommandExchange, stage: Stage): Promise<void> {
  if (!conversation.unread) return;
  const reply = await conversation.receive(stage);
  throw reply.code === SERVICE_CLOSING ? refusal(reply, stage) : surplus(stage, quotable(reply));
}

/**
 * The error of a server that has answered more than it was asked.
 *
 * @param stage What was answered last.
 * @param lines What it said besides.
 * @returns The error to throw.
 */
export function surplus(stage: Stage, lines: readonly string[]): SmtpError {
  const text = `the server sent more than one reply to ${promptOf(stage)}`;
  return protocolError(text, stage, lines);
}

/** A challenge comes as it is, for AUTH: what it repeats of a secret is not masked. */
function quotable(reply: Reply): string[] {
  return reply.code === CHALLENGE ? [] : replyLines(reply);
}

/** The error of what the server should not have said, which is quoted. */
function protocolError(text: string, stage: Stage, lines: readonly string[]): SmtpError {
  const received = boundReceived(lines).lines;
  const kind = "protocol";
  return new SmtpError(text + quoteReceived(received, kind), { kind, stage, received });
}

/**
 * Nothing may follow 354 before the message does. What does all the same is the answer to the message if it
 * refuses: then it makes no difference whether it came with 354 or a moment later.
 *
 * @param conversation The connection, on which 354 was read.
 * @throws {SmtpError} If there is more. Behind 421 the message may still go to another host, for nothing
 * of it was sent.
 */
export async function refuseBehindGoAhead(conversation: CommandExchange): Promise<void> {
  if (!conversation.unread) return;
  const reply = await conversation.receive("data");
  if (reply.code === SERVICE_CLOSING) throw refusal(reply, "data");
  throw isRefusal(reply) ? earlyAnswer(reply) : surplus("data", quotable(reply));
}

/**
 * The error of a reply whose code has no meaning where it came.
 *
 * @param reply The reply.
 * @param stage What it came as an answer to.
 * @returns The error to throw.
 */
export function senseless(reply: Reply, stage: Stage): SmtpError {
  const text = `unexpected reply ${reply.code} to ${promptOf(stage)}`;
  return protocolError(text, stage, quotable(reply));
}

/**
 * The error of a reply that ends the session.
 *
 * @param reply The reply, with a code of 4yz or 5yz.
 * @param stage What it came as an answer to.
 * @returns The error to throw.
 */
export function refusal(reply: Reply, stage: Stage): SmtpError {
  return new SmtpError(`the server answered ${promptOf(stage)} with ${formatReply(reply)}`, {
    kind: "reply",
    stage,
    reply,
  });
}

/**
 * The error of a server that answers before it has the message whole: it cannot have taken it, and the
 * end of the message will not follow.
 *
 * @param reply The answer.
 * @returns The error to throw.
 */
export function earlyAnswer(reply: Reply): SmtpError {
  return isRefusal(reply) ? refusal(reply, "body") : senseless(reply, "body");
}

/** Whether a reply says no, now or ever. */
function isRefusal(reply: Reply): boolean {
  return severity(reply) === "transient" || severity(reply) === "permanent";
}
