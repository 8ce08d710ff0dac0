/**
 * The rules of SpamAssassin, rspamd and Barracuda by their names: most names say what family they are of.
 * @module
 */
import { OWN_SERVER, SET_PTR, SUBMIT } from "../knowledge/advice.ts";
import type { Knowledge } from "../knowledge/knowledge.ts";

/** What is known of a rule. */
interface Rule extends Knowledge {
  /** Whether it speaks against a message. */
  readonly against: boolean;
}

type Row = readonly [pattern: RegExp, title: string, meaning: string, ...next: string[]];

const OWN_SPF = "If it is your domain: add the server to its SPF record (TXT).";
const OWN_DKIM =
  "If it is your domain: sign with DKIM, and let nothing change the mail afterwards.";
const OWN_DMARC =
  "If it is your domain: use the domain of From in MAIL FROM too, or in d= of the DKIM signature.";
const DELIST =
  "Look up the address or domain at the list named; it says why, and how to be removed.";
const REWRITE =
  "Write it plainer: a text part beside the HTML, real words, few pictures and links.";
const ADD_FIELDS = "Use a program that writes these fields (mua send does).";

/** What speaks against a message. */
const AGAINST: readonly Row[] = [
  [
    /^(?:RDNS_NONE|HFILTER_HOSTNAME_UNKNOWN|HFILTER_RCPT_BOUNCEMOREONE_NOPTR)$/,
    "the sending IP address has no name in DNS",
    "The host that handed the mail over has no PTR record, or none that resolves back to it.",
    SET_PTR,
    SUBMIT,
  ],
  [
    /^(?:RDNS_DYNAMIC|HELO_DYNAMIC_\w+|HFILTER_HOSTNAME_\d|HFILTER_HELO_[1-5]|RCVD_IN_(?:\w+_)?PBL|RBL_SPAMHAUS_PBL|RECEIVED_SPAMHAUS_PBL|FSL_HELO_\w+|TVD_RCVD_IP\w*)$/,
    "the sending IP address looks like a home connection",
    "Its name or network is one that providers give to homes, from which no mail server should send.",
    SUBMIT,
  ],
  [
    /^(?:RCVD_IN_\w+|(?:RBL|RECEIVED|RSPAMD_RBL|SENDERSCORE)_\w+|BLOCKLISTDE|MAILSPIKE_\w+)$/,
    "the sending IP address is on a list of bad senders",
    "A host on the way is on a DNS blocklist, or has a bad reputation there.",
    DELIST,
    SUBMIT,
  ],
  [
    /^(?:URIBL_\w+|\w*SURBL\w*|(?:DBL|RSPAMD_URIBL|SEM_URIBL|MSBL_EBL|DBLABUSED)\w*|URI_\w+|PDS_\w*URI\w*)$/,
    "a link in the mail is on a blocklist, or looks like those in spam",
    "The domain of a link is listed, or its form is one that spammers use.",
    DELIST,
    "Leave the link out, or link to your own domain without a shortener.",
  ],
  [
    /^(?:SPF_FAIL|R_SPF_FAIL|SPF_HELO_FAIL)$/,
    "SPF failed: the domain says that this host does not send its mail",
    "The envelope sender's domain lists its hosts in DNS, and the sending one is not among them.",
    OWN_SERVER,
    OWN_SPF,
  ],
  [
    /^(?:SPF_SOFTFAIL|R_SPF_SOFTFAIL|SPF_HELO_SOFTFAIL)$/,
    "SPF softfail: the host probably does not send for the domain",
    "The envelope sender's domain does not list the sending host, but is not strict about it.",
    OWN_SERVER,
    OWN_SPF,
  ],
  [
    /^(?:SPF_NONE|R_SPF_NA|SPF_HELO_NONE|SPF_NEUTRAL|R_SPF_NEUTRAL|SPF_HELO_NEUTRAL)$/,
    "SPF proves nothing here",
    "The domain has no SPF record, or one that says neither yes nor no about the sending host.",
    "If it is your domain: publish an SPF record (TXT) that names your servers.",
  ],
  [
    /^R_SPF_(?:PERMFAIL|PLUSALL)$/,
    "the domain's SPF record is broken or allows everyone",
    "The record cannot be evaluated, or ends in +all, which proves nothing.",
    "Correct the TXT record, or tell the administrator of the sender's domain.",
  ],
  [
    /^(?:T_)?DKIM_INVALID$|^(?:R_DKIM_REJECT|R_DKIM_PERMFAIL|DKIM_ADSP_\w+)$/,
    "DKIM failed: there is a signature, but it does not match the message",
    "Something signed was changed on the way, or the key is not in DNS.",
    OWN_DKIM,
  ],
  [
    /^R_DKIM_NA$/,
    "the message is not signed with DKIM",
    "Without a signature nothing shows that the domain answers for the mail.",
    OWN_DKIM,
  ],
  [
    /^(?:DMARC_REJECT|DMARC_QUAR|DMARC_NONE|DMARC_POLICY_(?:REJECT|QUARANTINE|SOFTFAIL)|KAM_DMARC_\w+)$/,
    "DMARC failed: nothing proves that the mail comes from the domain of From",
    "Neither SPF nor DKIM passed for the domain of From.",
    OWN_SERVER,
    OWN_DMARC,
  ],
  [
    /^(?:DMARC_MISSING|DMARC_NA|DMARC_BAD_POLICY|DMARC_DNSFAIL)$/,
    "there is no usable DMARC record",
    "The domain of From has no DMARC record, or one that could not be read.",
    "If it is your domain: publish a DMARC record at _dmarc.DOMAIN.",
  ],
  [
    /^ARC_(?:REJECT|INVALID|DNSFAIL)$/,
    "a forwarder's ARC seal could not be verified",
    "What the forwarder says about earlier checks does not count.",
  ],
  [
    /^BAYES_(?:60|80|95|99|999|SPAM)$/,
    "the filter has learned that such words are spam",
    "The words of the mail are more like those of spam than of wanted mail that this site received.",
    REWRITE,
    "Ask the recipient to mark it as not junk: the filter learns from that.",
  ],
  [
    /^BAYES_50$/,
    "the filter has learned nothing about such words",
    "The words of the mail are as common in spam as in wanted mail.",
  ],
  [
    /^(?:MISSING_(?:MID|DATE|FROM|TO|SUBJECT|HEADERS|MIME_VERSION|MIMEOLE)|EMPTY_SUBJECT|NO_REAL_NAME|NO_HEADERS_MESSAGE|FROM_NO_USER)$/,
    "a field that every mail should have is missing",
    "The header lacks Date, Message-ID, From, To or Subject, or one of them is empty.",
    ADD_FIELDS,
  ],
  [
    /^(?:INVALID_(?:DATE|MSGID|POSTFIX_RECEIVED)\w*|DATE_IN_(?:PAST|FUTURE)\w*|MSGID_\w+|MID_\w+|BAD_ENC_HEADER|MULTIPLE_UNIQUE_HEADERS|MIME_HEADER_\w+|R_BAD_CTE_7BIT|BROKEN_HEADERS|INVALID_FROM_\w+)$/,
    "a field of the header is malformed or implausible",
    "A date, a Message-ID or another field is not as the standard says, or not believable.",
    "See what: mua inspect FILE --only findings.",
  ],
  [
    /^(?:HTML_IMAGE_(?:ONLY|RATIO)_\w+|R_EMPTY_IMAGE|HTML_SHORT_\w+|R_HTML_IMAGES?|T_REMOTE_IMAGE)$/,
    "the mail is mostly pictures",
    "It has pictures and hardly any text, as spam does that hides its words from filters.",
    REWRITE,
  ],
  [
    /^(?:MIME_HTML_ONLY|MIME_HTML_MOSTLY|MPART_ALT_DIFF\w*|R_PARTS_DIFFER|HTML_MIME_NO_HTML_TAG|MIME_MA_MISSING_\w+)$/,
    "the text part is missing, or differs from the HTML",
    "The mail has HTML without the same in plain text.",
    "Send both: mua send --body TEXT --html HTML.",
  ],
  [
    /^(?:HTML_FONT_\w+|HTML_OBFUSCATE\w*|ZERO_FONT|R_WHITE_ON_WHITE|FONT_INVIS\w*|HIDDEN_\w+)$/,
    "the HTML hides text",
    "Some of the text is too small to see or has the colour of its background.",
    REWRITE,
  ],
  [
    /^(?:SUBJ_ALL_CAPS|SUBJ_\w+|SUBJECT_(?!HAS_CURRENCY$)\w+|LONGWORDS|PLING_QUERY)$/,
    "the subject looks like that of spam",
    "It is all capitals, has many exclamation marks, or begins as those of spam do.",
    "Write the subject as in a letter.",
  ],
  [
    /^(?:FREEMAIL_(?:FORGED_)?REPLYTO\w*|REPTO_\w+|SPOOF_REPLYTO|REPLYTO_\w+)$/,
    "replies go to another address than From",
    "Reply-To names another address, as in mail of swindlers.",
    "Leave Reply-To out, or use the domain of From.",
  ],
  [
    /^(?:FORGED_\w+|SPOOF\w*|FROM_(?:NEQ|NAME|MISSP|MISSPACED|2_EMAILS|PAYPAL)\w*|TO_EQ_FROM\w*|FAKE_\w+|FM_FAKE\w*|RATWARE\w*|XM_\w+|HDR_\w+|KB_\w+|DOS_O[EU]\w+|MSOE_\w+|THEBAT_\w+|TBIRD_\w+|STOX_\w+|SPAMMY_XMAILER|X_MAILER_\w+|FSL_\w+|PERCENT_RANDOM|UNRESOLVED_TEMPLATE|FROM_(?:BLANK|STARTS|ILLEGAL)\w*)$/,
    "the header pretends to be of another program or sender",
    "It names a mail program or provider whose mails look different.",
    "Do not write another program's name into the header, and send from your own domain.",
  ],
  [
    /^(?:HELO_\w+|HFILTER_HELO_\w+|HFILTER_FROMHOST_\w+)$/,
    "the name in the greeting is not that of the host",
    "The name in HELO or EHLO is bare, does not exist, or is another host's.",
    "Greet with the host's full name: mua send --ehlo host.x.example …",
  ],
  [
    /^(?:GTUBE|EICAR\w*)$/,
    "the mail contains the test text of filters",
    "GTUBE is a text that every filter takes for spam, so that one can test it.",
    "Leave the test text out.",
  ],
  [
    /^(?:PHISH\w*|\w*PHISHING\w*|R_SUSPICIOUS_URL|HACKED_WP\w*|OMOGRAPH_URL|REDIRECTOR_\w+)$/,
    "a link looks like phishing",
    "A link is on a list of phishing pages, or shows another address than it leads to.",
    "Let links show where they lead, and leave out those of strangers.",
  ],
  [
    /^(?:RAZOR2_\w+|PYZOR_\w+|DCC_\w+|FUZZY_(?:DENIED|PROB|UNKNOWN)|DIGEST_MULTIPLE|CTYME_\w+)$/,
    "others have reported the same text as spam",
    "A shared database of spam has this text, or saw it at very many recipients.",
    "Do not send the same text to strangers; word it differently.",
  ],
  [
    /^(?:DRUG\w*|FUZZY_\w+|BANKING_LAWS|BILLION_\w+|DEAR_\w+|EXCUSE_\w+|FREE_QUOTE\w*|GUARANTEED\w*|LOTTERY\w*|MALE_\w+|MORE_SEX|IMPOTENCE|\w*PHARM\w*|NO_(?:MEDICAL|PRESCRIPTION)|REPLICA_WATCH|EM_ROLEX|FILL_THIS_FORM\w*|ONE_TIME|HK_NAME_\w+|TVD_(?:QUAL|SUBJ|INCREASE|PH)\w*|ENGLISH_UCE_SUBJECT|ADULT_\w+|HEADER_SPAM|ADVANCE_FEE\w*|\w*MONEY\w*|\w*BITCOIN\w*|LEAKED_PASSWORD_SCAM\w*|PORN\w*|STOCK_\w+|\w*LOTTO\w*|LOTS_OF_MONEY|MILLION\w*|NIGERIAN\w*|URG_BIZ|BODY_\w+|OBFU_\w+)$/,
    "the text reads like a known kind of spam",
    "Words or phrases are those of drugs, money, gambling or advance-fee mails.",
    REWRITE,
  ],
  [
    /^(?:\w*VIRUS\w*|CLAM\w*|MIME_BAD_\w+|MIME_DOUBLE_BAD\w*|MIME_ARCHIVE\w*|MIME_ENCRYPTED_ARCHIVE|MIME_EXE\w*|MALW_ATTACH|MIME_OBFUSCATED_ARCHIVE|PDF_\w+)$/,
    "an attachment looks dangerous",
    "A scanner found something in it, or its type is one that can run or hide a program.",
    "Send a link to the file, or another type of file.",
  ],
  [
    /^(?:USER_IN_(?:BLOCK|BLACK)LIST\w*|BLACKLIST_\w+|RSPAMD_EMAILBL)$/,
    "the sender is on a blocklist of the recipient or the filter",
    "The recipient, their administrator or the filter's makers have blocked the address or domain.",
    "Ask the recipient another way to unblock you.",
  ],
  [
    /^(?:RCVD_NO_TLS_LAST|ONCE_RECEIVED\w*|RCVD_ILLEGAL_CHARS|RCVD_HELO_USER|DIRECT_TO_MX|FORGED_RCVD_TRAIL|RCVD_DOUBLE\w*|RCVD_FAKE\w*|RCVD_HELO\w*|RDNS_LOCALHOST|DOS_RCVD\w*|DYN_RDNS\w*|NO_RDNS\w*|UNPARSEABLE_RELAY)$/,
    "the way of the mail is unusual",
    "It came straight from a program or over a connection that mail servers do not use.",
    SUBMIT,
  ],
  [
    /^(?:\w*CHARSET_FARAWAY\w*|UNWANTED_LANGUAGE_BODY|R_MIXED_CHARSET\w*|BASE64_LENGTH\w*|MIME_BASE64_TEXT)$/,
    "the character set or encoding is unusual for such a text",
    "Letters of several scripts are mixed, the language is not one that the site gets, or plain text is in base64.",
    "Write in one script, as UTF-8.",
  ],
  [
    /^(?:SORTED_RECIPS|SUSPICIOUS_RECIPS|UNDISC_RECIPS|HFILTER_RCPT_\w+)$/,
    "the recipients look like a list of addresses to spam",
    "There are many, in alphabetical order or alike, or none is named.",
    "Send to each person alone, or by a mailing list.",
  ],
  [
    /^(?:HFILTER_URL_\w+|EMPTY_MESSAGE|NULL_IN_BODY|SB_GIF_AND_NO_URIS|DC_\w+)$/,
    "there is hardly any text beside a link or a picture",
    "Such mails want one to click, and give a filter nothing to read.",
    REWRITE,
  ],
  [
    /^(?:AWL|TXREP)$/,
    "the sender's earlier mails count too",
    "The score moves towards the average of earlier mails from this sender.",
  ],
];

