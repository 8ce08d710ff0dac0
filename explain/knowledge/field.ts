/**
 * The fields of a message's header: who writes them, when, and what they can prove.
 * @module
 */
import { FILTER_FIELDS } from "./filter_field.ts";
import type { Knowledge } from "./knowledge.ts";

const AUTHOR = "The author's mail program writes it before sending.";
const RELAY = "Each server that handles the mail adds one.";
const LAST = "The last server writes it when it puts the mail into the mailbox.";
const FILTER = "A filter on the recipient's side writes it.";
const LIST = "The mailing list software writes it.";
const NOTHING = "It proves nothing: anyone can write anything there.";

/** A row: the name as it is written, the title, what it means and proves, who writes it and when, where it is defined. */
type Row = readonly [name: string, title: string, meaning: string, when: string, source?: string];

const FILTER_ROWS: readonly Row[] = FILTER_FIELDS.map(([name, title, meaning]) => [
  name,
  title,
  meaning,
  FILTER,
]);

const ROWS: readonly Row[] = [
  [
    "From",
    "the author, by the author's own account",
    `The name and address that people see. ${NOTHING} The envelope sender may differ; DMARC requires the two domains to match.`,
    AUTHOR,
    "RFC 5322 section 3.6.2",
  ],
  [
    "Sender",
    "who sent it, if not the author",
    `Who actually sent the mail, if From names several authors or someone else. ${NOTHING}`,
    AUTHOR,
    "RFC 5322 section 3.6.2",
  ],
  [
    "Reply-To",
    "where replies should go",
    "Mail programs reply to this address instead of From. A stranger's address here is a " +
    "common trick.",
    AUTHOR,
    "RFC 5322 section 3.6.2",
  ],
  [
    "To",
    "the recipients, for people to read",
    "No server looks at it: the mail goes where RCPT TO said. The two need not match.",
    AUTHOR,
    "RFC 5322 section 3.6.3",
  ],
  [
    "Cc",
    "recipients of a copy, for people to read",
    "Like To; everyone can see it.",
    AUTHOR,
    "RFC 5322 section 3.6.3",
  ],
  [
    "Bcc",
    "hidden recipients",
    "It should not be in a message that arrives: hidden recipients appear only in the " +
    "envelope.",
    "The author's mail program keeps it, and leaves it out of what it sends.",
    "RFC 5322 section 3.6.3",
  ],
  [
    "Subject",
    "what it is about",
    `A line for people. Text outside ASCII is written as encoded words: =?UTF-8?Q?…?=. ${NOTHING}`,
    AUTHOR,
    "RFC 5322 section 3.6.5",
  ],
  [
    "Date",
    "when the author finished it",
    "From the clock of the author's machine. Compare it with the times in Received, which " +
    "the servers wrote.",
    AUTHOR,
    "RFC 5322 section 3.6.1",
  ],
  [
    "Message-ID",
    "the ID of this message",
    "Unique worldwide, so that replies, reports and logs can refer to it. The part after " +
    "the @ is often the author's server.",
    "The author's mail program writes it, or the first server if it is missing.",
    "RFC 5322 section 3.6.4",
  ],
  [
    "In-Reply-To",
    "the message that this one replies to",
    "The Message-ID of the message being replied to; mail programs use it to show a " +
    "conversation.",
    AUTHOR,
    "RFC 5322 section 3.6.4",
  ],
  [
    "References",
    "the conversation so far",
    "The Message-IDs of the earlier messages, oldest first.",
    AUTHOR,
    "RFC 5322 section 3.6.4",
  ],
  [
    "Comments",
    "a remark",
    `Free text for people. ${NOTHING}`,
    AUTHOR,
    "RFC 5322 section 3.6.5",
  ],
  [
    "Keywords",
    "search words",
    `Words chosen by the author. ${NOTHING}`,
    AUTHOR,
    "RFC 5322 section 3.6.5",
  ],
  [
    "Received",
    "one hop on the way",
    "from: who handed it over, by the name it gave, with its real address; by: which " +
    "server accepted it; with: the protocol (ESMTPS is under TLS, ESMTPSA also " +
    "authenticated); for: the recipient; then the time. The newest comes first. Those " +
    "written by servers you trust are evidence; those below them can be forged.",
    RELAY,
    "RFC 5321 section 4.4",
  ],
  [
    "Return-Path",
    "the envelope sender",
    "The address of MAIL FROM, to which bounces go; <> marks a report that must not be " +
    "answered. It need not match From.",
    LAST,
    "RFC 5321 section 4.4",
  ],
  [
    "Delivered-To",
    "the mailbox it was delivered to",
    "The final address, after aliases and forwarding. Servers check it to detect mail " +
    "loops.",
    LAST,
    "RFC 9228",
  ],
  [
    "X-Original-To",
    "the recipient before aliases",
    "The address of RCPT TO, before Postfix replaced it with an alias's target.",
    LAST,
  ],
  [
    "Envelope-To",
    "the envelope recipient",
    "The address of RCPT TO, written by Exim.",
    LAST,
  ],
  [
    "Resent-From",
    "who resent it",
    "Someone resent the message unchanged; the Resent-… fields are theirs, the others are " +
    "the author's.",
    "The mail program of the person who resent it.",
    "RFC 5322 section 3.6.6",
  ],
  [
    "Auto-Submitted",
    "sent by a program",
    "auto-generated or auto-replied: written by a program, and no program should reply to " +
    "it.",
    "The program that generated it.",
    "RFC 3834 section 5",
  ],
  [
    "MIME-Version",
    "the message uses MIME",
    "Always 1.0. Without it the other MIME fields do not count.",
    AUTHOR,
    "RFC 2045 section 4",
  ],
  [
    "Content-Type",
    "what the body is",
    "text/plain, text/html, or multipart with a boundary between its parts; charset gives " +
    "the character encoding.",
    AUTHOR,
    "RFC 2045 section 5",
  ],
  [
    "Content-Transfer-Encoding",
    "how the body is encoded",
    "7bit, 8bit, quoted-printable (=C3=A9) or base64. A server on the way may change it, " +
    "which breaks signatures.",
    AUTHOR,
    "RFC 2045 section 6",
  ],
  [
    "Content-Disposition",
    "shown, or an attachment",
    "inline or attachment, with the file name.",
    AUTHOR,
    "RFC 2183",
  ],
  [
    "Content-ID",
    "the ID of a part",
    "HTML text uses it to show a picture that is another part of the message.",
    AUTHOR,
    "RFC 2045 section 7",
  ],
  [
    "Content-Language",
    "the language of the body",
    "For example pt or en.",
    AUTHOR,
    "RFC 3282",
  ],
  [
    "DKIM-Signature",
    "a server's signature",
    "The domain in d= signed the body and the fields in h=, with the key at " +
    "s=._domainkey.d= in DNS. If it is valid, that domain takes responsibility for the " +
    "message, and nothing signed was changed.",
    "The server of the author's domain writes it when sending; a list may add one.",
    "RFC 6376 section 3.5",
  ],
  [
    "Authentication-Results",
    "the results of a server's sender checks",
    "The results of SPF, DKIM and DMARC, from the server named first. Trust it only if " +
    "that is your own server, which must remove any that came from outside.",
    "The recipient's server writes it when it accepts the mail.",
    "RFC 8601",
  ],
  [
    "Received-SPF",
    "the result of SPF",
    "pass, fail, softfail, neutral or none: whether the client's IP address may send for " +
    "the domain of MAIL FROM.",
    "The recipient's server writes it when it accepts the mail.",
    "RFC 7208 section 9.1",
  ],
  [
    "ARC-Seal",
    "a forwarder's seal",
    "A forwarder signs the chain of seals before it; i= is its number. It is worth as much " +
    "as you trust the forwarder.",
    "A forwarder or a list writes it.",
    "RFC 8617",
  ],
  [
    "ARC-Message-Signature",
    "a forwarder's signature",
    "Like a DKIM signature, over the message as the forwarder received it.",
    "A forwarder or a list writes it.",
    "RFC 8617",
  ],
  [
    "ARC-Authentication-Results",
    "the results of a forwarder's sender checks",
    "The results of SPF, DKIM and DMARC when the mail reached the forwarder, before it " +
    "changed anything.",
    "A forwarder or a list writes it.",
    "RFC 8617",
  ],
  [
    "List-Id",
    "the mailing list",
    "The identifier of the list, to sort mail by.",
    LIST,
    "RFC 2919",
  ],
  [
    "List-Unsubscribe",
    "how to leave the list",
    "A mail or web address for leaving the list.",
    LIST,
    "RFC 2369 section 3.2",
  ],
  [
    "List-Unsubscribe-Post",
    "leave the list with one click",
    "The mail program can unsubscribe with one request to the address in List-Unsubscribe.",
    LIST,
    "RFC 8058",
  ],
  [
    "List-Post",
    "how to write to the list",
    "The address of the list.",
    LIST,
    "RFC 2369 section 3.4",
  ],
  [
    "List-Subscribe",
    "how to join the list",
    "A mail or web address for joining.",
    LIST,
    "RFC 2369 section 3.3",
  ],
  [
    "List-Help",
    "help for the list",
    "Where to find help about the list.",
    LIST,
    "RFC 2369 section 3.1",
  ],
  [
    "List-Owner",
    "who runs the list",
    "How to reach the person who runs it.",
    LIST,
    "RFC 2369 section 3.5",
  ],
  [
    "List-Archive",
    "the archive of the list",
    "Where old messages can be read.",
    LIST,
    "RFC 2369 section 3.6",
  ],
  [
    "Precedence",
    "bulk mail",
    "bulk, list or junk: not from person to person, so please send no out-of-office " +
    "replies. Never a standard.",
    "Lists and programs that send bulk mail write it.",
  ],
  [
    "Disposition-Notification-To",
    "please confirm when it was read",
    "A request for a receipt when a person opens the mail. The person may decline.",
    AUTHOR,
    "RFC 8098 section 2.1",
  ],
  [
    "Return-Receipt-To",
    "please confirm when it arrived",
    "An old request for a receipt; DSN replaced it.",
    AUTHOR,
  ],
  [
    "Importance",
    "how important the author finds it",
    `high, normal or low. ${NOTHING}`,
    AUTHOR,
    "RFC 4021",
  ],
  [
    "Autocrypt",
    "the author's public key",
    "A key with which replies can be encrypted.",
    AUTHOR,
  ],
  [
    "TLS-Required",
    "deliver even without TLS",
    "The value No asks servers to send the mail in cleartext rather than not at all.",
    AUTHOR,
    "RFC 8689 section 3",
  ],
  [
    "Require-Recipient-Valid-Since",
    "only if the mailbox still belongs to the same person",
    "A date: if the mailbox has changed hands since, the mail is not delivered.",
    AUTHOR,
    "RFC 7293",
  ],
  [
    "User-Agent",
    "the author's mail program",
    `Its name and version. ${NOTHING}`,
    AUTHOR,
  ],
  ["X-Mailer", "the author's mail program", `Its name and version. ${NOTHING}`, AUTHOR],
  [
    "X-Originating-IP",
    "the author's IP address",
    "Recorded by a webmail server: where its page was used from. Only that server knows " +
    "whether it is true.",
    "The first server writes it.",
  ],
  [
    "X-Priority",
    "how important the author finds it",
    `1 is the highest, 5 the lowest. ${NOTHING}`,
    AUTHOR,
  ],
  ["X-Virus-Scanned", "a virus scanner checked it", `The scanner's name. ${NOTHING}`, FILTER],
  [
    "X-Gm-Message-State",
    "Gmail's internal notes",
    "For Gmail's own use; others cannot read it.",
    "Gmail writes it.",
  ],
  [
    "X-Google-DKIM-Signature",
    "a signature for Google itself",
    "A second signature, with a key that only Google uses.",
    "Gmail writes it when sending.",
  ],
  ["X-Received", "one hop inside Google", "Like Received, between Google's servers.", RELAY],
  [
    "Feedback-ID",
    "which campaign it belongs to",
    "Gmail uses it to count complaints per sender.",
    AUTHOR,
  ],
  [
    "Newsgroups",
    "where it was posted",
    "The Usenet groups the article was posted to.",
    AUTHOR,
    "RFC 5536",
  ],
  [
    "Reporting-MTA",
    "who wrote the report",
    "In a bounce: the server that reports.",
    "The server that gave up, or delivered, writes it into the report.",
    "RFC 3464 section 2.2.2",
  ],
  [
    "Final-Recipient",
    "whom the report is about",
    "In a bounce: the recipient, as the reporting server knows it.",
    "The server that reports.",
    "RFC 3464 section 2.3.2",
  ],
  [
    "Original-Recipient",
    "the recipient as it was given",
    "In a bounce: the address given by the sender with ORCPT.",
    "The server that reports.",
    "RFC 3464 section 2.3.1",
  ],
  [
    "Action",
    "what was done",
    "In a bounce: failed, delayed (still trying), delivered, relayed (to a server that " +
    "sends no reports) or expanded (to a list).",
    "The server that reports.",
    "RFC 3464 section 2.3.3",
  ],
  [
    "Status",
    "the enhanced status code",
    "In a bounce: the code for this recipient, such as 5.1.1.",
    "The server that reports.",
    "RFC 3464 section 2.3.4",
  ],
  [
    "Remote-MTA",
    "which server refused",
    "In a bounce: the server that the reporting server talked to.",
    "The server that reports.",
    "RFC 3464 section 2.3.5",
  ],
  [
    "Diagnostic-Code",
    "the other server's answer",
    'In a bounce: after "smtp;" the answer exactly as the remote server gave it.',
    "The server that reports.",
    "RFC 3464 section 2.3.6",
  ],
  [
    "Arrival-Date",
    "when the mail arrived",
    "In a bounce: when the reporting server received the message.",
    "The server that reports.",
    "RFC 3464 section 2.2.5",
  ],
  [
    "Last-Attempt-Date",
    "the last attempt",
    "In a bounce: when delivery was last tried.",
    "The server that reports.",
    "RFC 3464 section 2.3.7",
  ],
  [
    "Will-Retry-Until",
    "how long it keeps trying",
    "In a delay report: until when the server keeps trying.",
    "The server that reports.",
    "RFC 3464 section 2.3.9",
  ],
];

