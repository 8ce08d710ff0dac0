import type { Answer, Effect } from "../../inbox/effect.ts";
import { assert, assertEquals, assertStringIncludes } from "../std/assert.ts";
import { bytes, drive, say } from "./drive.ts";

const BANNER = "220 inbox.test ESMTP mua inbox";
const CLOSING = "221 2.0.0 inbox.test closing the connection";
const START_MAIL = "354 Send the message, then a line with only a dot";

/** A whole mail, as a client without PIPELINING says it. */
const MAIL = "HELO alberto\r\n" +
  "MAIL FROM:<alberto@ualg.pt>\r\n" +
  "RCPT TO:<ana.maria@gmail.com>\r\n" +
  "DATA\r\n" +
  "Subject: Hi\r\n\r\n..Hello\r\n.\r\n" +
  "QUIT\r\n";

const MAIL_REPLIES = [
  BANNER,
  "250 inbox.test",
  "250 2.1.0 Sender ok",
  "250 2.1.5 Recipient ok",
  START_MAIL,
  "250 2.0.0 Stored as message 1",
  CLOSING,
];

const TRACE = "Return-Path: <alberto@ualg.pt>\r\n" +
  "Received: from alberto ([192.0.2.1])\r\n" +
  "\tby inbox.test with SMTP id id1\r\n" +
  "\tfor <ana.maria@gmail.com>;\r\n" +
  "\tTue, 01 Jul 2025 12:00:00 +0000\r\n";

const EHLO = "EHLO client.test\r\n";
const ENVELOPE = `${EHLO}MAIL FROM:<a@one.test>\r\nRCPT TO:<b@two.test>\r\n`;

/** The replies to a text behind EHLO, without those to the greeting and EHLO. */
function repliesAfterEhlo(text: string): string[] {
  return say(EHLO + text).replies.slice(11);
}

Deno.test("a mail is stored with its trace before it and its envelope beside it", () => {
  const { replies, stored } = say(MAIL);
  assertEquals(replies, MAIL_REPLIES);
  assertEquals(stored, [{
    text: `${TRACE}Subject: Hi\r\n\r\n.Hello\r\n`,
    envelope: {
      version: 1,
      mailFrom: "alberto@ualg.pt",
      rcptTo: ["ana.maria@gmail.com"],
      ehlo: "alberto",
      peer: "[192.0.2.1]:50000",
      encrypted: false,
      time: "2025-07-01T12:00:00.000Z",
    },
  }]);
});

Deno.test("a mail is received the same wherever its octets are cut", () => {
  const octets = bytes(MAIL);
  const { replies, stored } = drive([octets]);
  const single = drive(Array.from(octets, (octet) => Uint8Array.of(octet)));
  assertEquals([single.replies, single.stored], [replies, stored]);
  for (let cut = 0; cut <= octets.length; cut++) {
    const driven = drive([octets.subarray(0, cut), octets.subarray(cut)]);
    assertEquals([driven.replies, driven.stored], [replies, stored], `cut at ${cut}`);
  }
});

Deno.test("EHLO offers the extensions and HELO does not", () => {
  assertEquals(say(EHLO).replies, [
    BANNER,
    "250-inbox.test",
    "250-PIPELINING",
    `250-SIZE ${256 * 1024 * 1024}`,
    "250-8BITMIME",
    "250-SMTPUTF8",
    "250-CHUNKING",
    "250-BINARYMIME",
    "250-DSN",
    "250-ENHANCEDSTATUSCODES",
    "250 HELP",
  ]);
  assertEquals(say("HELO client.test\r\n").replies, [BANNER, "250 inbox.test"]);
});

