/**
 * What a person wants to say, and the header fields that follow from it.
 * @module
 */
import { forbiddenCharacter, quoteForMessage } from "../encoding/character.ts";
import { formatDateTime } from "../header/date_time.ts";
import { findExtraField, parseExtraField, refuseLonePost, refuseRepeated } from "./extra_field.ts";
import {
  type HeaderAddress,
  mailboxesOf,
  parseAddressList,
  parseMailboxList,
} from "../address/header_address.ts";
import { MessageError } from "../message.ts";
import type { AddressList } from "./address_field.ts";
import type { MimeRequest } from "./mime.ts";
import type { OctetSource } from "../encoding/octets.ts";

/** A file that goes with a message. */
export interface Attachment {
  /** The name that the receiver sees, without folders. */
  readonly filename: string;
  /** Its octets; whoever opened the source closes it, after the message is sent. */
  readonly source: OctetSource;
}

/** What a person wants to say. */
export interface Draft {
  /** The author. */
  readonly from: HeaderAddress;
  /** Recipients that everybody sees. */
  readonly to: readonly HeaderAddress[];
  /** Recipients of copies that everybody sees. */
  readonly cc: readonly HeaderAddress[];
  /** Who has sent it, where that is not the author. */
  readonly sender?: readonly HeaderAddress[];
  /** Who gets the replies, where that is not the author. */
  readonly replyTo?: readonly HeaderAddress[];
  /** The subject, in any script. */
  readonly subject: string;
  /** The text, with line ends of any kind. */
  readonly text: string;
  /** The same as HTML. */
  readonly html?: string;
  /** Files, in their order. */
  readonly attachments: readonly Attachment[];
  /**
   * Further fields as `Name: value`. One that would be there anyway (From, To, Cc, Subject, Date,
   * Message-ID) stands in its place; an empty value leaves it out.
   */
  readonly headers: readonly string[];
  /** The time of writing. */
  readonly date: Date;
  /** The zone that Date is written in, as minutes east of UTC; 0 by default. */
  readonly zoneMinutes?: number;
}

/**
 * The name of a file without its folders. A backslash is a folder's end too: the receiver's system
 * may take it for one.
 */
export function filenameOf(path: string): string {
  return path.split(/[/\\]/).pop() ?? "";
}

/** The fields with addresses, and how each is read: authors are in no groups (RFC 5322 3.6.2). */
const ADDRESS_FIELDS = {
  from: parseMailboxList,
  sender: parseMailboxList,
  "reply-to": parseAddressList,
  to: parseAddressList,
  cc: parseAddressList,
};

/**
 * Decides what the header says and refuses what it may not.
 *
 * @param draft What to say.
 * @throws {MessageError} When anything for the header holds a control character, a further field is
 * none, comes twice or lacks the one it needs, or From or Date is missing.
 * @throws {AddressError} When a further field for addresses holds none.
 */
export function toMimeRequest(draft: Draft): MimeRequest {
  const given = draft.headers.map(parseExtraField);
  refuseRepeated(given);
  refuseLonePost(given);
  const listOf = (name: keyof typeof ADDRESS_FIELDS, ours: AddressList): AddressList => {
    const field = findExtraField(given, name);
    return field === undefined ? ours : ADDRESS_FIELDS[name](field.value);
  };
  const from = listOf("from", [draft.from]);
  const ours = [
    { name: "Subject", value: draft.subject.trim() },
    { name: "Date", value: formatDateTime(draft.date, draft.zoneMinutes) },
    { name: "Message-ID", value: newMessageId(from) },
  ].filter(({ name }) => findExtraField(given, name) === undefined);
  const request = {
    addresses: {
      from,
      sender: listOf("sender", draft.sender ?? []),
      "reply-to": listOf("reply-to", draft.replyTo ?? []),
      to: listOf("to", draft.to),
      cc: listOf("cc", draft.cc),
    },
    fields: [
      ...ours,
      ...given.filter(({ name }) => !Object.hasOwn(ADDRESS_FIELDS, name.toLowerCase())),
    ],
    // With attachments there is always a text, so that the first of them does not take its place.
    text: draft.text === "" && draft.attachments.length > 0 ? "\n" : draft.text,
    html: draft.html,
    filenames: draft.attachments.map(({ filename }) => filename),
  };
  refuseForbidden(request);
  refuseIncomplete(request);
  return request;
}

/** RFC 5322 3.6.4: what is unique stands before the domain of who makes it so. */
function newMessageId(from: AddressList): string {
  const [author] = mailboxesOf(from);
  return `<${crypto.randomUUID()}@${author?.mailbox.domain ?? "localhost"}>`;
}

/** Nothing may end a line of the header or hide in it. */
function refuseForbidden({ addresses, fields, filenames }: MimeRequest): void {
  const texts = [
    ...Object.values(addresses).flat().map(({ name }) => ({ what: "name", text: name })),
    ...fields.map(({ name, value }) => ({ what: `header field ${name}`, text: value })),
    ...filenames.map((filename) => ({ what: "file name", text: filename })),
  ];
  for (const { what, text } of texts) {
    const character = forbiddenCharacter(text);
    if (character === undefined) continue;
    throw new MessageError(
      `Cannot use the ${what} ${quoteForMessage(text)}: it holds ${character}`,
    );
  }
}

/** RFC 5322 3.6 wants Date and From always, and 3.6.2 one Sender when there are several authors. */
function refuseIncomplete({ addresses: { from, sender }, fields }: MimeRequest): void {
  if (from.length === 0) throw new MessageError("Cannot send a message without From");
  if (findExtraField(fields, "date")?.value === "") {
    throw new MessageError("Cannot send a message without Date");
  }
  if (sender.length > 1 || (sender.length === 0 && from.length > 1)) {
    throw new MessageError("Cannot send a message of several authors without one Sender");
  }
}
