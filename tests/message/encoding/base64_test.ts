import { base64Length, encodeBase64 } from "../../../message/encoding/base64.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { collect, sourceOf, textOf } from "../support.ts";

function randomOctets(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** Base64 lines by another means. */
function expected(bytes: Uint8Array): string {
  return bytes.toBase64().replace(/(.{76})(?=.)/g, "$1\r\n");
}

Deno.test("base64 lines are those of RFC 2045 6.8, whatever the pieces", async () => {
  for (const length of [0, 1, 2, 3, 56, 57, 58, 113, 114, 115, 171, 1000]) {
    const bytes = randomOctets(length);
    for (const pieceLength of [1, 2, 3, 56, 57, 58, 114, 500, 1000]) {
      const lines = textOf(await collect(encodeBase64(sourceOf(bytes, pieceLength).open())));
      assertEquals(lines, expected(bytes));
    }
  }
});

Deno.test("base64 lines come through the same memory where they may", async () => {
  const bytes = randomOctets(1000);
  const memory = new Set<unknown>();
  let lines = "";
  for await (const piece of encodeBase64(sourceOf(bytes, 114).open(), { reuse: true })) {
    if (piece.length > 76) memory.add(piece.buffer);
    lines += textOf(piece);
  }
  assertEquals(lines, expected(bytes));
  assert(memory.size <= 2, `${memory.size} places`);
});

Deno.test("base64Length is the length of the lines", async () => {
  for (let length = 0; length < 400; length++) {
    const lines = await collect(encodeBase64(sourceOf(new Uint8Array(length)).open()));
    assertEquals(base64Length(length), lines.length);
  }
});

Deno.test("no base64 line is longer than 76 characters", async () => {
  const text = textOf(await collect(encodeBase64(sourceOf(randomOctets(65_536), 10_000).open())));
  assert(text.split("\r\n").every((line) => /^[A-Za-z0-9+/=]{1,76}$/.test(line)));
});
