/**
 * The trace information that the inbox puts before a message (RFC 5321 section 4.4).
 * @module
 */
import { formatDateTime } from "../message/header/date_time.ts";

/** What the trace fields say. */
interface Trace {
  /** The path of MAIL, without angle brackets. */
  readonly reversePath: string;
  /** The paths of RCPT, without angle brackets. */
  readonly recipients: readonly string[];
  /** The name that the client gave with EHLO or HELO. */
  readonly clientName: string;
  /** The address that the client has, as an address literal. */
  readonly peer: string;
  /** The name of the inbox. */
  readonly hostName: string;
  /** How the message came, as {@linkcode protocolOf} says it. */
  readonly protocol: string;
  /** A name for this message that no other has. */
  readonly id: string;
  /** When the message came. */
  readonly time: Date;
}

/** What the name of a protocol tells of a connection. */
interface ProtocolFeatures {
  /** Whether the client greeted with EHLO. */
  readonly extended: boolean;
  /** Whether MAIL had SMTPUTF8. */
  readonly utf8: boolean;
  /** Whether the connection is under TLS. */
  readonly encrypted: boolean;
  /** Whether the client has authenticated. */
  readonly authenticated: boolean;
}

/**
 * The name that Received has for the protocol: `SMTP`, `ESMTP` or `UTF8SMTP`, with `S` for TLS and `A` for
 * AUTH (RFC 5321 section 4.4, RFC 3848, RFC 6531 section 4.3). There is no such name for HELO under TLS.
 *
 * @param features What it tells.
 * @returns The name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { protocolOf } from "./trace.ts";
 * const secure = { extended: true, utf8: false, encrypted: true, authenticated: true };
 * assertEquals(protocolOf(secure), "ESMTPSA");
 * ```
 */
export function protocolOf(features: ProtocolFeatures): string {
  if (!features.extended) return "SMTP";
  const name = features.utf8 ? "UTF8SMTP" : "ESMTP";
  return `${name}${features.encrypted ? "S" : ""}${features.authenticated ? "A" : ""}`;
}

/**
 * The Return-Path and Received fields of a message. `for` is written only when there is one
 * recipient: with several, each would learn of the others (RFC 5321 section 7.6).
 *
 * @param trace What they say.
 * @returns The fields with their CRLF, to be put before the message.
 */
export function formatTrace(trace: Trace): string {
  const [first, ...others] = trace.recipients;
  const recipient = first === undefined || others.length > 0 ? "" : `\r\n\tfor <${first}>`;
  return `Return-Path: <${trace.reversePath}>\r\n` +
    `Received: from ${trace.clientName} (${trace.peer})\r\n` +
    `\tby ${trace.hostName} with ${trace.protocol} id ${trace.id}${recipient};\r\n` +
    `\t${formatDateTime(trace.time)}\r\n`;
}
