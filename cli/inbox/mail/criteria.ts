/**
 * Which mail `mua inbox wait` waits for.
 * @module
 */
import type { MailCriteria } from "../../../inbox/mod.ts";
import { parseUserPattern, PatternError } from "../../../inbox/received/user_pattern.ts";
import type { OptionTable, Values } from "../../command/options.ts";
import { UsageError } from "../../terminal/exit.ts";
import { placeOptions } from "./place.ts";

const GROUP = "Which mail";

/** Its options. */
export const waitOptions = {
  to: {
    kind: "text",
    value: "ADDRESS",
    help: "an envelope recipient; * stands for any characters",
    group: GROUP,
  },
  from: {
    kind: "text",
    value: "ADDRESS",
    help: "the envelope sender, or an address of From",
    group: GROUP,
  },
  subject: {
    kind: "text",
    value: "TEXT|/RE/",
    help: "a part of the subject, or a regular expression (flags: i, s, u)",
    group: GROUP,
  },
  since: {
    kind: "text",
    value: "N|TIME|now",
    help: "only mail after message N, or that came at or after this time (RFC 3339)",
    group: GROUP,
  },
  timeout: {
    kind: "duration",
    value: "TIME",
    default: 10_000,
    help: "how long to wait, such as 500ms or 1m; 10s by default",
  },
  link: { kind: "flag", help: "print only its first link" },
  code: { kind: "flag", help: "print only its first code: a number of 4 to 8 digits" },
  json: { kind: "flag", help: "JSON, as with show --json" },
  ...placeOptions,
} as const satisfies OptionTable;

/**
 * Reads which mail is meant.
 *
 * @param options The options.
 * @returns What the mail must be like.
 * @throws {UsageError} If an option cannot be understood.
 */
export function readCriteria(options: Values<typeof waitOptions>): MailCriteria {
  const { to, from, subject, since } = options;
  return {
    ...to === undefined ? {} : { to },
    ...from === undefined ? {} : { from },
    ...subject === undefined ? {} : { subject: readPattern(subject) },
    ...since === undefined ? {} : { since: readSince(since) },
  };
}

function readPattern(text: string): string | RegExp {
  try {
    return parseUserPattern(text);
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause;
    throw new UsageError(`--subject ${cause.message}`, { cause });
  }
}

function readSince(text: string): number | Date {
  if (text === "now") return new Date();
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const time = new Date(/^\d{4}-\d\d-\d\dT/.test(text) ? text : NaN);
  if (!Number.isNaN(time.getTime())) return time;
  throw new UsageError(
    `--since must be the number of a message, a time such as 2026-11-29T12:00:00Z, or now; not "${text}"`,
  );
}
