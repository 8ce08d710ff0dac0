import { isMbox, MboxReader } from "../../../message/file/mbox.ts";
import { assertEquals } from "../../std/assert.ts";
import { octets, piecesOf, textOf } from "../support.ts";

function messages(text: string, pieceLength: number): string[] {
  const found: string[] = [];
  const reader = new MboxReader({
    begin: () => void found.push(""),
    content: (piece) => void found.push(`${found.pop()}${textOf(piece)}`),
  });
  for (const piece of piecesOf(octets(text), pieceLength)) reader.push(piece);
  reader.end();
  return found;
}

const CASES: readonly (readonly [name: string, mbox: string, messages: string[]])[] = [
  ["one message", "From a\nA: 1\n\nx\n\n", ["A: 1\n\nx\n"]],
  ["several", "From a\nA: 1\n\nFrom b\nB: 1\n\n", ["A: 1\n", "B: 1\n"]],
  ["one of CRLF", "From a\r\nA: 1\r\n\r\nx\r\n\r\nFrom b\r\n", ["A: 1\r\n\r\nx\r\n", ""]],
  ["a mark that stands behind no empty line as text", "From a\nA: 1\n\nx\nFrom b\n", [
    "A: 1\n\nx\nFrom b\n",
  ]],
  ["a field From with a blank before its colon as none", "From a\nA: 1\n\nFrom : b\n", [
    "A: 1\n\nFrom : b\n",
  ]],
  ["quoted marks", "From a\n\n>From b\n>>From c\n> From\n", ["\nFrom b\n>From c\n> From\n"]],
  ["no line end at its end", "From a\nA: 1\n\nx", ["A: 1\n\nx"]],
  ["empty lines within a message", "From a\n\n\n\nx\n\n\n", ["\n\n\nx\n\n"]],
];

for (const [name, mbox, expected] of CASES) {
  Deno.test(`an mbox is read with ${name}, however it is cut`, () => {
    for (let length = 1; length <= mbox.length; length++) {
      assertEquals(messages(mbox, length), expected);
    }
  });
}

Deno.test("what begins with the mark is an mbox", () => {
  assertEquals(
    ["From a", "From: a", "From : a", "From \t :a", "Fro", ""].map((text) => isMbox(octets(text))),
    [
      true,
      false,
      false,
      false,
      false,
      false,
    ],
  );
});
