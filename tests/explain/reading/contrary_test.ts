import { search } from "../../../explain/knowledge/denial.ts";
import { DNS_TERMS } from "../../../explain/knowledge/dns.ts";
import { SERVER_WORDS, wordsIn } from "../../../explain/reading/server_words.ts";
import { termIn } from "../../../explain/knowledge/term.ts";
import { explainText } from "../../../explain/reading/text.ts";
import { TLS_TERMS } from "../../../explain/knowledge/tls.ts";
import { assertEquals, assertMatch } from "../../std/assert.ts";

/** By the title of what is known: sentences that say its contrary. */
const CONTRARY: Readonly<Record<string, readonly string[]>> = {
  "Gmail rejected the password": ["235 username and password accepted"],
  "Gmail requires an app password": ["an application-specific password is not needed"],
  "Gmail requires a browser login first": [
    "you need not log in, neither here nor by the browser",
  ],
  "the mail fails the DMARC policy of its From domain": [
    "the message passes DMARC",
    "DMARC passed",
    "DMARC verification passed for x.example",
    "it did not fail DMARC",
    "there was no DMARC failure",
    "the mail passes SPF, DKIM and DMARC",
    "SPF, DKIM and DMARC passed",
    "accepted, as it does not violate the DMARC policy",
    "x.example has a DMARC policy of p=none",
  ],
  "Gmail accepts no mail without SPF or DKIM": ["the sender is authenticated by SPF"],
  "Gmail requires a DNS name for your IP address": ["the PTR record is there"],
  "Gmail does not accept such attachments": ["the content presents no security issue"],
  "Gmail considers the mail spam": ["the message is not likely unsolicited mail"],
  "too much mail from you in a short time": ["no unusual rate of unsolicited mail was seen"],
  "the server finds your mail unusual": ["our system has detected no problem"],
  "the recipient's mailbox is full": [
    "the account is not over quota",
    "the mailbox is no longer over quota",
    "it never ran out of storage",
  ],
  "no such account at Gmail": ["the account does exist; a double-check finds no typos"],
  "the account is disabled": ["the account is not disabled", "your account was never suspended"],
  "Microsoft 365 has switched off SMTP for this mailbox or organisation": [
    "SmtpClientAuthentication is enabled for the mailbox",
    "SmtpClientAuthentication is not disabled",
  ],
  "Microsoft no longer accepts passwords from programs": ["basic authentication is enabled"],
  "Exchange rejected the login": ["authentication successful"],
  "Microsoft 365 requires authentication": ["the client was authenticated to send"],
  "you may not send as this address": ["Client has permissions to send as this sender"],
  "Microsoft has banned your IP address": ["it is not a banned sending IP"],
  "Outlook.com refuses the content, or the sender's reputation": ["no SC-001", "MISC-001"],
  "Outlook.com suspects you of guessing addresses": ["no SC-002"],
  "Outlook.com suspects an open relay or proxy at your IP address": ["no SC-003"],
  "Outlook.com blocks your IP address because of complaints": ["no SC-004"],
  "Outlook.com accepts no mail from home connections": ["no DY-001"],
  "Outlook.com suspects an infected machine at your IP address": ["no DY-002"],
  "Outlook.com found your IP address on a blocklist": ["no OU-001", "OU-001-x"],
  "Outlook.com limits how much you send": ["no RP-001"],
  "Outlook.com accepts no more connections from you": ["no RP-003"],
  "Outlook.com blocks your network": [
    "no part of their network is on our block list",
    "your network is not on our block list",
    "messages from 192.0.2.1 were sent",
  ],
  "Outlook.com wants SPF, DKIM and DMARC": ["the domain meets the required authentication level"],
  "Microsoft 365 has stopped your organisation's mail": ["the tenant is below its threshold"],
  "Microsoft 365 does not know your sender domain": ["the domain is registered"],
  "Microsoft has blocked this sender for spam": ["no spam abuse detected"],
  "too much mail from your network": ["the network is within its limits"],
  "Microsoft 365 accepts no mail from your IP address": ["traffic accepted from this IP"],
  "Microsoft asks you to try again later": ["the server is not busy"],
  "the server limits how much you send": ["you are not throttled", "the client was unthrottled"],
  "Microsoft 365 has no such recipient": ["Recipient address accepted"],
  "Exchange has no such recipient": ["the recipient was found"],
  "the recipient accepts mail only from certain senders": ["it is not a RestrictedRecipient"],
  "Exchange does not let this mail through": ["the server is able to relay"],
  "the message has lines that end with a bare LF": ["the message has no bare LF"],
  "Exchange cannot store the mail": ["stored by the store driver"],
  "Exchange tried for days and gave up": ["the message has not expired"],
  "the recipient's server queries Spamhaus the wrong way": ["spamhaus: no error"],
  "your IP address belongs to a home network, which should not send mail directly": [
    "not listed in pbl.spamhaus.org",
    "your IP is not on the policy block list",
  ],
  "Spamhaus lists your IP address": [
    "not listed by Spamhaus",
    "delisted by Spamhaus",
    "192.0.2.1 is not listed in zen.spamhaus.org",
    "clean at Spamhaus",
  ],
  "your IP address is on a blocklist": [
    "your IP is not blacklisted",
    "it is not on any blocklist",
    "your IP has been removed from our blocklist",
    "removed from blocklist",
    "192.0.2.1: removed from the blacklist",
    "delisted from our RBL yesterday",
    "the host was taken off the blocklist",
    "now off every blocklist",
    "allowlisted by the administrator",
  ],
  "your IP address has a bad reputation": [
    "the reputation of your domain is good",
    "it does not have a poor reputation",
  ],
  "your IP address looks like a home connection": ["it is not a dynamic IP"],
  "Yahoo defers mail from your IP address": [
    "messages are no longer temporarily deferred due to it",
  ],
  "Yahoo blocks your IP address": ["Yahoo took the mail"],
  "Yahoo refuses the message": ["Yahoo took the message"],
  "iCloud's policy refuses the mail": ["see support.apple.com for how it was accepted"],
  "a mail filter of the recipient's organisation refuses the mail": [
    "delivered through mx1.pphosted.com",
    "Proofpoint passed it on",
  ],
  "a German provider refuses the mail; its page says why": ["queued at mx.gmx.net"],
  "SPF, DKIM or DMARC could not be checked this time": ["no SPF temperror"],
  "the domain's SPF, DKIM or DMARC record is broken": ["SPF: no permerror"],
  "SPF does not allow this server to send for the domain": [
    "SPF passed",
    "the mail passes SPF",
    "the SPF check passed",
    "SPF did not fail",
    "it does not violate SPF",
    "192.0.2.1 is allowed to send mail for x.example by SPF",
    "it passes the Sender Policy Framework",
  ],
  "the DKIM signature is missing or wrong": [
    "DKIM passed",
    "the DKIM signature is valid",
    "it has a valid DKIM signature",
    "DKIM did not fail",
    "no DKIM failure",
    "signed with DKIM",
  ],
  "your IP address has no name in DNS": [
    "the PTR record is valid",
    "reverse DNS is ok",
    "found your reverse hostname",
  ],
  "the name in the greeting must be a full host name": ["the EHLO name is not invalid"],
  "the server cannot find the sender's domain, or its mailbox": ["sender verification passed"],
  "the sender address does not belong to the account": ["the sender is owned by the user"],
  "the server checks the DNS name of your IP address": ["the PTR record was found"],
  "TLS is required, but your own mail server cannot do it": ["the TLS engine runs"],
  "the server is waiting before the next try": ["the retry time was reached"],
  "TLS is required, but the server does not offer it": ["the server offers STARTTLS"],
  "greylisting: a new sender is asked to try again later": [
    "greylisting passed",
    "greylisting is disabled",
    "no greylisting here",
  ],
  "the server does not relay mail for you": ["relay access granted"],
  "the server requires TLS first": ["TLS is not required", "no encryption required"],
  "the server requires you to authenticate": [
    "no authentication required",
    "authentication is not required",
    "SMTP AUTH succeeded",
  ],
  "wrong user name or password": ["no authentication failure", "login did not fail"],
  "the mailbox, or the server's disk, is full": [
    "the mailbox is no longer full",
    "mailbox is not full",
    "the mail does not exceed your quota",
    "maildir is within its quota",
  ],
  "the message is too large": [
    "the message is not too large",
    "the message does not exceed the maximum size",
    "within the size limit",
  ],
  "mail loop detected": ["no mail loop", "it does not loop back to myself"],
  "no such mailbox": ["the user is known", "mailbox not invalid", "the recipient exists"],
  "the mailbox is disabled": ["the mailbox is not disabled", "it is not an inactive user"],
  "the domain cannot be found in DNS": ["the domain was found"],
  "the domain accepts no mail, and says so": [
    "the domain has no null MX",
    "the domain accepts mail",
  ],
  "too many errors in this connection": ["there were not too many errors"],
  "too many recipients at once": ["these are not too many recipients"],
  "too many connections or mails from you": [
    "not too many connections",
    "rate limit not reached",
    "below the rate limit",
  ],
  "the client spoke out of turn": ["no synchronization error"],
  "a filter found a virus or phishing in the message": [
    "no virus found",
    "no viruses",
    "virus not found",
    "the virus scan passed",
    "virus-free",
    "virus: none",
    "scanned by anti-virus and antivirus",
    "the attachment is not infected",
  ],
  "a filter considers the message spam": [
    "not spam",
    "this is not considered spam",
    "the message does not look like spam",
    "it passed the content filter",
    "X-Spam: No",
    "no spam detected",
    "the message was not rejected as spam",
    "spam score low: not spam",
  ],
  "the header of the message is malformed": [
    "it conforms to RFC 5322",
    "no missing header",
  ],
  "a line of the message is too long": ["no line is longer than that", "the line length is ok"],
  "something in the mail is not ASCII where it has to be": ["the server offers 8BITMIME and UTF-8"],
  "the server has a problem of its own": ["no local problem", "no need to try again later"],
  "a part of your own mail server is not running": ["no mail transport unavailable"],
  "timed out": ["there was no timeout", "it has not timed out"],
  "nothing is listening there": ["no connection refused"],
  "no route to that address": ["the network is reachable"],
  "the connection was lost": ["never lost connection", "the connection was not closed"],
  "the refusal has to do with SPF, DKIM or DMARC": ["about SPF, DKIM and DMARC"],
  "a rule of the server refuses it": [
    "the mail was not blocked",
    "the address is unblocked",
    "it is no longer banned",
    "you are not blocked by policy",
    "it has not been blocked",
    "access is not denied",
  ],
};

