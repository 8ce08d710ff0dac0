/**
 * The stages of a mail's way through one host: how long each may take, and how to speak of it.
 * @module
 */

/** Where a delivery stands; a failure names the stage it happened in. */
export type Stage =
  | "route"
  | "connect"
  | "banner"
  | "ehlo"
  | "helo"
  | "starttls"
  | "tls"
  | "ehlo-after-tls"
  | "auth"
  | "mail"
  | "rcpt"
  | "data"
  | "body"
  | "dot"
  | "rset"
  | "quit";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * How long each stage may take, in milliseconds: the minimum that RFC 5321 section 4.5.3.2 asks a
 * client to wait. For the stages that section does not name: TCP connect, as long as a person waits;
 * EHLO, HELO, STARTTLS, AUTH and RSET, as for MAIL; the TLS handshake, as for DATA.
 * QUIT comes when the result is known, so nobody should wait for its answer (section 4.1.1.10).
 */
export const STAGE_DEADLINES: Readonly<Record<Stage, number>> = {
  route: 30 * SECOND,
  connect: 30 * SECOND,
  banner: 5 * MINUTE,
  ehlo: 5 * MINUTE,
  helo: 5 * MINUTE,
  starttls: 5 * MINUTE,
  tls: 2 * MINUTE,
  "ehlo-after-tls": 5 * MINUTE,
  auth: 5 * MINUTE,
  mail: 5 * MINUTE,
  rcpt: 5 * MINUTE,
  data: 2 * MINUTE,
  body: 3 * MINUTE,
  dot: 10 * MINUTE,
  rset: 5 * MINUTE,
  quit: 5 * SECOND,
};

/** What a stage is, in the words of an error message: "… while STAGE_PHRASES[stage]". */
export const STAGE_PHRASES: Readonly<Record<Stage, string>> = {
  route: "looking for the mail server",
  connect: "connecting",
  banner: "waiting for the server's greeting",
  ehlo: "greeting with EHLO",
  helo: "greeting with HELO",
  starttls: "asking for TLS with STARTTLS",
  tls: "making the TLS connection",
  "ehlo-after-tls": "greeting again under TLS",
  auth: "authenticating with AUTH",
  mail: "naming the sender with MAIL FROM",
  rcpt: "naming a recipient with RCPT TO",
  data: "asking to send the message with DATA",
  body: "sending the message",
  dot: "waiting for the answer to the final dot",
  rset: "resetting with RSET",
  quit: "leaving with QUIT",
};

/**
 * How long a stage may take, in milliseconds, when the user has set a limit of their own.
 *
 * @param stage The stage.
 * @param limit The user's limit in milliseconds; it shortens a deadline and never lengthens one.
 * @returns The deadline in milliseconds.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stageDeadline } from "./stage.ts";
 * assertEquals(stageDeadline("dot", undefined), 600_000);
 * assertEquals(stageDeadline("dot", 2_000), 2_000);
 * ```
 */
export function stageDeadline(stage: Stage, limit: number | undefined): number {
  return Math.min(STAGE_DEADLINES[stage], limit ?? Infinity);
}

/**
 * A deadline in words.
 *
 * @param milliseconds The deadline.
 * @returns For example `30 s` or `500 ms`.
 */
export function describeDeadline(milliseconds: number): string {
  return milliseconds < SECOND
    ? `${milliseconds} ms`
    : `${Number((milliseconds / SECOND).toFixed(1))} s`;
}
