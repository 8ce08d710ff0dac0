/**
 * The mail that `mua check` sends, and what it is known again by.
 * @module
 */
import type { Sought } from "../../mailbox/sought.ts";
import { readAddresses } from "../route/addresses.ts";
import type { CheckOptions } from "./options.ts";
import { InputError } from "../terminal/exit.ts";
import type { Mail } from "../send/mail.ts";
import type { SendOptions } from "../send/options.ts";
import { readMessageId } from "../send/save.ts";

/** The subject, where the user gives none. */
const SUBJECT = "mua check";
/** The text, where the user gives none. */
const TEXT = "This mail was sent by mua check, to see whether it arrives and how.\n";

/**
 * Makes up a token: a word that no other mail has.
 *
 * @returns Letters, digits and a hyphen, in ASCII.
 */
export function makeToken(): string {
  return `mua-${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}`;
}

/**
 * The options of `mua send` for the mail of a check. Its token stands in the subject and in the
 * Message-ID; a ready message is sent as it is.
 *
 * @param options The options of the check.
 * @param recipient The operand: one address.
 * @param token The token.
 * @returns The options.
 * @throws {InputError} If the recipient is no address, or more than one.
 */
export function checkMailOptions(
  options: CheckOptions,
  recipient: string,
  token: string,
): SendOptions {
  const domain = domainOf(recipient);
  const shared = {
    ...options,
    to: [recipient],
    cc: [],
    bcc: [],
    rcptTo: [],
    dryRun: false,
    quiet: false,
    until: undefined,
    allHosts: false,
  };
  if (options.eml !== undefined) return shared;
  const hasMessageId = options.header.some((field) => /^message-id\s*:/i.test(field));
  return {
    ...shared,
    from: options.from ?? (options.mailFrom === undefined ? recipient : undefined),
    subject: `${options.subject || SUBJECT} [${token}]`,
    body: options.body ?? (options.html === undefined ? TEXT : undefined),
    header: [
      ...options.header,
      ...(hasMessageId ? [] : [`Message-ID: <${token}@${domain}>`]),
    ],
  };
}

/** The domain of the one recipient: whoever checks a mailbox is at home there. */
function domainOf(recipient: string): string {
  const [only, ...others] = readAddresses(recipient);
  if (only !== undefined && others.length === 0) return only.mailbox.domain;
  throw new InputError("a check takes one recipient, because it looks in one mailbox");
}

/**
 * What the mail is known again by.
 *
 * @param mail The mail.
 * @param options The options that it was made with.
 * @param token The token.
 * @returns Its Message-ID, and its token if it has one.
 * @throws {InputError} If it has no Message-ID.
 */
export async function soughtOf(mail: Mail, options: SendOptions, token: string): Promise<Sought> {
  const messageId = await readMessageId(mail.message);
  if (messageId === undefined) {
    throw new InputError("the message has no Message-ID to recognize it by");
  }
  return { messageId, token: options.eml === undefined ? token : undefined };
}
