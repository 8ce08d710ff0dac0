import { readReturned } from "../../../explain/bounce/read.ts";
import { assert, assertEquals } from "../../std/assert.ts";

const encoder = new TextEncoder();

function read(text: string): ReturnType<typeof readReturned> {
  return readReturned(encoder.encode(text));
}

/** What is shown of each recipient: address, permanent or not, code, reason, server and command. */
function shown(text: string): string[] {
  return (read(text)?.bounces ?? []).map((bounce) =>
    [
      bounce.recipient,
      bounce.action === "delayed" ? "delayed" : bounce.permanent ? "permanent" : "temporary",
      bounce.status ?? "-",
      bounce.reply ?? "-",
      bounce.reason,
      bounce.saidBy ?? "-",
      bounce.command ?? "-",
    ].join(" ")
  );
}

const HEADER = `Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@out.x.example>
To: ana@x.example
Subject: Undelivered Mail Returned to Sender
`;

const RETURNED = `From: Ana <ana@x.example>
To: rui@y.example
Subject: Lunch
Message-ID: <lunch@x.example>
Date: Tue, 24 Nov 2026 02:00:00 +0000

Hi Rui
`;

function report(status: string, text = "Your mail came back."): string {
  return `${HEADER}Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

${text}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; out.x.example
Arrival-Date: Tue, 24 Nov 2026 02:00:01 +0000

${status}
--b
Content-Type: message/rfc822

${RETURNED}
--b--
`;
}

const plain = (text: string): string => `${HEADER}\n${text}`;

