/**
 * The fields of a message's header: who writes them, when, and what they can prove.
 * @module
 */
import type { Knowledge } from "./knowledge.ts";

const AUTHOR = "The author's program writes it before the mail is sent.";
const RELAY = "Each server that passes the mail on adds one.";
const LAST = "The last server writes it, when it puts the mail into the mailbox.";
const FILTER = "A filter of the recipient's side writes it.";
const LIST = "The mailing list's program writes it.";
const NOTHING = "It proves nothing: anybody can write anything there.";

/** A row: the name as it is written, the title, what it means and can prove, who writes it when, where it is defined. */
type Row = readonly [name: string, title: string, meaning: string, when: string, source?: string];

const ROWS: readonly Row[] = [
  [
    "From",
    "the author, as the author says",
    `The name and address that a person sees. ${NOTHING} The envelope's sender may be another; DMARC asks that it agree.`,
    AUTHOR,
    "RFC 5322 section 3.6.2",
  ],
  [
    "Sender",
    "who sent it, if not the author",
    `The one who handed the mail in, where From has several authors or another. ${NOTHING}`,
    AUTHOR,
    "RFC 5322 section 3.6.2",
  ],
  [
    "Reply-To",
    "where answers should go",
    "A program takes this address in place of From when a person answers. A stranger's address here is a usual trick.",
    AUTHOR,
    "RFC 5322 section 3.6.2",
  ],
  [
    "To",
    "the recipients, for people to read",
    "No server looks at it: the mail goes where RCPT TO said. The two need not agree.",
    AUTHOR,
    "RFC 5322 section 3.6.3",
  ],
  [
    "Cc",
    "recipients of a copy, for people to read",
    "As To; everybody sees it.",
    AUTHOR,
    "RFC 5322 section 3.6.3",
  ],
  [
    "Bcc",
    "recipients whom nobody should see",
    "It should not be in a message that arrives: who is hidden stands in the envelope alone.",
    "The author's program knows it, and leaves it out of what is sent.",
    "RFC 5322 section 3.6.3",
  ],
  [
    "Subject",
    "what it is about",
    `A line for people. Beyond ASCII it is written as encoded words: =?UTF-8?Q?…?=. ${NOTHING}`,
    AUTHOR,
    "RFC 5322 section 3.6.5",
  ],
  [
    "Date",
    "when the author finished it",
    "By the clock of the author's machine. Compare it with the times in Received, which the servers wrote.",
    AUTHOR,
    "RFC 5322 section 3.6.1",
  ],
  [
    "Message-ID",
    "the name of this message",
    "One of a kind in the world, so that answers, reports and logs can refer to it. Its right side is often the author's server.",
    "The author's program writes it, or the first server where it is missing.",
    "RFC 5322 section 3.6.4",
  ],
  [
    "In-Reply-To",
    "the message that this one answers",
    "The Message-ID of the message that was answered; by it programs show a conversation.",
    AUTHOR,
    "RFC 5322 section 3.6.4",
  ],
  [
    "References",
    "the conversation so far",
    "The Message-IDs of the messages before, the oldest first.",
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
    "words to find it by",
    `Words that the author chose. ${NOTHING}`,
    AUTHOR,
    "RFC 5322 section 3.6.5",
  ],
  [
    "Received",
    "one hop of the way",
    "from: who handed it over, as it called itself, with the address that it really had; by: which server took it; with: the protocol (ESMTPS is under TLS, ESMTPSA authenticated too); for: the recipient; then the time. The newest stands first. Those of servers that you trust prove something; those below them can be invented.",
    RELAY,
    "RFC 5321 section 4.4",
  ],
  [
    "Return-Path",
    "the envelope's sender",
    "The address of MAIL FROM, to which errors go; <> is a report that wants no answer. It need not be the same as From.",
    LAST,
    "RFC 5321 section 4.4",
  ],
  [
    "Delivered-To",
    "the mailbox that it was put into",
    "The address in the end, after aliases and forwarding. Servers look for it to find mail that goes in a circle.",
    LAST,
    "RFC 9228",
  ],
  [
    "X-Original-To",
    "the recipient before aliases",
    "The address of RCPT TO, before Postfix replaced it by an alias.",
    LAST,
  ],
  [
    "Envelope-To",
    "the recipient of the envelope",
    "The address of RCPT TO, as Exim writes it.",
    LAST,
  ],
  [
    "Resent-From",
    "who sent it on",
    "Somebody sent the message on unchanged; the fields Resent-… are theirs, the others the author's.",
    "The program of whoever sent it on.",
    "RFC 5322 section 3.6.6",
  ],
  [
    "Auto-Submitted",
    "no person wrote this",
    "auto-generated or auto-replied: a program wrote it, and no program should answer it.",
    "The program that made it.",
    "RFC 3834 section 5",
  ],
  [
    "MIME-Version",
    "it is MIME",
    "Always 1.0. Without it the other fields of MIME do not count.",
    AUTHOR,
    "RFC 2045 section 4",
  ],
  [
    "Content-Type",
    "what the body is",
    "text/plain, text/html, or multipart with a boundary between its parts; charset says how characters are written.",
    AUTHOR,
    "RFC 2045 section 5",
  ],
  [
    "Content-Transfer-Encoding",
    "how the body is written",
    "7bit, 8bit, quoted-printable (=C3=A9) or base64. A server on the way may change it; signatures break by that.",
    AUTHOR,
    "RFC 2045 section 6",
  ],
  [
    "Content-Disposition",
    "shown, or an attachment",
    "inline or attachment, with the name of the file.",
    AUTHOR,
    "RFC 2183",
  ],
  [
    "Content-ID",
    "the name of a part",
    "By it an HTML text shows a picture that is another part of the message.",
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
    "The domain in d= signed the body and the fields in h=, with the key at s=._domainkey.d= in DNS. If it is valid, that domain took responsibility for the message, and nothing signed was changed.",
    "The server of the author's domain writes it when it sends the mail; a list may add one.",
    "RFC 6376 section 3.5",
  ],
  [
    "Authentication-Results",
    "what a server found out about the sender",
    "The results of SPF, DKIM and DMARC, by the server that is named first. It is worth something only from your own server; it must remove those that came from outside.",
    "The recipient's server writes it, when it takes the mail.",
    "RFC 8601",
  ],
  [
    "Received-SPF",
    "what SPF said",
    "pass, fail, softfail, neutral, none: whether the address that the mail came from may send for the envelope's domain.",
    "The recipient's server writes it, when it takes the mail.",
    "RFC 7208 section 9.1",
  ],
  [
    "ARC-Seal",
    "a forwarder's seal",
    "A forwarder signs the chain of those before it, with its number in i=. It is worth as much as you trust the forwarder.",
    "A forwarder or a list writes it.",
    "RFC 8617",
  ],
  [
    "ARC-Message-Signature",
    "a forwarder's signature",
    "As a DKIM signature, of the message as the forwarder had it.",
    "A forwarder or a list writes it.",
    "RFC 8617",
  ],
  [
    "ARC-Authentication-Results",
    "what a forwarder found out",
    "The results of SPF, DKIM and DMARC where the mail came to the forwarder, before it changed anything.",
    "A forwarder or a list writes it.",
    "RFC 8617",
  ],
  [
    "List-Id",
    "the mailing list",
    "The name of the list, to sort by.",
    LIST,
    "RFC 2919",
  ],
  [
    "List-Unsubscribe",
    "how to leave the list",
    "A mail address or a web address by which one leaves the list.",
    LIST,
    "RFC 2369 section 3.2",
  ],
  [
    "List-Unsubscribe-Post",
    "leave the list with one click",
    "The mail program may leave the list by one request to the address in List-Unsubscribe.",
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
    "A mail address or a web address by which one joins.",
    LIST,
    "RFC 2369 section 3.3",
  ],
  [
    "List-Help",
    "help for the list",
    "Where the list explains itself.",
    LIST,
    "RFC 2369 section 3.1",
  ],
  ["List-Owner", "who runs the list", "How to reach a person.", LIST, "RFC 2369 section 3.5"],
  [
    "List-Archive",
    "the old messages of the list",
    "Where they can be read.",
    LIST,
    "RFC 2369 section 3.6",
  ],
  [
    "Precedence",
    "mail in bulk",
    "bulk, list or junk: not from person to person, so no holiday notes are wanted. Never a standard.",
    "Lists and programs write it.",
  ],
  [
    "Disposition-Notification-To",
    "please say when it was read",
    "A wish for a receipt when a person opens the mail. The person may refuse.",
    AUTHOR,
    "RFC 8098 section 2.1",
  ],
  [
    "Return-Receipt-To",
    "please say when it arrived",
    "An old wish for a receipt; DSN has taken its place.",
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
    "A key by which answers can be encrypted.",
    AUTHOR,
  ],
  [
    "TLS-Required",
    "deliver even without TLS",
    "No asks that the mail rather go in clear text than not at all.",
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
    "the author's program",
    `Its name and version. ${NOTHING}`,
    AUTHOR,
  ],
  ["X-Mailer", "the author's program", `Its name and version. ${NOTHING}`, AUTHOR],
  [
    "X-Originating-IP",
    "the address that the author had",
    "A webmail server noted from where its page was used. Only that server knows whether it is true.",
    "The first server writes it.",
  ],
  [
    "X-Priority",
    "how important the author finds it",
    `1 is the highest, 5 the lowest. ${NOTHING}`,
    AUTHOR,
  ],
  [
    "X-Spam-Status",
    "what SpamAssassin thinks",
    "Yes or No, the points, and the tests that gave them. Only that of your own server is worth something.",
    FILTER,
  ],
  ["X-Spam-Flag", "taken for spam", "YES if the filter took it for spam.", FILTER],
  [
    "X-Spam-Score",
    "points of a spam filter",
    "The more points, the more it looks like spam.",
    FILTER,
  ],
  [
    "X-Spam-Level",
    "points as stars",
    "A star a point, so that simple rules can count them.",
    FILTER,
  ],
  ["X-Spamd-Result", "what Rspamd thinks", "The points, and the symbols that gave them.", FILTER],
  ["X-Virus-Scanned", "a virus scanner has seen it", `The scanner's name. ${NOTHING}`, FILTER],
  [
    "X-Gm-Message-State",
    "a mark of Gmail",
    "Gmail's own notes for itself; others cannot read it.",
    "Gmail writes it.",
  ],
  [
    "X-Google-DKIM-Signature",
    "a signature for Google itself",
    "A second signature, by a key that only Google uses.",
    "Gmail writes it, when it sends the mail.",
  ],
  ["X-Received", "one hop inside Google", "As Received, between servers of Google.", RELAY],
  [
    "X-MS-Exchange-Organization-SCL",
    "how much Exchange takes it for spam",
    "-1 trusted, 0 to 4 no spam, 5 to 9 spam.",
    FILTER,
  ],
  [
    "X-Forefront-Antispam-Report",
    "what Microsoft's filter thinks",
    "CIP is the address that it came from, SCL the points, SFV the verdict, CTRY the country.",
    FILTER,
  ],
  ["Feedback-ID", "whose campaign it is", "By it Gmail counts complaints for each sender.", AUTHOR],
  [
    "Newsgroups",
    "where it was posted",
    "The groups of Usenet that the article went to.",
    AUTHOR,
    "RFC 5536",
  ],
  [
    "Reporting-MTA",
    "who writes the report",
    "In a bounce: the server that reports.",
    "The server that gives up, or delivers, writes it into the report.",
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
    "In a bounce: the address that the sender named with ORCPT.",
    "The server that reports.",
    "RFC 3464 section 2.3.1",
  ],
  [
    "Action",
    "what was done",
    "In a bounce: failed, delayed (it still tries), delivered, relayed (to a server that reports nothing) or expanded (to a list).",
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
    "who said no",
    "In a bounce: the server that the reporting one talked to.",
    "The server that reports.",
    "RFC 3464 section 2.3.5",
  ],
  [
    "Diagnostic-Code",
    "the words of the other server",
    "In a bounce: behind smtp; the answer as the remote server gave it.",
    "The server that reports.",
    "RFC 3464 section 2.3.6",
  ],
  [
    "Arrival-Date",
    "when the mail came",
    "In a bounce: when the reporting server got the message.",
    "The server that reports.",
    "RFC 3464 section 2.2.5",
  ],
  [
    "Last-Attempt-Date",
    "the last attempt",
    "In a bounce: when the delivery was tried last.",
    "The server that reports.",
    "RFC 3464 section 2.3.7",
  ],
  [
    "Will-Retry-Until",
    "how long it goes on",
    "In a report of delay: until when the server tries.",
    "The server that reports.",
    "RFC 3464 section 2.3.9",
  ],
];

