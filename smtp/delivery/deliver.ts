/**
 * Delivery: the hosts of a destination one after the other, until one has answered for every recipient
 * (RFC 5321 section 5.1). A message that may have been taken is never offered again.
 * @module
 */
import type { IpAddress } from "../../dns/mod.ts";
import type { Destination, Host } from "./destination.ts";
import type { MessageSource, Sender } from "../envelope.ts";
import type { SmtpError } from "../error.ts";
import { errorVerdict, Ledger } from "../ledger.ts";
import type { Attempt, Outcome } from "../outcome.ts";
import type { Stage } from "../stage.ts";
import { leave } from "../transfer/further_answers.ts";
import { type BeforeDot, deliverMail, type Load } from "../transfer/transaction.ts";
import { reach, type Reached, type ReachEnd } from "./reach.ts";
import type { VisitOptions, Welcome } from "./visit.ts";

/** Addresses that are tried for one destination: RFC 5321 section 5.1 asks for at least two. */
export const DELIVERY_MAX_ADDRESSES = 5;

/** How to deliver. */
export interface DeliveryOptions extends VisitOptions {
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** Called right before the octets leave that end the message for some recipients. */
  readonly beforeDot?: BeforeDot;
}

/** The mail, on its way to one destination. */
interface Delivery {
  readonly load: Load;
  readonly port: number;
  readonly attempts: Attempt[];
  /** By recipient, the attempt that decided. */
  readonly decisions: Map<string, Attempt>;
  readonly carry: Carrier;
}

/** Brings a mail to a host, perhaps the last one that it can go to, and what comes of it into its ledger. */
export type Carrier = (host: Host, load: Load, isLast: boolean) => Promise<Reached>;

/**
 * Delivers a message to the recipients of one destination.
 *
 * @param destination The recipients and the hosts.
 * @param sender Who it is from, and what they ask for.
 * @param message The message.
 * @param options How.
 * @param carry Brings it to a host; by default on a connection of its own.
 * @returns What happened to each recipient, in the order of the destination.
 */
export async function deliver(
  destination: Destination,
  sender: Sender,
  message: MessageSource,
  options: DeliveryOptions,
  carry: Carrier = carryAlone(destination.port, options),
): Promise<readonly Outcome[]> {
  const { recipients, port } = destination;
  const ledger = new Ledger(recipients);
  const load = { sender, message, ledger, beforeDot: options.beforeDot };
  const attempts: Attempt[] = [];
  const decisions = new Map<string, Attempt>();
  const delivery: Delivery = { load, port, attempts, decisions, carry };
  for (const text of destination.notes ?? []) note(options, "route", text);
  if (destination.obstacle !== undefined) ledger.settle(recipients, destination.obstacle);
  await tryHosts(delivery, destination.hosts);
  return ledger.results.map((result) => {
    return { ...result, attempts, decidedBy: decisions.get(result.recipient) };
  });
}

/** Tries host after host while there are recipients without a result and the rules allow another host. */
async function tryHosts(delivery: Delivery, hosts: readonly Host[]): Promise<void> {
  const failures: HostFailure[] = [];
  let left = DELIVERY_MAX_ADDRESSES;
  for (const host of hosts) {
    let addresses = host.addresses.slice(0, left);
    let isUntried = host.byName === true;
    while (addresses.length > 0 || isUntried) {
      if (delivery.load.ledger.isSettled) return;
      const isWhole = addresses.length === host.addresses.length;
      const reached = await delivery.carry(
        isWhole ? host : { ...host, addresses },
        delivery.load,
        host === hosts.at(-1),
      );
      const failure = record(delivery, host, reached);
      // Whoever still waits does so because of the host's MAILMAX: the same host takes them next.
      if (failure === undefined) continue;
      isUntried = false;
      failures.push(failure);
      if (!mayTryNext(failure.error)) return settleByFailures(delivery, [failure]);
      left -= failure.tried.length;
      addresses = addresses.filter((address) => !failure.tried.includes(address)).slice(0, left);
    }
  }
  settleByFailures(delivery, failures);
}

/** How an attempt ended badly. */
interface Failure {
  readonly error: SmtpError;
  readonly attempt: Attempt;
}

