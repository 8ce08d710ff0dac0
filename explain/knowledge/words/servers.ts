/**
 * Texts common to many mail servers: Postfix, Exim, sendmail, qmail and their derivatives.
 * @module
 */
import {
  ANOTHER_WAY,
  APP_PASSWORD,
  ASCII_ADDRESS,
  BREAK_CIRCLE,
  CHECK_DOMAIN,
  LATER,
  LATER_FOR_STRANGERS,
  SEE_SIZE,
  SUBMIT,
  USE_TLS,
  WHEN_THERE_IS_ROOM,
} from "../advice.ts";
import type { ServerWords } from "./words.ts";

const AUTHENTICATE =
  "Authenticate at your own provider's server: mua send --server HOST -p 587 -u USER …";

/** What they say. */
export const SERVERS: readonly ServerWords[] = [
  {
    pattern: /tls is required, but our tls engine/i,
    title: "TLS is required, but your own mail server cannot do it",
    meaning: "The other server is not the reason: TLS could not be set up on this side.",
    next: [
      "Look at the earlier lines in the log: a certificate file that cannot be read, for " +
      "instance.",
    ],
  },
  {
    pattern: /retry time(?:out)? (?:not reached|exceeded)/i,
    title: "the server is waiting before the next try",
    meaning:
      'Exim did not try this time because an earlier try failed recently. "exceeded" means ' +
      "that it has given up.",
    next: ["Look for the earlier failure of the same host in the log: it gives the reason."],
  },
  {
    pattern:
      /tls is required, but (?:was|is) not offered|(?:does|did) not offer starttls|starttls (?:is|was) not offered/i,
    title: "TLS is required, but the server does not offer it",
    meaning:
      "It is not the server that requires TLS but the sending side: by its own setting, or " +
      "because the recipient's domain promises TLS in DNS (DANE) or with MTA-STS.",
    next: [
      "If no password is sent, the mail may go in cleartext: mua send --tls auto …",
      "If the domain promises TLS: try later, because its server is broken; --no-policy " +
      "sends anyway.",
    ],
    sources: ["RFC 3207 section 4", "RFC 7672", "RFC 8461"],
  },
  {
    pattern: /gr[ae]y-?list|\bpostgrey\b|first time.{0,80}(?:try|retry)|greet_pause.{0,80}later/i,
    title: "greylisting: a new sender is asked to try again later",
    meaning:
      "The server has not seen this sender, recipient and IP address together before. A real " +
      "mail server tries again; most spam programs do not.",
    next: [LATER_FOR_STRANGERS],
    sources: ["RFC 6647"],
  },
  {
    pattern:
      /relay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed)|prohibited)|not permitted to relay|unable to relay|(?:no|deny) relay|authentication required to relay|does not relay|we do not relay|not local.{0,80}relay/i,
    title: "the server does not relay mail for you",
    meaning:
      "The server is not responsible for the recipient's domain, and you have not shown that " +
      "you may send through it.",
    next: [
      AUTHENTICATE,
      "Or use the recipient's own server, found by MX: the same without --server.",
    ],
    sources: ["RFC 5321 section 3.6.2"],
  },
  {
    pattern:
      /must issue a? ?starttls|starttls (?:command )?(?:is )?(?:first|required|needed)|(?:encryption|tls) (?:is )?required|requires? (?:encryption|tls)/i,
    title: "the server requires TLS first",
    meaning: "Nothing is accepted in cleartext on this port.",
    next: [USE_TLS],
    sources: ["RFC 3207 section 4"],
  },
  {
    pattern:
      /authentication (?:is )?required|must authenticate|please authenticate|auth(?:entication)? first|not authenticated|login required|(?:use|need|requires?|without|enable|missing) smtp auth/i,
    title: "the server requires you to authenticate",
    meaning: "Only authenticated clients may send through this server.",
    next: [AUTHENTICATE],
    sources: ["RFC 4954 section 6"],
  },
  {
    pattern:
      /authentication (?:failed|failure|unsuccessful|credentials invalid)|invalid (?:credentials|login|password)|incorrect (?:authentication|password|username)|username and password not accepted|bad username or password|login (?:failed|denied)/i,
    title: "wrong user name or password",
    meaning:
      "The server rejected the login. Many providers give the same answer when they accept " +
      "only app passwords or tokens.",
    next: [
      "Check the user name (usually the whole address) and the password on the provider's " +
      "web page.",
      APP_PASSWORD,
    ],
    sources: ["RFC 4954 section 6"],
  },
  {
    pattern:
      /mailbox (?:is )?full|over ?quota|quota (?:is )?exceeded|exceed\w* .{0,40}quota|insufficient (?:disk|storage|system storage|space)|not enough (?:disk|storage|space)|mailbox size limit|maildir [^.]{0,80}quota exceeded/i,
    title: "the mailbox, or the server's disk, is full",
    meaning: "There is no room for the message on the recipient's side.",
    next: [WHEN_THERE_IS_ROOM],
  },
  {
    pattern:
      /message (?:size|is too|too|length).{0,40}(?:exceed|large|big|limit)|(?:too large|too big)|exceeds? (?:the )?(?:maximum|fixed|size|max|administrative)|size limit|message file too/i,
    title: "the message is too large",
    meaning:
      "The server accepts no message of this size; attachments grow by a third when encoded.",
    next: [SEE_SIZE],
    sources: ["RFC 1870 section 6"],
  },
  {
    pattern:
      /mail ?loop|too many hops|hop count|routing loop|loops? back to (?:myself|itself)|message looping/i,
    title: "mail loop detected",
    meaning:
      "Servers keep sending the mail to each other: a forwarding address that leads back, or " +
      "an MX that points to a server that does not know the domain.",
    next: [BREAK_CIRCLE],
    sources: ["RFC 5321 section 6.3"],
  },
  {
    pattern:
      /user unknown|unknown user|no such (?:user|mailbox|recipient|address|account|person)|(?:user|mailbox|recipient|account|address)(?: (?!(?:is|was)?n[o’']t\b|no\b|never\b)\S{1,80})? (?:not found|does not exist|doesn't exist|doesn’t have|is unknown|unknown|invalid|unavailable|not exist)|unknown (?:recipient|local part|address|mailbox|or illegal alias)|invalid (?:recipient|mailbox)|not a (?:known|valid) (?:user|mailbox|recipient)|no mailbox (?:here )?by that name|doesn't have a .{0,80} account|address unknown|unrouteable address|recipient rejected|virtual (?:mailbox|alias) table|local recipient table/i,
    title: "no such mailbox",
    meaning: "The server is responsible for the domain, and has no mailbox of that name.",
    next: ["Check the spelling of the address; ask the recipient for the right one."],
    sources: ["RFC 5321 section 4.2.3", "RFC 3463 section 3.2"],
  },
  {
    pattern:
      /(?:mailbox|account|user|recipient) (?:is )?(?:disabled|suspended|inactive|locked|not active)|inactive user/i,
    title: "the mailbox is disabled",
    meaning: "The mailbox exists, but no longer accepts mail, or not at the moment.",
    next: [ANOTHER_WAY],
  },
  {
    pattern:
      /domain (?:\S{1,80} )?(?:not found|does not exist|doesn't exist)|recipient address rejected: domain|host or domain name not found|host unknown|no route to domain|name service error/i,
    title: "the domain cannot be found in DNS",
    meaning: "DNS has no such domain, or gave the server no answer.",
    next: [CHECK_DOMAIN],
    sources: ["RFC 5321 section 5.1"],
  },
  {
    pattern: /null ?mx|domain does not accept mail|does not accept (?:mail|email)/i,
    title: "the domain accepts no mail, and says so",
    meaning: "The domain has a null MX, which means that it has no mailboxes.",
    next: ["Check the domain: mua mx DOMAIN. Find the right address."],
    sources: ["RFC 7505"],
  },
  {
    pattern:
      /too many (?:errors|bad commands|unrecognized|syntax|protocol errors|unknown commands|invalid)|error limit exceeded/i,
    title: "too many errors in this connection",
    meaning: "The server closes the connection after a number of refused commands, often for " +
      "unknown recipients.",
    next: ["Look at the first error, not at this one: repeat the command as mua send -v."],
  },
  {
    pattern: /too many (?:recipients|rcpt)|recipient limit|recipients? exceed/i,
    title: "too many recipients at once",
    meaning: "The server limits the number of recipients per transaction.",
    next: [
      "Send to the remaining recipients in another mail; mua send does this by itself after " +
      "452.",
    ],
    sources: ["RFC 5321 section 4.5.3.1.8"],
  },
  {
    pattern:
      /too many (?:concurrent )?(?:connections|sessions|messages)|connection (?:rate|limit|frequency)|concurrency limit|rate ?limit|(?:sending|message|mail) (?:rate|limit).{0,30}exceed|exceed\w* .{0,30}(?:rate|limit)|slow down|too (?:fast|much mail|many emails)/i,
    title: "too many connections or mails from you",
    meaning: "The server limits how much it accepts from one client in a given time.",
    next: ["Wait a few minutes, then send more slowly and over fewer connections."],
  },
  {
    pattern:
      /synchroni[sz]ation error|improper (?:command )?pipelining|talk(?:s|ed|ing)? (?:too early|before)|before (?:its|my|the) (?:turn|greeting|banner)|pregreet|input sent without waiting/i,
    title: "the client spoke out of turn",
    meaning:
      "The client sent commands before the server's greeting, or without waiting for answers " +
      "although the server does not offer PIPELINING. Spam programs do this.",
    next: ["Wait for each answer: mua send --no-pipelining …"],
    sources: ["RFC 2920 section 3.1"],
  },
  {
    pattern:
      /(?<!anti-?)\b(?:virus(?:es)?|malware|infected|phish\w*)\b(?! (?:was |were )?not (?:found|detected))/i,
    title: "a filter found a virus or phishing in the message",
    meaning: "The content, an attachment or a link is considered harmful.",
    next: [
      "Check the attachments and links; programs and password-protected archives are usually " +
      "refused.",
    ],
  },
  {
    pattern:
      /\bspam\b|unsolicited|junk mail|content (?:rejected|not accepted|filter)|message (?:content )?(?:rejected|refused)|looks like (?:spam|unsolicited)/i,
    title: "a filter considers the message spam",
    meaning: "The content or the sender looks like spam to the server.",
    next: [
      "Ask the recipient, or the server's postmaster, to let you through; include the whole " +
      "answer.",
    ],
  },
  {
    pattern:
      /multiple (?:from|.* headers)|(?:missing|no(?! missing| invalid)|invalid|malformed|duplicate|multiple) .{0,20}(?:header|message-id|from:|date:)|not (?:\S{1,40} ){0,4}?rfc ?(?:5322|2822)|(?:violat\w{1,4}|see|per|against) rfc ?(?:5322|2822)/i,
    title: "the header of the message is malformed",
    meaning: "A field is missing, duplicated or badly written; From and Date must appear exactly " +
      "once.",
    next: ["Let mua write the header: mua send -s SUBJECT --body @FILE instead of --eml."],
    sources: ["RFC 5322 section 3.6"],
  },
  {
    pattern: /line (?:is )?too long|line length|lines? longer than/i,
    inRefusalOnly: true,
    title: "a line of the message is too long",
    meaning: "A line may have 998 octets plus CRLF.",
    next: ["Let mua encode the text: mua send --body @FILE instead of --eml."],
    sources: ["RFC 5322 section 2.1.1"],
  },
  {
    pattern: /8-?bit|non-?ascii|smtputf8|utf-?8/i,
    inRefusalOnly: true,
    title: "something in the mail is not ASCII where it has to be",
    meaning: "An address or a header has characters outside ASCII, and the next server does not " +
      "offer SMTPUTF8 or 8BITMIME.",
    next: [ASCII_ADDRESS],
    sources: ["RFC 6531 section 3.1"],
  },
  {
    pattern:
      /mail(?:box)? (?:is )?(?:temporarily )?(?:busy|locked)|temporar(?:y|ily) .{0,40}(?:fail|error|unavailable|reject|problem|lookup)|try (?:again )?later|server (?:is )?(?:busy|overload)|local error|local problem|resources temporarily/i,
    title: "the server has a problem of its own",
    meaning:
      "Something behind the server is not working at the moment; this says nothing about the " +
      "mail.",
    next: [LATER],
  },
  {
    pattern: /mail transport unavailable|unknown mail transport error/i,
    title: "a part of your own mail server is not running",
    meaning: "Postfix's queue manager tried to hand the mail to another Postfix program (smtp, " +
      "lmtp, a filter), which is not set up or exits at once. No other server was contacted.",
    next: [
      'Look at the earlier log lines for "fatal" or "panic", and in master.cf for that ' +
      "transport.",
    ],
  },
  {
    pattern: /timed? ?out|timeout|ETIMEDOUT|idle too long/i,
    title: "timed out",
    meaning: "One side heard nothing from the other for as long as it was willing to wait.",
    next: [
      "Try again; if it keeps happening, look for a firewall in between: mua mx DOMAIN, mua " +
      "send -v.",
    ],
    sources: ["RFC 5321 section 4.5.3.2"],
  },
  {
    pattern: /connection refused|ECONNREFUSED/i,
    title: "nothing is listening there",
    meaning: "The host answered at once that no program accepts connections on this port.",
    next: ["Check host and port: mua mx DOMAIN. Many networks block port 25; try -p 587."],
  },
  {
    pattern:
      /network (?:is )?unreachable|no route to host|host (?:is )?unreachable|E(?:NET|HOST)UNREACH/i,
    title: "no route to that address",
    meaning: "DNS gave the address, but the network has no route to it: the host is down, a " +
      "firewall says so, or it is an IPv6 address and there is no IPv6 here.",
    next: ["Try IPv4 (mua send -4 …), or send again later or from another network."],
  },
  {
    pattern:
      /lost connection|ECONNRESET|EPIPE|connection (?:was )?(?:reset|lost|closed|dropped)|closed (?:the )?connection|broken pipe/i,
    title: "the connection was lost",
    meaning:
      "One side closed the connection, or the network failed, in the middle of the dialogue. " +
      "Before the final dot nothing was delivered; after it the result is unknown.",
    next: ["See how far it got: repeat the command as mua send -v."],
  },
];

/** A refusal by a rule we know nothing more about. */
export const RULES: readonly ServerWords[] = [
  {
    pattern:
      /access denied|client host .{0,200}(?:rejected|blocked)|\bblocked|\bbanned|not welcome|(?:rejected|refused|denied|prohibited) (?:by|for|due to|because of)? ?(?:policy|local|administrative)|policy (?:violation|reject|reasons)|administrative(?:ly)? (?:prohibit|deni)|not authorized|not allowed/i,
    title: "a rule of the server refuses it",
    meaning:
      "The server's administrator decided so, because of your IP address, your name or the " +
      "sender; the text may say which.",
    next: [SUBMIT],
    sources: ["RFC 5321 section 7.9"],
  },
];