/** The forms, by whose they are; nothing in them is a list of servers. */
const FORMS: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  [
    "RFC 3464 with a folded Diagnostic-Code",
    report(`Final-Recipient: rfc822; rui@y.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.y.example
Diagnostic-Code: smtp; 550 5.1.1 <rui@y.example>: Recipient address rejected:
    User unknown in virtual mailbox table
Last-Attempt-Date: Tue, 24 Nov 2026 02:00:02 +0000
`),
    ["rui@y.example permanent 5.1.1 550 userunknown mx.y.example -"],
  ],
  [
    "RFC 3464 without the empty lines between recipients",
    report(`Action: failed
Status: 5.0.0 (not now)
Final-Recipient: rfc822;rui@y.example
Diagnostic-Code: smtp; 552 Mailbox full
Action: failed
Status: 5.0.0
Final-Recipient: rfc822;eva@y.example
Diagnostic-Code: smtp; 550 5.7.1 Relaying denied`),
    [
      "rui@y.example permanent 5.0.0 552 mailboxfull out.x.example -",
      "eva@y.example permanent 5.7.1 550 norelaying out.x.example -",
    ],
  ],
  [
    "RFC 3464 with an Original-Recipient only",
    report(`Original-Recipient: <rui@y.example>
Action: failed
Diagnostic-Code: smtp; 550 Unknown user rui@y.example
Remote-MTA: 192.0.2.7`),
    ["rui@y.example permanent - 550 userunknown 192.0.2.7 -"],
  ],
  [
    "fields for programs in a part for people",
    plain(`An error occurred while trying to deliver the mail to the following recipients:
rui@y.example

Technical report:

Reporting-MTA: dsn; out.x.example

Action: failed
Final-Recipient: rfc822; rui@y.example
Diagnostic-Code: smtp; 550 5.2.2 <rui@y.example>... Mailbox full
Status: 5.2.2
`),
    ["rui@y.example permanent 5.2.2 550 mailboxfull out.x.example -"],
  ],
  [
    "Postfix, for people only",
    plain(`This is the mail system at host out.x.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

                   The mail system

<rui@y.example>: host mx.y.example[192.0.2.7] said: 550 5.1.1 <rui@y.example>:
    Recipient address rejected: User unknown (in reply to RCPT TO command)

<eva@z.example>: connect to mx.z.example[192.0.2.8]:25: Connection timed out
`),
    [
      "rui@y.example permanent 5.1.1 550 userunknown mx.y.example rcpt",
      "eva@z.example permanent - - expired - -",
    ],
  ],
  [
    "qmail",
    plain(`Hi. This is the qmail-send program at out.x.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<rui@y.example>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.2.1 The mailbox of rui@y.example is disabled
Giving up on 192.0.2.7.

<eva@z.example>:
Sorry, I couldn't find any host by that name. (#5.1.2)

--- Below this line is a copy of the message.

${RETURNED}`),
    [
      "rui@y.example permanent 5.2.1 550 suspend 192.0.2.7 rcpt",
      "eva@z.example permanent 5.1.2 - hostunknown - -",
    ],
  ],
  [
    "Exim",
    plain(`This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  rui@y.example
    host mx.y.example [192.0.2.7]
    SMTP error from remote mail server after MAIL FROM:<ana@x.example> SIZE=1000:
    553 5.1.8 <ana@x.example>... Domain of sender address does not exist
  eva@z.example
    retry timeout exceeded

------ This is a copy of the message, including all the headers. ------

${RETURNED}`),
    [
      "rui@y.example permanent 5.1.8 553 rejected mx.y.example mail",
      "eva@z.example temporary - - expired - -",
    ],
  ],
  [
    "Sendmail V8: the transcript has the answer whole, where the field has a line of it",
    report(
      `Final-Recipient: RFC822; rui@y.example
Action: failed
Status: 5.7.0
Remote-MTA: DNS; mx.y.example
Diagnostic-Code: SMTP; 552-5.7.0 This message was blocked because its content
`,
      `   ----- The following addresses had permanent fatal errors -----
<rui@y.example>
    (reason: 552-5.7.0 This message was blocked because its content)

   ----- Transcript of session follows -----
... while talking to mx.y.example.:
>>> DATA
<<< 552-5.7.0 This message was blocked because its content
<<< 552 5.7.0 presents a potential security issue.
554 5.0.0 Service unavailable`,
    ),
    ["rui@y.example permanent 5.7.0 552 policyviolation mx.y.example data"],
  ],
  [
    "Sendmail V8 with PIPELINING: DATA was sent, but RCPT was refused",
    plain(`   ----- The following addresses had permanent fatal errors -----
<rui@y.example>

   ----- Transcript of session follows -----
... while talking to mx.y.example.:
>>> DATA
<<< 550 unknown user
550 5.1.1 <rui@y.example>... User unknown
<<< 503 need RCPT
`),
    ["rui@y.example permanent 5.1.1 550 userunknown mx.y.example rcpt"],
  ],
  [
    "Sendmail V5: a transcript alone, several addresses",
    plain(`   ----- Transcript of session follows -----
While talking to mx.y.example:
>>> RCPT To:<rui@y.example>
<<< 550 Requested User Mailbox not found. No such user here.
550 <rui@y.example>... User unknown
554 <eva@z.example>... 550 Host unknown (Authoritative answer from name server)

   ----- Unsent message follows -----
${RETURNED}`),
    [
      "rui@y.example permanent - 550 userunknown mx.y.example rcpt",
      "eva@z.example permanent - 554 hostunknown - -",
    ],
  ],
  [
    "Gmail, for people only",
    plain(`Delivery to the following recipient failed permanently:

     rui@y.example

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server for the recipient domain y.example by mx.y.example. [192.0.2.7].

The error that the other server returned was:
550 5.7.1 Service unavailable; client [192.0.2.1] blocked using bl.example

----- Original message -----

${RETURNED}`),
    ["rui@y.example permanent 5.7.1 550 blocked mx.y.example -"],
  ],
  [
    "a group of Google in another language",
    `${HEADER}X-Failed-Recipients: lunch@groups.example
Content-Type: text/plain; charset=utf-8

Olá ana@x.example,

O grupo que tentou contactar (lunch) pode não existir. https://groups.google.com/support/.

Google Groups

----- Original message -----
${RETURNED}`,
    ["lunch@groups.example permanent - - rejected - -"],
  ],
  [
    "Yahoo",
    plain(`Sorry, we were unable to deliver your message to the following address.

<rui@y.example>:
Remote host said:
550 5.1.1 <rui@y.example>... User Unknown
 [RCPT_TO]

--- Below this line is a copy of the message.

${RETURNED}`),
    ["rui@y.example permanent 5.1.1 550 userunknown - rcpt"],
  ],
  [
    "DragonFly",
    plain(`This is the DragonFly Mail Agent v0.13 at out.x.example.

There was an error delivering your mail to <rui@y.example>.

mx.y.example [192.0.2.7] did not like our final DATA:
554 5.7.9 Message not accepted for policy reasons.

Message headers follow.

${RETURNED}`),
    ["rui@y.example permanent 5.7.9 554 policyviolation mx.y.example dot"],
  ],
  [
    "OpenSMTPD",
    plain(`    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this e-mail.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

rui@y.example: 550 5.1.1 No such user
eva@z.example: Envelope expired

    Below is a copy of the original message:

${RETURNED}`),
    [
      "rui@y.example permanent 5.1.1 550 userunknown - -",
      "eva@z.example permanent - - expired - -",
    ],
  ],
  [
    "Exchange 2003",
    plain(`Your message

  To:      rui@y.example
  Subject: Lunch
  Sent:    Tue, 24 Nov 2026 02:00:00 +0000

did not reach the following recipient(s):

rui@y.example on Tue, 24 Nov 2026 02:00:01 +0000
    The recipient name is not recognized
    MSEXCH:IMS:X:Y:Z 0 (000C05A6) Unknown Recipient
`),
    ["rui@y.example permanent - - userunknown - -"],
  ],
  [
    "Exchange 2007 and Microsoft 365",
    plain(`Delivery has failed to these recipients or groups:

rui@y.example<mailto:rui@y.example>
The email address wasn't found. For more tips see DSN 5.1.10 Errors.

Diagnostic information for administrators:

Generating server: mb.y.example

rui@y.example
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'

Original message headers:

${RETURNED}`),
    ["rui@y.example permanent 5.1.10 550 userunknown - -"],
  ],
  [
    "GMX: addresses in quotation marks, enhanced codes alone",
    plain(`This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of
its recipients. This is a permanent error. The following address
failed:

"rui@y.example":
SMTP error from remote server after RCPT command:
host: mx.y.example
5.2.2 <rui@y.example>... Mailbox Full

--- The header of the original message is following. ---

${RETURNED}`),
    ["rui@y.example permanent 5.2.2 - mailboxfull mx.y.example rcpt"],
  ],
  [
    "the answer before the address",
    plain(`Your message:
   From:    ana@x.example
   Subject: Lunch
Could not be delivered because of

550 5.1.1 User unknown

The following recipients were affected:
    rui@y.example
`),
    ["rui@y.example permanent 5.1.1 550 userunknown - -"],
  ],
  [
    "a sentence that names the address and the answer",
    plain(
      `The following recipients returned permanent errors: rui@y.example. Reason: SMTP Server <192.0.2.7> refused to accept your message (DATA), with the following error message: [554 5.4.6 Hop count exceeded - possible mail loop]
`,
    ),
    ["rui@y.example permanent 5.4.6 554 networkerror 192.0.2.7 dot"],
  ],
  [
    "a bounce around a bounce",
    `${HEADER}Content-Type: multipart/mixed; boundary="o"

--o
Content-Type: text/plain

----- The following addresses had permanent delivery errors -----

--o
Content-Type: message/rfc822

${
      report(`Final-Recipient: rfc822; rui@y.example
Action: failed
Status: 5.1.1`)
    }
--o--
`,
    ["rui@y.example permanent 5.1.1 - userunknown out.x.example -"],
  ],
  [
    "Amazon SES, as JSON",
    JSON.stringify({
      Type: "Notification",
      Message: JSON.stringify({
        notificationType: "Bounce",
        bounce: {
          bounceType: "Permanent",
          bounceSubType: "General",
          reportingMTA: "dns; out.x.example",
          bouncedRecipients: [{
            emailAddress: "rui@y.example",
            action: "failed",
            status: "5.1.1",
            diagnosticCode: "smtp; 550 5.1.1 user unknown",
          }],
        },
      }),
    }),
    ["rui@y.example permanent 5.1.1 550 userunknown out.x.example -"],
  ],
  [
    "a delay: nothing came back",
    report(`Final-Recipient: rfc822; rui@y.example
Action: delayed
Status: 4.4.1 (no answer from host)`),
    ["rui@y.example delayed 4.4.1 - expired out.x.example -"],
  ],
  [
    "somebody wrote to themselves",
    plain(`Sorry, we were unable to deliver your message to the following address.

<ana@x.example>:
Remote host said: 552 5.2.2 Mailbox full
`),
    ["ana@x.example permanent 5.2.2 552 mailboxfull - -"],
  ],
  [
    "a pipe that failed",
    plain(`This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  pipe to |/usr/bin/filter
    generated by rui@y.example
    local delivery failed

------ This is a copy of the message, including all the headers. ------

${RETURNED}`),
    ["rui@y.example permanent - - mailererror - -"],
  ],
];

