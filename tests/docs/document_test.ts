import { assertEquals } from "../std/assert.ts";
import { readDocument } from "./document.ts";

Deno.test("the examples of a document are its blocks with commands, the files that it shows, and what comments above them say", () => {
  const text = [
    "<!-- world -->",
    "```",
    "$ mua mx dest.test",
    "found",
    "$ echo $?",
    "0",
    "```",
    "<!-- file: docs/a.ts -->",
    "```ts",
    "const a = 1;",
    "const b = 2;",
    "```",
    "<!-- first: printf x > pw -->",
    "<!-- stays -->",
    "```console",
    "$ mua inbox \\",
    ">   --port 1",
    "Listening",
    "> quoted",
    "```",
  ].join("\n");
  const common = { first: [], stays: false, typed: false };
  assertEquals(readDocument(text), {
    needsWorld: true,
    files: [{ path: "docs/a.ts", text: "const a = 1;\nconst b = 2;\n", line: 10 }],
    examples: [
      {
        ...common,
        line: 2,
        steps: [{ command: "mua mx dest.test", output: ["found"], line: 4 }, {
          command: "echo $?",
          output: ["0"],
          line: 6,
        }],
      },
      {
        ...common,
        line: 15,
        steps: [{
          command: "mua inbox \\\n  --port 1",
          output: ["Listening", "> quoted"],
          line: 18,
        }],
        first: ["printf x > pw"],
        stays: true,
      },
    ],
  });
});
