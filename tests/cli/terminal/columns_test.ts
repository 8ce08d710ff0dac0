import { fitColumns, widthOf } from "../../../cli/terminal/columns.ts";
import { assertEquals } from "../../std/assert.ts";

const FAMILY = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";

Deno.test("widthOf counts columns, and not characters", () => {
  assertEquals(["", "Ana", "Olá", "Ola\u0301", "日本", FAMILY].map(widthOf), [0, 3, 3, 3, 4, 2]);
});

Deno.test("fitColumns cuts between characters, at every width", () => {
  const text = `a日${FAMILY}e\u0301`;
  assertEquals(
    [0, 1, 2, 3, 4, 5, 6, 7].map((width) => fitColumns(text, width)),
    ["…", "…", "a…", "a…", "a日…", "a日…", text, text],
  );
});

Deno.test("fitColumns looks at the beginning of a long text alone", () => {
  assertEquals(fitColumns("日".repeat(10_000_000), 5), "日日…");
});
