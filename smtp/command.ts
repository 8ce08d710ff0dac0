/**
 * The one place that formats commands (RFC 5321 section 4.1.1). Whatever a user, a file or a name
 * server gave, no command that leaves here holds a control character.
 * @module
 */
import type { Envelope } from "./envelope.ts";
import { utf8Length } from "../octets/length.ts";
import type { Stage } from "./stage.ts";

/** Octets of a command line with its CRLF (RFC 5321 section 4.5.3.1.4). */
export const COMMAND_LINE_MAX_OCTETS = 512;
/** Octets that a path may have, with its angle brackets (RFC 5321 section 4.5.3.1.3). */
const PATH_MAX_OCTETS = 256;
/**
 * Octets that the parameters of MAIL and RCPT may add to a command line: each extension raises the
 * limit by what its parameters need (RFC 5321 section 4.1.1.11; RFC 1870, 6152, 6531, 3461).
 */
export const PARAMETERS_MAX_OCTETS = 1024;

/**
 * Octets of a line of an authentication exchange, without its CRLF (RFC 4954 section 4): such a line
 * is no command, and the limit of commands does not hold for it.
 */
export const AUTH_LINE_MAX_OCTETS = 12_288;

/** A command ready to be sent. */
export interface Command {
  /** The stage that its answer belongs to. */
  readonly stage: Stage;
  /** The line without its CRLF. */
  readonly line: string;
  /** The end of the line, if it must not be shown, whoever says it. */
  readonly secret?: string;
}

/** A command cannot be formed: a part of it holds what no command may hold, or is too long. */
export class CommandError extends Error {
  /** The name of the error. */
  override readonly name = "CommandError";
}

/** C0, DEL, C1 and the Unicode line and paragraph separators: nothing of this belongs into a command. */
// deno-lint-ignore no-control-regex
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;

const encoder = new TextEncoder();

const LINE_END = "\r\n";

function command(stage: Stage, line: string, maxOctets = COMMAND_LINE_MAX_OCTETS): Command {
  if (CONTROL_CHARACTER.test(line)) {
    throw new CommandError(`Cannot send ${JSON.stringify(line)}: it holds a control character`);
  }
  if (utf8Length(line) + LINE_END.length > maxOctets) {
    throw new CommandError(`Cannot send a command of more than ${maxOctets} octets`);
  }
  return { stage, line };
}

function path(address: string): string {
  const bracketed = `<${address}>`;
  if (utf8Length(bracketed) > PATH_MAX_OCTETS) {
    throw new CommandError(`Cannot send an address of more than ${PATH_MAX_OCTETS} octets`);
  }
  return bracketed;
}

function withParameters(stage: Stage, line: string, parameters: readonly string[]): Command {
  return command(
    stage,
    [line, ...parameters].join(" "),
    COMMAND_LINE_MAX_OCTETS + PARAMETERS_MAX_OCTETS,
  );
}

/**
 * `EHLO name` (RFC 5321 section 4.1.1.1).
 *
 * @param name The client's domain or address literal.
 * @returns The command.
 * @throws {CommandError} If the name holds a space or a control character, or is too long.
 */
export function ehlo(name: string): Command {
  return greeting("ehlo", "EHLO", name);
}

/**
 * `HELO name`, for a server that does not know EHLO (RFC 5321 section 4.1.1.1).
 *
 * @param name The client's domain or address literal.
 * @returns The command.
 * @throws {CommandError} If the name holds a space or a control character, or is too long.
 */
export function helo(name: string): Command {
  return greeting("helo", "HELO", name);
}

/**
 * `LHLO name`, by which a client of LMTP greets (RFC 2033 section 4.1).
 *
 * @param name The client's domain or address literal.
 * @returns The command.
 * @throws {CommandError} If the name holds a space or a control character, or is too long.
 */
export function lhlo(name: string): Command {
  return greeting("ehlo", "LHLO", name);
}

/**
 * `XCLIENT NAME=VALUE ...` (the protocol of Postfix).
 *
 * @param pairs The attributes, their values as xtext.
 * @returns The command.
 * @throws {CommandError} If it holds a control character or is too long.
 */
export function xclient(pairs: readonly string[]): Command {
  return command("ehlo", ["XCLIENT", ...pairs].join(" "));
}

function greeting(stage: Stage, verb: string, name: string): Command {
  if (name === "" || name.includes(" ")) {
    throw new CommandError(
      `Cannot greet as ${JSON.stringify(name)}: not a domain or address literal`,
    );
  }
  return command(stage, `${verb} ${name}`);
}

/**
 * `MAIL FROM:<path> parameters` (RFC 5321 section 4.1.1.2); no space behind the colon.
 *
 * @param reversePath The reverse-path without angle brackets; empty is the null reverse-path.
 * @param parameters For example `SIZE=1000`.
 * @returns The command.
 * @throws {CommandError} If it holds a control character or is too long.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mail } from "./command.ts";
 * assertEquals(mail("ana@ualg.pt", ["SIZE=12"]).line, "MAIL FROM:<ana@ualg.pt> SIZE=12");
 * ```
 */
