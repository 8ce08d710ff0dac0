import { Block, ControlSearch, hasEightBit, roomFor } from "../../octets/octets.ts";
import { assertEquals, assertThrows } from "../std/assert.ts";
import fc from "fast-check";

/** Octets at any distance from where a word of memory begins. */
const OCTETS = fc.tuple(
  fc.array(fc.constantFrom(0x00, 0x09, 0x0d, 0x0e, 0x0f, 0x41, 0x7f, 0x80, 0x8d, 0x8e, 0xff), {
    maxLength: 40,
  }),
  fc.integer({ min: 0, max: 7 }),
).map(([octets, before]) =>
  Uint8Array.from([...Array(before).fill(0), ...octets]).subarray(before)
);

Deno.test("ControlSearch finds each octet below 0x0e, from any place", () => {
  fc.assert(
    fc.property(OCTETS, fc.nat(45), (octets, from) => {
      const found = octets.findIndex((octet, index) => index >= from && octet < 0x0e);
      const wanted = found < 0 ? octets.length : found;
      assertEquals(new ControlSearch(octets).next(from), wanted);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("hasEightBit finds an octet above 127, wherever it lies", () => {
  fc.assert(
    fc.property(OCTETS, (octets) => {
      assertEquals(hasEightBit(octets), octets.some((octet) => octet > 0x7f));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("Block takes a text behind its octets, and none that it has no room for", () => {
  const block = new Block(4);
  block.fill(Uint8Array.of(1));
  block.write("é");
  assertEquals(block.filled, 3);
  assertThrows(() => block.write("é"), RangeError);
  assertEquals(block.drain(), Uint8Array.of(1, 0xc3, 0xa9));
});

Deno.test("roomFor gives rooms of any size that are empty and have no octet in common", () => {
  const sizes = Array.from({ length: 200 }, (_, index) => (index * 977) % 9000);
  const rooms = sizes.map((size, index) => {
    const room = roomFor(size);
    assertEquals([room.length, room.some((octet) => octet !== 0)], [size, false]);
    return room.fill(index);
  });
  for (const [index, room] of rooms.entries()) {
    assertEquals(room.every((octet) => octet === index), true);
  }
});
