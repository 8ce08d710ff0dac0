import { viewLine } from "../../../cli/terminal/line_view.ts";
import { assertEquals } from "../../std/assert.ts";

Deno.test("a line that is edited shows joiners where its script needs them, and else what they are", () => {
  const persian = viewLine({ prompt: ">", before: "می\u200cخواهم", after: "" }, 80);
  assertEquals(persian, { text: "> می\u200cخواهم", column: 9 });
  const latin = viewLine({ prompt: ">", before: "pay\u200cpal", after: "" }, 80);
  assertEquals(latin, { text: "> pay\\u{200c}pal", column: 16 });
});

Deno.test("a wide character takes two columns also where what follows it is shown as what it is", () => {
  const { text, column } = viewLine({ prompt: ">", before: "日\ufe03", after: "" }, 80);
  assertEquals([text, column], ["> 日\\u{fe03}", 12]);
});