Deno.test("the contrary of everything that servers are known to say is written down here", () => {
  const titles = new Set(SERVER_WORDS.map(({ title }) => title));
  assertEquals([...titles].filter((title) => !Object.hasOwn(CONTRARY, title)), []);
  assertEquals(Object.keys(CONTRARY).filter((title) => !titles.has(title)), []);
});

for (const [title, sentences] of Object.entries(CONTRARY)) {
  Deno.test(`a text that says the contrary is not known by: ${title}`, () => {
    for (const sentence of sentences) assertEquals(wordsIn(sentence)?.title, undefined, sentence);
  });
}

Deno.test("in a refusal that denies one reason, the other is found", () => {
  const titleOf = (text: string): string => wordsIn(text)?.title ?? "";
  assertMatch(titleOf("550 5.7.1 no virus found, but the mailbox is full"), /full/);
  assertMatch(titleOf("550 5.1.1 SPF passed, DKIM passed, but user unknown"), /no such mailbox/);
  assertMatch(titleOf("550 5.7.1 SPF passed and DKIM failed"), /DKIM signature/);
  assertMatch(titleOf("550 5.7.1 SPF failed, DKIM passed"), /^SPF does not/);
  assertMatch(titleOf("550 5.7.1 neither SPF nor DKIM passes"), /SPF, DKIM or DMARC/);
  assertMatch(titleOf("550 5.7.1 DMARC: see our page"), /has to do with/);
  assertMatch(titleOf("550 5.7.1 no PTR record for 192.0.2.1"), /no name in DNS/);
  assertMatch(titleOf("550 5.7.1 not blocked by us, but blocked by a rule"), /rule/);
});

