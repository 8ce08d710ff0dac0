import fc from "fast-check";
import { didYouMean, editDistance, suggest } from "../../../cli/command/suggest.ts";
import { assert, assertEquals } from "../../std/assert.ts";

const commands = ["mx", "send", "inbox", "demo", "help", "version"];

const cases: [word: string, suggestions: string[]][] = [
  ["sned", ["send"]],
  ["sen", ["send"]],
  ["SEND", ["send"]],
  ["inbx", ["inbox"]],
  ["inbxo", ["inbox"]],
  ["m", ["mx"]],
  ["vers", ["version"]],
  ["quit", []],
  ["", []],
  ["s".repeat(10_000), []],
];

for (const [word, suggestions] of cases) {
  Deno.test(`suggest for ${JSON.stringify(word.slice(0, 10))} is ${suggestions}`, () => {
    assertEquals(suggest(word, commands), suggestions);
  });
}

Deno.test("suggest gives the nearest first and no more than three", () => {
  assertEquals(suggest("--to", ["--toe", "--no", "--go", "--top", "--to-be"]).length, 3);
  assertEquals(suggest("--ehol", ["--help", "--ehlo"])[0], "--ehlo");
});

Deno.test("didYouMean asks a question or says nothing", () => {
  assertEquals(didYouMean("sned", commands), "Did you mean send?");
  assertEquals(didYouMean("bat", ["cat", "hat"]), "Did you mean cat or hat?");
  assertEquals(didYouMean("quit", commands), undefined);
});

Deno.test("editDistance counts one for a letter added, dropped, changed or swapped", () => {
  assertEquals(editDistance("send", "sends"), 1);
  assertEquals(editDistance("send", "end"), 1);
  assertEquals(editDistance("send", "sand"), 1);
  assertEquals(editDistance("send", "sned"), 1);
  assertEquals(editDistance("", "send"), 4);
  assertEquals(editDistance("kitten", "sitting"), 3);
});

Deno.test("editDistance is symmetric, nothing for equal words, and at most the longer length", () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(fc.property(word, word, (a, b) => {
    const distance = editDistance(a, b);
    assertEquals(distance, editDistance(b, a));
    assertEquals(distance === 0, a === b);
    assert(distance <= Math.max(a.length, b.length));
  }));
});
