import {
  explainText,
  MAX_EXPLANATIONS,
  MAX_LINE_LENGTH,
  MAX_LINES,
  readText,
} from "../../../explain/reading/text.ts";
import { explainOperands } from "../../../explain/reading/operands.ts";
import type { Explanation } from "../../../explain/knowledge/knowledge.ts";
import { assert, assertEquals, assertMatch } from "../../std/assert.ts";

function titles(text: string): string[] {
  return explainText(text).map(({ title }) => title);
}

function only(text: string): Explanation {
  const found = explainText(text);
  assertEquals(found.length, 1, JSON.stringify(found));
  return found[0] ?? { kind: "unknown", seen: "", title: "", points: [], next: [], sources: [] };
}

function pointsOf({ points }: Explanation): string {
  return points.map(({ about, text }) => `${about}: ${text}`).join("\n");
}

Deno.test("a reply of several lines is one answer", () => {
  const reply = "550-5.7.26 Your email has been blocked because the sender is\r\n" +
    "550-5.7.26 unauthenticated. Gmail requires all senders to authenticate\r\n" +
    "550 5.7.26 with either SPF or DKIM.\r\n";
  assertMatch(only(reply).title, /Gmail accepts no mail without SPF or DKIM/);
});

Deno.test("an EHLO answer is explained line by line, and what is not known said to be so", () => {
  assertEquals(titles("250-mx.example\n250-SIZE 1000\n250-XYZZY\n250 DSN"), [
    "250: the server greets back; the lines after the first are the extensions it offers.",
    "It accepts messages up to this many octets (RFC 1870).",
    "An extension unknown to mua.",
    "It lets you ask for delivery reports (RFC 3461).",
  ]);
});

Deno.test("a refusal out of the middle of a dialogue is not taken for the greeting", () => {
  assertEquals(titles("<** 554 5.7.1 no"), ["not authorised"]);
  assertEquals(titles("=== Connected to 192.0.2.1 port 25\n<** 554 5.7.1 no"), [
    "as the greeting: not authorised",
  ]);
});

Deno.test("each connection of a dialogue begins anew, wherever the one before has ended", () => {
  const lost =
    "=== Connected to 192.0.2.1 port 25\n<-  220 a\n -> EHLO me\n<-  250 a\n -> DATA\n<-  354 go\n" +
    " -> text\n*** the server closed the connection";
  const next = "=== Connected to 192.0.2.2 port 25\n<-  220 b\n -> EHLO you\n<** 550 no";
  assertEquals(titles(`${lost}\n${next}`).slice(-3), [
    "220: the server greets and is ready for EHLO.",
    "The client greets, gives its name and asks which extensions the server offers.",
    "at EHLO: the server refuses this client, usually because of its name or IP address",
  ]);
});

const BOUNCE = `From: MAILER-DAEMON@x.example
Subject: Undelivered

550 4.0.0 not of the report

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.x.example
Arrival-Date: Tue, 24 Nov 2026 02:00:00 +0000

Final-Recipient: rfc822; no@gmail.com
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.com
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does
    not exist. 550 5.1.1 https://support.google.com/mail/?p=NoSuchUser

Final-Recipient: rfc822; slow@y.example
Action: delayed
Status: 4.4.1 (no answer)
`;

for (const [name, end] of [["LF", "\n"], ["CRLF", "\r\n"], ["CR", "\r"]] as const) {
  Deno.test(`a bounce says for each recipient what happened, with lines that end in ${name}`, () => {
    const found = explainText(BOUNCE.replaceAll("\n", end));
    assertEquals(found.map(({ title }) => title), [
      "no such account at Gmail",
      "no answer from the host",
    ]);
    const [failed, delayed] = found.map(pointsOf);
    assertMatch(
      failed ?? "",
      /^For: no@gmail\.com\nSaid by: gmail-smtp-in\.l\.google\.com\nfailed: /,
    );
    assertMatch(
      delayed ?? "",
      /^For: slow@y\.example\nSaid by: mx\.x\.example\ndelayed: .*Do not send it again/,
    );
    assertEquals(found[1]?.next, ["Wait: another report comes if the server gives up."]);
    assertMatch(
      found[0]?.seen ?? "",
      /^550 5\.1\.1 The email account that you tried to reach does not exist\. https/,
    );
  });
}

Deno.test("a part of a bounce is enough", () => {
  assertEquals(titles("Status: 5.7.1"), ["not authorised"]);
  assertEquals(titles("Diagnostic-Code: smtp; 554 5.7.1 Relay access denied"), [
    "the server does not relay mail for you",
  ]);
  assertEquals(titles('Diagnostic-Code: X-Postfix; unknown user: "no"\nStatus: 5.1.1'), [
    "no such mailbox",
  ]);
});

