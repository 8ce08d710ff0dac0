import fc from "fast-check";
import { DataReceiver } from "../../inbox/data.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import { DotStuffer } from "../../smtp/dot.ts";
import { assert, assertEquals } from "../std/assert.ts";
import { bytes } from "./drive.ts";

const decoder = new TextDecoder();

interface Received {
  content: string;
  rest: string | undefined;
  falseEnds: number;
}

/** Receives the chunks; each is overwritten afterwards, as the memory of a connection is. */
function receive(chunks: readonly Uint8Array[]): Received {
  const receiver = new DataReceiver();
  let content = "";
  for (const [index, chunk] of chunks.entries()) {
    const lent = chunk.slice();
    const received = receiver.push(lent);
    content += decoder.decode(received.content);
    if (received.rest !== undefined) {
      const rest = concatenate([received.rest, ...chunks.slice(index + 1)]);
      return { content, rest: decoder.decode(rest), falseEnds: receiver.falseEnds };
    }
    lent.fill(0x2e);
  }
  return { content, rest: undefined, falseEnds: receiver.falseEnds };
}

/** Receives a text whole, cut in two and in three at every place, and octet by octet: always the same. */
function receiveAtEveryCut(text: string): Received {
  const octets = bytes(text);
  const whole = receive([octets]);
  assertEquals(receive(Array.from(octets, (octet) => Uint8Array.of(octet))), whole);
  for (let first = 0; first <= octets.length; first++) {
    for (let second = first; second <= octets.length; second++) {
      const cut = [
        octets.subarray(0, first),
        octets.subarray(first, second),
        octets.subarray(second),
      ];
      assertEquals(receive(cut), whole, `cut at ${first} and ${second}`);
    }
  }
  return whole;
}

const ENDS: readonly (readonly [name: string, sent: string, content: string])[] = [
  ["an empty message", ".\r\n", ""],
  ["one line", "a\r\n.\r\n", "a\r\n"],
  ["an empty line", "\r\n.\r\n", "\r\n"],
  ["a stuffed dot on the first line", "..\r\n.\r\n", ".\r\n"],
  ["stuffed dots", "a\r\n..b\r\n...\r\n.\r\n", "a\r\n.b\r\n..\r\n"],
  ["a dot that was not stuffed", "a\r\n.b\r\n.\r\n", "a\r\nb\r\n"],
  ["dots inside lines", "a.b.\r\n c.\r\n.\r\n", "a.b.\r\n c.\r\n"],
  ["a CR before the CRLF", "a\r\r\n.\r\n", "a\r\r\n"],
];

for (const [name, sent, content] of ENDS) {
  Deno.test(`mail data of ${name} ends at CRLF.CRLF, wherever it is cut`, () => {
    const expected = { content, rest: "QUIT\r\n", falseEnds: 0 };
    assertEquals(receiveAtEveryCut(`${sent}QUIT\r\n`), expected);
  });
}

/** SMTP smuggling (CVE-2023-51764, CVE-2023-51765, CVE-2023-51766): what some server took for the end. */
const FALSE_ENDS: readonly (readonly [name: string, sent: string, content: string])[] = [
  ["LF.LF", "a\n.\nb\r\n", "a\n.\nb\r\n"],
  ["LF.CRLF", "a\n.\r\nb\r\n", "a\n.\r\nb\r\n"],
  ["CR.CR", "a\r.\rb\r\n", "a\r.\rb\r\n"],
  ["CR.CRLF", "a\r.\r\nb\r\n", "a\r.\r\nb\r\n"],
  ["CR.LF", "a\r.\nb\r\n", "a\r.\nb\r\n"],
  ["LF.CR", "a\n.\rb\r\n", "a\n.\rb\r\n"],
  // The line begins behind a CRLF, so that its dot is a stuffed one (RFC 5321 section 4.5.2).
  ["CRLF.LF", "a\r\n.\nb\r\n", "a\r\n\nb\r\n"],
  ["CRLF.CR", "a\r\n.\rb\r\n", "a\r\n\rb\r\n"],
  ["CRLF.CR CRLF", "a\r\n.\r\r\nb\r\n", "a\r\n\r\r\nb\r\n"],
  ["LF.LF at the beginning", "\n.\nb\r\n", "\n.\nb\r\n"],
  ["a dot and LF at the beginning", ".\nb\r\n", "\nb\r\n"],
];

for (const [name, sent, content] of FALSE_ENDS) {
  Deno.test(`mail data does not end at ${name}, wherever it is cut`, () => {
    const expected = { content, rest: "", falseEnds: 1 };
    assertEquals(receiveAtEveryCut(`${sent}.\r\n`), expected);
  });
}

Deno.test("mail data that has not ended gives what is certain and keeps a dot back", () => {
  assertEquals(receive([bytes("a\r\n.\r")]), { content: "a\r\n", rest: undefined, falseEnds: 0 });
  assertEquals(receive([bytes("a\r\n.")]), { content: "a\r\n", rest: undefined, falseEnds: 0 });
});

Deno.test("mail data without stuffed dots is not copied", () => {
  const chunk = bytes("a line. And more.\r\n");
  assert(new DataReceiver().push(chunk).content.buffer === chunk.buffer);
});

Deno.test("every message that a client stuffs is received as it was, however it is cut", () => {
  const line = fc.string({ unit: fc.constantFrom(".", "a", " ", "é"), maxLength: 6 });
  const message = fc.array(line, { maxLength: 8 }).map((lines) =>
    lines.map((each) => `${each}\r\n`).join("")
  );
  fc.assert(
    fc.property(message, fc.infiniteStream(fc.integer({ min: 1, max: 7 })), (text, lengths) => {
      const stuffer = new DotStuffer();
      const sent = concatenate([stuffer.push(bytes(text)), stuffer.end(), bytes("RSET\r\n")]);
      const chunks: Uint8Array[] = [];
      for (let start = 0; start < sent.length;) {
        const length = lengths.next().value ?? 1;
        chunks.push(sent.subarray(start, start + length));
        start += length;
      }
      // Joined before it is decoded: a chunk may cut a character.
      const receiver = new DataReceiver();
      const pieces: Uint8Array[] = [];
      for (const chunk of chunks) {
        const { content, rest } = receiver.push(chunk);
        pieces.push(content);
        if (rest !== undefined) break;
      }
      assertEquals(decoder.decode(concatenate(pieces)), text);
    }),
    { numRuns: 500 },
  );
});

Deno.test("any mix of CR, LF and dots ends at the first CRLF.CRLF and nowhere else", () => {
  const text = fc.string({ unit: fc.constantFrom("\r", "\n", ".", "a"), maxLength: 16 });
  fc.assert(
    fc.property(text, (mix) => {
      const sent = `${mix}\r\n.\r\n`;
      const end = `\r\n${sent}`.indexOf("\r\n.\r\n");
      const { rest } = receive(Array.from(bytes(sent), (octet) => Uint8Array.of(octet)));
      assertEquals(rest, sent.slice(end + ".\r\n".length));
      assertEquals(receive([bytes(sent)]).rest, rest);
    }),
    { numRuns: 2000 },
  );
});
