import { search } from "../../../explain/knowledge/denial.ts";
import { DNS_TERMS } from "../../../explain/knowledge/dns.ts";
import { SERVER_WORDS, wordsIn } from "../../../explain/reading/server_words.ts";
import { termIn } from "../../../explain/knowledge/term.ts";
import { explainText } from "../../../explain/reading/text.ts";
import { TLS_TERMS } from "../../../explain/knowledge/tls.ts";
import { assertEquals, assertMatch } from "../../std/assert.ts";

/** By the title of what is known: sentences that say its contrary. */
const CONTRARY: Readonly<Record<string, readonly string[]>> = {
  "Gmail does not accept this password": ["235 username and password accepted"],
  "Gmail wants an app password": ["an application-specific password is not needed"],
  "Gmail wants a log-in by the browser first": [
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
  "Gmail takes no mail without SPF or DKIM": ["the sender is authenticated by SPF"],
  "Gmail wants a name for your address": ["the PTR record is there"],
  "Gmail takes no such attachment": ["the content presents no security issue"],
  "Gmail takes the mail for spam": ["the message is not likely unsolicited mail"],
  "too much mail from you in a short time": ["no unusual rate of unsolicited mail was seen"],
  "the server finds your sending unusual": ["our system has detected no problem"],
  "the recipient's mailbox is full": [
    "the account is not over quota",
    "the mailbox is no longer over quota",
    "it never ran out of storage",
  ],
  "no such account at Gmail": ["the account does exist; a double-check finds no typos"],
  "the account is disabled": ["the account is not disabled", "your account was never suspended"],
  "Microsoft takes no passwords from programs any more": ["basic authentication is enabled"],
  "Exchange does not accept this log-in": ["authentication successful"],
  "Microsoft 365 wants you to authenticate": ["the client was authenticated to send"],
  "you may not send as this address": ["Client has permissions to send as this sender"],
  "Microsoft has banned the address you come from": ["it is not a banned sending IP"],
  "Outlook.com refuses by the content, or by the name of the sender": ["no SC-001", "MISC-001"],
  "Outlook.com takes you for one who tries out addresses": ["no SC-002"],
  "Outlook.com takes your address for an open relay or proxy": ["no SC-003"],
  "Outlook.com blocks your address, as its users complained": ["no SC-004"],
  "Outlook.com takes no mail from addresses of homes": ["no DY-001"],
  "Outlook.com takes a machine at your address for infected": ["no DY-002"],
  "Outlook.com refuses, as a blocklist names your address": ["no OU-001", "OU-001-x"],
  "Outlook.com limits how much you send": ["no RP-001"],
  "Outlook.com takes no more connections from you": ["no RP-003"],
  "Outlook.com blocks the network you come from": [
    "no part of their network is on our block list",
    "your network is not on our block list",
    "messages from 192.0.2.1 were sent",
  ],
  "Outlook.com wants SPF, DKIM and DMARC": ["the domain meets the required authentication level"],
  "Microsoft 365 has stopped the mail of your organisation": ["the tenant is below its threshold"],
  "Microsoft 365 does not know the domain that you send from": ["the domain is registered"],
  "Microsoft has stopped this sender for spam": ["no spam abuse detected"],
  "too much mail from your network": ["the network is within its limits"],
  "Microsoft 365 takes no mail from this address": ["traffic accepted from this IP"],
  "Microsoft puts you off": ["the server is not busy"],
  "the server limits how much you send": ["you are not throttled", "the client was unthrottled"],
  "Microsoft 365 has no such recipient": ["Recipient address accepted"],
  "Exchange has no such recipient": ["the recipient was found"],
  "the recipient takes mail from few people only": ["it is not a RestrictedRecipient"],
  "Exchange does not let this mail through": ["the server is able to relay"],
  "the message has lines that end with LF alone": ["the message has no bare LF"],
  "Exchange cannot store the mail": ["stored by the store driver"],
  "Exchange tried for days, and gave up": ["the message has not expired"],
  "the recipient's server asks Spamhaus the wrong way": ["spamhaus: no error"],
  "the address you come from is for homes, and sends no mail itself": [
    "not listed in pbl.spamhaus.org",
    "your IP is not on the policy block list",
  ],
  "Spamhaus lists the address you come from": [
    "not listed by Spamhaus",
    "192.0.2.1 is not listed in zen.spamhaus.org",
    "clean at Spamhaus",
  ],
  "the address you come from is on a blocklist": [
    "your IP is not blacklisted",
    "it is not on any blocklist",
    "your IP has been removed from our blocklist",
    "allowlisted by the administrator",
  ],
  "the address you come from has a bad name": [
    "the reputation of your domain is good",
    "it does not have a poor reputation",
  ],
  "the address you come from looks like a home's": ["it is not a dynamic IP"],
  "Yahoo puts mail from this address off": [
    "messages are no longer temporarily deferred due to it",
  ],
  "Yahoo blocks the address you come from": ["Yahoo took the mail"],
  "Yahoo refuses the message": ["Yahoo took the message"],
  "iCloud refuses the mail by its policy": ["see support.apple.com for how it was accepted"],
  "a mail filter of the recipient's organisation says no": [
    "delivered through mx1.pphosted.com",
    "Proofpoint passed it on",
  ],
  "a German provider refuses the mail, and its page says why": ["queued at mx.gmx.net"],
  "SPF, DKIM or DMARC could not be checked for now": ["no SPF temperror"],
  "the SPF, DKIM or DMARC record of the domain is broken": ["SPF: no permerror"],
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
  "the address you come from has no name in DNS": [
    "the PTR record is valid",
    "reverse DNS is ok",
    "found your reverse hostname",
  ],
  "the name in the greeting is not good enough": ["the EHLO name is not invalid"],
  "the server cannot find the sender's domain, or its mailbox": ["sender verification passed"],
  "the sender is not an address of the account": ["the sender is owned by the user"],
  "the server looks at the name of the address you come from": ["the PTR record was found"],
  "TLS is demanded, and one's own mail server cannot do it": ["the TLS engine runs"],
  "the server waits between its tries": ["the retry time was reached"],
  "TLS is demanded, and the server does not offer it": ["the server offers STARTTLS"],
  "greylisting: a stranger is asked to come back": [
    "greylisting passed",
    "greylisting is disabled",
    "no greylisting here",
  ],
  "the server does not pass mail on for strangers": ["relay access granted"],
  "the server wants TLS first": ["TLS is not required", "no encryption required"],
  "the server wants you to authenticate": [
    "no authentication required",
    "authentication is not required",
    "SMTP AUTH succeeded",
  ],
  "user name or password is wrong": ["no authentication failure", "login did not fail"],
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
  "the mail goes round in a circle": ["no mail loop", "it does not loop back to myself"],
  "no such mailbox": ["the user is known", "mailbox not invalid", "the recipient exists"],
  "the mailbox is switched off": ["the mailbox is not disabled", "it is not an inactive user"],
  "the domain cannot be found in DNS": ["the domain was found"],
  "the domain takes no mail, and says so": ["the domain has no null MX", "the domain accepts mail"],
  "too many errors in this connection": ["there were not too many errors"],
  "too many recipients at once": ["these are not too many recipients"],
  "too many connections or mails from you": [
    "not too many connections",
    "rate limit not reached",
    "below the rate limit",
  ],
  "the client spoke out of turn": ["no synchronization error"],
  "a filter finds a virus or a fraud in the message": [
    "no virus found",
    "no viruses",
    "virus not found",
    "the virus scan passed",
    "virus-free",
    "virus: none",
    "scanned by anti-virus and antivirus",
    "the attachment is not infected",
  ],
  "a filter takes the message for spam": [
    "not spam",
    "this is not considered spam",
    "the message does not look like spam",
    "it passed the content filter",
    "X-Spam: No",
    "no spam detected",
  ],
  "the header of the message is not as it must be": [
    "it conforms to RFC 5322",
    "no missing header",
  ],
  "a line of the message is too long": ["no line is longer than that", "the line length is ok"],
  "something in the mail is not ASCII where it must be": ["the server offers 8BITMIME and UTF-8"],
  "the server has trouble of its own": ["no local problem", "no need to try again later"],
  "a part of one's own mail server does not run": ["no mail transport unavailable"],
  "somebody waited too long": ["there was no timeout", "it has not timed out"],
  "nothing listens there": ["no connection refused"],
  "there is no way to that address": ["the network is reachable"],
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
