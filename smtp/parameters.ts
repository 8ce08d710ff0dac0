/**
 * The parameters of MAIL and RCPT: each is said only to a server that offers its extension
 * (RFC 5321 section 4.1.1.11).
 * @module
 */
import { CommandError } from "./command.ts";
import type { MessageSource, NotificationRequest, Recipient, Sender } from "./envelope.ts";
import type { Extensions } from "./extensions.ts";

/** Octets that an envelope identifier may have (RFC 3461 section 4.4). */
const ENVELOPE_ID_MAX_OCTETS = 100;

/**
 * Encodes text as xtext, for values that may hold anything printable (RFC 3461 section 4).
 *
 * @param text Printable ASCII.
 * @returns The text with `+`, `=`, blanks and all else that xtext does not hold as `+XX`.
 * @throws {CommandError} If the text is not printable ASCII.
 */
export function xtext(text: string): string {
  if (!/^[ -~]*$/.test(text)) {
    throw new CommandError(
      `Cannot send ${JSON.stringify(text)} as a parameter: it is not printable ASCII`,
    );
  }
  return text.replace(/[^!-*,-<>-~]/g, (character) => {
    return `+${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  });
}

/**
 * Whether the mail can go only with SMTPUTF8: an address or a header field is not ASCII
 * (RFC 6531 section 3.4).
 *
 * @param sender Who it is from.
 * @param recipients Who it is for.
 * @param message The message.
 * @returns Whether it needs SMTPUTF8.
 */
export function needsSmtpUtf8(
  sender: Sender,
  recipients: readonly Recipient[],
  message: MessageSource,
): boolean {
  return message.utf8Header || !isAscii(sender.reversePath) ||
    recipients.some(({ address }) => !isAscii(address));
}

function isAscii(text: string): boolean {
  // deno-lint-ignore no-control-regex
  return /^[\u0000-\u007f]*$/.test(text);
}

/**
 * The parameters of MAIL.
 *
 * @param sender Who the mail is from, and what they ask for.
 * @param recipients Who it is for.
 * @param message The message.
 * @param extensions What the server offers.
 * @returns The parameters, such as `SIZE=1000`.
 */
export function mailParameters(
  sender: Sender,
  recipients: readonly Recipient[],
  message: MessageSource,
  extensions: Extensions,
): string[] {
  const parameters: string[] = [];
  if (extensions.size) parameters.push(`SIZE=${message.size}`);
  if (message.eightBit && (extensions.eightBitMime || !message.asIs)) {
    parameters.push("BODY=8BITMIME");
  }
  if (needsSmtpUtf8(sender, recipients, message)) parameters.push("SMTPUTF8");
  if (sender.requireTls) parameters.push("REQUIRETLS");
  if (sender.submitter !== undefined && extensions.keywords.has("AUTH")) {
    parameters.push(submitterParameter(sender.submitter));
  }
  return extensions.dsn
    ? [...parameters, ...returnParameters(sender.notification ?? {})]
    : parameters;
}

/** RFC 4954 section 5: the mailbox as xtext, without angle brackets; `<>` says that it is not known. */
function submitterParameter(submitter: string): string {
  return `AUTH=${submitter === "" ? "<>" : xtext(submitter)}`;
}

function returnParameters(request: NotificationRequest): string[] {
  const parameters: string[] = [];
  if (request.return !== undefined) parameters.push(`RET=${request.return.toUpperCase()}`);
  if (request.envelopeId !== undefined) parameters.push(`ENVID=${xtext(request.envelopeId)}`);
  return parameters;
}

/**
 * The parameters of RCPT.
 *
 * @param recipient The recipient.
 * @param sender What is asked for.
 * @param extensions What the server offers.
 * @returns The parameters, such as `NOTIFY=NEVER`.
 */
export function rcptParameters(
  recipient: Recipient,
  sender: Sender,
  extensions: Extensions,
): string[] {
  const { notify } = sender.notification ?? {};
  if (notify === undefined || !extensions.dsn) return [];
  const conditions = notify.length === 0 ? ["NEVER"] : notify.map((each) => each.toUpperCase());
  const parameters = [`NOTIFY=${conditions.join(",")}`];
  // An original recipient that is not ASCII would need the encoding of RFC 6533 section 3.
  if (isAscii(recipient.address)) parameters.push(`ORCPT=rfc822;${xtext(recipient.address)}`);
  return parameters;
}

/**
 * Checks what a sender asks for, before any socket is opened.
 *
 * @param sender Who the mail is from, and what they ask for.
 * @throws {CommandError} If the submitter or the envelope identifier cannot be sent (RFC 4954 section 5,
 * RFC 3461 section 4.4).
 */
export function checkParameters({ submitter, notification }: Sender): void {
  if (submitter !== undefined) submitterParameter(submitter);
  const { envelopeId } = notification ?? {};
  if (envelopeId === undefined) return;
  if (envelopeId === "" || xtext(envelopeId).length > ENVELOPE_ID_MAX_OCTETS) {
    throw new CommandError(`Cannot use an envelope identifier of ${envelopeId.length} characters`);
  }
}
