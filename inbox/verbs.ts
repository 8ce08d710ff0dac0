/**
 * What each command does to the state of a session, and what is answered (RFC 5321 sections 4.1.1,
 * 4.1.4 and 4.3.2). Those that more than one line belongs to are in session.ts.
 * @module
 */
import { parseAddressLiteral } from "../dns/ip.ts";
import type { Command } from "./command.ts";
import { reply, type ServerReply } from "./reply.ts";
import { extensionLines } from "./extensions.ts";
import {
  mail,
  noParameters,
  offerOf,
  rcpt,
  refuseStranger,
  rset,
  type SessionSettings,
  type SessionState,
} from "./transaction.ts";

type Verb = (argument: string, state: SessionState, settings: SessionSettings) => ServerReply;

const VERBS: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ["EHLO", ehlo],
  ["HELO", helo],
  ["MAIL", mail],
  ["RCPT", rcpt],
  ["RSET", rset],
  ["NOOP", () => reply(250, "2.0.0", "Ok")],
  ["VRFY", vrfy],
  ["HELP", help],
  ["QUIT", quit],
]);

/** Commands of RFCs that the inbox knows and does not do: RFC 5321, 1985, 821; and 3207 and 4954 where they were not offered. */
const NOT_IMPLEMENTED: ReadonlySet<string> = new Set(
  ["EXPN", "STARTTLS", "AUTH", "ETRN", "TURN", "SEND", "SOML", "SAML"],
);

/** `Domain`, with the underscore that names of machines have though host names may not. */
const CLIENT_DOMAIN =
  /^[A-Z0-9_](?:[A-Z0-9_-]*[A-Z0-9_])?(?:\.[A-Z0-9_](?:[A-Z0-9_-]*[A-Z0-9_])?)*$/i;

/** A name that is none, without what has a meaning in the Received field (RFC 5321 section 4.4). */
const ANY_NAME = /^[^ ()<>[\]\\";,]+$/;

/**
 * Tells whether a word is the verb of a command.
 *
 * @param verb The word, in capitals.
 */
export function isVerb(verb: string): boolean {
  return VERBS.has(verb) || NOT_IMPLEMENTED.has(verb) || ["DATA", "BDAT"].includes(verb);
}

/**
 * Does a command.
 *
 * @param command The command, any but DATA and BDAT, nor STARTTLS and AUTH where they are offered.
 * @param state What the session remembers; it is changed.
 * @param settings What the session knows.
 * @returns The reply. After a positive one to QUIT the connection is to be closed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DEFAULT_LIMITS } from "./limits.ts";
 * import { freshState } from "./transaction.ts";
 * import { doCommand } from "./verbs.ts";
 * const state = freshState();
 * const settings = { hostName: "localhost", limits: DEFAULT_LIMITS };
 * const argument = "FROM:<ana@ualg.pt>";
 * assertEquals(doCommand({ verb: "MAIL", argument }, state, settings).code, 503);
 * ```
 */
export function doCommand(
  command: Command,
  state: SessionState,
  settings: SessionSettings,
): ServerReply {
  const verb = VERBS.get(command.verb);
  if (verb !== undefined) return verb(command.argument, state, settings);
  return NOT_IMPLEMENTED.has(command.verb)
    ? reply(502, "5.5.1", "Command not implemented")
    : reply(500, "5.5.1", "Command not recognized");
}

/** A command line that cannot be read as one. */
export const NOT_A_COMMAND: ServerReply = reply(
  500,
  "5.5.2",
  "A command must be UTF-8 without control characters",
);
/** RFC 5321 section 2.3.8: nothing but CRLF ends a line. */
export const BARE_LF: ServerReply = reply(
  500,
  "5.5.2",
  "Line ended in a bare LF: SMTP lines end in CRLF (nc -C sends it)",
);
/** RFC 5321 section 4.5.3.1.10. */
export const LINE_TOO_LONG: ServerReply = reply(500, "5.5.2", "Line too long");

function ehlo(argument: string, state: SessionState, settings: SessionSettings): ServerReply {
  const extensions = extensionLines(offerOf(state, settings));
  return greet(argument, true, state, settings, [settings.hostName, ...extensions]);
}

function helo(argument: string, state: SessionState, settings: SessionSettings): ServerReply {
  return greet(argument, false, state, settings, [settings.hostName]);
}

function greet(
  name: string,
  extended: boolean,
  state: SessionState,
  settings: SessionSettings,
  lines: string[],
): ServerReply {
  const isName = CLIENT_DOMAIN.test(name) || parseAddressLiteral(name) !== undefined ||
    (settings.tolerance?.addresses === true && ANY_NAME.test(name));
  if (!isName) {
    return reply(501, "5.5.4", "Greet with a domain or an address literal such as [192.0.2.1]");
  }
  state.client = { name, extended };
  // RFC 5321 section 4.1.4: EHLO does what RSET does.
  state.transaction = undefined;
  return { code: 250, status: undefined, lines };
}

function vrfy(argument: string, state: SessionState, settings: SessionSettings): ServerReply {
  const demand = refuseStranger(state, settings);
  if (demand !== undefined) return demand;
  if (argument === "") return reply(501, "5.5.4", "Syntax: VRFY address");
  // RFC 5321 section 3.5.3: neither confirmed nor denied.
  return reply(252, "2.0.0", "Every recipient is accepted");
}

function help(): ServerReply {
  return reply(
    214,
    "2.0.0",
    "EHLO name, HELO name, MAIL FROM:<address>, RCPT TO:<address>, DATA",
    "RSET, NOOP, VRFY address, HELP, QUIT (RFC 5321 section 4.1.1)",
    "BDAT size [LAST] (RFC 3030), and STARTTLS (RFC 3207) and AUTH (RFC 4954) where offered",
  );
}

function quit(argument: string, _state: SessionState, settings: SessionSettings): ServerReply {
  if (argument !== "") return noParameters("QUIT");
  return reply(221, "2.0.0", `${settings.hostName} closing the connection`);
}
