/**
 * What `mua inbox` says of what it refused: a line for a person, an object for a program.
 * @module
 */
import type { NoticeEvent, RefusedEvent } from "../../inbox/serve/event.ts";
import { formatEnvelope } from "./mail/message.ts";
import { escapeLine } from "../terminal/escape.ts";
import { dim, type Piece, yellow } from "../terminal/style.ts";

/** Characters of a command that a line shows; some have thousands. */
const SHOWN_CHARACTERS = 300;

/** From here on the client is to blame; below it the inbox could not (RFC 5321 section 4.2.1). */
const FIRST_PERMANENT = 500;

/**
 * A refusal as one line.
 *
 * @param event The refusal.
 * @returns The line with its end.
 */
export function refusedLine(event: RefusedEvent): Piece[] {
  const { connection, text, reason, rule } = event;
  const why = reason === undefined ? "" : `: ${reason}`;
  const by = rule === undefined ? "" : ` (--fail: ${rule})`;
  return [
    dim(`#${connection} `),
    yellow("refused"),
    `  ${escapeLine(subjectOf(event))}  ${escapeLine(`${text}${why}${by}`)}\n`,
  ];
}

/**
 * Something about the inbox itself as one line.
 *
 * @param event What it is.
 * @returns The line with its end.
 */
export function noticeLine({ text }: NoticeEvent): Piece[] {
  return [yellow(escapeLine(text)), "\n"];
}

/**
 * Tells whether the inbox itself could not do what was asked, and neither the client nor a script is to
 * blame.
 *
 * @param event The refusal.
 */
export function isOwnFault({ code, rule }: RefusedEvent): boolean {
  return rule === undefined && code !== undefined && code < FIRST_PERMANENT;
}

/**
 * A refusal as JSON.
 *
 * @param event The refusal.
 * @returns A value for `JSON.stringify`, without what all events have.
 */
export function refusedJson(event: RefusedEvent): Record<string, unknown> {
  const { stage, command, envelope, code, text, rule, reason, encrypted } = event;
  const { mailFrom, rcptTo } = envelope ?? {};
  return { stage, command, mailFrom, rcptTo, code, text, rule, reason, encrypted };
}

/** What was refused: the message that was on its way, the command, or the client. */
function subjectOf({ envelope, command, stage }: RefusedEvent): string {
  if (envelope !== undefined) return formatEnvelope(envelope);
  if (command !== undefined) return command.slice(0, SHOWN_CHARACTERS);
  return stage === "tls" ? "TLS" : "the client";
}
