/**
 * A mail from a program's own texts: the message, and the envelope that goes with it.
 * @module
 */
import type { HeaderAddress, MailRecipient } from "../address/header_address.ts";
import type { Message } from "../message.ts";

/** A file that goes with a mail. */
export interface AttachedFile {
  /** The name that the receiver sees, without folders; its ending decides the media type. */
  readonly filename: string;
  /** Its octets, which must not change until the mail is sent; a text becomes UTF-8. */
  readonly content: Uint8Array | string;
}

/** What a mail says, in texts. Addresses are written as in a header (RFC 5322 3.4). */
export interface MailText {
  /** The author, such as `Alberto <alberto@ualg.pt>`; also the sender of the envelope. */
  readonly from: string;
  /** Recipients that everybody sees: one list of addresses, or several. */
  readonly to?: string | readonly string[];
  /** Recipients of copies that everybody sees. */
  readonly cc?: string | readonly string[];
  /** Recipients that stand in the envelope alone (RFC 5322 3.6.3). */
  readonly bcc?: string | readonly string[];
  /** The subject, in any script. */
  readonly subject?: string;
  /** The text, with line ends of any kind. */
  readonly text?: string;
  /** The same as HTML. */
  readonly html?: string;
  /** Files, in their order. */
  readonly attachments?: readonly AttachedFile[];
  /** Further fields as `Name: value`; one that would be there anyway stands in its place. */
  readonly headers?: readonly string[];
  /** The time of writing, written in UTC; by default now. */
  readonly date?: Date;
}

/** Who a mail is from and for, as servers are told (RFC 5321 section 2.3.1). */
export interface MailEnvelope {
  /** The mailbox of the sender, where notifications go. */
  readonly reversePath: string;
  /** The recipients, each once. */
  readonly recipients: readonly MailRecipient[];
}

/** A mail that is ready to be sent. */
export interface WrittenMail {
  /** Who it is from and for. */
  readonly envelope: MailEnvelope;
  /** The message; it can be opened as often as there are servers to try. */
  readonly message: Message;
}

/**
 * Writes a mail (RFC 5322, MIME). Its lines end with CRLF, and it is 7-bit unless a local part in its
 * header is not ASCII.
 *
 * @param mail What it says.
 * @returns The mail.
 * @throws {AddressError} If an address cannot be used, or `from` is not one address.
 * @throws {MessageError} If anything for the header holds a control character, or the header cannot be
 * written by the rules of RFC 5322.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readMail, writeMail } from "../mod.ts";
 *
 * const { envelope, message } = await writeMail({
 *   from: "Alberto <alberto@ualg.pt>",
 *   to: "Ana <ana.maria@gmail.com>",
 *   bcc: "eva@example.com",
 *   subject: "Olá",
 *   text: "Hi, Ana!",
 * });
 * assertEquals(envelope.recipients.map(({ domain }) => domain), ["gmail.com", "example.com"]);
 * const mail = await readMail(message.open());
 * assertEquals([mail.header("Subject"), mail.header("Bcc")], ["Olá", undefined]);
 * ```
 */
export async function writeMail(mail: MailText): Promise<WrittenMail> {
  // Only who writes a mail loads what writes it.
  const { compose } = await import("./compose.ts");
  const { AddressError } = await import("../address/address.ts");
  const { mailboxesOf, parseAddressList, parseMailboxList, recipientsOf } = await import(
    "../address/header_address.ts"
  );
  const { octetsInMemory } = await import("../encoding/octets.ts");
  const listOf = (texts: string | readonly string[] = []): HeaderAddress[] =>
    [texts].flat().flatMap((text) => mailboxesOf(parseAddressList(text)));
  const [from, another] = parseMailboxList(mail.from);
  if (from === undefined || another !== undefined) {
    throw new AddressError("Cannot write a mail: from must be one address");
  }
  const [to, cc, bcc] = [listOf(mail.to), listOf(mail.cc), listOf(mail.bcc)];
  const message = await compose({
    from,
    to,
    cc,
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    ...(mail.html === undefined ? {} : { html: mail.html }),
    attachments: (mail.attachments ?? []).map(({ filename, content }) => ({
      filename,
      source: octetsInMemory(filename, octetsOf(content)),
    })),
    headers: mail.headers ?? [],
    date: mail.date ?? new Date(),
  });
  const recipients = recipientsOf([...to, ...cc, ...bcc]);
  return { envelope: { reversePath: from.mailbox.toString(), recipients }, message };
}

function octetsOf(content: Uint8Array | string): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}