export function mail(reversePath: string, parameters: readonly string[] = []): Command {
  return withParameters("mail", `MAIL FROM:${path(reversePath)}`, parameters);
}

/**
 * `RCPT TO:<path> parameters` (RFC 5321 section 4.1.1.3); no space behind the colon.
 *
 * @param forwardPath The mailbox without angle brackets.
 * @param parameters For example `NOTIFY=NEVER`.
 * @returns The command.
 * @throws {CommandError} If it holds a control character or is too long.
 */
export function rcpt(forwardPath: string, parameters: readonly string[] = []): Command {
  return withParameters("rcpt", `RCPT TO:${path(forwardPath)}`, parameters);
}

/**
 * `BDAT size`, with `LAST` for the last chunk (RFC 3030 section 2).
 *
 * @param size Octets of the chunk that follows.
 * @param isLast Whether the message ends with it.
 * @returns The command.
 */
export function bdat(size: number, isLast: boolean): Command {
  return command("body", isLast ? `BDAT ${size} LAST` : `BDAT ${size}`);
}

/** `DATA` (RFC 5321 section 4.1.1.4). */
export const DATA: Command = { stage: "data", line: "DATA" };
/** `RSET` (RFC 5321 section 4.1.1.5). */
export const RSET: Command = { stage: "rset", line: "RSET" };
/** `QUIT` (RFC 5321 section 4.1.1.10). */
export const QUIT: Command = { stage: "quit", line: "QUIT" };
/** `STARTTLS` (RFC 3207 section 4). */
export const STARTTLS: Command = { stage: "starttls", line: "STARTTLS" };

/**
 * `AUTH mechanism` (RFC 4954 section 4); the response follows when the server asks for it.
 *
 * @param mechanism The name of the mechanism.
 * @returns The command.
 * @throws {CommandError} If the name holds a control character or is too long.
 */
export function auth(mechanism: string): Command {
  return command("auth", `AUTH ${mechanism}`);
}

/**
 * `AUTH mechanism response` (RFC 4954 section 4), which saves a round trip.
 *
 * @param mechanism The name of the mechanism.
 * @param response The initial response; an empty one is written `=`.
 * @returns The command, or `undefined` if it would be longer than a command line may be: then the
 * response must wait until the server asks for it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { authWithResponse } from "./command.ts";
 * const command = authWithResponse("PLAIN", new TextEncoder().encode("\0ana\0secret"));
 * assertEquals(command?.line, "AUTH PLAIN AGFuYQBzZWNyZXQ=");
 * assertEquals(command?.secret, "AGFuYQBzZWNyZXQ=");
 * ```
 */
export function authWithResponse(mechanism: string, response: Uint8Array): Command | undefined {
  const { stage, line } = auth(mechanism);
  if (response.length === 0) return { stage, line: `${line} =` };
  const secret = response.toBase64();
  const whole = `${line} ${secret}`;
  return utf8Length(whole) + LINE_END.length > COMMAND_LINE_MAX_OCTETS
    ? undefined
    : { stage, line: whole, secret };
}

/**
 * The answer to a challenge of the server (RFC 4954 section 4).
 *
 * @param response The response; an empty one is an empty line.
 * @returns The line.
 * @throws {CommandError} If it is longer than {@linkcode AUTH_LINE_MAX_OCTETS}.
 */
export function authResponse(response: Uint8Array): Command {
  const line = response.toBase64();
  if (line.length > AUTH_LINE_MAX_OCTETS) {
    throw new CommandError(`Cannot send a response of more than ${AUTH_LINE_MAX_OCTETS} octets`);
  }
  return { stage: "auth", line, secret: line };
}

/** Ends an authentication exchange from our side (RFC 4954 section 4); the server answers it with 501. */
export const AUTH_CANCEL: Command = { stage: "auth", line: "*" };

/**
 * Checks everything of an envelope that will become a command, before any socket is opened.
 *
 * @param envelope The envelope.
 * @param ehloName The name to greet with, if the user gave one.
 * @throws {CommandError} If a command cannot be formed of it.
 */
export function checkEnvelope(envelope: Envelope, ehloName: string | undefined): void {
  if (ehloName !== undefined) ehlo(ehloName);
  mail(envelope.reversePath);
  for (const recipient of envelope.recipients) rcpt(recipient.address);
}

/**
 * Commands as they leave: each line with its CRLF, in one piece so that a group of pipelined commands is
 * one write.
 *
 * @param commands The commands.
 * @returns The lines.
 */
export function commandLines(commands: readonly Command[]): string {
  let lines = "";
  for (const { line } of commands) lines += line + LINE_END;
  return lines;
}

/**
 * The bytes of commands as they leave.
 *
 * @param commands The commands.
 * @returns The bytes of their {@linkcode commandLines}.
 */
export function encodeCommands(commands: readonly Command[]): Uint8Array {
  return encoder.encode(commandLines(commands));
}
