import {
  concatenate,
  MAX_OCTETS_IN_MEMORY,
  MAX_TEXT_LENGTH,
  octetsInMemory,
  readText,
  readWhole,
  SourceError,
} from "../../../message/encoding/octets.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";
import { collect, octets, sourceOf, textOf } from "../support.ts";

Deno.test("octets in memory can be read again and again", async () => {
  const source = octetsInMemory("x", octets("Hi"));
  assertEquals([source.name, source.size], ["x", 2]);
  assertEquals(textOf(await collect(source.open())), "Hi");
  assertEquals(textOf(await collect(source.open())), "Hi");
});

Deno.test("readWhole keeps a stream", async () => {
  const source = await readWhole("standard input", sourceOf("Hi, Ana", 2).open());
  assertEquals([source.name, source.size], ["standard input", 7]);
  assertEquals(textOf(await collect(source.open())), "Hi, Ana");
});

Deno.test("readWhole stops at its limit, however much would come", async () => {
  let given = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    const piece = new Uint8Array(1024 * 1024);
    for (;;) {
      given += piece.length;
      yield await Promise.resolve(piece);
    }
  }
  await assertRejects(() => readWhole("pipe", endless()), SourceError, "not a regular file");
  assertEquals(given, MAX_OCTETS_IN_MEMORY + 1024 * 1024);
});

Deno.test("readText reads UTF-8, without its byte order mark", async () => {
  assertEquals(await readText(sourceOf("\ufeffOlá\n", 1)), "Olá\n");
});

Deno.test("readText refuses what is no UTF-8 or too long", async () => {
  const latin1 = octetsInMemory("letter.txt", Uint8Array.of(0x4f, 0x6c, 0xe1));
  await assertRejects(
    () => readText(latin1),
    SourceError,
    'Cannot read "letter.txt": it is not UTF-8',
  );
  const long = { ...latin1, size: MAX_TEXT_LENGTH + 1 };
  await assertRejects(() => readText(long), SourceError, "attach it instead");
});

Deno.test("concatenate joins any number of pieces", () => {
  assertEquals(concatenate([]), new Uint8Array(0));
  assertEquals(textOf(concatenate([octets("a"), octets(""), octets("bc")])), "abc");
});
