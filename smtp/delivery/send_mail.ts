/**
 * One mail from a program: its hosts are found, it is delivered, and each recipient has an outcome.
 * @module
 */
import { createLookup, type Lookup, type PolicyLookup } from "../../dns/mod.ts";
import { checkEnvelope } from "../command.ts";
import type { TranscriptSink } from "../connection/transcript.ts";
import type { Envelope, MessageSource } from "../envelope.ts";
import type { Outcome } from "../outcome.ts";
import { checkParameters } from "../parameters.ts";
import { type Credentials, SMTP_PORT, type TlsMode, tlsModeOf } from "../security.ts";
import type { DeliveryOptions } from "./deliver.ts";
import type { Search } from "./find.ts";

/** How a mail goes. */
export interface SendMailOptions {
  /**
   * The server to give the mail to: a host name or an IP address. Without it the mail goes to the mail
   * exchangers of each recipient's domain (RFC 5321 section 5.1).
   */
  readonly server?: string;
  /** The port to connect to; by default 25. */
  readonly port?: number;
  /**
   * Where to ask for hosts and addresses; by default the name servers of this system. Only a
   * {@linkcode PolicyLookup} can tell what hosts and domains demand of TLS (DANE, RFC 7672; MTA-STS,
   * RFC 8461), which is then kept to by MX and with TLS `auto`.
   */
  readonly lookup?: Lookup | PolicyLookup;
  /** Whether an MX may point to loopback, private and reserved addresses; by default not. */
  readonly allowPrivate?: boolean;
  /** When to encrypt; by default as the port has it: 465 `on-connect`, 587 `require`, others `auto`. */
  readonly tls?: TlsMode;
  /** Certificates of authorities to trust besides the system's, in PEM. */
  readonly caCerts?: readonly string[];
  /** Who authenticates to `server` (RFC 4954), and only under verified TLS. */
  readonly auth?: Credentials;
  /** The name to greet with; by default the address literal of the connection (RFC 5321 section 4.1.3). */
  readonly ehloName?: string;
  /** A limit in milliseconds that shortens the deadline of every stage (RFC 5321 section 4.5.3.2). */
  readonly limit?: number;
  /** Aborted when the mail is not wanted any more; after the final dot that makes outcomes `unknown`. */
  readonly signal?: AbortSignal;
  /** Takes the dialogue line by line, secrets masked. */
  readonly transcript?: TranscriptSink;
}

/**
 * Sends a mail: one transaction a recipient domain, the next host where one does not answer, and never
 * again where a server may have taken it (RFC 5321 sections 4.2.5 and 5.1).
 *
 * @param envelope Who it is from and for.
 * @param message The message.
 * @param options How it goes.
 * @returns What happened to each recipient, in the order of the envelope. A refusal is an outcome, and so
 * is a host that cannot be reached.
 * @throws {CommandError} If the envelope or the EHLO name cannot be sent; no socket was opened.
 * @throws {TypeError} If somebody is to authenticate and no server is named.
 * @throws {Deno.errors.NotCapable} If there is no permission for the resolver.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sendMail } from "../mod.ts";
 *
 * const envelope = {
 *   reversePath: "alberto@ualg.pt",
 *   recipients: [{ address: "ana.maria@gmail.com", domain: "gmail.com" }],
 * };
 * const octets = new TextEncoder().encode("Subject: Hi\r\n\r\nHi, Ana!\r\n");
 * const message = {
 *   size: octets.length,
 *   eightBit: false,
 *   utf8Header: false,
 *   open: () => ReadableStream.from([octets]),
 * };
 * // Nobody listens at port 9: nothing was sent, and the same may succeed later.
 * const outcomes = await sendMail(envelope, message, { server: "127.0.0.1", port: 9 });
 * assertEquals(outcomes.map(({ status, stage }) => [status, stage]), [["deferred", "connect"]]);
 * ```
 */
export async function sendMail(
  envelope: Envelope,
  message: MessageSource,
  options: SendMailOptions = {},
): Promise<readonly Outcome[]> {
  checkEnvelope(envelope, options.ehloName);
  checkParameters(envelope);
  const { search, delivery } = readOptions(options);
  // Only who sends a mail loads what sends it.
  const { findDestinations } = await import("./find.ts");
  const { deliverAll } = await import("./deliver_all.ts");
  const destinations = await findDestinations(envelope.recipients, search);
  return await deliverAll(destinations, envelope, message, delivery);
}

/** Where mails go, and how. */
interface Way {
  readonly search: Search;
  readonly delivery: DeliveryOptions;
}

/**
 * What a program wants, as the delivery wants it.
 *
 * @param options What the program wants.
 * @returns The same, with what goes without saying.
 * @throws {TypeError} If somebody is to authenticate and no server is named.
 */
export function readOptions(options: SendMailOptions): Way {
  const { server, auth: credentials, ehloName, caCerts = [], limit, transcript } = options;
  if (credentials !== undefined && server === undefined) {
    throw new TypeError("Cannot authenticate without a server: the MX of others know nobody");
  }
  const port = options.port ?? SMTP_PORT;
  const mode = options.tls ?? tlsModeOf(port);
  const signal = options.signal ?? new AbortController().signal;
  const { allowPrivate = false } = options;
  return {
    search: {
      server,
      port,
      ...readLookup(options, server === undefined && mode === "auto"),
      families: [4, 6],
      allowPrivate,
      caCerts,
      limit,
      signal,
    },
    delivery: {
      ehloName,
      pipelining: true,
      chunking: "auto",
      tls: { mode, name: undefined, caCerts },
      auth: credentials && { credentials, mechanism: undefined, allowInsecure: false },
      limit,
      signal,
      transcript,
    },
  };
}

/** Where to ask, and whether that can tell what is demanded of TLS. */
function readLookup(
  { lookup = createLookup({ dnssec: true }) }: SendMailOptions,
  mayDemand: boolean,
): Pick<Search, "lookup" | "demands"> {
  return { lookup, demands: mayDemand && "tlsa" in lookup ? lookup : undefined };
}
