import {
  bitString,
  objectIdentifier,
  octetString,
  sequence,
  time,
  unsignedInteger,
} from "../../../inbox/tls/der.ts";
import { assertEquals } from "../../std/assert.ts";

Deno.test("an INTEGER has no octet too many, and is not taken for negative", () => {
  const hex = (...octets: number[]): string => unsignedInteger(Uint8Array.from(octets)).toHex();
  assertEquals(hex(0x7f), "02017f");
  assertEquals(hex(0x80), "02020080");
  assertEquals(hex(0, 0, 0x12, 0x34), "02021234");
  assertEquals(hex(0, 0xff), "020200ff");
  assertEquals(hex(0, 0), "020100");
  assertEquals(hex(), "020100");
});

Deno.test("a length from 128 on says how many octets it has", () => {
  const head = (length: number): string =>
    octetString(new Uint8Array(length)).subarray(0, 5).toHex();
  assertEquals(head(127), "047f000000");
  assertEquals(head(128), "0481800000");
  assertEquals(head(255), "0481ff0000");
  assertEquals(head(256), "0482010000");
  assertEquals(head(65536), "0483010000");
});

Deno.test("an OBJECT IDENTIFIER has seven bits of a number in an octet", () => {
  assertEquals(objectIdentifier("2.5.29.17").toHex(), "0603551d11");
  assertEquals(objectIdentifier("1.2.840.10045.4.3.2").toHex(), "06082a8648ce3d040302");
});

Deno.test("a time has two digits of the year until 2049", () => {
  const text = (date: string): string => new TextDecoder().decode(time(new Date(date)).subarray(2));
  assertEquals(text("2049-12-31T23:59:59.999Z"), "491231235959Z");
  assertEquals(text("2050-01-01T00:00:00Z"), "20500101000000Z");
});

Deno.test("elements are put together in order, and a BIT STRING counts unused bits", () => {
  const bits = bitString(Uint8Array.of(0x80), 7);
  assertEquals(sequence(bits, sequence()).toHex(), "3006" + "03020780" + "3000");
});
