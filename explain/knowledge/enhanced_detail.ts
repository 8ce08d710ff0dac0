/**
 * Subjects and details of enhanced status codes: the whole registry of IANA.
 * @module
 */
import {
  ANOTHER_WAY,
  APP_PASSWORD,
  ASCII_ADDRESS,
  BREAK_CIRCLE,
  CHECK_ADDRESS,
  CHECK_DOMAIN,
  CHECK_USER,
  GIVE_WHOLE_LINE,
  LATER,
  NAME_SERVER,
  OWN_SERVER,
  PASSWORD_ONCE,
  SEE_DIALOGUE,
  SEE_SIZE,
  SET_PTR,
  SUBMIT,
  USE_TLS,
  WHEN_THERE_IS_ROOM,
} from "./advice.ts";
import type { Knowledge } from "./knowledge.ts";

/** A row: the two numbers, the title, the meaning, what to do next, where it is defined if not in RFC 3463. */
type Row = readonly [
  numbers: string,
  title: string,
  meaning: string,
  next: readonly string[],
  source?: string,
];

const ROWS: readonly Row[] = [
  [
    "0.0",
    "the server gave no details",
    "The server gives only the first number: it worked, or it did not.",
    [GIVE_WHOLE_LINE],
  ],
  [
    "1.0",
    "a problem with an address",
    "An address in the message or envelope is the reason.",
    [GIVE_WHOLE_LINE],
  ],
  [
    "1.1",
    "no such mailbox",
    "The part before the @ does not exist at the destination.",
    [CHECK_ADDRESS],
  ],
  [
    "1.2",
    "no such destination",
    "The part after the @ does not exist, or accepts no mail.",
    [CHECK_DOMAIN],
  ],
  [
    "1.3",
    "invalid recipient address",
    "The address is not written in a valid form.",
    [CHECK_ADDRESS],
  ],
  [
    "1.4",
    "ambiguous address",
    "The address matches more than one mailbox.",
    ["Ask the recipient for the full address."],
  ],
  [
    "1.5",
    "valid recipient address",
    "The address was accepted; used in positive answers.",
    [],
  ],
  [
    "1.6",
    "the mailbox has moved",
    "The mailbox used to be here, and the new address is not given.",
    ["Ask the recipient for the new address."],
  ],
  [
    "1.7",
    "invalid sender address",
    "The sender's address is not written in a valid form.",
    ["Check what you gave with -f or --mail-from."],
  ],
  [
    "1.8",
    "bad sender domain",
    "The sender's domain does not exist or cannot receive replies.",
    ["Check the sender's domain: mua mx DOMAIN."],
  ],
  [
    "1.9",
    "relayed to a server that cannot report",
    "The mail was relayed to a server that does not support what was requested for it, " +
    "such as tracking.",
    [],
    "RFC 3886",
  ],
  [
    "1.10",
    "the recipient's domain accepts no mail",
    "The domain has a null MX: it accepts no mail.",
    [CHECK_DOMAIN],
    "RFC 7505",
  ],
  [
    "2.0",
    "a problem with the mailbox",
    "The mailbox exists, but has a problem that was not specified.",
    [GIVE_WHOLE_LINE],
  ],
  [
    "2.1",
    "the mailbox is disabled",
    "The mailbox exists but accepts no mail, temporarily or permanently.",
    [ANOTHER_WAY],
  ],
  [
    "2.2",
    "the mailbox is full",
    "The recipient has no room for more mail.",
    [WHEN_THERE_IS_ROOM],
  ],
  [
    "2.3",
    "the message is too large for this mailbox",
    "The message is larger than this recipient may receive.",
    ["Make the message smaller, or send a link."],
  ],
  [
    "2.4",
    "the mailing list could not be expanded",
    "The address is a list, and delivering to its members failed.",
    [LATER, "Tell the list's owner."],
  ],
  [
    "3.0",
    "a problem with the destination system",
    "The destination system is the reason; the address is fine.",
    [LATER],
  ],
  [
    "3.1",
    "the mail system is full",
    "The storage of the whole system is full, not just one mailbox.",
    [LATER],
  ],
  [
    "3.2",
    "the system is not accepting mail",
    "The host is not accepting mail now: it is shutting down, overloaded or under " +
    "maintenance.",
    [LATER],
  ],
  [
    "3.3",
    "the system does not support a requested feature",
    "The destination lacks a feature that the message needs.",
    ["See which extensions the server offers: mua send -v."],
  ],
  [
    "3.4",
    "the message is too big for the system",
    "The message is larger than the system ever accepts.",
    [SEE_SIZE],
  ],
  [
    "3.5",
    "the system is misconfigured",
    "The destination cannot accept the mail because of its own configuration.",
    ["Tell the destination's administrator."],
  ],
  [
    "3.6",
    "the priority was changed",
    "The message was accepted, but not with the priority it asked for.",
    [],
    "RFC 6710",
  ],
  [
    "4.0",
    "a problem with the network or routing",
    "The route to the next server is the reason; no details are given.",
    [LATER],
  ],
  [
    "4.1",
    "no answer from the host",
    "No connection to the next server: it is down, or something on the way blocks it.",
    [LATER, "See which hosts there are: mua mx DOMAIN."],
  ],
  [
    "4.2",
    "bad connection",
    "The connection was made, but broke or stalled before the mail was transferred.",
    [LATER],
  ],
  [
    "4.3",
    "a directory or DNS lookup failed",
    "A lookup needed to route the mail, usually in DNS, gave no answer.",
    [LATER, CHECK_DOMAIN],
  ],
  [
    "4.4",
    "no route to the destination",
    "DNS names no server that would accept the mail.",
    [CHECK_DOMAIN],
  ],
  [
    "4.5",
    "the mail system is congested",
    "The server is too busy at the moment.",
    [LATER],
  ],
  [
    "4.6",
    "mail loop detected",
    "The message passed too many servers: some keep sending it to each other.",
    [BREAK_CIRCLE],
  ],
  [
    "4.7",
    "delivery time expired",
    "The mail waited as long as allowed and was then given up.",
    ["Find out what held it up: earlier delay reports name the cause."],
  ],
  [
    "5.0",
    "a protocol problem",
    "The dialogue between the servers is the reason; no details are given.",
    [SEE_DIALOGUE],
  ],
  [
    "5.1",
    "invalid command",
    "The command is unknown, or not allowed at this point.",
    ["Send the commands in order: EHLO, MAIL, RCPT, DATA."],
  ],
  [
    "5.2",
    "a syntax error",
    "The command cannot be parsed, or the line is too long.",
    ["Check the syntax: mua explain MAIL, for instance."],
  ],
  [
    "5.3",
    "too many recipients",
    "More recipients than the server accepts in one transaction.",
    ["Send to the remaining recipients in another transaction."],
  ],
  [
    "5.4",
    "invalid command parameters",
    "The command is known, but its parameters are wrong.",
    ["Check the syntax: mua explain MAIL, for instance."],
  ],
  [
    "5.5",
    "wrong protocol version",
    "The two sides do not speak the same version of the protocol.",
    [],
  ],
  [
    "5.6",
    "authentication line too long",
    "A line of the AUTH exchange is longer than the server accepts.",
    ["Choose another mechanism: mua send --auth MECHANISM."],
    "RFC 4954 section 6",
  ],
  [
    "6.0",
    "a problem with the content",
    "The content of the message is the reason; no details are given.",
    [GIVE_WHOLE_LINE],
  ],
  [
    "6.1",
    "content type not supported",
    "The destination, or a server on the way, cannot handle this kind of content.",
    ["Send another type of attachment, or a link."],
  ],
  [
    "6.2",
    "conversion required but prohibited",
    "The content must be converted to be delivered, and that is not permitted.",
    [],
  ],
  [
    "6.3",
    "conversion required but not supported",
    "The content must be converted to be delivered, for instance from 8BITMIME, and the " +
    "server cannot do that.",
    ["Send it as 7-bit text: mua does this by itself if the server does not offer 8BITMIME."],
  ],
  [
    "6.4",
    "converted with loss",
    "The content was converted, and something was lost.",
    [],
  ],
  [
    "6.5",
    "conversion failed",
    "The content had to be converted, and that failed.",
    [],
  ],
  [
    "6.6",
    "the content could not be fetched",
    "The server was asked to fetch the message from elsewhere with BURL, and could not.",
    [LATER],
    "RFC 4468",
  ],
  [
    "6.7",
    "addresses outside ASCII not supported",
    "The sender or recipient has characters outside ASCII, which the next server does not " +
    "accept.",
    [ASCII_ADDRESS],
    "RFC 6531 section 3.5",
  ],
  [
    "6.8",
    "the answer would need UTF-8",
    "The server cannot answer without UTF-8, and the client did not ask for it.",
    [],
    "RFC 6531 section 3.5",
  ],
  [
    "6.9",
    "header in UTF-8 not supported",
    "The header has characters outside ASCII, and at least one recipient's server cannot " +
    "accept it.",
    ["Send a header in ASCII."],
    "RFC 6531 section 3.5",
  ],
  [
    "6.10",
    "the answer would need UTF-8 (an old number)",
    "The same as 6.8, assigned by mistake; not to be used.",
    [],
    "RFC 6531 section 3.5",
  ],
  [
    "7.0",
    "a security or policy problem",
    "A policy is the reason, with no details; rate limits and suspected spam look like " +
    "this.",
    [GIVE_WHOLE_LINE],
  ],
  [
    "7.1",
    "not authorised",
    "You may not send this, or not to this recipient, or not through this server. Nearly " +
    "every policy uses this code: relaying, blocklists, spam.",
    [GIVE_WHOLE_LINE, SUBMIT],
  ],
  [
    "7.2",
    "you may not send to this list",
    "The address is a mailing list, and you are not allowed to post to it.",
    ["Subscribe to the list, or ask its owner."],
  ],
  [
    "7.3",
    "secure conversion required but not possible",
    "The message would have to be converted from one secure form to another, and that is " +
    "impossible.",
    [],
  ],
  [
    "7.4",
    "security feature not supported",
    "The message requires a security feature that the server does not have.",
    ["See which extensions the server offers: mua send -v."],
  ],
  [
    "7.5",
    "cryptographic failure",
    "A key or signature could not be used, or TLS failed.",
    [SEE_DIALOGUE],
  ],
  [
    "7.6",
    "cryptographic algorithm not supported",
    "The other side does not support the cryptographic algorithm.",
    [],
  ],
  [
    "7.7",
    "the message was changed",
    "A check shows that the message was changed after it was signed.",
    [],
  ],
  [
    "7.8",
    "wrong user name or password",
    "The server does not accept the login.",
    [CHECK_USER, APP_PASSWORD],
    "RFC 4954 section 6",
  ],
  [
    "7.9",
    "authentication mechanism too weak",
    "The account requires a stronger mechanism, or another way to log in.",
    ["Try another: mua send --auth SCRAM-SHA-256, or XOAUTH2 with a token."],
    "RFC 4954 section 6",
  ],
  [
    "7.10",
    "encryption required",
    "The server does not do this in cleartext.",
    [USE_TLS],
    "RFC 5248",
  ],
  [
    "7.11",
    "this mechanism requires encryption",
    "The server accepts this mechanism only under TLS.",
    [USE_TLS],
    "RFC 4954 section 6",
  ],
  [
    "7.12",
    "the password must be given once by another mechanism",
    "The account is moving to this mechanism, and must log in once with the plain password " +
    "first.",
    [PASSWORD_ONCE],
    "RFC 4954 section 6",
  ],
  [
    "7.13",
    "the account is disabled",
    "The account exists but may not be used.",
    ["Ask the server's administrator."],
    "RFC 5248",
  ],
  [
    "7.14",
    "trust relationship required",
    "The login would have to be passed on to another server, and the two do not trust each " +
    "other.",
    ["Ask the server's administrator."],
    "RFC 5248",
  ],
  [
    "7.15",
    "the priority is too low",
    "For now the server accepts only mail of higher priority.",
    [LATER],
    "RFC 6710",
  ],
  [
    "7.16",
    "too big for its priority",
    "A message of this priority may not be this large at the moment.",
    [LATER, "Make the message smaller."],
    "RFC 6710",
  ],
  [
    "7.17",
    "the mailbox has a new owner",
    "The mailbox belongs to someone else than at the date given by the sender.",
    ["Ask the recipient for the current address."],
    "RFC 7293",
  ],
  [
    "7.18",
    "the domain has a new owner",
    "The domain belongs to someone else than at the date given by the sender.",
    ["Ask the recipient for the current address."],
    "RFC 7293",
  ],
  [
    "7.19",
    "the mailbox's owner cannot be checked",
    "The server cannot check who owned the mailbox at the date given by the sender.",
    [],
    "RFC 7293",
  ],
  [
    "7.20",
    "no valid DKIM signature",
    "The message has no DKIM signature that is valid.",
    [OWN_SERVER],
    "RFC 7372 section 3.1",
  ],
  [
    "7.21",
    "no acceptable DKIM signature",
    "There are valid DKIM signatures, but none that meets the server's policy.",
    [OWN_SERVER],
    "RFC 7372 section 3.1",
  ],
  [
    "7.22",
    "no DKIM signature from the author's domain",
    "There are valid DKIM signatures, but none from the domain in From.",
    [OWN_SERVER],
    "RFC 7372 section 3.1",
  ],
  [
    "7.23",
    "SPF check failed",
    "The sender's domain does not list your IP address among those allowed to send its " +
    "mail.",
    [OWN_SERVER, NAME_SERVER],
    "RFC 7372 section 3.2",
  ],
  [
    "7.24",
    "SPF could not be checked",
    "The SPF record of the sender's domain is broken, or DNS gave no answer.",
    ["Check the TXT record of the sender's domain."],
    "RFC 7372 section 3.2",
  ],
  [
    "7.25",
    "reverse DNS check failed",
    "Your IP address has no name in DNS (PTR), or the name does not resolve back to it.",
    [SUBMIT, SET_PTR],
    "RFC 7372 section 3.3",
  ],
  [
    "7.26",
    "several authentication checks failed",
    "More than one check of the sender failed: usually neither SPF nor DKIM passes.",
    [
      OWN_SERVER,
      "If it is your domain: publish an SPF record that names the server, and sign with DKIM.",
    ],
    "RFC 7372 section 3.4",
  ],
  [
    "7.27",
    "the sender's domain accepts no mail",
    "The sender's domain has a null MX, so errors could not be reported back.",
    ["Send from an address that can receive replies: -f ADDRESS."],
    "RFC 7505",
  ],
  [
    "7.28",
    "too much mail",
    "You sent the server too much mail in a short time.",
    ["Send more slowly, and try again in an hour."],
    "RFC 5248",
  ],
  [
    "7.29",
    "ARC validation failed",
    "The chain of ARC seals, with which forwarders vouch for a mail, is broken.",
    ["Send it directly, without the forwarding."],
    "RFC 8617",
  ],
  [
    "7.30",
    "TLS required, but not supported all the way",
    "The message demands TLS all the way (REQUIRETLS), and the next server does not offer " +
    "it.",
    ["Send without --require-tls, if the content may travel unencrypted."],
    "RFC 8689",
  ],
];

/** What is known, by subject and detail: `1.1`. */
export const ENHANCED_DETAILS: ReadonlyMap<string, Knowledge> = new Map(
  ROWS.map(([numbers, title, meaning, next, source = sectionOf(numbers)]) => [
    numbers,
    { title, meaning, next, sources: [source] },
  ]),
);

/** RFC 3463 has a section for each subject. */
function sectionOf(numbers: string): string {
  return `RFC 3463 section 3.${parseInt(numbers) + 1}`;
}