Deno.test("replies to pipelined commands need no reading in between", () => {
  const { kinds, stored } = say(
    `${ENVELOPE}DATA\r\none\r\n.\r\n` +
      "MAIL FROM:<>\r\nRCPT TO:<c@two.test>\r\nDATA\r\ntwo\r\n.\r\nQUIT\r\n",
  );
  assertEquals(kinds.filter((kind) => kind === "read").length, 1);
  assertEquals(stored.map(({ text }) => text.split("\r\n").at(-2)), ["one", "two"]);
  assertStringIncludes(stored[1]?.text ?? "", "Return-Path: <>\r\n");
});

Deno.test("the Received field says ESMTP, SMTP or UTF8SMTP as the mail came", () => {
  const protocol = (text: string): string | undefined => {
    const { stored } = say(`${text}RCPT TO:<b@two.test>\r\nDATA\r\n.\r\n`);
    return stored[0]?.text.match(/with (\S+) id/)?.[1];
  };
  assertEquals(protocol("HELO a\r\nMAIL FROM:<>\r\n"), "SMTP");
  assertEquals(protocol("EHLO a\r\nMAIL FROM:<>\r\n"), "ESMTP");
  assertEquals(protocol("EHLO a\r\nMAIL FROM:<josé@ualg.pt> SMTPUTF8\r\n"), "UTF8SMTP");
});

Deno.test("the Received field names the recipient only when there is one", () => {
  const { stored } = say(`${ENVELOPE}RCPT TO:<hidden@two.test>\r\nDATA\r\n.\r\n`);
  assertEquals(stored[0]?.envelope.rcptTo, ["b@two.test", "hidden@two.test"]);
  assertEquals(stored[0]?.text.includes("@two.test"), false);
});

const ANSWERS: readonly (readonly [text: string, ...replies: string[]])[] = [
  ["NOOP", "250 2.0.0 Ok"],
  ["noop anything", "250 2.0.0 Ok"],
  ["RSET ", "250 2.0.0 Ok"],
  ["RSET now", "501 5.5.4 RSET takes no parameters"],
  ["VRFY ana", "252 2.0.0 Every recipient is accepted"],
  ["VRFY", "501 5.5.4 Syntax: VRFY address"],
  ["EXPN list", "502 5.5.1 Command not implemented"],
  ["STARTTLS", "502 5.5.1 Command not implemented"],
  ["", "500 5.5.1 Command not recognized"],
  [" NOOP", "500 5.5.1 Command not recognized"],
  ["QUIT now", "501 5.5.4 QUIT takes no parameters"],
  ["DATA", "503 5.5.1 Send MAIL first"],
  ["RCPT TO:<a@one.test>", "503 5.5.1 Send MAIL first"],
  ["EHLO", "501 5.5.4 Greet with a domain or an address literal such as [192.0.2.1]"],
  ["EHLO two words", "501 5.5.4 Greet with a domain or an address literal such as [192.0.2.1]"],
  ["EHLO (x)", "501 5.5.4 Greet with a domain or an address literal such as [192.0.2.1]"],
  ["EHLO [1.2.3]", "501 5.5.4 Greet with a domain or an address literal such as [192.0.2.1]"],
  ["HELO [IPv6:::1]", "250 inbox.test"],
  ["HELO my_machine", "250 inbox.test"],
  ["MAIL FROM:<a@one.test>", "250 2.1.0 Sender ok"],
  ["MAIL FROM : <a@one.test>", "501 5.5.4 Syntax: MAIL FROM:<address>"],
  ["MAIL TO:<a@one.test>", "501 5.5.4 Syntax: MAIL FROM:<address>"],
  ["MAIL", "501 5.5.4 Syntax: MAIL FROM:<address>"],
  [
    "MAIL FROM:<a@one..test>",
    "553 5.1.7 The sender is not a mailbox: its domain: it has an empty label; --lenient accepts it",
  ],
  ["MAIL FROM:<é@one.test>", "553 5.6.7 A sender that is not ASCII needs SMTPUTF8 with MAIL"],
  ["MAIL FROM:<é@one.test> SMTPUTF8", "250 2.1.0 Sender ok"],
  ["MAIL FROM:<> SIZE=268435456 BODY=8bitmime", "250 2.1.0 Sender ok"],
  ["MAIL FROM:<> SIZE=268435457", "552 5.3.4 Message too large"],
  ["MAIL FROM:<> SIZE=99999999999999999999", "552 5.3.4 Message too large"],
  ["MAIL FROM:<> SIZE=1e3", "501 5.5.4 SIZE needs a number of octets"],
  ["MAIL FROM:<> SIZE", "501 5.5.4 SIZE needs a number of octets"],
  ["MAIL FROM:<> BODY=16BITMIME", "501 5.5.4 BODY needs 7BIT, 8BITMIME or BINARYMIME"],
  ["MAIL FROM:<> BODY", "501 5.5.4 BODY needs 7BIT, 8BITMIME or BINARYMIME"],
  ["MAIL FROM:<> RET=HDRS ENVID=QQ+2B314", "250 2.1.0 Sender ok"],
  ["MAIL FROM:<> RET=SOME", "501 5.5.4 RET needs FULL or HDRS"],
  ["MAIL FROM:<> ENVID=a+2b", "501 5.5.4 ENVID needs xtext of at most 100 octets"],
  [`MAIL FROM:<> ENVID=${"x".repeat(101)}`, "501 5.5.4 ENVID needs xtext of at most 100 octets"],
  ["MAIL FROM:<> AUTH=<>", "555 5.5.4 A parameter is not recognized or was not offered"],
  ["MAIL FROM:<> REQUIRETLS", "555 5.5.4 A parameter is not recognized or was not offered"],
  ["MAIL FROM:<> SMTPUTF8=1", "501 5.5.4 SMTPUTF8 takes no value"],
  ["MAIL FROM:<> NOTIFY=NEVER", "555 5.5.4 A parameter is not recognized or was not offered"],
  [`MAIL FROM:<${"a".repeat(246)}@one.test>`, "501 5.1.7 Path too long"],
];

