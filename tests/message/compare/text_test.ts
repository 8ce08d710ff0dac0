import { compareText } from "../../../message/compare/text.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import fc from "fast-check";

Deno.test("compareText finds no change, other line ends, and blanks at ends", () => {
  assertEquals(compareText("a\r\nb\r\n", "a\r\nb\r\n"), { kind: "identical" });
  assertEquals(compareText("a\r\nb\rc\n", "a\nb\nc\n"), { kind: "line-ends" });
  assertEquals(compareText("a \nb\n", "a\nb\t\n\n\n"), { kind: "trailing-blanks" });
  assertEquals(compareText("a", "a\r\n"), { kind: "line-ends" });
  assertEquals(compareText("a\n", "a\n\n"), { kind: "trailing-blanks" });
  assertEquals(compareText("", "\n"), { kind: "trailing-blanks" });
});

Deno.test("compareText finds what was put behind, before and around a text", () => {
  assertEquals(compareText("a\r\nb\r\n", "a\nb\n__\nfooter\n"), {
    kind: "appended",
    text: "__\nfooter",
  });
  assertEquals(compareText("", "a\n"), { kind: "appended", text: "a" });
  assertEquals(compareText("a\n", "WARNING\n\na\n"), { kind: "prepended", text: "WARNING\n" });
  assertEquals(compareText("a\nb", "x\na\nb\ny"), {
    kind: "surrounded",
    before: "x",
    after: "y",
  });
});

Deno.test("compareText finds the whole text, also behind what looks like its beginning", () => {
  assertEquals(compareText("a\na\nb", "a\na\na\nb"), { kind: "prepended", text: "a" });
});

Deno.test("compareText names the first line that differs", () => {
  assertEquals(compareText("a\nb\nc", "a\nB\nc"), {
    kind: "altered",
    line: 2,
    sent: "b",
    received: "B",
  });
  assertEquals(compareText("a\nb", "a"), {
    kind: "altered",
    line: 2,
    sent: "b",
    received: undefined,
  });
});

Deno.test("compareText takes a line within a line for altered", () => {
  assertEquals(compareText("a", "ab\nc"), { kind: "altered", line: 1, sent: "a", received: "ab" });
});

const LINES = fc.array(fc.constantFrom("a", "b", "", "a "), { minLength: 1, maxLength: 6 });

Deno.test("compareText finds any text wherever it stands, by what stands around it", () => {
  fc.assert(
    fc.property(LINES, LINES, LINES, (before, lines, after) => {
      const sent = ["s", ...lines, "e"].join("\n");
      const change = compareText(sent, [...before, sent, ...after, "z"].join("\r\n"));
      assert(change.kind === "surrounded");
      const bare = (text: string): string[] => text.split("\n").map((line) => line.trimEnd());
      assertEquals(bare(change.before), bare(before.join("\n")));
      assertEquals(bare(change.after), bare([...after, "z"].join("\n")));
    }),
  );
});
