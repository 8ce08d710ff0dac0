/**
 * The way to a host and the visit there; where only its certificate was refused, once more.
 * @module
 */
import type { IpAddress } from "../../dns/mod.ts";
import { type AnyConnection, connectHost, type Dial } from "../connection/connect.ts";
import { SmtpError } from "../error.ts";
import { allowsUnverified, describePolicy } from "../policy/host_policy.ts";
import { CLEAR_TEXT, NO_PORT, SERVER_PROVES_KEY } from "../security.ts";
import type { Stage } from "../stage.ts";
import { TlsError } from "../tls_error.ts";
import type { Host } from "./destination.ts";
import { visit, type VisitEnd, type VisitOptions, type VisitWork } from "./visit.ts";

/** What is done at a host, and what it needs. */
interface Errand {
  /** The port to connect to. */
  readonly port: number;
  /** Whether the mail requires TLS on its way (RFC 8689). */
  readonly requireTls: boolean;
  /** What is done there, once the host has been greeted. */
  readonly work: VisitWork;
}

/** How a visit, or the way to it, ended. */
export interface ReachEnd extends VisitEnd {
  /** The address that was connected to; `undefined` if there was no connection. */
  readonly address: string | undefined;
}

/** How a host was reached, or not. */
export interface Reached {
  /** Each attempt, in order; at least one. */
  readonly ends: readonly ReachEnd[];
  /** The addresses of the host that were tried. */
  readonly tried: readonly IpAddress[];
}

/**
 * Connects to a host and does something there. Where only its certificate was refused and TLS need not
 * be verified, that is done once more on a new connection: encrypted and not verified is better than in
 * clear text (RFC 7435 section 3).
 *
 * @param host The host.
 * @param errand What is done there.
 * @param options How.
 * @returns How it ended.
 */
export async function reach(host: Host, errand: Errand, options: VisitOptions): Promise<Reached> {
  const { port, requireTls } = errand;
  const dial = options.dial ?? dialAddresses;
  note(options, "connect", `Trying ${describeHost(host, port)}`);
  if (host.policy !== undefined) note(options, "tls", describePolicy(host.policy, host.name));
  let connection: AnyConnection;
  try {
    connection = await dial(host, { ...options, port });
  } catch (error) {
    return { ends: [unreachable(error, options)], tried: host.addresses };
  }
  const used = host.addresses.filter((address) => address.text === connection.address);
  const tried = used.length > 0 ? used : host.addresses;
  const first = await visitOnce(host, connection, errand, options);
  if (first.error instanceof TlsError && options.tls.shows && options.tls.client === undefined) {
    // What shows a certificate has its own words for what is wrong with one.
    note(options, "tls", "Connecting again, by the TLS that mail goes by");
    return await reach(host, errand, { ...options, tls: { ...options.tls, shows: false } });
  }
  const mayBeUnverified = options.tls.mode === "auto" && options.auth === undefined &&
    options.tls.client === undefined &&
    !requireTls && allowsUnverified(host.policy, SERVER_PROVES_KEY);
  const refused = first.error;
  if (!(refused instanceof TlsError) || !refused.isAboutCertificate || !mayBeUnverified) {
    return { ends: [first], tried };
  }
  note(options, "tls", "Connecting again, without verifying the certificate");
  try {
    connection = await dial({ ...host, addresses: tried }, { ...options, port });
  } catch (error) {
    return { ends: [first, unreachable(error, options)], tried };
  }
  return { ends: [first, await visitOnce(host, connection, errand, options, refused)], tried };
}

async function visitOnce(
  { name, policy }: Host,
  connection: AnyConnection,
  { port, requireTls, work }: Errand,
  options: VisitOptions,
  refused?: TlsError,
): Promise<ReachEnd> {
  const { address } = connection;
  note(options, "connect", `Connected to ${address ?? name}${atPort(port)}`);
  const end = await visit({ connection, name, port, policy, refused, requireTls }, work, options);
  return told({ address, ...end }, options);
}

const dialAddresses: Dial = ({ addresses }, options) => connectHost(addresses, options);

function describeHost({ name, addresses }: Host, port: number): string {
  const texts = addresses.map((address) => address.text).join(", ");
  return `${name}${texts === "" ? "" : ` (${texts})`}${atPort(port)}`;
}

/** A socket has no port. */
function atPort(port: number): string {
  return port === NO_PORT ? "" : ` port ${port}`;
}

/** No address of a host could be connected to. */
function unreachable(error: unknown, options: VisitOptions): ReachEnd {
  if (!(error instanceof SmtpError)) throw error;
  return told({ address: undefined, security: CLEAR_TEXT, error }, options);
}

/** An end, told to the transcript if it is a bad one. */
function told(end: ReachEnd, { transcript }: VisitOptions): ReachEnd {
  const { error, security: { encrypted } } = end;
  if (error === undefined) return end;
  const { stage, message: text } = error;
  transcript?.({ time: Date.now(), speaker: "failure", stage, text, encrypted });
  return end;
}

function note({ transcript }: VisitOptions, stage: Stage, text: string): void {
  transcript?.({ time: Date.now(), speaker: "note", stage, text, encrypted: false });
}
