import { readTagList, valueOf } from "../../trust/tag_list.ts";
import { assertEquals } from "../std/assert.ts";

Deno.test("readTagList reads names and values with their places, and lets the last semicolon be", () => {
  const { tags, problems } = readTagList("v = DKIM1;\tp=MII GfMA; t=;");
  assertEquals(problems, []);
  assertEquals(tags, [
    { name: "v", value: "DKIM1", offset: 0 },
    { name: "p", value: "MII GfMA", offset: 11 },
    { name: "t", value: "", offset: 23 },
  ]);
});

for (
  const [text, problem] of [
    ["v=DKIM1; p", '"p" is not of the form NAME=VALUE'],
    ["v=DKIM1;; p=x", "there is an empty tag between two semicolons"],
    ["p=x; p=y", '"p" stands there twice'],
    ["v=DKIM1; =x", '"=x" is not of the form NAME=VALUE'],
  ] as const
) {
  Deno.test(`readTagList says what is wrong with ${JSON.stringify(text)}`, () => {
    assertEquals(readTagList(text).problems, [problem]);
  });
}

Deno.test("of a tag that stands there twice the first counts", () => {
  assertEquals(valueOf(readTagList("p=x; p=y"), "p"), "x");
  assertEquals(valueOf(readTagList("p=x"), "P"), undefined);
});
