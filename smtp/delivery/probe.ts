/**
 * A probe: the dialogue of a mail up to a stage, and not the mail. What a server would say to it is
 * heard, and nothing is ever delivered.
 * @module
 */
import { DATA, mail, rcpt, RSET } from "../command.ts";
import type { Conversation } from "../conversation.ts";
import { expectPositive, greet, quit, refuseSurplus } from "../dialogue.ts";
import type { Envelope, MessageSource, Recipient } from "../envelope.ts";
import { SmtpError } from "../error.ts";
import { noExtensions } from "../extensions.ts";
import { localRefusal, replyVerdict, type Verdict } from "../ledger.ts";
import type { Outcome } from "../outcome.ts";
import { mailParameters, rcptParameters } from "../parameters.ts";
import { type Reply, severity } from "../reply.ts";
import { describeSecurity } from "../security.ts";
import type { Stage } from "../stage.ts";
import { receiveAnswer, receiveDataAnswer } from "../transfer/answers.ts";
import { fitMessage } from "../transfer/seven_bit.ts";
import { findObstacle, type Load } from "../transfer/transaction.ts";
import { type Carrier, deliver, type DeliveryOptions } from "./deliver.ts";
import type { Destination, Host } from "./destination.ts";
import { reach } from "./reach.ts";
import type { Greet, Welcome } from "./visit.ts";

/** Where a probe may stop, in the order of the dialogue. */
export const PROBE_STAGES = ["banner", "ehlo", "tls", "auth", "mail", "rcpt", "data"] as const;

/** Where a probe stops. */
export type ProbeStage = typeof PROBE_STAGES[number];

/** What would happen to a recipient, as far as the probe went. */
export interface ProbeOutcome extends Omit<Outcome, "status"> {
  /** `accepted`: nothing was in the way up to the stage; else how the mail would end. */
  readonly status: "accepted" | "deferred" | "refused";
  /** The host that it is about, if there is one. */
  readonly host: Pick<Host, "name" | "preference"> | undefined;
}

/**
 * Whether a probe stops before the envelope is told.
 *
 * @param until Where it stops.
 */
export function stopsBeforeMail(until: ProbeStage): boolean {
  return PROBE_STAGES.indexOf(until) < PROBE_STAGES.indexOf("mail");
}

/**
 * Asks the hosts of a destination, one after the other as for a delivery, what they would say to a mail.
 *
 * @param destination The recipients and the hosts.
 * @param envelope Who the mail would be from; before MAIL it is not told.
 * @param message The message, by which MAIL says its size.
 * @param until Where to stop.
 * @param options How.
 * @returns What would happen to each recipient.
 */
export async function probe(
  destination: Destination,
  envelope: Envelope,
  message: MessageSource,
  until: ProbeStage,
  options: DeliveryOptions,
): Promise<readonly ProbeOutcome[]> {
  const carry = prober(destination.port, until, options);
  const outcomes = await deliver(destination, envelope, message, options, carry);
  const { hosts } = destination;
  return outcomes.map((outcome) => ({
    ...outcome,
    status: probeStatus(outcome),
    host: hosts.find(({ name }) => name === outcome.decidedBy?.host) ??
      (hosts.length === 1 ? hosts[0] : undefined),
  }));
}

/** In the ledger of a probe, "delivered" is the word for an answer that was yes; unknown is nothing, as no dot leaves. */
function probeStatus({ status }: Outcome): ProbeOutcome["status"] {
  if (status === "delivered") return "accepted";
  return status === "unknown" ? "deferred" : status;
}

