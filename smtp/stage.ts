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

/** What the server replies to at each stage, in the words of an error message. */
const PROMPTS: Readonly<Record<Stage, string>> = {
  route: "the question to DNS",
  connect: "the connection",
  banner: "the connection",
  ehlo: "EHLO",
  helo: "HELO",
  starttls: "STARTTLS",
  tls: "the TLS handshake",
  "ehlo-after-tls": "EHLO under TLS",
  auth: "AUTH",
  mail: "MAIL FROM",
  rcpt: "RCPT TO",
  data: "DATA",
  body: "the unfinished message",
  dot: "the final dot",
  rset: "RSET",
  quit: "QUIT",
};

/** When something happens at the stages that are no command waiting for its reply. */
const MOMENTS: Readonly<Partial<Record<Stage, string>>> = {
  route: "while looking up the mail server",
  connect: "while connecting",
  banner: "before the greeting",
  tls: "during the TLS handshake",
  body: "while the message was being sent",
};

/** Every stage, in the order of a delivery. */
export const STAGES = Object.keys(PROMPTS).filter(isStage);

function isStage(name: string): name is Stage {
  return Object.hasOwn(PROMPTS, name);
}

/**
 * What a reply at a stage answers: "unexpected reply 250 to …", "the server answered … with 550".
 *
 * @param stage The stage.
 * @returns For example `RCPT TO` or `the final dot`.
 */
export function promptOf(stage: Stage): string {
  return PROMPTS[stage];
}

/**
 * The server's answer at a stage, as the subject of a sentence.
 *
 * @param stage The stage.
 * @returns For example `the server's greeting` or `the server's answer to RCPT TO`.
 */
export function answerName(stage: Stage): string {
  return stage === "banner" ? "the server's greeting" : `the server's answer to ${PROMPTS[stage]}`;
}

/**
 * When something happened: "the server closed the connection …", "interrupted …".
 *
 * @param stage The stage.
 * @returns For example `after RCPT TO` or `before the greeting`.
 */
export function duringStage(stage: Stage): string {
  return MOMENTS[stage] ?? `after ${PROMPTS[stage]}`;
}

/**
 * What did not come in time.
 *
 * @param stage The stage.
 * @param deadline How long it was waited for, in milliseconds.
 * @returns For example `no reply to RCPT TO within 30 s`.
 */
export function nothingWithin(stage: Stage, deadline: number): string {
  const time = describeDeadline(deadline);
  switch (stage) {
    case "banner":
      return `no greeting within ${time}`;
    case "tls":
      return `no TLS connection within ${time}`;
    case "body":
      return `the server took no more of the message within ${time}`;
    default:
      return `no reply to ${PROMPTS[stage]} within ${time}`;
  }
}

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