Deno.test("a report of success has a headline that says so", () => {
  const report = "Final-Recipient: rfc822; a@x.example\nAction: delivered\nStatus: 2.0.0\n";
  assertEquals(titles(report), ["success; the server gave no details"]);
});

Deno.test("a refusal for now that says its reason speaks of no greylisting", () => {
  const refused = only("450 4.1.8 <a@x.invalid>: Sender address rejected: Domain not found");
  assertEquals(refused.title, "the server cannot find the sender's domain, or its mailbox");
  assertEquals(JSON.stringify(refused).includes("reylist"), false);
  const [alone] = explainOperands(["450", "4.1.8", "at", "rcpt"]);
  assertEquals(JSON.stringify(alone).includes("reylist"), false);
  assertMatch(alone?.next[0] ?? "", /sender's domain/);
});

Deno.test("an answer about the order of the commands advises on the order", () => {
  const dialogue = "220 mx\nEHLO me\n250 mx\nRCPT TO:<a@x.example>\n503 5.5.1 MAIL comes first";
  for (const found of [explainText(dialogue).at(-1), explainOperands(["503", "at", "rcpt"])[0]]) {
    assertMatch(found?.title ?? "", /^at RCPT: /);
    assertMatch(found?.next[0] ?? "", /order/);
    assertEquals(found?.next.join(" ").includes("spelling"), false);
  }
});

const LOG_LINES: readonly (readonly [line: string, title: string, points: RegExp])[] = [
  [
    "postfix/smtp[1]: 61: to=<a@b>, relay=mx.b[192.0.2.1]:25, dsn=4.2.0, status=deferred (host " +
    "mx.b[192.0.2.1] said: 450 4.2.0 <a@b>: Recipient address rejected: Greylisted (in reply to RCPT TO command))",
    "at RCPT: greylisting: a new sender is asked to try again later",
    /deferred: .*tries again by itself/,
  ],
  [
    "postfix/smtp[1]: 61: to=<a@b>, relay=mx.b[192.0.2.1]:25, dsn=5.7.1, status=bounced (host " +
    "mx.b[192.0.2.1] said: 550 5.7.1 no (in reply to end of DATA command))",
    "after the final dot: not authorised",
    /bounced: .*gave up/,
  ],
  [
    "postfix/smtp[1]: 61: to=<a@b>, relay=none, dsn=4.4.1, status=deferred (connect to mx.b[192.0.2.1]:25: Connection refused)",
    "nothing is listening there",
    /deferred: /,
  ],
  [
    "postfix/smtp[1]: 61: to=<a@b>, relay=mx.b[192.0.2.1]:25, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 1)",
    "after the final dot: mail accepted: the server is now responsible for it (RFC 5321 section 4.2.5)",
    /sent: /,
  ],
  [
    "postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <c@d>: Relay access denied; from=<a@b> to=<c@d> proto=ESMTP helo=<x>",
    "at RCPT: the server does not relay mail for the client",
    /reject: This server itself/,
  ],
  [
    "postfix/local[1]: 61: to=<a@b>, relay=local, dsn=2.0.0, status=sent (delivered to mailbox)",
    "the log says: sent",
    /on this machine/,
  ],
  [
    "1abc == a@b R=dnslookup T=remote_smtp defer (-53): retry time not reached for any host",
    "the server is waiting before the next try",
    /did not try/,
  ],
  [
    "1abc ** a@b R=dnslookup T=remote_smtp H=mx.b [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@b>: 550 5.1.1 User unknown",
    "at RCPT: no such mailbox",
    /550: At RCPT/,
  ],
  [
    "1abc == a@b R=dnslookup T=remote_smtp defer (-44) H=mx.b [192.0.2.1]: SMTP error from remote mail server after end of data: 451 Try again later",
    "after the final dot: the server has a problem of its own",
    /451: After the final dot/,
  ],
  [
    "sendmail[1]: uAO: to=<a@b>, mailer=esmtp, relay=mx.b. [192.0.2.1], dsn=5.1.1, stat=User unknown",
    "no such mailbox",
    /5\.1\.1: /,
  ],
  [
    "sendmail[1]: uAO: to=<a@b>, dsn=4.2.0, stat=Deferred: 450 4.2.0 greylisted",
    "greylisting: a new sender is asked to try again later",
    /Deferred: .*sendmail tries again/,
  ],
  [
    "msmtp: server message: 535 5.7.8 Error: authentication failed",
    "wrong user name or password",
    /535: /,
  ],
  [
    "qmail: Remote host said: 554 5.7.1 rejected due to dmarc policy (#5.7.1)",
    "the mail fails the DMARC policy of its From domain",
    /554: /,
  ],
  [
    "curl: (60) SSL certificate problem: self-signed certificate",
    "the certificate is self-signed",
    /./,
  ],
  [
    "postfix/anvil[12]: statistics: max connection rate 1/60s for (smtp:192.0.2.7) at Nov 26 00:00:00",
    "statistics of this server; nothing is wrong",
    /routine/,
  ],
  [
    "postfix/smtpd[1]: warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: authentication failure",
    "a failed login at this server",
    /someone guessing/,
  ],
  [
    "postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org; from=<a@b> to=<c@d> proto=ESMTP helo=<x>",
    "at RCPT: Spamhaus lists the client's IP address",
    /Client: It is about a client/,
  ],
  [
    "postfix/smtpd[1]: warning: TLS library problem: error:0A000412:SSL routines::sslv3 alert bad certificate:ssl/record/rec_layer_s3.c:1605:SSL alert number 42:",
    "a client rejected this server's certificate",
    /with an alert/,
  ],
  [
    "postfix/smtpd[1]: SSL_accept error from unknown[192.0.2.7]: -1",
    "TLS with a client of this server failed",
    /scanner/,
  ],
  [
    "postfix/smtpd[1]: Anonymous TLS connection established from x[192.0.2.7]: TLSv1.3",
    "a client of this server uses TLS",
    /did not prove its name/,
  ],
  [
    "postfix/smtp[1]: Untrusted TLS connection established to mx.b[192.0.2.1]:25: TLSv1.3",
    "encrypted, but the server's identity is not proved",
    /encrypted/,
  ],
  [
    "postfix/smtp[1]: 61: to=<a@b>, relay=mx.b[192.0.2.1]:25, delay=1, dsn=4.7.5, status=deferred (Server certificate not trusted)",
    "a verifiable certificate is required, and the server has none",
    /deferred: /,
  ],
  [
    "postfix/smtp[1]: 61: to=<a@b>, relay=mx.b[192.0.2.1]:25, delay=1, dsn=4.7.5, status=deferred (Server certificate not verified)",
    "a verifiable certificate is required, and the server has none",
    /deferred: /,
  ],
  [
    "postfix/error[1]: 61: to=<a@b>, relay=none, delay=1, dsn=4.3.0, status=deferred (mail transport unavailable)",
    "a part of your own mail server is not running",
    /deferred: /,
  ],
  [
    "postfix/smtp[1]: 61: to=<a@b>, relay=none, delay=1, dsn=4.7.5, status=deferred (TLSA lookup error for mx.b:25)",
    "DNS could not say which certificate the server should have",
    /deferred: /,
  ],
  [
    "postfix/smtp[1]: 61: to=<a@b>, relay=none, delay=1, dsn=4.3.9, status=deferred (something odd)",
    "temporary failure; unknown detail code",
    /4\.3\.9: 4: temporary failure/,
  ],
  [
    "postfix/qmgr[1]: 61: from=<a@b>, status=expired, returned to sender",
    "the log says: expired",
    /given up/,
  ],
  [
    "1abc == a@b R=dnslookup defer (-1): host lookup did not complete",
    "temporary DNS failure",
    /must wait/,
  ],
];

for (const [line, title, points] of LOG_LINES) {
  Deno.test(`a line of a log is read: ${line.slice(0, 60)}`, () => {
    const explanation = only(line);
    assertEquals([explanation.title, explanation.seen], [title, line]);
    assertMatch(pointsOf(explanation), points);
  });
}

Deno.test("whoever runs a server is not told to get a client off a list", () => {
  const line =
    "NOQUEUE: reject: RCPT from x[192.0.2.7]: 554 5.7.1 Service unavailable; Client host " +
    "[192.0.2.7] blocked using zen.spamhaus.org; from=<a@b> to=<c@d>";
  const advice = only(line).next.join(" ");
  assertEquals(/check\.spamhaus|mua send/.test(advice), false, advice);
});

Deno.test("the lines of a log that say nothing known are counted", () => {
  const { explanations, passedOver } = readText("550 no\n\nGood morning\nGood evening\n");
  assertEquals([explanations.length, passedOver], [1, 2]);
  assertEquals(readText("Good morning").passedOver, 1);
  assertEquals(readText("Received: a\nX-Odd: b\n").passedOver, 0);
});

const DIALOGUE = [
  ["server", "220 mx.example"],
  ["client", "EHLO me.example"],
  ["server", "250-mx.example"],
  ["server", "250 PIPELINING"],
  ["client", "MAIL FROM:<a@x.example>"],
  ["client", "RCPT TO:<b@y.example>"],
  ["client", "RCPT TO:<c@y.example>"],
  ["client", "DATA"],
  ["server", "250 ok"],
  ["server", "250 ok"],
  ["server", "550 no"],
  ["server", "354 go"],
  ["client", "Subject: 550 5.1.1 is no reply here"],
  ["client", "QUIT"],
  ["client", "."],
  ["server", "250 ok"],
  ["client", "QUIT"],
  ["server", "221 bye"],
] as const;

const MARKS: readonly (readonly [name: string, client: string, server: string])[] = [
  ["mua -v", "   0.060  -> ", "   0.060 <-  "],
  ["mua -v under TLS", "   0.060  ~> ", "   0.060 <~  "],
  ["mua inbox", "#1   0.060  -> ", "#1   0.060 <-  "],
  ["swaks", " -> ", "<-  "],
  ["an RFC", "C: ", "S: "],
  ["telnet", "", ""],
];

for (const [name, client, server] of MARKS) {
  Deno.test(`a dialogue is followed with the marks of ${name}, also through pipelining`, () => {
    const lines = DIALOGUE.map(([who, text]) => (who === "client" ? client : server) + text);
    const found = explainText(lines.join("\n"));
    const refusal = found.find(({ seen }) => seen === "550 no");
    assertMatch(refusal?.title ?? "", /^at RCPT: /);
    assertEquals(found.find(({ seen }) => seen === "250 PIPELINING")?.kind, "keyword");
    const dot = found.findIndex(({ seen }) => seen === ".");
    assert(dot > 0);
    assertEquals(
      found[dot + 1]?.title,
      "250: mail accepted: the server is now responsible for it (RFC 5321 section 4.2.5).",
    );
    assertEquals(found.filter(({ seen }) => seen.includes("Subject")), []);
    assertEquals(found.filter(({ kind }) => kind === "unknown"), []);
  });
}

Deno.test("a mistyped command of a dialogue is shown before its 500, with the one that is near", () => {
  for (const [client, server] of [["", ""], [" -> ", "<-  "], ["C: ", "S: "]]) {
    const lines = [
      "220 mx",
      "EHLO me",
      "250 mx",
      "MIAL FROM:<a@x>",
      "500 what?",
      "QUIT",
      "221 bye",
    ];
    const found = explainText(
      lines.map((line) => (/^\d/.test(line) ? server : client) + line).join("\n"),
    );
    const at = found.findIndex(({ seen }) => seen === "MIAL FROM:<a@x>");
    assertEquals(found[at]?.title, "Not an SMTP command; did you mean MAIL?");
    assertMatch(found[at + 1]?.title ?? "", /^(?!at )/);
    assertEquals(found[at + 1]?.seen, "500 what?");
  }
});

Deno.test("a space beside the colon of a path is spoken of, in a dialogue and alone", () => {
  for (const line of ["MAIL FROM: <a@x>", "RCPT TO :<a@x>", "mail from : <a@x>"]) {
    assertMatch(JSON.stringify(only(line)), /No space is allowed around the colon/);
    assertMatch(titles(`220 mx\n${line}\n250 ok`)[1] ?? "", /No space is allowed/);
  }
  assertEquals(JSON.stringify(only("MAIL FROM:<a@x>")).includes("around the colon"), false);
});

Deno.test("what mua itself hints at is no answer of a server", () => {
  assertEquals(titles("More: mua explain 550 5.7.1 --stage rcpt"), []);
  assertEquals(
    titles("<** 554 no\nMore: mua explain 550 5.7.1 --stage rcpt"),
    titles("<** 554 no"),
  );
});

Deno.test("what the client answers in AUTH is taken for no command", () => {
  const found = titles("220 mx\n -> AUTH LOGIN\n<-  334 VXNlcm5hbWU6\n -> MIAL\n<-  235 yes");
  assertEquals(found.filter((title) => title.includes("did you mean")), []);
});

Deno.test("the exchange of AUTH belongs to AUTH to its end", () => {
  const found = titles("220 mx\nEHLO me\n250 AUTH PLAIN\nAUTH PLAIN\n334 \nAGEAYg==\n535 5.7.8 no");
  assertMatch(found.at(-1) ?? "", /^at AUTH: /);
});

Deno.test("the header of a message is explained field by field, each once, and the body left alone", () => {
  const message =
    "Received: a\n\tby b\nReceived: c\nX-Foo: 550 5.1.1 no\nFrom: a@x.example\n\nTo: body\n";
  assertEquals(explainText(message).map(({ seen }) => seen), ["Received", "x-foo", "From"]);
});

Deno.test("text without anything known gives nothing", () => {
  for (const text of ["", "\n\n", "Good morning", "The house has 550 windows", "\0\0\0"]) {
    assertEquals(explainText(text), [], JSON.stringify(text));
  }
});

Deno.test("the same line is explained once, and a text without end by its beginning", () => {
  assertEquals(explainText("550 no\n\n550 no\n").length, 1);
  const many = Array.from({ length: MAX_LINES * 2 }, (_, index) => `550 no ${index}\n`).join("");
  assertEquals(explainText(many).length, MAX_EXPLANATIONS);
  const [long] = explainText(`550 ${"x".repeat(1_000_000)}`);
  assertEquals(long?.seen.length, MAX_LINE_LENGTH);
});
