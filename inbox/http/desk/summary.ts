/**
 * What a list shows of a mail, in the words of Mailpit's API.
 * @module
 */
import { readAddresses } from "../../../message/address/loose_address.ts";
import { decodeWords } from "../../../message/header/encoded_word.ts";
import { findField, findFields, type HeaderField } from "../../../message/header/header.ts";
import { cutText } from "../../../message/encoding/character.ts";
import type { Searchable } from "../search/term.ts";
import type { ListedMessage } from "../../store/index.ts";
import { readableText, type Survey } from "./survey.ts";

/** An address as the API has it. */
interface ApiAddress {
  /** The name that people read; empty if there is none. */
  readonly Name: string;
  /** The address. */
  readonly Address: string;
}

/** What the API says of a mail in a list, but for what only the inbox knows of it. */
export interface Summary {
  /** Its Message-ID, without angle brackets. */
  readonly MessageID: string;
  /** Whom it says that it is from; with no such field the sender of the envelope. */
  readonly From: ApiAddress | null;
  /** Whom it says that it is to; with no recipient in its header those of the envelope. */
  readonly To: readonly ApiAddress[];
  /** Who gets a copy. */
  readonly Cc: readonly ApiAddress[];
  /** Recipients of the envelope that no field names, and those of Bcc. */
  readonly Bcc: readonly ApiAddress[];
  /** Where answers are to go. */
  readonly ReplyTo: readonly ApiAddress[];
  /** Its subject. */
  readonly Subject: string;
  /** When it came: RFC 3339. */
  readonly Created: string;
  /** Its octets. */
  readonly Size: number;
  /** Files to be saved. */
  readonly Attachments: number;
  /** The beginning of its text. */
  readonly Snippet: string;
  /** Who had authenticated; empty without that. */
  readonly Username: string;
}

/** What its readers did to a mail. */
interface Marked {
  readonly read: boolean;
  readonly tags: readonly string[];
}

/** When a mail came whose envelope is not known. */
const NO_TIME = new Date(0).toISOString();

/** Characters of a snippet. */
const SNIPPET_LENGTH = 250;

/** Addresses of a field that are given out; a mail may name 10,000. */
const MAX_ADDRESSES = 1_000;

/**
 * What a list shows of a mail.
 *
 * @param message What the store knows of it.
 * @param survey What is in it.
 */
export function summarize(
  { size, envelope }: ListedMessage,
  survey: Survey,
): Summary {
  const { fields, files } = survey;
  const [to, cc, bcc] = ["To", "Cc", "Bcc"].map((name) => addressesOf(fields, name));
  const named = new Set([to, cc, bcc].flatMap((list) => list ?? []).map(keyOf));
  const others = (envelope?.rcptTo ?? []).slice(0, MAX_ADDRESSES)
    .map((Address) => ({ Name: "", Address })).filter((each) => !named.has(keyOf(each)));
  const [from] = addressesOf(fields, "From");
  const sender = envelope?.mailFrom ? { Name: "", Address: envelope.mailFrom } : null;
  return {
    MessageID: textOf(fields, "Message-ID").replace(/^<(.*)>$/s, "$1"),
    From: from ?? sender,
    To: named.size === 0 ? others : to ?? [],
    Cc: cc ?? [],
    Bcc: named.size === 0 ? [] : [...bcc ?? [], ...others],
    ReplyTo: addressesOf(fields, "Reply-To"),
    Subject: textOf(fields, "Subject"),
    Created: envelope?.time ?? NO_TIME,
    Size: size,
    Attachments: files.filter(({ inline }) => !inline).length,
    Snippet: cutText(readableText(survey).replace(/\s+/g, " ").trim(), SNIPPET_LENGTH),
    Username: envelope?.user ?? "",
  };
}

/**
 * What a search finds in the list; what else it looks at is empty.
 *
 * @param message What the store knows of a mail.
 * @param marks What its readers did to it.
 */
export function searchableInList(
  { subject = "", size, envelope }: ListedMessage,
  marks: Marked,
): Searchable {
  return {
    ...{ from: "", to: "", cc: "", bcc: "", replyTo: "", messageId: "", text: "" },
    ...{ attachments: 0, inline: 0 },
    subject: subject.toLowerCase(),
    tags: marks.tags.map((tag) => tag.toLowerCase()),
    time: Date.parse(envelope?.time ?? NO_TIME),
    size,
    read: marks.read,
  };
}

/**
 * What a search looks at in a mail.
 *
 * @param message What the store knows of it.
 * @param summary What a list shows of it.
 * @param text What else is in it.
 * @param marks What its readers did to it.
 */
export function searchable(
  message: ListedMessage,
  summary: Summary,
  text: { readonly text: string; readonly inline: number },
  marks: Marked,
): Searchable {
  const recipients = (message.envelope?.rcptTo ?? []).join(" ");
  return {
    ...searchableInList(message, marks),
    from: shown(summary.From === null ? [] : [summary.From]),
    to: `${shown(summary.To)} ${recipients.toLowerCase()}`,
    cc: shown(summary.Cc),
    bcc: shown(summary.Bcc),
    replyTo: shown(summary.ReplyTo),
    subject: summary.Subject.toLowerCase(),
    messageId: summary.MessageID.toLowerCase(),
    attachments: summary.Attachments,
    inline: text.inline,
    text: text.text,
  };
}

/**
 * The addresses in the fields of a name.
 *
 * @param fields The header.
 * @param name The name.
 */
export function addressesOf(fields: readonly HeaderField[], name: string): ApiAddress[] {
  return findFields(fields, name)
    .flatMap(({ keptValue }) => readAddresses(keptValue).addresses)
    .slice(0, MAX_ADDRESSES)
    .map(({ name, address }) => ({ Name: name, Address: address }));
}

/**
 * The value of the first field of a name, decoded; empty if there is none.
 *
 * @param fields The header.
 * @param name The name.
 */
export function textOf(fields: readonly HeaderField[], name: string): string {
  const field = findField(fields, name);
  return field === undefined ? "" : decodeWords(field.keptValue).text;
}

function keyOf({ Address }: ApiAddress): string {
  return Address.toLowerCase();
}

function shown(addresses: readonly ApiAddress[]): string {
  return addresses.map(({ Name, Address }) => `${Name} <${Address}>`).join(", ").toLowerCase();
}