/** What says nothing against a message. */
const OTHERS: readonly Row[] = [
  [
    /_BLOCKED(?:_\w+)?$/,
    "a blocklist refused the filter's query",
    "The filter asks too often, or by way of a public name server. It says nothing about the mail.",
  ],
  [
    /^(?:SPF_PASS|SPF_HELO_PASS|R_SPF_ALLOW)$/,
    "SPF passed",
    "The domain of the envelope sender, or of the greeting, lists the sending host.",
  ],
  [
    /^(?:DKIM_VALID\w*|DKIM_VERIFIED|R_DKIM_ALLOW|DKIMWL_\w+)$/,
    "DKIM passed",
    "A signature is valid. With _AU it is of the domain of From, with _EF of the envelope sender.",
  ],
  [
    /^(?:DKIM_SIGNED|DKIM_TRACE|HAS_\w+|MIME_(?:GOOD|TRACE)|RCPT_COUNT_\w+|RCVD_COUNT_\w+|FROM_(?:HAS_DN|EQ_ENVFROM|NO_DN)|TO_(?:DN|MATCH)_\w+|FREEMAIL_(?:FROM|ENVFROM|ENVFROM_END_DIGIT|TO|CC)|HTML_MESSAGE|TO_DOM_EQ_FROM_DOM|RCVD_TLS_\w+|RCVD_VIA_SMTP_AUTH|PREVIOUSLY_DELIVERED|ASN|GREYLIST)$/,
    "an observation, for use in other rules",
    "It says what the mail is like, and counts little or nothing by itself.",
  ],
  [
    /^(?:DMARC_PASS|DMARC_POLICY_ALLOW\w*)$/,
    "DMARC passed",
    "SPF or DKIM passed for the domain of From.",
  ],
  [/^ARC_ALLOW$/, "ARC passed", "The seals of all forwarders are valid."],
  [/^ARC_NA$/, "no ARC", "No forwarder sealed the message."],
  [
    /^R_(?:SPF_DNSFAIL|DKIM_TEMPFAIL)$/,
    "the check could not be made this time",
    "A name server did not answer. This says nothing about the mail.",
  ],
  [
    /^BAYES_(?:00|05|20|40|HAM)$/,
    "the filter has learned that such words are wanted",
    "The words of the mail are more like those of wanted mail than of spam.",
  ],
  [
    /^(?:RCVD_IN_(?:DNSWL_\w+|MSPIKE_(?:H\d|WL)|IADB\w*|VALIDITY_(?:SAFE|CERTIFIED))|RWL_\w+|\w*DNSWL\w*|RCVD_DKIM_ARC_DNSWL\w*)$/,
    "the sending host is on a list of good senders",
    "A list that the filter trusts knows the host, or says that it does not.",
  ],
  [
    /^(?:ALL_TRUSTED|NO_RELAYS|USER_IN_(?:WELCOME|WHITE|DEF_)\w*|\w*WHITELIST\w*|\w*WELCOMELIST\w*|MAILLIST|LOCAL_OUTBOUND|FUZZY_WHITE|HELO_STATIC_HOST|MAILING_LIST_\w+)$/,
    "the sender or the way of the mail is trusted",
    "The sender is on a list of wanted ones, or all hosts on the way are the site's own.",
  ],
];

const RULES: readonly (readonly [pattern: RegExp, rule: Rule])[] = [
  // What says nothing against a mail has the narrower patterns, and goes first.
  ...OTHERS.map(([pattern, ...row]) => [pattern, ruleOf(false, row)] as const),
  ...AGAINST.map(([pattern, ...row]) => [pattern, ruleOf(true, row)] as const),
];

function ruleOf(
  against: boolean,
  [title, meaning, ...next]: readonly [string, string, ...string[]],
): Rule {
  return { title, meaning, next, against };
}

/** The longest name of a rule that is looked up. */
const MAX_NAME_LENGTH = 60;

/**
 * What is known of a rule.
 *
 * @param name Its name, such as `RDNS_NONE`.
 * @returns What is known, or `undefined`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findRule } from "./rules.ts";
 * assertEquals(findRule("RDNS_NONE")?.title, "the sending IP address has no name in DNS");
 * assertEquals(findRule("DKIM_VALID_AU")?.against, false);
 * assertEquals(findRule("NO_SUCH_RULE"), undefined);
 * ```
 */
export function findRule(name: string): Rule | undefined {
  if (name.length > MAX_NAME_LENGTH) return undefined;
  return RULES.find(([pattern]) => pattern.test(name))?.[1];
}