/** Visits a host up to the stage. */
function prober(port: number, until: ProbeStage, options: DeliveryOptions): Carrier {
  return (host, load) => {
    let banner: Reply | undefined;
    const greetUntil: Greet = async (conversation, name, mode, greeting) => {
      if (mode === "on-connect") await conversation.startTls();
      if (until === "ehlo") return await greet(conversation, name, greeting);
      banner = await expectPositive(conversation, "banner");
      return noExtensions(banner);
    };
    const isGreetingAll = until === "banner" || until === "ehlo";
    const how = {
      ...options,
      ...(isGreetingAll ? { greet: greetUntil } : {}),
      withoutAuth: isGreetingAll || until === "tls",
      tls: { ...options.tls, shows: true },
    };
    const work = async (welcome: Welcome): Promise<void> => {
      const { session } = welcome;
      if (stopsBeforeMail(until)) {
        const verdict = banner === undefined
          ? passed(until, undefined, whatWasFound(until, welcome, options))
          : replyVerdict(banner, "banner");
        load.ledger.settle(load.ledger.waiting, verdict);
      } else if (await probeEnvelope(welcome, load, until)) {
        session.note("data", "Closing the connection: nothing but a message may follow 354");
        return;
      }
      await quit(session);
    };
    return reach(host, { port, requireTls: load.sender.requireTls === true, work }, how);
  };
}

/** The result of a recipient that nothing was in the way of. */
function passed(stage: Stage, reply: Reply | undefined, explanation: string): Verdict {
  return { status: "delivered", reason: "accepted", stage, reply, explanation };
}

/** What a probe found that is no single reply. */
function whatWasFound(
  until: ProbeStage,
  { extensions: { keywords, startTls }, security }: Welcome,
  { auth, tls }: DeliveryOptions,
): string {
  switch (until) {
    case "ehlo":
      return keywords.size === 0 ? "offers nothing" : `offers ${[...keywords.keys()].join(", ")}`;
    case "tls": {
      const lacksTls = !security.encrypted && tls.mode !== "off" && !startTls;
      return describeSecurity(security) + (lacksTls ? ": the server does not offer STARTTLS" : "");
    }
    default: {
      if (auth !== undefined) return `authenticated as ${auth.credentials.user}`;
      const offered = keywords.get("AUTH") ?? [];
      return offered.length === 0
        ? "authentication was not asked for, and is not offered"
        : `authentication was not asked for; offered: ${offered.join(", ")}`;
    }
  }
}

/**
 * Tells the envelope, one command at a time so that none leaves behind the stage, and takes it back.
 *
 * @returns Whether the server waits for the message now: then no command can follow.
 * @throws {SmtpError} If the session fails.
 */
async function probeEnvelope(
  { session, extensions }: Welcome,
  { sender, message, ledger }: Load,
  until: ProbeStage,
): Promise<boolean> {
  const fitting = await fitMessage(message, extensions);
  const obstacle = findObstacle(extensions, sender, ledger.waiting, fitting);
  if (obstacle !== undefined) {
    ledger.settle(ledger.waiting, localRefusal(obstacle, "mail"));
    return false;
  }
  const recipients = ledger.waiting;
  const parameters = mailParameters(sender, recipients, fitting.message, extensions);
  await session.send([mail(sender.reversePath, parameters)]);
  const reply = await receiveAnswer(session, "mail");
  await refuseSurplus(session, "mail");
  if (severity(reply) !== "positive" || until === "mail") {
    ledger.settle(recipients, replyVerdict(reply, "mail"));
    await takeBack(session);
    return false;
  }
  const accepted: Recipient[] = [];
  for (const recipient of recipients) {
    await session.send([rcpt(recipient.address, rcptParameters(recipient, sender, extensions))]);
    const answer = await receiveAnswer(session, "rcpt");
    await refuseSurplus(session, "rcpt");
    const isAccepted = severity(answer) === "positive";
    if (isAccepted) accepted.push(recipient);
    if (!isAccepted || until === "rcpt") ledger.settle([recipient], replyVerdict(answer, "rcpt"));
  }
  if (until === "data" && accepted.length > 0) {
    await session.send([DATA]);
    const answer = await receiveDataAnswer(session);
    const isAsked = severity(answer) === "intermediate";
    const verdict = replyVerdict(answer, "data");
    ledger.settle(accepted, isAsked ? passed("data", answer, verdict.explanation) : verdict);
    if (isAsked) return true;
  }
  await takeBack(session);
  return false;
}

/** RSET, by which the server forgets the envelope; its answer changes nothing of what is known. */
async function takeBack(conversation: Conversation): Promise<void> {
  try {
    await conversation.send([RSET]);
    await conversation.receive("rset");
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
  }
}
