import { MessageError } from "../../../message/message.ts";
import { LineScan, MAX_LINE_LENGTH } from "../../../message/compose/scan.ts";
import { hasEightBit } from "../../../message/encoding/octets.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";
import { octets, piecesOf } from "../support.ts";

function scan(text: string, length = Infinity): LineScan {
  const result = new LineScan();
  for (const piece of piecesOf(octets(text), Math.min(length, text.length))) result.push(piece);
  return result;
}

Deno.test("lines may have 998 octets and no more, at every chunk boundary", () => {
  const line = "x".repeat(MAX_LINE_LENGTH);
  for (const length of [1, 2, 7, 997, 998, 999, 1000, 1001, 5000]) {
    assertEquals(scan(`a\r\n${line}\r\n${line}\r\n`, length).size, 2003);
    assertThrows(
      () => scan(`a\r\n${line}x\r\n`, length),
      MessageError,
      "line 2 is longer than 998",
    );
    assertThrows(() => scan(`${line}xx`, length), MessageError, "line 1 is longer than 998");
  }
});

Deno.test("octets are counted, not characters", () => {
  assertThrows(() => scan(`${"é".repeat(500)}\r\n`), MessageError, "longer than 998");
});

Deno.test("NUL is refused with its line (RFC 5322 4)", () => {
  for (const length of [1, 2, 3, 100]) {
    assertThrows(() => scan("a\r\n\r\nb\0\r\n", length), MessageError, "line 3 holds a NUL");
    assertThrows(() => scan("\0", length), MessageError, "line 1 holds a NUL");
    assertThrows(() => scan("a\r\n\0", length), MessageError, "line 2 holds a NUL");
  }
});

Deno.test("lines are counted from a given one", () => {
  const from7 = new LineScan(7);
  from7.push(octets("a\r\n"));
  assertThrows(() => from7.push(new Uint8Array(1)), MessageError, "line 8");
});

Deno.test("one octet above 127 anywhere is noticed", () => {
  assertEquals(scan("abc\x7f\r\n").eightBit, false);
  assertEquals(scan("abc\r\né\r\nabc\r\n", 1).eightBit, true);
  assertEquals([[0x7f], [0x80], [], [0xff, 0]].map((list) => hasEightBit(Uint8Array.from(list))), [
    false,
    true,
    false,
    true,
  ]);
});

Deno.test("a scan counts each line as it is sent, and knows whether all are, at every chunk boundary", () => {
  const texts: readonly (readonly [text: string, size: number, asSent: boolean])[] = [
    ["", 0, true],
    ["a\r\nb\r\n", 6, true],
    ["a\r\n\r\nb", 8, false],
    ["a\nb\n", 6, false],
    ["a\rb\r", 6, false],
    ["a\r\r\nb\r\n", 8, false],
    ["a\r\n\nb\r\n", 8, false],
    ["a\tb\x0b\r\n", 6, true],
  ];
  for (const [text, size, asSent] of texts) {
    for (let length = 1; length <= Math.max(1, text.length); length++) {
      const result = scan(text, length);
      assertEquals(result.asSent, asSent, JSON.stringify([text, length]));
      result.end();
      assertEquals(result.size, size, JSON.stringify([text, length]));
    }
  }
});
