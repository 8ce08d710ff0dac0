import type { Answer } from "../../../inbox/effect.ts";
import { assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { bytes, drive, type Driven, say } from "../drive.ts";

const ENVELOPE = "EHLO a\r\nMAIL FROM:<a@one.test>\r\nRCPT TO:<b@two.test>\r\n";
const MAIL = `${ENVELOPE}DATA\r\nHi\r\n.\r\nQUIT\r\n`;
const CLOSING = "221 2.0.0 inbox.test closing the connection";
const STORED = "250 2.0.0 Stored as message 1";

function play(text: string, ...rules: string[]): Driven {
  return say(text, { rules });
}

Deno.test("a refusal comes in place of the step, and is told in a note", () => {
  const text = "MAIL FROM:<>\r\nRCPT TO:<grey@x.test>\r\nRCPT TO:<b@x.test>\r\n" +
    "RCPT TO:<Grey@x.test>\r\nDATA\r\n.\r\n";
  const { replies, stored, notes } = play(
    `EHLO a\r\n${text}`,
    "rcpt:grey*=451 4.2.0 later once",
  );
  assertEquals(replies.slice(-6, -2), [
    "250 2.1.0 Sender ok",
    "451 4.2.0 later",
    "250 2.1.5 Recipient ok",
    "250 2.1.5 Recipient ok",
  ]);
  assertEquals(stored[0]?.envelope.rcptTo, ["b@x.test", "Grey@x.test"]);
  assertEquals(notes.slice(1), ["--fail: rcpt:grey*=451 4.2.0 later once"]);
});

Deno.test("with a pattern each address is counted apart, without one all together", () => {
  const recipients = ["a", "b", "a", "c"].map((name) => `RCPT TO:<${name}@x.test>\r\n`).join("");
  const codes = (rule: string): string =>
    play(`EHLO a\r\nMAIL FROM:<>\r\n${recipients}`, rule).replies.slice(-4)
      .map((line) => line.slice(0, 3)).join(" ");
  assertEquals(codes("rcpt:*=451 later once"), "451 451 250 451");
  assertEquals(codes("rcpt=451 later once"), "451 250 250 250");
  assertEquals(codes("rcpt=451 later 2 times"), "451 451 250 250");
  assertEquals(codes("rcpt=451 later after 2"), "250 250 451 451");
  assertEquals(codes("rcpt:a*=451 later after 1"), "250 250 451 250");
});

Deno.test("the first rule that applies is taken, and the next one when its turns are over", () => {
  const { replies } = play(
    "NOOP\r\nEHLO a\r\nEHLO a\r\nEHLO a\r\n",
    "ehlo=451 first once",
    "ehlo=452 second once",
    "ehlo:hide=SIZE",
  );
  assertEquals(replies.slice(2, 4), ["451 first", "452 second"]);
  assertEquals(replies.some((line) => line.includes("SIZE")), false);
  assertEquals(replies.at(-1), "250 HELP");
});

Deno.test("a refused message is not stored, and its client goes on", () => {
  const { replies, stored, kinds } = play(MAIL, "dot=554 5.6.0 no");
  assertEquals([replies.slice(-2), stored], [["554 5.6.0 no", CLOSING], []]);
  assertEquals(kinds.includes("abandon"), true);
  const chunks = play(`${ENVELOPE}BDAT 2 LAST\r\nHiQUIT\r\n`, "dot=451 later");
  assertEquals([chunks.replies.slice(-2), chunks.stored], [["451 later", CLOSING], []]);
});

Deno.test("another yes says other words, and the step is taken", () => {
  const { replies, stored } = play(MAIL, "dot=250 2.0.0 queued as 42", "data=354 go");
  assertEquals(replies.slice(-3), ["354 go", "250 2.0.0 queued as 42", CLOSING]);
  assertEquals(stored.length, 1);
});

Deno.test("a yes of the rules does not turn a refusal of the inbox into one", () => {
  const { replies } = play("EHLO a\r\nRCPT TO:<a@x.test>\r\n", "rcpt=250 fine");
  assertEquals(replies.at(-1), "503 5.5.1 Send MAIL first");
});

Deno.test("a code of the wrong class is said, and the step is not taken", () => {
  const { replies } = play(`${ENVELOPE}DATA\r\nNOOP\r\n`, "data=250 what");
  assertEquals(replies.slice(-2), ["250 what", "250 2.0.0 Ok"]);
});

/** Dialogues in which only the script is to blame for what is refused. */
const BLAMELESS: readonly (readonly [rule: string, text: string])[] = [
  ["rcpt:bad*=550 5.1.1 nobody", "MAIL FROM:<>\r\nRCPT TO:<bad@x.test>\r\nRSET\r\n"],
  ["rcpt=550", "MAIL FROM:<>\r\nRCPT TO:<a@x.test>\r\nDATA\r\nRSET\r\n"],
  ["mail=550", "MAIL FROM:<>\r\nRCPT TO:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nDATA\r\n"],
  ["data=554", "MAIL FROM:<>\r\nRCPT TO:<a@x.test>\r\nDATA\r\nRSET\r\n"],
  ["dot=554", "MAIL FROM:<>\r\nRCPT TO:<a@x.test>\r\nDATA\r\n.\r\n"],
  ["dot=554", "MAIL FROM:<>\r\nRCPT TO:<a@x.test>\r\nBDAT 1 LAST\r\nx"],
  ["rset=500", "RSET\r\n"],
  ["auth=535", "AUTH PLAIN\r\n"],
];

for (const [rule, text] of BLAMELESS) {
  Deno.test(`what ${rule} refuses does not count as a wrong command: ${text.slice(-12).trim()}`, () => {
    const { replies } = play(`EHLO a\r\n${text.repeat(30)}NOOP\r\n`, rule);
    assertEquals(replies.at(-1), "250 2.0.0 Ok");
  });
}

Deno.test("wrong commands count though a script refuses others", () => {
  const { replies } = play(`EHLO a\r\n${"RSET\r\nNOOP\r\nX\r\n".repeat(30)}`, "rset=500");
  assertEquals(replies.at(-1), "421 4.7.0 inbox.test too many refused commands");
});

Deno.test("421 closes the connection", () => {
  const { replies } = play(MAIL, "mail=421 4.3.2 going down");
  assertEquals(replies.at(-1), "421 4.3.2 going down");
});

Deno.test("whoever is turned away by the greeting can only leave (RFC 5321 section 3.1)", () => {
  assertEquals(play("EHLO a\r\nQUIT\r\nNOOP\r\n", "banner=554 5.7.1 no").replies, [
    "554 5.7.1 no",
    "503 5.5.1 No service here: send QUIT",
    CLOSING,
  ]);
});

Deno.test("drop at each stage ends the dialogue without an answer", () => {
  const last = (rule: string): string | undefined => play(MAIL, rule).replies.at(-1);
  assertEquals(last("banner=drop"), undefined);
  assertEquals(last("ehlo=drop"), "220 inbox.test ESMTP mua inbox");
  assertEquals(last("mail=drop"), "250 HELP");
  assertEquals(last("rcpt=drop"), "250 2.1.0 Sender ok");
  assertEquals(last("data=drop"), "250 2.1.5 Recipient ok");
  assertEquals(last("body=drop"), "354 Send the message, then a line with only a dot");
  assertEquals(last("quit=drop"), STORED);
});

Deno.test("after dot=drop the message is there, and the client does not know", () => {
  const { replies, stored } = play(MAIL, "dot=drop");
  assertEquals(replies.at(-1), "354 Send the message, then a line with only a dot");
  assertEquals(stored.length, 1);
});

Deno.test("stall says nothing until the client has gone, or the inbox is stopped", () => {
  for (const last of [{ kind: "ended" }, { kind: "stopping" }] satisfies Answer[]) {
    const { replies, stored } = drive(
      [bytes(ENVELOPE), bytes("NOOP\r\n"), bytes("NOOP\r\n")],
      { rules: ["rcpt=stall"], last },
    );
    assertEquals([replies.at(-1), stored], ["250 2.1.0 Sender ok", []]);
  }
});

Deno.test("slow waits, and then all is as it would have been", () => {
  const { replies, pauses } = play(MAIL, "dot=slow 1s", "body=slow 20ms");
  assertEquals([replies, pauses], [say(MAIL).replies, [20, 1000]]);
});

Deno.test("drip sends the answer octet by octet", () => {
  const { sent, pauses, replies } = play("QUIT\r\n", "quit=drip 5ms");
  assertEquals(sent.join(""), `${CLOSING}\r\n`);
  assertEquals(pauses, Array.from(`${CLOSING}\r\n`, () => 5));
  assertEquals(replies.length, 1);
});

Deno.test("an early answer to the body ends the connection", () => {
  const { replies, stored } = play(MAIL, "body=451 4.3.0 enough");
  assertEquals([replies.at(-1), stored], ["451 4.3.0 enough", []]);
});

const BROKEN: readonly (readonly [rule: string, sent: string, goesOn: boolean])[] = [
  ["rset=half", "250 2.", false],
  ["rset=garbage", "HTTP/1.1 400 Bad Request\r\nServer: mua inbox --fail\r\n\r\n", true],
  ["rset=mixed", "250-first\r\n550 last\r\n", true],
  ["rset=extra", "250 2.0.0 Ok\r\n250 2.0.0 One more\r\n", true],
  ["rset=lf", "250 2.0.0 Ok\n", true],
  ["rset=longline 5", "250 xxxxx\r\n", true],
  ["rset=manylines 3", "250-line\r\n250-line\r\n250 last line\r\n", true],
];

for (const [rule, text, goesOn] of BROKEN) {
  Deno.test(`${rule} sends ${JSON.stringify(text)}`, () => {
    const { sent, replies } = play("RSET\r\nNOOP\r\n", rule);
    assertEquals(sent.join("").slice(0, text.length), text);
    assertEquals(replies.length, goesOn ? 2 : 1);
  });
}

Deno.test("control puts control characters into the answer, and no end of line", () => {
  const { sent } = play("RSET\r\n", "rset=control");
  assertStringIncludes(sent[0] ?? "", "250 2.0.0 Ok\x1b[2J");
  assertEquals(sent[0]?.match(/[\r\n]/g)?.length, 2);
});

Deno.test("faults of STARTTLS and of the handshake", () => {
  const opening = "EHLO a\r\nSTARTTLS\r\n";
  const tried = (rule: string): Driven =>
    drive([bytes(opening), bytes("EHLO b\r\n")], { tls: "auto", rules: [rule] });
  assertEquals(tried("starttls=454 4.7.0 not now").kinds.includes("secure"), false);
  assertEquals(tried("starttls=extra").sent[0]?.endsWith("250 2.0.0 One more\r\n"), true);
  assertEquals(tried("tls=drop").kinds.includes("secure"), false);
  assertEquals(tried("tls=garbage").sent[0]?.startsWith("HTTP/1.1"), true);
  assertEquals(tried("ehlo-after-tls=drop").replies.at(-1), "220 2.0.0 Ready to start TLS");
  assertEquals(tried("ehlo-after-tls:hide=SIZE").replies.filter((line) => line.includes("SIZE")), [
    `250-SIZE ${256 * 1024 * 1024}`,
  ]);
  assertEquals(tried("ehlo:hide=STARTTLS").replies.includes("250-STARTTLS"), false);
});

Deno.test("a dialogue with faults is the same wherever its octets are cut", () => {
  const rules = ["rcpt=451 later once", "dot=slow 5ms", "data=extra"];
  const octets = bytes(`${ENVELOPE}RCPT TO:<c@two.test>\r\nDATA\r\n..a\r\n.\r\nQUIT\r\n`);
  const whole = drive([octets], { rules });
  assertEquals(whole.stored.length, 1);
  for (let at = 0; at <= octets.length; at++) {
    const { replies, stored, sent, pauses } = drive(
      [octets.subarray(0, at), octets.subarray(at)],
      { rules },
    );
    assertEquals([replies, stored, sent, pauses], [
      whole.replies,
      whole.stored,
      whole.sent,
      whole.pauses,
    ]);
  }
});