/** What is known, by the name in lower case. */
export const FIELDS: ReadonlyMap<string, Knowledge & { readonly name: string }> = new Map(
  ROWS.map(([name, title, meaning, when, source]) => [
    name.toLowerCase(),
    { name, title, meaning, when, sources: source === undefined ? [] : [source] },
  ]),
);

/** A field by private agreement. */
const PRIVATE: Knowledge = {
  title: "a field by private agreement",
  meaning:
    "Names with X- are in no registry: what it means is known to whoever wrote it, and to nobody else for certain.",
  when: "Any program on the way may have written it: the author's, a server's or a filter's.",
  sources: ["RFC 6648"],
};

/**
 * What is known of a field.
 *
 * @param name Its name, in any case, with or without a colon.
 * @returns What is known; of a name that begins with X- at least what all of them are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findField } from "./field.ts";
 * assertEquals(findField("received:")?.title, "one hop of the way");
 * assertEquals(findField("X-Anything")?.title, "a field by private agreement");
 * assertEquals(findField("Anything"), undefined);
 * ```
 */
export function findField(name: string): Knowledge | undefined {
  const key = name.toLowerCase().replace(/\s*:$/, "");
  const known = FIELDS.get(key) ??
    (key.startsWith("resent-") ? FIELDS.get("resent-from") : undefined);
  return known ?? (/^x-[\x21-\x39\x3b-\x7e]+$/.test(key) ? PRIVATE : undefined);
}
