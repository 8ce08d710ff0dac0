import { LocalCommandError, readLocalCommand } from "../../../../cli/talk/local/local_command.ts";
import { formatRaw, RawError, readRaw } from "../../../../cli/talk/dialogue/raw.ts";
import { assertEquals, assertMatch, assertThrows } from "../../../std/assert.ts";

Deno.test("local commands are read with their operands, in any case and cut short", () => {
  assertEquals(readLocalCommand(":quit"), { name: "quit" });
  assertEquals(readLocalCommand(":QUIT "), { name: "quit" });
  assertEquals(readLocalCommand(":st"), { name: "starttls" });
  assertEquals(readLocalCommand(":help"), { name: "help", word: undefined });
  assertEquals(readLocalCommand(":h 550 5.7.1"), { name: "help", word: "550 5.7.1" });
  assertEquals(readLocalCommand(":explain 550 5.7.1"), { name: "help", word: "550 5.7.1" });
  assertEquals(readLocalCommand(":explain"), { name: "help", word: undefined });
  assertEquals(readLocalCommand(":file a b.eml"), { name: "file", path: "a b.eml" });
  assertEquals(readLocalCommand(":raw 0d0a"), { name: "raw", octets: new Uint8Array([13, 10]) });
});

Deno.test("what is no local command is refused with what it should be", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [":", /no such command: :\. See :help/],
    [":stattls", /Did you mean :starttls\?/],
    [":r", /no such command: :r/],
    [":auth PLAIN", /usage: :auth MECHANISM USER/],
    [":file", /usage: :file PATH/],
    [":quit now", /usage: :quit/],
    [":raw 0", /hexadecimal.*usage: :raw/],
    [":raw", /nothing to send/],
  ];
  for (const [line, words] of cases) {
    const error = assertThrows(() => readLocalCommand(line), LocalCommandError);
    assertMatch(error.message, words, line);
  }
});

Deno.test("raw octets are written in hexadecimal or as a text with escapes", () => {
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ["00 FF", [0, 255]],
    ["0dFf", [13, 255]],
    ['"\\r\\n\\t\\0\\"\\\\"', [13, 10, 9, 0, 34, 92]],
    ['"\\x41\\xffé"', [65, 255, 0xc3, 0xa9]],
  ];
  for (const [text, octets] of cases) assertEquals([...readRaw(text)], octets, text);
  for (const text of ['"', '"a', '"a"b"', '"\\q"', '"\\x4"', '"\\', "0", "xy", ""]) {
    assertThrows(() => readRaw(text), RawError);
  }
});

Deno.test("any octets come back from how they are shown", () => {
  const octets = Uint8Array.from({ length: 256 }, (_, index) => index);
  assertEquals(readRaw(formatRaw(octets)), octets);
});
