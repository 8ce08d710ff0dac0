/**
 * The mail that tells the author that a mail was not delivered: a delivery status notification
 * (RFC 3464) in a report of its type (RFC 6522).
 * @module
 */
import { cutText } from "../message/encoding/character.ts";
import { formatDateTime } from "../message/header/date_time.ts";
import type { Fate } from "./fates.ts";
import type { QueuedMail } from "./mail.ts";

/** What a bounce is about. */
interface BounceMatter {
  /** The mail. */
  readonly mail: QueuedMail;
  /** The recipients that do not get it. */
  readonly lost: readonly Fate[];
  /** The subject of the mail, decoded; empty if it has none. */
  readonly subject: string;
}

/** Who writes the bounce, and when. */
interface BounceSetting {
  /** The name of this host. */
  readonly host: string;
  /** The moment, in milliseconds since 1970. */
  readonly now: number;
  /** Minutes that local time is ahead of UTC. */
  readonly zoneMinutes: number;
  /** What stands in the Message-ID and separates the parts: nothing that the mail itself contains. */
  readonly token: string;
}

/** Octets around the message that comes back. */
interface Bounce {
  /** All before it, with CRLF. */
  readonly before: string;
  /** All behind it. */
  readonly after: string;
  /** Whether of the message only the header comes back (RFC 3461 section 4.3). */
  readonly isHeaderOnly: boolean;
}

/**
 * Writes a bounce.
 *
 * @param matter What it is about.
 * @param setting Who writes it, and when.
 * @returns What stands before and behind the message.
 */
export function writeBounce(matter: BounceMatter, setting: BounceSetting): Bounce {
  const { mail: { envelope, message }, lost } = matter;
  const { host, token } = setting;
  const boundary = `=_mua_${token}`;
  const isHeaderOnly = envelope.notification?.return === "hdrs";
  // RFC 6533: an address or a header in UTF-8 has types of its own.
  const isUtf8 = message.utf8Header ||
    [envelope.reversePath, ...lost.map(({ recipient }) => recipient.address)].some(hasUtf8);
  const kind = isUtf8 ? "global" : "rfc822";
  const returned = isHeaderOnly ? `${isUtf8 ? "global" : "rfc822"}-headers` : kind;
  const before = [
    `Date: ${formatDateTime(new Date(setting.now), setting.zoneMinutes)}`,
    `From: Mail Delivery System <MAILER-DAEMON@${host}>`,
    `To: <${envelope.reversePath}>`,
    "Subject: Undelivered mail",
    `Message-ID: <${token}@${host}>`,
    "Auto-Submitted: auto-replied",
    "MIME-Version: 1.0",
    `Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="${boundary}"`,
    "Content-Transfer-Encoding: 8bit",
    "",
    `--${boundary}`,
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    ...noticeLines(matter, setting),
    `--${boundary}`,
    `Content-Type: message/${isUtf8 ? "global-delivery-status" : "delivery-status"}`,
    "Content-Transfer-Encoding: 8bit",
    "",
    ...statusLines(matter, setting, isUtf8),
    `--${boundary}`,
    `Content-Type: ${returned === "rfc822-headers" ? "text" : "message"}/${returned}`,
    "Content-Transfer-Encoding: 8bit",
    "",
    "",
  ];
  return { before: before.join("\r\n"), after: `\r\n--${boundary}--\r\n`, isHeaderOnly };
}

/** What a person reads. */
function noticeLines({ mail, lost, subject }: BounceMatter, setting: BounceSetting): string[] {
  const queued = formatDateTime(new Date(mail.queuedAt), setting.zoneMinutes);
  return [
    `Your mail of ${queued}`,
    ...(subject === "" ? [] : [`  ${clean(subject)}`]),
    "was not delivered to",
    "",
    ...lost.flatMap((fate) => [
      `  ${clean(fate.recipient.address)}`,
      `    ${clean(`${fate.answer?.host ?? ""} ${fate.answer?.reply ?? ""}`).trim()}`,
      ...(fate.state === "refused" ? [] : [
        `    This is the last of ${fate.tries} attempts. It will not be tried again.`,
      ]),
      "",
    ]),
    "The mail follows.",
    "",
  ];
}

/** What a program reads (RFC 3464 sections 2.2 and 2.3). */
function statusLines(
  { mail: { queuedAt, envelope: { notification } }, lost }: BounceMatter,
  { host, zoneMinutes }: BounceSetting,
  isUtf8: boolean,
): string[] {
  const date = (time: number): string => formatDateTime(new Date(time), zoneMinutes);
  const { envelopeId } = notification ?? {};
  return [
    ...(envelopeId === undefined ? [] : [`Original-Envelope-Id: ${clean(envelopeId)}`]),
    `Reporting-MTA: dns; ${host}`,
    `Arrival-Date: ${date(queuedAt)}`,
    "",
    ...lost.flatMap((fate) => [
      `Final-Recipient: ${isUtf8 ? "utf-8" : "rfc822"}; ${clean(fate.recipient.address)}`,
      "Action: failed",
      `Status: ${statusOf(fate)}`,
      ...remoteLines(fate),
      `Last-Attempt-Date: ${date(fate.at)}`,
      "",
    ]),
  ];
}

/** A reply of a server, as `formatReply` writes it. */
const REPLY = /^[245]\d\d(?: (?<enhanced>[245]\.\d{1,3}\.\d{1,3}))?(?: |$)/;

/** The server's own code where it has refused for good; who was only deferred has run out of time. */
function statusOf({ state, answer }: Fate): string {
  const { enhanced } = REPLY.exec(answer?.reply ?? "")?.groups ?? {};
  if (state !== "refused") return "4.4.7";
  return enhanced?.startsWith("5") ? enhanced : "5.0.0";
}

function remoteLines({ answer }: Fate): string[] {
  if (answer === undefined) return [];
  const [name = ""] = answer.host.split(" ");
  const isReply = REPLY.test(answer.reply);
  return [
    ...(name === "" ? [] : [`Remote-MTA: dns; ${clean(name)}`]),
    ...fold(`Diagnostic-Code: ${isReply ? "smtp" : "x-mua"}; ${clean(answer.reply)}`),
  ];
}

/** Characters that a line has where there is a blank to break it (RFC 5322 section 2.1.1). */
const LINE_LENGTH = 78;

function fold(line: string): string[] {
  const at = line.length <= LINE_LENGTH ? -1 : line.lastIndexOf(" ", LINE_LENGTH);
  return at <= 0 || line.slice(0, at).trim() === ""
    ? [line]
    : [line.slice(0, at), ...fold(` ${line.slice(at + 1)}`)];
}

/** Characters that fit into a line whatever stands before them (RFC 5322 section 2.1.1), in UTF-8 too. */
const MAX_WORDS = 300;

/** What a server has said, or an address, on one line. */
function clean(text: string): string {
  return cutText(text, MAX_WORDS).replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

function hasUtf8(text: string): boolean {
  return /\P{ASCII}/u.test(text);
}