/** How a host did not get the mail, and the addresses of it that are used up. */
interface HostFailure extends Failure {
  readonly tried: readonly IpAddress[];
}

/** Keeps how it went at a host; how it did not get the mail, if so. */
function record(delivery: Delivery, host: Host, { ends, tried }: Reached): HostFailure | undefined {
  for (const end of ends) delivery.attempts.push(attemptOf(delivery.port, host, end));
  const error = ends.at(-1)?.error;
  const attempt = delivery.attempts.at(-1);
  if (attempt === undefined) return undefined;
  // Those before it were not heard about the mail.
  ascribe(delivery, attempt);
  return error === undefined ? undefined : { error, attempt, tried };
}

/** Brings a mail to a host on a connection of its own. */
function carryAlone(port: number, options: DeliveryOptions): Carrier {
  return (host, load) => {
    const work = async ({ session, extensions }: Welcome): Promise<void> => {
      await deliverMail(session, extensions, load, options.chunking);
      await leave(session, load.ledger);
    };
    return reach(host, { port, requireTls: load.sender.requireTls === true, work }, options);
  };
}

/** Before the first command about this mail, nothing has been said about it: any failure is one of the host. */
const HOST_STAGES: ReadonlySet<Stage> = new Set(
  ["connect", "banner", "ehlo", "helo", "starttls", "tls", "ehlo-after-tls"] as const,
);

/** Stages in which a server that does not speak SMTP may be in somebody else's hands: the mail stays here. */
const TLS_STAGES: ReadonlySet<Stage> = new Set(["starttls", "tls", "ehlo-after-tls"] as const);

/** From here on the server may hold the message, or the next host would refuse it in the same way. */
const MESSAGE_STAGES: ReadonlySet<Stage> = new Set(["body", "dot"] as const);

/**
 * Whether another host may be asked after this failure: on a failure of the host itself, and on a
 * connection lost before the message was sent; never after an answer about the mail.
 *
 * @param error The failure.
 * @returns Whether to go on with the next host.
 */
export function mayTryNext(error: SmtpError): boolean {
  if (error.kind === "interrupted" || MESSAGE_STAGES.has(error.stage)) return false;
  if (error.kind === "protocol" && TLS_STAGES.has(error.stage)) return false;
  if (HOST_STAGES.has(error.stage)) return true;
  return error.kind === "closed" || error.kind === "timeout" || error.kind === "reply";
}

/**
 * Gives those who still wait the result of the hosts that failed: if one of them may take the mail
 * later, it is worth trying later. What a host said or did tells more than that another, or another
 * address of it, could not be reached.
 */
function settleByFailures(delivery: Delivery, failures: readonly Failure[]): void {
  const counting = failures.filter((failure) => !isElsewhereHeard(failure, failures));
  const temporary = counting.filter(({ error }) => error.temporary);
  const candidates = temporary.length > 0 ? temporary : counting;
  const decisive = candidates.findLast(({ error }) => error.stage !== "connect") ??
    candidates.at(-1);
  if (decisive === undefined) return;
  const { ledger } = delivery.load;
  ledger.settle(ledger.waiting, errorVerdict(decisive.error));
  ascribe(delivery, decisive.attempt);
}

/** Whether a host that could not be reached at one address has answered at another one. */
function isElsewhereHeard({ error, attempt }: Failure, failures: readonly Failure[]): boolean {
  return error.stage === "connect" &&
    failures.some((other) =>
      other.error.stage !== "connect" && other.attempt.host === attempt.host
    );
}

/** Those who have got their result by now have it of this attempt, unless of an earlier one. */
function ascribe({ load, decisions }: Delivery, attempt: Attempt): void {
  for (const { recipient } of load.ledger.results) {
    if (!decisions.has(recipient)) decisions.set(recipient, attempt);
  }
}

function attemptOf(port: number, host: Host, { address, security, error }: ReachEnd): Attempt {
  const policy = host.policy?.by;
  return { host: host.name, address, port, security, policy, error: error?.message };
}

function note(options: DeliveryOptions, stage: Stage, text: string): void {
  options.transcript?.({ time: Date.now(), speaker: "note", stage, text, encrypted: false });
}