for (const [text, ...replies] of ANSWERS) {
  Deno.test(`"${text.slice(0, 60)}" is answered ${replies[0]?.slice(0, 9)}`, () => {
    assertEquals(repliesAfterEhlo(`${text}\r\n`), replies);
  });
}

const RCPT_ANSWERS: readonly (readonly [text: string, reply: string])[] = [
  ["RCPT TO:<postmaster>", "250 2.1.5 Recipient ok"],
  ['RCPT TO:<"a b"@two.test>', "250 2.1.5 Recipient ok"],
  ["RCPT TO:<@one.test:b@two.test>", "250 2.1.5 Recipient ok"],
  ["RCPT TO:<>", "553 5.1.3 The recipient is empty"],
  [
    "RCPT TO:<b>",
    "553 5.1.3 The recipient is not a mailbox: it has no @ and domain; --lenient accepts it",
  ],
  [
    "RCPT TO:<a..b@x.test>",
    "553 5.1.3 The recipient is not a mailbox: an unquoted local part may not start or end with a dot or contain two in a row (RFC 5321 4.1.2); --lenient accepts it",
  ],
  [
    "RCPT TO:b@two.test",
    "501 5.5.4 Syntax: RCPT TO:<address>, in angle brackets; --lenient accepts it without",
  ],
  ["RCPT TO:", "501 5.5.4 Syntax: RCPT TO:<address>"],
  ["RCPT TO:<é@two.test>", "553 5.6.7 A recipient that is not ASCII needs SMTPUTF8 with MAIL"],
  ["RCPT TO:<b@two.test> NOTIFY=NEVER", "250 2.1.5 Recipient ok"],
  [
    "RCPT TO:<b@two.test> NOTIFY=success,DELAY ORCPT=rfc822;b+2B1@two.test",
    "250 2.1.5 Recipient ok",
  ],
  [
    "RCPT TO:<b@two.test> NOTIFY=NEVER,DELAY",
    "501 5.5.4 NOTIFY needs NEVER or any of SUCCESS,FAILURE,DELAY",
  ],
  [
    "RCPT TO:<b@two.test> ORCPT=b@two.test",
    '501 5.5.4 ORCPT needs a type, ";" and xtext, at most 500 octets',
  ],
  [
    "RCPT TO:<b@two.test> RET=HDRS",
    "555 5.5.4 A parameter is not recognized or was not offered",
  ],
  ["DATA", "554 5.5.1 No valid recipients"],
  ["DATA now", "501 5.5.4 DATA takes no parameters"],
  ["MAIL FROM:<>", "503 5.5.1 A mail is already being sent: finish it or send RSET"],
];

