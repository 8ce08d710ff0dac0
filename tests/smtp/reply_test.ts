import {
  formatReply,
  type Reply,
  REPLY_MAX_LINES,
  REPLY_MAX_OCTETS,
  ReplyError,
  replyLines,
  ReplyParser,
  severity,
} from "../../smtp/reply.ts";
import { assertEquals, assertThrows } from "../std/assert.ts";

const encoder = new TextEncoder();

/** All replies found in `text` when it comes in chunks of `size` octets. */
function parse(text: string, size = Infinity): Reply[] {
  const parser = new ReplyParser();
  const octets = encoder.encode(text);
  const replies: Reply[] = [];
  for (let start = 0; start < octets.length; start += size) {
    parser.feed(octets.subarray(start, start + size));
    for (let reply = parser.next(); reply !== undefined; reply = parser.next()) replies.push(reply);
    if (size === Infinity) break;
  }
  return replies;
}

Deno.test("ReplyParser finds the same replies at every chunk size", () => {
  const text = "220 mx.example ESMTP\r\n250-mx.example\r\n250-SIZE 1000\r\n250 8BITMIME\r\n" +
    "550-5.1.1 no such\r\n550 5.1.1 user\r\n250\r\n250 \r\n354 \r\n";
  const whole = parse(text);
  assertEquals(whole.map((reply) => reply.code), [220, 250, 550, 250, 250, 354]);
  for (let size = 1; size < text.length; size++) assertEquals(parse(text, size), whole);
});

Deno.test("ReplyParser keeps the lines of a multi-line reply", () => {
  const [reply] = parse("250-mx.example\r\n250-SIZE 1000\r\n250 HELP\r\n");
  assertEquals(reply?.lines, ["mx.example", "SIZE 1000", "HELP"]);
});

Deno.test("ReplyParser accepts a code alone, a code and a space, and an empty last line", () => {
  assertEquals(parse("250\r\n")[0]?.lines, [""]);
  assertEquals(parse("250 \r\n")[0]?.lines, [""]);
  assertEquals(parse("250-first\r\n250 \r\n")[0]?.lines, ["first", ""]);
});

Deno.test("ReplyParser accepts lines that end with a bare LF", () => {
  assertEquals(parse("250-first\n250 last\n")[0]?.lines, ["first", "last"]);
});

Deno.test("ReplyParser keeps control characters and broken UTF-8 out of no line", () => {
  const parser = new ReplyParser();
  parser.feed(new Uint8Array([...encoder.encode("250 a\x1b[31m"), 0xff, 0x00, 0x0d, 0x0a]));
  assertEquals(parser.next()?.lines, ["a\x1b[31m\ufffd\0"]);
});

Deno.test("ReplyParser refuses lines with different codes", () => {
  assertThrows(() => parse("250-one\r\n550 two\r\n"), ReplyError, "250 and 550");
});

Deno.test("ReplyParser takes the last line for the answer where it refuses beyond doubt", () => {
  const [reply] = parse("220-a.example ESMTP\r\n521-5.7.1 blocked;\r\n521 5.7.1 go away\r\n");
  assertEquals(reply?.code, 521);
  assertEquals(reply && formatReply(reply), "521 5.7.1 blocked; go away");
  assertEquals(reply && replyLines(reply), [
    "220-a.example ESMTP",
    "521-5.7.1 blocked;",
    "521 5.7.1 go away",
  ]);
  for (const text of ["421 later", "554 no service", "450 4.7.1 grey", "550 5.1.1 who?"]) {
    assertEquals(parse(`250-yes\r\n${text}\r\n`)[0]?.code, Number(text.slice(0, 3)), text);
  }
  for (const text of ["550 no", "550 4.7.1 no", "450 no", "354 go", "250 2.0.0 ok"]) {
    assertThrows(() => parse(`220-yes\r\n${text}\r\n`), ReplyError, "different codes");
  }
});

Deno.test("ReplyParser forgets the lines before a refusal with the reply that they are of", () => {
  const replies = parse("250-yes\r\n554 no\r\n250 ok\r\n");
  assertEquals(replies.map(({ code, before }) => [code, before]), [[554, ["250-yes"]], [
    250,
    undefined,
  ]]);
});

for (
  const text of [
    "hello\r\n",
    "25 ok\r\n",
    "250xok\r\n",
    "150 ok\r\n",
    "650 ok\r\n",
    "\r\n",
    "2 50\r\n",
  ]
) {
  Deno.test(`ReplyParser refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => parse(text), ReplyError, "not an SMTP reply");
  });
}

Deno.test("ReplyParser decides by the first digit when a code is unknown", () => {
  const severities = parse("299 a\r\n350 b\r\n499 c\r\n599 d\r\n").map(severity);
  assertEquals(severities, ["positive", "intermediate", "transient", "permanent"]);
});

Deno.test("ReplyParser accepts a line far over 512 octets", () => {
  const text = "x".repeat(10_000);
  assertEquals(parse(`250 ${text}\r\n`)[0]?.lines, [text]);
});

Deno.test("ReplyParser refuses a line without an end at its bound", () => {
  const parser = new ReplyParser();
  const chunk = encoder.encode("2".repeat(16 * 1024));
  for (let octets = 0; octets < REPLY_MAX_OCTETS; octets += chunk.length) {
    parser.feed(chunk);
    assertEquals(parser.next(), undefined);
  }
  parser.feed(chunk.subarray(0, 1));
  assertThrows(() => parser.next(), ReplyError, "65536 octets");
});

Deno.test("ReplyParser refuses a reply of more lines than its bound", () => {
  assertEquals(parse("250-x\r\n".repeat(REPLY_MAX_LINES - 1) + "250 x\r\n").length, 1);
  assertThrows(() => parse("250-x\r\n".repeat(REPLY_MAX_LINES + 1)), ReplyError, "512 lines");
});

Deno.test("ReplyParser refuses a reply of many lines that are too long together", () => {
  assertThrows(() => parse(`250-${"x".repeat(995)}\r\n`.repeat(70)), ReplyError, "65536 octets");
});

Deno.test("ReplyParser says whether bytes are left", () => {
  const parser = new ReplyParser();
  parser.feed(encoder.encode("250 ok\r\n2"));
  parser.next();
  assertEquals(parser.unread, true);
  parser.feed(encoder.encode("50 ok\r\n"));
  parser.next();
  assertEquals(parser.unread, false);
});

Deno.test("Reply has an enhanced status code only when its class agrees with the code", () => {
  assertEquals(parse("550 5.1.1 no\r\n")[0]?.enhanced, { class: 5, subject: 1, detail: 1 });
  assertEquals(parse("250 2.0.0\r\n")[0]?.enhanced, { class: 2, subject: 0, detail: 0 });
  for (const text of ["450 5.1.1 no", "354 3.0.0 go", "550 5.1.1x", "550 5.1.1111 no", "250 ok"]) {
    assertEquals(parse(`${text}\r\n`)[0]?.enhanced, undefined, text);
  }
});

Deno.test("formatReply joins the lines and says a repeated enhanced status code once", () => {
  const [reply] = parse("550-5.7.1 go\r\n550-5.7.1 away\r\n550 please\r\n");
  assertEquals(reply && formatReply(reply), "550 5.7.1 go away please");
  assertEquals(formatReply({ code: 250, enhanced: undefined, lines: [""] }), "250");
});
