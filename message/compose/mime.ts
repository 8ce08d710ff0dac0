/**
 * The MIME form of a message around its attachments, written by nodemailer's MailComposer.
 *
 * The attachments themselves do not pass through it: a mark stands for each while it composes, and
 * the octets are cut there. So a message is composed once, has the same Message-ID and boundaries
 * for every host, its size is known, and a large file is encoded only on its way out.
 * @module
 */
import type { ExtraField } from "./extra_field.ts";
import type { HeaderAddress, HeaderGroup } from "../address/header_address.ts";

/** What an address field holds. */
export type AddressList = readonly (HeaderAddress | HeaderGroup)[];

/** What a message is made of, free of control characters in all that becomes header. */
export interface MimeRequest {
  /** The fields with addresses, by their names; an empty list leaves a field out. */
  readonly addresses: {
    readonly from: AddressList;
    readonly sender: AddressList;
    readonly "reply-to": AddressList;
    readonly to: AddressList;
    readonly cc: AddressList;
  };
  /** The other fields; an empty value leaves one out. */
  readonly fields: readonly ExtraField[];
  /** The text. */
  readonly text: string;
  /** The same as HTML. */
  readonly html: string | undefined;
  /** The names of the attachments. */
  readonly filenames: readonly string[];
}

/**
 * How boundaries begin. `=_` stands in no base64 and no quoted-printable text, so that a boundary
 * is in no part (RFC 2046 5.1.1).
 */
const BOUNDARY_PREFIX = "=_mua";

/** Fields that MailComposer always writes in its own way. */
const FORMATTED_FIELDS: ReadonlySet<string> = new Set(["date", "references"]);

/**
 * Composes a message with CRLF line ends.
 *
 * @param request Its parts.
 * @returns The octets before, between and after the attachments: one piece more than there are
 * attachments. Between two pieces belong the base64 lines of one, without a final line end.
 */
export async function buildMime(request: MimeRequest): Promise<Uint8Array[]> {
  // Only a message that is composed pays for loading it.
  const { default: MailComposer } = await import("nodemailer/mail-composer");
  const marks = request.filenames.map(() => crypto.randomUUID());
  const typeOf = (filename: string): string => {
    const { attached: [part] } = new MailComposer({ attachments: [{ filename }] }).getAttachments();
    return attachableType(part?.contentType);
  };
  const { addresses } = request;
  const composer = new MailComposer({
    from: addresses.from.map(toComposerAddress),
    sender: addresses.sender.map(toComposerAddress),
    replyTo: addresses["reply-to"].map(toComposerAddress),
    to: addresses.to.map(toComposerAddress),
    cc: addresses.cc.map(toComposerAddress),
    headers: request.fields.map(toComposerField),
    text: withCrlf(request.text),
    html: withCrlf(request.html ?? ""),
    attachments: request.filenames.map((filename, index) => ({
      // As a filename it would also become a name parameter with an encoded word in quotes, which
      // RFC 2047 5 forbids.
      filename: false,
      contentDisposition: `attachment; filename="${filename.replace(/["\\]/g, "\\$&")}"`,
      contentType: typeOf(filename),
      contentTransferEncoding: "base64",
      content: marks[index],
    })),
    boundaryPrefix: BOUNDARY_PREFIX,
    newline: "\r\n",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return cut(await composer.compile().build(), marks);
}

/** Octets in which a text can be found, such as a Buffer. */
type SearchableOctets = Uint8Array & { indexOf(text: string, from: number): number };

/** Cuts out the base64 lines of the marks, which no other octets of the message can equal. */
function cut(message: SearchableOctets, marks: readonly string[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (const mark of marks.map(btoa)) {
    const end = message.indexOf(mark, start);
    pieces.push(message.subarray(start, end));
    start = end + mark.length;
  }
  return [...pieces, message.subarray(start)];
}

/** A `message/rfc822` may not be encoded in base64 (RFC 2046 5.2.1), so it goes as mere octets. */
function attachableType(type: string | undefined): string {
  return type === undefined || type.startsWith("message/") ? "application/octet-stream" : type;
}

/** ASCII values go as they are typed: encoded, a quoted-string of a structured field would break. */
function toComposerField({ name, value }: ExtraField): {
  key: string;
  value: string | { prepared: boolean; foldLines: boolean; value: string };
} {
  const asTyped = /^[ -~]*$/.test(value) && !FORMATTED_FIELDS.has(name.toLowerCase());
  return { key: name, value: asTyped ? { prepared: true, foldLines: true, value } : value };
}

function toComposerAddress(
  entry: HeaderAddress | HeaderGroup,
): string | { name: string; address: string } {
  return "mailbox" in entry ? toComposerMailbox(entry) : formatGroup(entry);
}

function toComposerMailbox({ name, mailbox }: HeaderAddress): { name: string; address: string } {
  return { name, address: mailbox.toString() };
}

/** MailComposer takes groups only as text. */
function formatGroup({ name, members }: HeaderGroup): string {
  const mailboxes = members.map(({ name, mailbox }) => `${quote(name)} <${mailbox}>`);
  return `${quote(name)}: ${mailboxes.join(", ")};`;
}

function quote(text: string): string {
  return text === "" ? "" : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function withCrlf(text: string): string {
  return text.replace(/\r\n?|\n/g, "\r\n");
}
