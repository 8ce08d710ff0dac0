/**
 * A mail that came back, in a line for a person and as JSON for a program.
 * @module
 */
import type { Bounce, Returned, ReturnedMail } from "../../explain/bounce/bounce.ts";
import { REASONS } from "../../explain/bounce/reason/reason.ts";
import { atMoment } from "../../explain/knowledge/moment.ts";
import { decodeWords } from "../../message/header/encoded_word.ts";
import { cutText } from "../../message/encoding/character.ts";
import { escapeLine } from "../terminal/escape.ts";
import { bold, dim, green, type Piece, red, yellow } from "../terminal/style.ts";

/** Characters of the words of others that are shown in a line. */
const MAX_WORDS = 300;

/**
 * What a message says about another mail: a line for each recipient, or one that says that nothing came
 * back; then the mail that it is about.
 *
 * @param returned What it says.
 */
export function returnedLines(returned: Returned): Piece[] {
  const mail = mailText(returned.mail);
  return [
    ...returned.bounces.flatMap((bounce) => [bounceLine(bounce), "\n"]),
    ...(returned.kind === "failure" ? [] : [green(escapeLine(noFailure(returned))), "\n"]),
    ...(mail === "" ? [] : [dim(`The mail: ${escapeLine(mail)}`), "\n"]),
  ];
}

/**
 * What became of one recipient, in a line without its end.
 *
 * @param bounce The recipient's part of a bounce.
 */
export function bounceLine(bounce: Bounce): Piece {
  const { recipient, action, permanent, reason, words, saidBy, command } = bounce;
  const status = action === "delayed" ? "delayed" : permanent ? "permanent" : "temporary";
  const style = permanent ? red : yellow;
  const by = [
    ...(saidBy === undefined ? [] : [`by ${saidBy}`]),
    ...(command === undefined ? [] : [atMoment(command)]),
  ].join(" ");
  const said = [`${REASONS[reason]}`, by === "" ? "" : `(said ${by})`].filter((each) =>
    each !== ""
  );
  return bold(
    `${escapeLine(recipient)}: `,
    style(status),
    escapeLine(`, ${said.join(" ")}${words === "" ? "" : `: ${shorten(words)}`}`),
  );
}

function shorten(text: string): string {
  return text.length > MAX_WORDS ? `${cutText(text, MAX_WORDS)}…` : text;
}

function noFailure({ kind, report }: Returned): string {
  const by = report?.by === undefined ? "" : ` of ${report.by}`;
  switch (kind) {
    case "abuse-report": {
      const about = report?.recipient === undefined ? "" : ` about a mail to ${report.recipient}`;
      return `Not a bounce: a report (${report?.feedbackType ?? "abuse"})${by}${about}`;
    }
    case "automatic-reply": {
      const until = report?.until === undefined ? "" : `, away until ${report.until}`;
      return `Not a bounce: an automatic answer${by}${until}`;
    }
    case "success": {
      const to = report?.delivered?.join(", ") ?? "";
      return `Not a bounce: delivered${to === "" ? "" : ` to ${to}`}`;
    }
    case "delay":
    case "failure":
      return "Not a bounce yet: the server still tries";
  }
}

function mailText({ messageId, from, to, subject, date }: ReturnedMail): string {
  return [
    messageId,
    subject === undefined ? undefined : `"${decodeWords(subject).text}"`,
    from === undefined ? undefined : `from ${decodeWords(from).text}`,
    to === undefined ? undefined : `to ${decodeWords(to).text}`,
    date === undefined ? undefined : `of ${date}`,
  ].filter((each) => each !== undefined).map(shorten).join(" ");
}

/**
 * What became of one recipient, as JSON.
 *
 * @param bounce The recipient's part of a bounce.
 * @returns An object for `JSON.stringify`.
 */
export function bounceJson(bounce: Bounce): Record<string, unknown> {
  return {
    recipient: bounce.recipient,
    action: bounce.action,
    permanent: bounce.permanent,
    status: bounce.status ?? null,
    reply: bounce.reply ?? null,
    reason: bounce.reason,
    words: bounce.words,
    saidBy: bounce.saidBy ?? null,
    command: bounce.command ?? null,
    originalMessageId: bounce.originalMessageId ?? null,
    arrivalDate: bounce.arrivalDate ?? null,
    lastAttempt: bounce.lastAttempt ?? null,
  };
}

/**
 * What a message says about another mail, as JSON.
 *
 * @param returned What it says, if it says anything.
 * @returns Members of an object for `JSON.stringify`.
 */
export function returnedJson(returned: Returned | undefined): Record<string, unknown> {
  if (returned === undefined) return { kind: null, bounces: [] };
  const { kind, bounces, report, mail } = returned;
  return {
    kind,
    bounces: bounces.map(bounceJson),
    report: report === undefined ? null : {
      feedbackType: report.feedbackType ?? null,
      by: report.by ?? null,
      recipient: report.recipient ?? null,
      until: report.until ?? null,
      delivered: report.delivered ?? [],
    },
    mail: {
      messageId: mail.messageId ?? null,
      from: mail.from ?? null,
      to: mail.to ?? null,
      subject: mail.subject ?? null,
      date: mail.date ?? null,
    },
  };
}
