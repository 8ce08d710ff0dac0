import { AsIsStuffer, DotStuffer } from "../../smtp/dot.ts";
import { assertEquals } from "../std/assert.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What DATA sends of `text` when it is cut at the given places. */
function stuff(text: string, ...cuts: number[]): string {
  const stuffer = new DotStuffer();
  const octets = encoder.encode(text);
  const edges = [0, ...cuts, octets.length];
  let sent = "";
  for (let index = 1; index < edges.length; index++) {
    sent += decoder.decode(stuffer.push(octets.subarray(edges[index - 1], edges[index])));
  }
  return sent + decoder.decode(stuffer.end());
}

const CASES: readonly (readonly [name: string, text: string, sent: string])[] = [
  ["an empty message", "", ".\r\n"],
  ["a line without an end", "a", "a\r\n.\r\n"],
  ["a line with its end, which is not doubled", "a\r\n", "a\r\n.\r\n"],
  ["a dot on the first line", ".a\r\n", "..a\r\n.\r\n"],
  ["a lone dot", ".\r\n", "..\r\n.\r\n"],
  ["a lone dot without an end", ".", "..\r\n.\r\n"],
  ["dots that begin no line", "a.\r\nb.c\r\n", "a.\r\nb.c\r\n.\r\n"],
  ["two dots", "..\r\n", "...\r\n.\r\n"],
  ["a bare LF", "a\nb\n", "a\r\nb\r\n.\r\n"],
  ["a bare CR", "a\rb\r", "a\r\nb\r\n.\r\n"],
  ["a bare CR at the end", "a\r", "a\r\n.\r\n"],
  ["a CR before a CRLF", "a\r\r\nb", "a\r\n\r\nb\r\n.\r\n"],
  ["LF and CR the wrong way round", "a\n\rb", "a\r\n\r\nb\r\n.\r\n"],
  ["an end of data with bare LF", "a\n.\nMAIL FROM:<x>\n", "a\r\n..\r\nMAIL FROM:<x>\r\n.\r\n"],
  ["an end of data with bare CR", "a\r.\rb", "a\r\n..\r\nb\r\n.\r\n"],
  ["an end of data with mixed ends", "a\n.\r\nb\r\n.\nc", "a\r\n..\r\nb\r\n..\r\nc\r\n.\r\n"],
];

for (const [name, text, sent] of CASES) {
  Deno.test(`DotStuffer sends ${name} right at every cut`, () => {
    assertEquals(stuff(text), sent);
    for (let first = 0; first <= text.length; first++) {
      for (let second = first; second <= text.length; second++) {
        assertEquals(stuff(text, first, second), sent, `cut at ${first} and ${second}`);
      }
    }
  });
}

Deno.test("DotStuffer gives the chunk itself back when nothing is to be changed", () => {
  const chunk = encoder.encode("line one\r\nline two\r\n");
  assertEquals(new DotStuffer().push(chunk) === chunk, true);
});

Deno.test("AsIsStuffer stuffs dots behind CRLF and changes nothing else, at every cut", () => {
  const cases: [string, string][] = [
    ["", ".\r\n"],
    [".", "..\r\n.\r\n"],
    [".\r\n..\r\na.\r\n", "..\r\n...\r\na.\r\n.\r\n"],
    ["a\n.\nb", "a\n.\nb\r\n.\r\n"],
    ["a\r.\rb\r", "a\r.\rb\r\r\n.\r\n"],
    ["a\n", "a\n\r\n.\r\n"],
    ["\xff\0\r\n", "\xff\0\r\n.\r\n"],
    ["\n.\r\n.", "\n.\r\n..\r\n.\r\n"],
  ];
  for (const [text, expected] of cases) {
    const octets = Uint8Array.from(text, (character) => character.charCodeAt(0));
    for (let cut = 0; cut <= octets.length; cut++) {
      const stuffer = new AsIsStuffer();
      const pieces = [octets.slice(0, cut), octets.slice(cut)].map((piece) => stuffer.push(piece));
      const sent = [...pieces, stuffer.end()].flatMap((piece) => [...piece]);
      assertEquals(sent.map((octet) => String.fromCharCode(octet)).join(""), expected);
    }
  }
});