/** What is known, by the name in lower case. */
export const FIELDS: ReadonlyMap<string, Knowledge & { readonly name: string }> = new Map(
  [...ROWS, ...FILTER_ROWS].map(([name, title, meaning, when, source]) => [
    name.toLowerCase(),
    { name, title, meaning, when, sources: source === undefined ? [] : [source] },
  ]),
);

/** A field that is in no registry. */
const PRIVATE: Knowledge = {
  title: "a private field",
  meaning: "Names starting with X- are in no registry: only the program that wrote it knows for " +
    "certain what it means.",
  when: "Any program on the way may have written it: the author's, a server's or a filter's.",
  sources: ["RFC 6648"],
};

/**
 * What is known of a field.
 *
 * @param name Its name, in any case, with or without a colon.
 * @returns What is known; of an unknown name that begins with X-, what holds for all of them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findField } from "./field.ts";
 * assertEquals(findField("received:")?.title, "one hop on the way");
 * assertEquals(findField("X-Anything")?.title, "a private field");
 * assertEquals(findField("Anything"), undefined);
 * ```
 */
export function findField(name: string): Knowledge | undefined {
  const key = name.toLowerCase().replace(/\s*:$/, "");
  const known = FIELDS.get(key) ??
    (key.startsWith("resent-") ? FIELDS.get("resent-from") : undefined);
  return known ?? (/^x-[\x21-\x39\x3b-\x7e]+$/.test(key) ? PRIVATE : undefined);
}