for (const [name, text, expected] of FORMS) {
  Deno.test(`a bounce is read: ${name}`, () => {
    assertEquals(shown(text), expected);
    assertEquals(shown(text.replaceAll("\n", "\r\n")), expected, "with CR LF");
  });
}

Deno.test("a bounce names the mail that came back, and when it came and was tried", () => {
  const text = report(`Final-Recipient: rfc822; rui@y.example
Action: failed
Status: 5.1.1
Last-Attempt-Date: Tue, 24 Nov 2026 02:00:02 +0000
`);
  const found = read(text);
  assertEquals([found?.kind, found?.mail], [
    "failure",
    {
      messageId: "<lunch@x.example>",
      from: "Ana <ana@x.example>",
      to: "rui@y.example",
      subject: "Lunch",
      date: "Tue, 24 Nov 2026 02:00:00 +0000",
    },
  ]);
  const [bounce] = found?.bounces ?? [];
  assertEquals([bounce?.originalMessageId, bounce?.arrivalDate, bounce?.lastAttempt], [
    "<lunch@x.example>",
    "Tue, 24 Nov 2026 02:00:01 +0000",
    "Tue, 24 Nov 2026 02:00:02 +0000",
  ]);
});

Deno.test("what is no bounce says what it is", () => {
  const abuse = `From: staff@y.example
To: abuse@x.example
Subject: FW: Lunch
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Original-Rcpt-To: <rui@y.example>

--b
Content-Type: message/rfc822

${RETURNED}
--b--
`;
  const found = read(abuse);
  assertEquals([found?.kind, found?.bounces, found?.mail.messageId], [
    "abuse-report",
    [],
    "<lunch@x.example>",
  ]);
  assertEquals([found?.report?.by, found?.report?.recipient], ["staff@y.example", "rui@y.example"]);
  const away = read(`From: Rui <rui@y.example>
To: ana@x.example
Subject: Automatic reply: Lunch
Auto-Submitted: auto-replied

I am on holiday until Monday, 30 November 2026. Write to eva@y.example.
`);
  assertEquals([away?.kind, away?.report?.by, away?.report?.until, away?.bounces], [
    "automatic-reply",
    "rui@y.example",
    "Monday, 30 November 2026",
    [],
  ]);
  const done = read(report(`Final-Recipient: rfc822; rui@y.example
Action: delivered
Status: 2.0.0`));
  assertEquals([done?.kind, done?.report?.delivered, done?.bounces], [
    "success",
    ["rui@y.example"],
    [],
  ]);
});

