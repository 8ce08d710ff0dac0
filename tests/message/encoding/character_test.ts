import {
  characterName,
  forbiddenCharacter,
  quoteForMessage,
} from "../../../message/encoding/character.ts";
import { assertEquals } from "../../std/assert.ts";

Deno.test("forbiddenCharacter finds whatever ends a line or is no character", () => {
  const forbidden: Record<string, string> = {
    "a\rb": "CR (U+000D)",
    "a\nb": "LF (U+000A)",
    "a\0b": "NUL (U+0000)",
    "a\tb": "TAB (U+0009)",
    "a\x1b[2Jb": "ESC (U+001B)",
    "a\x7fb": "DEL (U+007F)",
    "a\x85b": "NEL (U+0085)",
    "a\x9bb": "U+009B",
    "a\u2028b": "LINE SEPARATOR (U+2028)",
    "a\u2029b": "PARAGRAPH SEPARATOR (U+2029)",
    "a\ud800b": "U+D800",
  };
  for (const [text, name] of Object.entries(forbidden)) {
    assertEquals(forbiddenCharacter(text), name);
  }
});

Deno.test("forbiddenCharacter lets any script through", () => {
  for (const text of ["", "Olá, Ana", "日本語", "שלום\u200f", "🙂", "a\u00a0b"]) {
    assertEquals(forbiddenCharacter(text), undefined);
  }
});

Deno.test("characterName shows what can be shown", () => {
  assertEquals(["<", " ", "\u202e", "🙂"].map(characterName), [
    '"<"',
    "U+0020",
    "U+202E",
    "U+1F642",
  ]);
});

Deno.test("quoteForMessage escapes control characters and shortens", () => {
  assertEquals(quoteForMessage('a"\n'), '"a\\"\\n"');
  assertEquals(quoteForMessage("x".repeat(100)), `"${"x".repeat(80)}"...`);
});
