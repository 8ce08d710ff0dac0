import { judgeNobody, type Pop3Answer, Pop3Session } from "../../../inbox/pop3/session.ts";
import { topOf } from "../../../inbox/pop3/top.ts";
import type { ListedMessage } from "../../../inbox/store/index.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { assertEquals } from "../../std/assert.ts";

function message(number: number, to: string): ListedMessage {
  const time = new Date(number).toISOString();
  return { number, size: number * 10, envelope: { version: 1, mailFrom: "", rcptTo: [to], time } };
}

const MESSAGES = [message(2, "ana@x.test"), message(5, "eva@x.test"), message(9, "Ana@x.test")];

/** A dialogue, and what it answers as one text. */
function open(...login: string[]): (command: string | undefined) => string {
  const session = new Pop3Session({
    judge: (user, password) => password === "wrong" ? { kind: "refused" } : judgeNobody(user),
    list: () => MESSAGES,
  });
  for (const command of login) session.answer(command);
  return (command) => textOf(session.answer(command));
}

function textOf({ line, lines, message, remove, isLast }: Pop3Answer): string {
  return [
    line,
    ...lines ?? [],
    ...message === undefined ? [] : [`message ${message.number} ${message.bodyLines}`],
    ...remove === undefined || remove.length === 0 ? [] : [`remove ${remove}`],
    ...isLast ? ["end"] : [],
  ].join("|");
}

Deno.test("POP3 lists, sizes, identifies and gives messages by their places", () => {
  const say = open("USER any", "PASS any");
  assertEquals(say("STAT"), "+OK 3 160");
  assertEquals(say("list"), "+OK 3 messages|1 20|2 50|3 90");
  assertEquals([say("LIST 2"), say("UIDL 3")], ["+OK 2 50", "+OK 3 9.9"]);
  assertEquals(say("UIDL"), "+OK 3 messages|1 2.2|2 5.5|3 9.9");
  assertEquals(say("RETR 2"), "+OK 50 octets|message 5 Infinity");
  assertEquals([say("TOP 1 0"), say("TOP 3 10")], ["+OK|message 2 0", "+OK|message 9 10"]);
  assertEquals(say("NOOP"), "+OK");
});

Deno.test("POP3 removes what was deleted when the client leaves, unless it took that back", () => {
  const say = open("USER any", "PASS any");
  assertEquals([say("DELE 1"), say("DELE 1"), say("RETR 1"), say("STAT")], [
    "+OK message 1 deleted",
    "-ERR no such message",
    "-ERR no such message",
    "+OK 2 140",
  ]);
  assertEquals([say("RSET"), say("STAT")], ["+OK", "+OK 3 160"]);
  assertEquals([say("DELE 3"), say("LIST"), say("QUIT")], [
    "+OK message 3 deleted",
    "+OK 2 messages|1 20|2 50",
    "+OK goodbye|remove 9|end",
  ]);
});

Deno.test("a POP3 user that is called by an address sees the mail to it alone", () => {
  assertEquals(open("USER ana@x.test", "PASS any")("UIDL"), "+OK 2 messages|1 2.2|2 9.9");
  assertEquals(open("USER leo@x.test", "PASS any")("STAT"), "+OK 0 0");
});

Deno.test("POP3 tells nothing and deletes nothing before a user is let in", () => {
  const say = open();
  for (const command of ["STAT", "LIST", "RETR 1", "DELE 1", "NOOP"]) {
    assertEquals(say(command), "-ERR log in first, with USER and PASS");
  }
  assertEquals([say("PASS x"), say("USER"), say("USER ana")], [
    "-ERR USER comes first",
    "-ERR USER needs a name",
    "+OK",
  ]);
  assertEquals([say("PASS wrong"), say("PASS right")], [
    "-ERR [AUTH] wrong user or password",
    "-ERR USER comes first",
  ]);
  assertEquals(say("CAPA").startsWith("+OK|TOP|UIDL|USER|"), true);
  assertEquals(say("QUIT"), "+OK goodbye|end");
});

Deno.test("POP3 refuses what it cannot understand, and ends after many errors", () => {
  const say = open("USER any", "PASS any");
  const wrong = ["", "X", "RETR", "RETR 0", "RETR 4", "RETR -1", "RETR 1e0", "TOP 1", "TOP 1 -1"];
  for (const command of [...wrong, "LIST 1 2", "USER x", "STATS", "APOP a b", undefined]) {
    assertEquals(say(command).slice(0, 5), "-ERR ", command);
  }
  for (let count = 0; count < 5; count++) say("WHAT");
  assertEquals(say("WHAT"), "-ERR too many errors|end");
});

Deno.test("TOP gives header, empty line and so many lines, wherever the message is cut", async () => {
  const text = "A: 1\r\nB: 2\r\n\r\none\r\n\r\nthree\r\nlast";
  const whole = new TextEncoder().encode(text);
  const expected = [
    "A: 1\r\nB: 2\r\n\r\n",
    "A: 1\r\nB: 2\r\n\r\none\r\n",
    "A: 1\r\nB: 2\r\n\r\none\r\n\r\n",
  ];
  for (let cut = 0; cut <= whole.length; cut++) {
    const pieces = [whole.subarray(0, cut), whole.subarray(cut)];
    for (const [lines, wanted] of [...expected.entries(), [9, text], [Infinity, text]] as const) {
      const got = concatenate(await Array.fromAsync(topOf(ReadableStream.from(pieces), lines)));
      assertEquals(new TextDecoder().decode(got), wanted, `${cut} ${lines}`);
    }
  }
});