const ORDINARY: Readonly<Record<string, string>> = {
  "somebody asks about a bounce": `From: Ana <ana@x.example>
To: help@x.example
Subject: Re: Undelivered Mail Returned to Sender

Why did this come back?

> <rui@y.example>: host mx.y.example[192.0.2.7] said: 550 5.1.1 User unknown
>    (in reply to RCPT TO command)
`,
  "a newsletter": `From: News <no-reply@shop.example>
To: ana@x.example
Subject: Your delivery status: delivered!
List-Unsubscribe: <https://shop.example/u>

Your parcel was delivered to ana@x.example. Could not be easier.
`,
  "a postmaster writes": `From: postmaster@x.example
To: ana@x.example
Subject: Maintenance on Friday

Mail for ana@x.example may be delayed on Friday evening.
`,
  "a report of DMARC": `From: noreply-dmarc@y.example
To: dmarc@x.example
Subject: Report domain: x.example Submitter: y.example Report-ID: 1

This is an aggregate report.
`,
  "a mail from a list with a bounce in its address": `Return-Path: <list-bounces@x.example>
From: Rui <rui@y.example>
To: list@x.example
Subject: [list] 550 errors

My server says 550 5.7.1 to eva@z.example. What should I do?
`,
  "a header alone": "Received: from a by b\nSubject: Hi\nFrom: ana@x.example\n",
  "no mail": "Good morning",
  "nothing": "",
  "a line of a log":
    "postfix/smtp[1]: 61: to=<a@b.example>, relay=mx.b.example[192.0.2.1]:25, dsn=5.1.1, status=bounced (host mx.b.example said: 550 5.1.1 User unknown (in reply to RCPT TO command))",
};