for (const [text, reply] of RCPT_ANSWERS) {
  Deno.test(`"${text}" behind MAIL is answered ${reply.slice(0, 9)}`, () => {
    assertEquals(repliesAfterEhlo(`MAIL FROM:<>\r\n${text}\r\n`).slice(1), [reply]);
  });
}

for (const address of ["root", "u@my_host", "a..b@x", "a.@x", "@x", "u@", "a@b@c", "postmaster"]) {
  for (const path of [`<${address}>`, address]) {
    Deno.test(`a lenient inbox takes ${path} from and to whom a mail goes, and keeps it`, () => {
      const text = `${EHLO}MAIL FROM:${path} SIZE=2\r\nRCPT TO:${path}\r\nDATA\r\nHi\r\n.\r\n`;
      const { stored, replies } = say(text, {
        tolerance: { addresses: true, earlyData: true },
        rules: [`rcpt:${address}=250 2.1.5 by the rule`],
      });
      assertEquals(stored[0]?.envelope.mailFrom, address);
      assertEquals(stored[0]?.envelope.rcptTo, [address]);
      assertEquals(replies.includes("250 2.1.5 by the rule"), true);
    });
  }
}

Deno.test("a lenient inbox takes any name that the Received field can carry", () => {
  const replyTo = (name: string): string | undefined =>
    say(`HELO ${name}\r\n`, { tolerance: { addresses: true } }).replies.at(-1)?.slice(0, 3);
  for (const name of ["ana's-pc", "José-PC", "a..b", "-x"]) {
    assertEquals(replyTo(name), "250", name);
  }
  for (const name of ["", "two words", "x(y)", "x;y"]) assertEquals(replyTo(name), "501", name);
});

Deno.test("a lenient inbox takes no empty recipient, no address too long and none that wants SMTPUTF8", () => {
  const refused = ["<>", `<${"a".repeat(255)}>`, "<é@x.test>", ""];
  for (const path of refused) {
    const { replies } = say(`${EHLO}MAIL FROM:<>\r\nRCPT TO:${path}\r\n`, {
      tolerance: { addresses: true },
    });
    assertEquals(replies.at(-1)?.[0], "5", path);
  }
});

const EARLY =
  "554 5.5.0 Mail data came before the 354 (RFC 2920 3.1): closing; --strict off accepts it";

Deno.test("mail data that came before the 354 is refused, and the connection is closed", () => {
  const early = `${ENVELOPE}DATA\r\nSubject: Hi\r\n\r\nMAIL FROM:<evil@x.test>\r\n.\r\nQUIT\r\n`;
  const { replies, stored, heard } = say(early, { tolerance: {} });
  assertEquals([replies.at(-1), stored], [EARLY, []]);
  assertEquals(heard.at(-1), "data DATA");
  const forgiving = say(early, { tolerance: { earlyData: true } });
  assertEquals([forgiving.replies.at(-1), forgiving.stored.length], [CLOSING, 1]);
});

Deno.test("what follows a refused DATA is not taken for commands", () => {
  const { replies } = say(`${EHLO}DATA\r\nMAIL FROM:<a@x.test>\r\n`, { tolerance: {} });
  assertEquals(replies.at(-1), EARLY);
});

