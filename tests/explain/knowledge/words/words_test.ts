import { adviceFor, replyHint } from "../../../../explain/reading/hint.ts";
import { wordsIn } from "../../../../explain/reading/server_words.ts";
import { assert, assertEquals, assertMatch } from "../../../std/assert.ts";

/** What servers say, and a part of the title that it must be known by. */
const SAID: readonly (readonly [text: string, title: RegExp])[] = [
  [
    "535 5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials",
    /Gmail rejected the password/,
  ],
  [
    "534 5.7.9 Application-specific password required. https://support.google.com/?p=InvalidSecondFactor",
    /app password/,
  ],
  [
    "534 5.7.14 Please log in via your web browser and then try again. WebLoginRequired",
    /browser/,
  ],
  [
    "550 5.7.26 Your email has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.",
    /without SPF or DKIM/,
  ],
  [
    "550 5.7.25 The IP address sending this message does not have a PTR record setup",
    /Gmail requires a DNS name/,
  ],
  [
    "550 5.7.1 Our system has detected that this message is likely unsolicited mail. UnsolicitedMessageError",
    /spam/,
  ],
  [
    "421 4.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP address",
    /too much mail/,
  ],
  [
    "421 4.7.0 Our system has detected suspicious activity, try again later",
    /unusual/,
  ],
  ["452 4.2.2 The recipient's inbox is out of storage space. OverQuotaTemp", /full/],
  [
    "550 5.1.1 The email account that you tried to reach does not exist. NoSuchUser",
    /no such account/,
  ],
  [
    "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
    /no longer accepts passwords/,
  ],
  ["535 5.7.3 Authentication unsuccessful [AM0PR0.eurprd.prod.outlook.com]", /login/],
  ["530 5.7.57 Client not authenticated to send mail.", /requires authentication/],
  ["550 5.7.60 SMTP; Client does not have permissions to send as this sender", /send as/],
  ["550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal", /banned/],
  ["550 5.7.649 Access denied, banned sending IP [192.0.2.1]", /banned/],
  [
    "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. part of their network is on our block list (S3140).",
    /Outlook\.com blocks/,
  ],
  [
    "550 SC-001 (COL004-MC1F42) Unfortunately, messages from 192.0.2.1 weren't sent. Please contact your Internet service provider.",
    /Outlook\.com refuses the content/,
  ],
  [
    "SC-001 (COL004-MC1F42) Unfortunately, messages from 192.0.2.1 weren't sent",
    /refuses the content/,
  ],
  ["550 SC-002 Mail rejected by Outlook.com for policy reasons.", /guessing addresses/],
  ["550 SC-003 Mail rejected by Outlook.com for policy reasons.", /open relay/],
  ["550 SC-004 Mail rejected by Outlook.com for policy reasons.", /complaints/],
  ["550 DY-001 Mail rejected by Outlook.com for policy reasons.", /home connections/],
  ["550 DY-002 Mail rejected by Outlook.com for policy reasons.", /infected/],
  ["550 OU-001 Mail rejected by Outlook.com for policy reasons.", /on a blocklist/],
  [
    "550 OU-002 (SNT004-MC3F43) Unfortunately, messages from 192.0.2.1 weren't sent. Please contact your Internet service provider since part of their network is on our block list.",
    /refuses the content/,
  ],
  [
    "421 RP-001 (SNT004-MC3F43) Unfortunately, some messages from 192.0.2.1 weren't sent",
    /how much/,
  ],
  ["421 RP-002 The mail server IP has exceeded the rate limit", /how much/],
  ["421 RP-003 The mail server IP has exceeded the connection limit", /no more connections/],
  [
    "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. For more information (AS3160).",
    /Outlook\.com blocks/,
  ],
  ["550 5.7.1 Unfortunately, messages from [192.0.2.1] weren’t sent.", /Outlook\.com blocks/],
  ["451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited (S775)", /how much/],
  ["451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (AS843)", /try again later/],
  ["S3150", /Outlook\.com blocks/],
  ["OU-002", /refuses the content/],
  [
    "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.",
    /accepts no mail/,
  ],
  ["550 5.7.705 Access denied, tenant has exceeded threshold", /your organisation/],
  ["550 5.7.501 Access denied, spam abuse detected.", /for spam/],
  ["550 5.7.508 Access denied, [2001:db8::1] has exceeded permitted limits", /your network/],
  ["550 5.7.509 Access denied, sending domain X.EXAMPLE does not pass", /DMARC/],
  [
    "550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains.",
    /does not know your sender domain/,
  ],
  [
    "552 5.7.0 This message was blocked because its content presents a potential security issue.",
    /not accept such attachments/,
  ],
  ["550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", /no such recipient/],
  [
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    /recipient/,
  ],
  ["451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77719)", /try again later/],
  ["550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds", /bare LF/],
  [
    "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints",
    /Yahoo defers/,
  ],
  [
    "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list",
    /Spamhaus/,
  ],
  ["553 5.7.1 [BL21] Connections not accepted from servers", /Yahoo blocks/],
  ["TSS04", /Yahoo defers/],
  ["BL21", /Yahoo blocks/],
  ["550 5.1.1 User unknown (mx1.pphosted.com)", /no such mailbox/],
  ["554 5.7.0 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1", /filter/],
  ["554 5.7.1 <b@y.example>: Recipient address rejected: Access denied", /rule/],
  [
    "554 5.7.1 [CS01] Message rejected due to local policy. https://support.apple.com/en-us/HT204137",
    /iCloud/,
  ],
  [
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1",
    /Spamhaus lists/,
  ],
  ["550 Blocked by pbl.spamhaus.org", /home network/],
  ["554 blocked using zen.spamhaus.org; Error: open resolver", /wrong way/],
  ["550 5.7.1 blocked using bl.spamcop.net", /blocklist/],
  [
    "450 4.2.0 <b@y.example>: Recipient address rejected: Greylisted, see http://postgrey",
    /greylisting/,
  ],
  ["451 4.7.1 Greylisting in action, please come back later", /greylisting/],
  ["550 5.7.1 SPF check failed: 192.0.2.1 is not allowed to send mail for x.example", /SPF/],
  ["550 5.7.20 No passing DKIM signature found", /DKIM/],
  [
    "550 5.7.1 Unauthenticated email from x.example is not accepted due to domain's DMARC policy",
    /DMARC/,
  ],
  [
    "550 5.7.26 Unauthenticated email from x.example is not accepted due to domain's DMARC policy",
    /DMARC/,
  ],
  ["550 5.7.26 This mail is unauthenticated, which poses a security risk", /SPF or DKIM/],
  ["connect to mx.y.example[192.0.2.1]:25: No route to host", /no route to that address/],
  ["TLS is required, but was not offered by host mx.y.example[192.0.2.1]", /not offer it/],
  ["TLS is required, but our TLS engine is unavailable", /own mail server/],
  ["the server does not offer STARTTLS, and TLS is required", /not offer it/],
  ["554 5.7.1 <b@y.example>: Relay access denied", /does not relay mail for you/],
  ["550 relay not permitted", /does not relay mail for you/],
  [
    "550 5.1.1 <no@y.example>: Recipient address rejected: User unknown in virtual mailbox table",
    /no such mailbox/,
  ],
  ["550 No such user here", /no such mailbox/],
  ["530 5.7.0 Must issue a STARTTLS command first", /TLS first/],
  ["530 5.7.0 Authentication required", /authenticate/],
  ["535 5.7.8 Error: authentication failed: authentication failure", /password/],
  [
    "450 4.7.25 Client host rejected: cannot find your reverse hostname, [192.0.2.1]",
    /no name in DNS/,
  ],
  ["504 5.5.2 <alberto>: Helo command rejected: need fully-qualified hostname", /greeting/],
  ["450 4.1.8 <a@x.invalid>: Sender address rejected: Domain not found", /sender's domain/],
  ["553 5.7.1 <a@x.example>: Sender address rejected: not owned by user b", /account/],
  ["421 4.7.0 mx.y.example Error: too many errors", /too many errors/],
  ["552 5.3.4 Message size exceeds fixed limit", /too large/],
  ["552 5.2.2 Mailbox full", /full/],
  ["554 5.4.6 Too many hops", /mail loop/],
  ["452 4.5.3 Error: too many recipients", /too many recipients/],
  ["421 4.7.0 Too many concurrent connections from your IP", /too many connections/],
  ["554 5.5.0 SMTP protocol synchronization error", /out of turn/],
  ["550 5.7.1 This message looks like spam", /spam/],
  ["552 5.7.0 This message contains a virus", /virus/],
  ["550 5.7.1 Client host rejected: Access denied", /rule/],
];

for (const [text, title] of SAID) {
  Deno.test(`known by its words, and with something to do: ${text.slice(0, 60)}`, () => {
    const words = wordsIn(text);
    assert(words !== undefined);
    assertMatch(words.title, title);
    assert(words.next.length > 0);
  });
}

Deno.test("an answer that says nothing special has no words and no advice", () => {
  for (const text of ["250 2.0.0 Ok: queued as 615E120C561", "221 2.0.0 Bye", "550 5.0.0 no"]) {
    assertEquals(wordsIn(text), undefined, text);
  }
  const reply = { code: 550, enhanced: undefined, lines: ["no"] };
  assertEquals(adviceFor(reply), undefined);
  assertEquals(adviceFor({ ...reply, code: 250, lines: ["greylisting is off"] }), undefined);
});

Deno.test("an address in an answer is no word of it", () => {
  assertEquals(wordsIn("550 <spam@virus.example>: no"), undefined);
});

Deno.test("a hint on a refusal names what its words mean", () => {
  const reply = { code: 450, enhanced: undefined, lines: ["4.2.0 Greylisted"] };
  assertEquals(
    replyHint("rcpt", reply),
    "450: not for this recipient right now: greylisting, or the mailbox is busy " +
      "(greylisting: a new sender is asked to try again later).",
  );
});