for (const [name, text] of Object.entries(ORDINARY)) {
  Deno.test(`no bounce: ${name}`, () => assertEquals(read(text), undefined));
}

Deno.test("a bounce that somebody made as long as can be takes no long time", () => {
  const lines = `<${"a".repeat(60)}@${"b.".repeat(60)}example>: host ${"x".repeat(300)} said: 550 `;
  const hostile = [
    plain(lines.repeat(3000)),
    plain(`${lines}\n`.repeat(3000)),
    report(`${"Diagnostic-Code: smtp; 550 full ".repeat(5000)}\n`.repeat(3)),
    plain(`${">".repeat(200_000)}\n`),
    plain(`${"--b\nContent-Type: text/plain; boundary=b\n\n".repeat(4000)}`),
    plain(`${"user ".repeat(40_000)}\n`),
  ];
  for (const [index, text] of hostile.entries()) {
    const begin = performance.now();
    read(text);
    const took = performance.now() - begin;
    assert(took < 5000, `${index}: ${took} ms`);
  }
});

/** The largest texts that are read, by what stands in them again and again. */
const LARGE: Readonly<
  Record<string, readonly [beginning: string, piece: (index: number) => string]>
> = {
  "addresses, a line each": [
    "\nYour message could not be delivered:\n\n",
    (index) => `u${index}@y.example\n`,
  ],
  "paragraphs of qmail": [
    "\nHi. This is the qmail-send program at x.example.\n\n",
    (index) => `<u${index}@y.example>:\nRemote host said: 550 5.1.1 User unknown\n\n`,
  ],
  "sentences of Exim": [
    "\nThis message was created automatically by mail delivery software.\n\n",
    (index) =>
      `  u${index}@y.example\n    SMTP error after RCPT TO:<u${index}@y.example>: 550 no\n`,
  ],
  "results of a transcript": [
    "\n   ----- Transcript of session follows -----\n",
    (index) =>
      `<<< 550 5.1.1 <u${index}@y.example>... User unknown\n` +
      `550 5.1.1 <u${index}@y.example>... User unknown\n`,
  ],
  "groups of fields": [
    "Content-Type: multipart/report; boundary=B\n\n--B\n\nfailed\n--B\n" +
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\n",
    (index) => `Final-Recipient: rfc822; u${index}@y.example\nAction: failed\nStatus: 5.1.1\n\n`,
  ],
  "folds of one field": [
    "\nFinal-Recipient: rfc822; u@y.example\nAction: failed\nDiagnostic-Code: smtp; 550 no\n",
    () => " such user\n",
  ],
  "fields": ["", (index) => `X-${index}: a\n`],
};

for (const [what, [beginning, piece]] of Object.entries(LARGE)) {
  Deno.test(`a bounce with as many ${what} as are read is read soon`, () => {
    let text = "From: MAILER-DAEMON@x.example\nTo: ana@x.example\n" +
      `Subject: failure notice\n${beginning}`;
    for (let index = 0; text.length < 256 * 1024; index++) text += piece(index);
    const octets = new TextEncoder().encode(text);
    const start = performance.now();
    const returned = readReturned(octets);
    const took = performance.now() - start;
    assertEquals(took < 2_000, true, `${took} ms`);
    if (what !== "fields") assertEquals(returned?.kind, "failure");
  });
}