Deno.test("pipelined commands up to DATA, and chunks, are as strict as can be", () => {
  const { stored } = drive([bytes(`${ENVELOPE}DATA\r\n`), bytes("Hi\r\n.\r\n")], { tolerance: {} });
  assertEquals(stored.length, 1);
  const chunks = say(`${ENVELOPE}BDAT 4 LAST\r\nHi\r\nQUIT\r\n`, { tolerance: {} });
  assertEquals([chunks.stored.length, chunks.replies.at(-1)], [1, CLOSING]);
});

Deno.test("MAIL wants a greeting first", () => {
  assertEquals(say("MAIL FROM:<>\r\n").replies[1], "503 5.5.1 Send EHLO or HELO first");
});

Deno.test("parameters are refused to a client that said HELO", () => {
  const { replies } = say("HELO a\r\nMAIL FROM:<> SIZE=1\r\n");
  assertEquals(replies[2], "555 5.5.4 A parameter is not recognized or was not offered");
});

Deno.test("RSET, EHLO and HELO forget the transaction", () => {
  for (const command of ["RSET", "EHLO a", "HELO a"]) {
    const { replies } = say(`${ENVELOPE}${command}\r\nDATA\r\n`);
    assertEquals(replies.at(-1), "503 5.5.1 Send MAIL first", command);
  }
});

Deno.test("HELP explains in several lines", () => {
  for (const line of repliesAfterEhlo("HELP DATA\r\n")) assert(/^214[- ]2\.0\.0 /.test(line), line);
});

Deno.test("QUIT ends the dialogue in the middle of a transaction", () => {
  const { replies, stored } = say(`${ENVELOPE}QUIT\r\nNOOP\r\n`);
  assertEquals(replies.at(-1), CLOSING);
  assertEquals(stored, []);
});

Deno.test("a command line of 1192 octets is read and a longer one is not", () => {
  const noop = (octets: number): string => `NOOP ${"x".repeat(octets - 7)}\r\n`;
  assertEquals(repliesAfterEhlo(noop(1192)), ["250 2.0.0 Ok"]);
  assertEquals(repliesAfterEhlo(`${noop(1193)}NOOP\r\n`), [
    "500 5.5.2 Line too long",
    "250 2.0.0 Ok",
  ]);
});

Deno.test("a command that ends in a bare LF is refused and not done", () => {
  const refusal = "500 5.5.2 Line ended in a bare LF: SMTP lines end in CRLF (nc -C sends it)";
  assertEquals(repliesAfterEhlo("QUIT\nNOOP\r\n"), [refusal, "250 2.0.0 Ok"]);
});

Deno.test("a command with a control character or without UTF-8 is refused and not done", () => {
  const refusal = "500 5.5.2 A command must be UTF-8 without control characters";
  assertEquals(repliesAfterEhlo("NOOP\rQUIT\r\n"), [refusal]);
  assertEquals(repliesAfterEhlo("NOOP\0\r\n"), [refusal]);
  assertEquals(repliesAfterEhlo("NOOP\tx\r\n"), [refusal]);
  const latin1 = drive([bytes(EHLO), Uint8Array.from("VRFY \xe9\r\n", (c) => c.charCodeAt(0))]);
  assertEquals(latin1.replies.at(-1), refusal);
});

for (const end of ["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r.\r\n"]) {
  Deno.test(`a second mail behind ${JSON.stringify(end)} stays inside the first`, () => {
    const smuggled = "MAIL FROM:<admin@one.test>\r\nRCPT TO:<b@two.test>\r\nDATA\r\nevil\r\n";
    const { stored, notes, replies } = say(`${ENVELOPE}DATA\r\nfirst${end}${smuggled}.\r\n`);
    assertEquals(stored.length, 1);
    assertStringIncludes(stored[0]?.text ?? "", smuggled);
    assertEquals(notes.slice(1), [
      "a lone dot without CRLF on both sides was kept: it does not end the message",
    ]);
    assertEquals(replies.slice(-2), [START_MAIL, "250 2.0.0 Stored as message 1"]);
  });
}

