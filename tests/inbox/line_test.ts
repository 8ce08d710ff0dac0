import { InputBuffer, type Line } from "../../inbox/line.ts";
import { assertEquals } from "../std/assert.ts";
import { bytes } from "./drive.ts";

const MAX = 12;

/** All lines of the chunks, in words. */
function lines(chunks: readonly Uint8Array[]): string[] {
  const input = new InputBuffer();
  const found: string[] = [];
  for (const chunk of chunks) {
    const lent = chunk.slice();
    input.feed(lent);
    for (let line = input.nextLine(MAX); line !== undefined; line = input.nextLine(MAX)) {
      found.push(describe(line));
    }
    lent.fill(0);
  }
  return found;
}

function describe(line: Line): string {
  return line.kind === "too-long"
    ? line.kind
    : `${line.kind} ${new TextDecoder().decode(line.octets)}`;
}

Deno.test("lines are found wherever the octets are cut", () => {
  const text = "NOOP\r\n\r\nA\nB\rC\r\n0123456789\r\n0123456789A\r\nlong and longer\nQUIT\r\nrest";
  const octets = bytes(text);
  const expected = [
    "line NOOP",
    "line ",
    "bare-lf A",
    "line B\rC",
    "line 0123456789",
    "too-long",
    "too-long",
    "line QUIT",
  ];
  assertEquals(lines([octets]), expected);
  assertEquals(lines(Array.from(octets, (octet) => Uint8Array.of(octet))), expected);
  for (let cut = 0; cut <= octets.length; cut++) {
    assertEquals(lines([octets.subarray(0, cut), octets.subarray(cut)]), expected, `cut at ${cut}`);
  }
});

Deno.test("a line that does not end is not kept beyond its limit", () => {
  const input = new InputBuffer();
  for (let count = 0; count < 100; count++) {
    input.feed(new Uint8Array(1000).fill(0x41));
    assertEquals(input.nextLine(MAX), undefined);
  }
  input.feed(bytes("\r\nNOOP\r\n"));
  assertEquals(input.nextLine(MAX), { kind: "too-long", octets: new Uint8Array(64).fill(0x41) });
  assertEquals(input.nextLine(MAX), { kind: "line", octets: bytes("NOOP") });
});

Deno.test("what follows a line can be taken as mail data", () => {
  const input = new InputBuffer();
  input.feed(bytes("DATA\r\nSubject: Hi\r\n"));
  input.nextLine(MAX);
  assertEquals(input.takeRest(), bytes("Subject: Hi\r\n"));
  assertEquals(input.takeRest(), bytes(""));
  assertEquals(input.nextLine(MAX), undefined);
});
