/**
 * Delivery: the hosts of a destination one after the other, until one has answered for every recipient
 * (RFC 5321 section 5.1). A message that may have been taken is never offered again.
 * @module
 */
import { formatAddressLiteral, type IpAddress, parseIpAddress } from "../dns/ip.ts";
import { connectHost, type Connection } from "./connect.ts";
import type { Destination, Host } from "./destination.ts";
import { greet, quit } from "./dialogue.ts";
import type { MessageSource, Sender } from "./envelope.ts";
import { SmtpError } from "./error.ts";
import { errorVerdict, Ledger } from "./ledger.ts";
import type { Attempt, Outcome } from "./outcome.ts";
import { Session } from "./session.ts";
import type { Stage } from "./stage.ts";
import { deliverMail } from "./transaction.ts";
import type { TranscriptSink } from "./transcript.ts";
import { Wire } from "./wire.ts";

/** Addresses that are tried for one destination: RFC 5321 section 5.1 asks for at least two. */
export const DELIVERY_MAX_ADDRESSES = 5;

/** How to deliver. */
export interface DeliveryOptions {
  /** The name to greet with; `undefined` greets with the address literal of the connection. */
  readonly ehloName: string | undefined;
  /** Whether commands may go in groups to a server that offers it (RFC 2920); default true. */
  readonly pipelining?: boolean;
  /** A limit in milliseconds that shortens the deadline of every stage. */
  readonly limit: number | undefined;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** Where the transcript goes. */
  readonly transcript: TranscriptSink;
}

/** The mail, on its way to one destination. */
interface Delivery {
  readonly sender: Sender;
  readonly message: MessageSource;
  readonly port: number;
  readonly ledger: Ledger;
  readonly attempts: Attempt[];
  readonly options: DeliveryOptions;
}

/**
 * Delivers a message to the recipients of one destination.
 *
 * @param destination The recipients and the hosts.
 * @param sender Who it is from, and what they ask for.
 * @param message The message.
 * @param options How.
 * @returns What happened to each recipient, in the order of the destination.
 */
export async function deliver(
  destination: Destination,
  sender: Sender,
  message: MessageSource,
  options: DeliveryOptions,
): Promise<readonly Outcome[]> {
  const { recipients, port } = destination;
  const ledger = new Ledger(recipients);
  const delivery: Delivery = { sender, message, port, ledger, attempts: [], options };
  if (destination.obstacle !== undefined) ledger.settle(recipients, destination.obstacle);
  await tryHosts(delivery, destination.hosts);
  return ledger.results.map((result) => ({ ...result, attempts: delivery.attempts }));
}

/** Tries host after host while there are recipients without a result and the rules allow another host. */
async function tryHosts(delivery: Delivery, hosts: readonly Host[]): Promise<void> {
  const failures: SmtpError[] = [];
  let left = DELIVERY_MAX_ADDRESSES;
  for (const host of hosts) {
    let addresses = host.addresses.slice(0, left);
    while (addresses.length > 0) {
      if (delivery.ledger.waiting.length === 0) return;
      const failure = await tryHost(delivery, { ...host, addresses });
      // Whoever still waits does so because of the host's MAILMAX: the same host takes them next.
      if (failure === undefined) continue;
      failures.push(failure.error);
      if (!mayTryNext(failure.error)) return settleByFailures(delivery.ledger, [failure.error]);
      left -= failure.tried.length;
      addresses = addresses.filter((address) => !failure.tried.includes(address)).slice(0, left);
    }
  }
  settleByFailures(delivery.ledger, failures);
}

/** How a host did not get the mail, and the addresses of it that are used up. */
interface HostFailure {
  readonly error: SmtpError;
  readonly tried: readonly IpAddress[];
}

async function tryHost(delivery: Delivery, host: Host): Promise<HostFailure | undefined> {
  const { options, port } = delivery;
  note(
    options,
    "connect",
    `Trying ${host.name} (${host.addresses.map((a) => a.text).join(", ")}) port ${port}`,
  );
  let connection: Connection;
  try {
    connection = await connectHost(host.addresses, { port, ...options });
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    recordFailure(delivery, host, undefined, error);
    return { error, tried: host.addresses };
  }
  const { address } = connection;
  note(options, "connect", `Connected to ${address} port ${port}`);
  const error = await talk(delivery, connection);
  if (error === undefined) {
    delivery.attempts.push({ host: host.name, address, port, error: undefined });
    return undefined;
  }
  recordFailure(delivery, host, address, error);
  return { error, tried: host.addresses.filter((each) => each.text === address) };
}

/** The whole dialogue on one connection; the error that ended it early, if one did. */
async function talk(delivery: Delivery, connection: Connection): Promise<SmtpError | undefined> {
  const { options, sender, message, ledger } = delivery;
  const wire = new Wire(connection.conn, options.signal);
  const session = new Session(wire, {
    ...options,
    handshake: () => Promise.reject(new SmtpError("no TLS", { kind: "tls", stage: "tls" })),
  });
  try {
    const name = options.ehloName ?? literalOf(connection.conn.localAddr);
    const offered = await greet(session, name);
    const extensions = options.pipelining === false ? { ...offered, pipelining: false } : offered;
    await deliverMail(session, extensions, sender, message, ledger);
    await quit(session);
    return undefined;
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    if (canSayQuit(error)) await quit(session);
    return error;
  } finally {
    session.close();
  }
}

/** RFC 5321 section 4.1.3: a client without a name of its own greets with the literal of its address. */
function literalOf(local: Deno.NetAddr): string {
  const address = parseIpAddress(local.hostname);
  return address === undefined ? "[127.0.0.1]" : formatAddressLiteral(address);
}

/** The server answered and listens for a command, so that leaving with QUIT is polite (RFC 5321 section 4.1.1.10). */
function canSayQuit(error: SmtpError): boolean {
  return (error.kind === "reply" || error.kind === "auth" || error.kind === "policy") &&
    error.stage !== "body" && error.stage !== "dot";
}

/** Before the first command about this mail, nothing has been said about it: any failure is one of the host. */
const HOST_STAGES: ReadonlySet<Stage> = new Set(
  ["connect", "banner", "ehlo", "helo", "starttls", "tls"] as const,
);

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
  if (HOST_STAGES.has(error.stage)) return true;
  return error.kind === "closed" || error.kind === "timeout" || error.kind === "reply";
}

/**
 * Gives those who still wait the result of the hosts that failed: if one of them may take the mail
 * later, it is worth trying later.
 */
function settleByFailures(ledger: Ledger, failures: readonly SmtpError[]): void {
  const decisive = failures.findLast((failure) => failure.temporary) ?? failures.at(-1);
  if (decisive !== undefined) ledger.settle(ledger.waiting, errorVerdict(decisive));
}

function recordFailure(
  delivery: Delivery,
  host: Host,
  address: string | undefined,
  error: SmtpError,
): void {
  const { attempts, options, port } = delivery;
  attempts.push({ host: host.name, address, port, error: error.message });
  options.transcript({
    time: Date.now(),
    speaker: "failure",
    stage: error.stage,
    text: error.message,
    encrypted: false,
  });
}

function note(options: DeliveryOptions, stage: Stage, text: string): void {
  options.transcript({ time: Date.now(), speaker: "note", stage, text, encrypted: false });
}