Deno.test("what is known of TLS and DNS is not found in its contrary", () => {
  for (const text of ["the certificate is not self-signed", "no unknown CA", "TLSA matched"]) {
    assertEquals(termIn(TLS_TERMS, text), undefined, text);
  }
  assertMatch(
    termIn(TLS_TERMS, "encrypted, verified by DANE")?.term.title ?? "",
    /proved its name/,
  );
  assertEquals(termIn(DNS_TERMS, "it has no null MX"), undefined);
  assertEquals(explainText("the certificate is not self-signed"), []);
});

Deno.test("looking for the contrary stays fast in a text made to be slow", () => {
  const start = performance.now();
  for (
    const piece of ["no the ", "spf ", "spf, dkim and ", "a.", "not ", "spf passes ", "dmarc ("]
  ) {
    for (const { pattern } of SERVER_WORDS) search(pattern, piece.repeat(2048 / piece.length));
    wordsIn(`550 ${piece.repeat(300)}`);
  }
  const took = performance.now() - start;
  assertEquals(took < 3000, true, `${took} ms`);
});

Deno.test("who asks how to be removed from a list is on it", () => {
  for (
    const text of [
      "550 5.7.1 blocked; to be removed from our blocklist see our page",
      "550 5.7.1 to get removed from the blocklist, write to us",
      "550 5.7.1 To have your IP removed from the blacklist visit our page",
    ]
  ) assertMatch(wordsIn(text)?.title ?? "", /on a blocklist/, text);
});