Deno.test("a message over the limit is refused behind its dot, and nothing more of it is stored", () => {
  const over = drive(
    [bytes(`${ENVELOPE}DATA\r\n`), bytes("12345\r\n"), bytes("6789\r\n"), bytes(".\r\nNOOP\r\n")],
    { limits: { messageOctets: 12 } },
  );
  assertEquals(over.replies.slice(-3), [
    START_MAIL,
    "552 5.3.4 Message too large",
    "250 2.0.0 Ok",
  ]);
  assertEquals(over.stored, []);
  const kinds: Effect["kind"][] = ["begin", "write", "abandon", "commit"];
  assertEquals(over.kinds.filter((kind) => kinds.includes(kind)), ["begin", "write", "abandon"]);
});

Deno.test("a message at the limit is stored; stuffed dots and the end do not count", () => {
  const { stored } = say(`${ENVELOPE}DATA\r\n..2345\r\n.\r\n`, { limits: { messageOctets: 7 } });
  assertEquals(stored.length, 1);
});

Deno.test("too many recipients are refused for now, and the mail goes to the others", () => {
  const { replies, stored } = say(
    `${ENVELOPE}RCPT TO:<c@two.test>\r\nRCPT TO:<d@two.test>\r\nDATA\r\n.\r\n`,
    { limits: { recipients: 2 } },
  );
  assertEquals(replies.at(-3), "452 4.5.3 Too many recipients");
  assertEquals(stored[0]?.envelope.rcptTo, ["b@two.test", "c@two.test"]);
});

Deno.test("too many errors close the connection", () => {
  const { replies } = say("X\r\nX\r\nX\r\nNOOP\r\n", { limits: { errors: 3 } });
  assertEquals(replies.slice(1), [
    "500 5.5.1 Command not recognized",
    "500 5.5.1 Command not recognized",
    "500 5.5.1 Command not recognized",
    "421 4.7.0 inbox.test too many refused commands",
  ]);
});

Deno.test("a stored message starts the count of errors anew", () => {
  const { replies } = say(`X\r\nX\r\n${ENVELOPE}DATA\r\n.\r\nX\r\nX\r\nNOOP\r\n`, {
    limits: { errors: 3 },
  });
  assertEquals(replies.at(-1), "250 2.0.0 Ok");
});

Deno.test("messages that are too large are refused as often as they come", () => {
  const { replies } = say(`${EHLO}${"MAIL FROM:<> SIZE=9\r\n".repeat(5)}NOOP\r\n`, {
    limits: { errors: 3, messageOctets: 8 },
  });
  assertEquals(replies.slice(-2), ["552 5.3.4 Message too large", "250 2.0.0 Ok"]);
});

const LAST_WORDS: readonly (readonly [answer: Answer, reply: string])[] = [
  [{ kind: "idle" }, "421 4.4.2 inbox.test timeout exceeded"],
  [{ kind: "stopping" }, "421 4.3.2 inbox.test is shutting down"],
];

for (const [last, reply] of LAST_WORDS) {
  Deno.test(`a client is told when the connection ends because it is ${last.kind}`, () => {
    assertEquals(say(EHLO, { last }).replies.at(-1), reply);
    const { replies, kinds, stored } = say(`${ENVELOPE}DATA\r\nhalf\r\n`, { last });
    assertEquals(replies.slice(-2), [START_MAIL, reply]);
    assertEquals(kinds.includes("abandon"), true);
    assertEquals(stored, []);
  });
}

Deno.test("a message whose end never came is forgotten", () => {
  for (const half of ["", "half", "half\r\n", "half\r\n.", "half\r\n.\r"]) {
    const { kinds, stored } = say(`${ENVELOPE}DATA\r\n${half}`);
    assertEquals(kinds.at(-1), "abandon");
    assertEquals(stored, []);
  }
});

