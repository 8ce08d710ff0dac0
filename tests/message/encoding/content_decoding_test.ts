import { contentDecoder } from "../../../message/encoding/content_decoding.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { assertEquals } from "../../std/assert.ts";
import { octets, piecesOf, textOf } from "../support.ts";

type Case = readonly [name: string, encoded: string, text: string, garbage?: number, cut?: boolean];

const BASE64: readonly Case[] = [
  ["lines", "SGVs\r\nbG8=\r\n", "Hello"],
  ["without padding", "SGVsbG8", "Hello", 0, true],
  ["several encodings one after the other", "SGk=SGk=", "HiHi"],
  ["other characters", "S*G!k=", "Hi", 2],
  ["one digit left", "SGkhS", "Hi!", 0, true],
  ["nothing", "", ""],
];

const QUOTED_PRINTABLE: readonly Case[] = [
  ["escapes", "Ol=C3=A1=3d", "Olá="],
  ["soft line breaks", "a=\r\nb= \t\nc", "abc"],
  ["blanks at the end of a line", "a \t\r\nb ", "a\r\nb "],
  ["an escape that is none", "a=xy=4z", "a=xy=4z", 2],
  ["an escape that is cut off", "a=", "a=", 0, true],
];

for (
  const [encoding, cases] of [["base64", BASE64], ["quoted-printable", QUOTED_PRINTABLE]] as const
) {
  for (const [name, encoded, text, garbage = 0, incomplete = false] of cases) {
    Deno.test(`the decoder of ${encoding} reads ${name}, however it is cut`, () => {
      for (let length = 1; length <= Math.max(1, encoded.length); length++) {
        const decoder = contentDecoder(encoding);
        const pieces = piecesOf(octets(encoded), length).map((each) => decoder?.push(each).slice());
        const all = [...pieces, decoder?.end()].filter((each) => each !== undefined);
        assertEquals(textOf(concatenate(all)), text);
        assertEquals(decoder?.faults, { garbage, incomplete });
      }
    });
  }
}

Deno.test("there is no decoder of an encoding that nobody knows", () => {
  assertEquals(contentDecoder("uuencode"), undefined);
});