Deno.test("a store that fails is a temporary failure, and the next mail is taken up", () => {
  const refusal = "451 4.3.0 Cannot store the message now";
  const mail = `${ENVELOPE}DATA\r\nHi\r\n.\r\nNOOP\r\n`;
  assertEquals(say(mail, { fails: "write" }).replies.slice(-3), [
    START_MAIL,
    refusal,
    "250 2.0.0 Ok",
  ]);
  assertEquals(say(mail, { fails: "commit" }).replies.slice(-3), [
    START_MAIL,
    refusal,
    "250 2.0.0 Ok",
  ]);
  const { replies } = say(`${ENVELOPE}DATA\r\nNOOP\r\n`, { fails: "begin" });
  assertEquals(replies.slice(-2), [refusal, "250 2.0.0 Ok"]);
});

Deno.test("the time of a command that has begun goes on, octet by octet", () => {
  const { renewals } = drive([bytes("NO"), bytes("OP"), bytes("\r\n"), bytes("Q")]);
  assertEquals(renewals, [true, false, false, true, false]);
  const pipelined = drive([bytes("NOOP\r\nNO"), bytes("OP\r\nN"), bytes("O"), bytes("OP")]);
  assertEquals(pipelined.renewals, [true, true, true, false, false]);
});

Deno.test("the dialogue shows what the client said, to the dot", () => {
  assertEquals(say(MAIL).heard, [
    "helo HELO alberto",
    "mail MAIL FROM:<alberto@ualg.pt>",
    "rcpt RCPT TO:<ana.maria@gmail.com>",
    "data DATA",
    "body Subject: Hi",
    "body ",
    "body .Hello",
    "dot .",
    "quit QUIT",
  ]);
});

Deno.test("the dialogue shows the first lines of a long message and counts the rest", () => {
  const { heard, notes } = say(`${ENVELOPE}DATA\r\n${"0123456789\r\n".repeat(1000)}.\r\n`);
  assertEquals(heard.filter((line) => line === "body 0123456789").length, 682);
  assertEquals(notes.slice(1), ["3816 more octets of the message are not shown"]);
});

const NOT_HTTP = "554 5.5.0 This is SMTP, not HTTP: closing";

for (
  const line of [
    "GET / HTTP/1.1\r\n",
    "POST /form HTTP/1.1\n",
    "post / http/1.0\r\n",
    `GET /${"x".repeat(5000)} HTTP/1.1\r\n`,
    "OPTIONS * HTTP/1.1\r\n",
    "PRI * HTTP/2.0\r\n",
    "PROPFIND /a HTTP/1.1\r\n",
    "Host: 127.0.0.1:1025\r\n",
    "NOOP\r\nHEAD / HTTP/1.1\r\n",
  ]
) {
  Deno.test(`no mail comes behind ${JSON.stringify(line.slice(0, 30))}: the connection ends`, () => {
    const { replies, stored, notes } = say(line + MAIL);
    assertEquals(replies.at(-1), NOT_HTTP);
    assertEquals(stored, []);
    assertEquals(notes, ["the client did not wait for the reply to its first command"]);
  });
}

Deno.test("a client that waits for each answer is not told to have been impatient", () => {
  const lines = MAIL.split(/(?<=\r\n)/).map(bytes);
  assertEquals(drive(lines).notes, []);
});

Deno.test("no command and no mail data is taken for HTTP", () => {
  const subject = "GET / HTTP/1.1\r\nHost: a\r\n";
  const { replies, stored } = say(MAIL.replace("Subject: Hi\r\n", subject));
  assertEquals(replies.at(-1), CLOSING);
  assertStringIncludes(stored[0]?.text ?? "", subject);
  for (const line of ["HOST", "NOOP HTTP/1", "POSTDATA", "VRFY get"]) {
    assert(!say(`${line}\r\n`).replies.includes(NOT_HTTP), line);
  }
});
