/** The library as another program uses it: by its faces alone, and as docs/library.md shows it. */
import config from "../../deno.json" with { type: "json" };
import { assert, assertEquals } from "../std/assert.ts";
import { ROOT } from "../support/source_imports.ts";

const PROGRAM = `${ROOT}tests/library/program.ts`;

const document = await Deno.readTextFile(`${ROOT}docs/library.md`);
const program = await Deno.readTextFile(PROGRAM);

Deno.test("a program imports the faces by the names of exports, all of them and nothing else", () => {
  const faces = Object.keys(config.exports).filter((name) => name !== ".");
  const names = Array.from(program.matchAll(/ from "(.*)";/g), ([, name]) => name);
  assertEquals(names.sort(), faces.map((name) => config.name + name.slice(1)).sort());
});

Deno.test("docs/library.md shows the program, and it prints what stands there", async () => {
  assertEquals(blockOf("ts"), program);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "--allow-net=127.0.0.1", PROGRAM],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  assertEquals(decoder.decode(stderr), "");
  assertEquals(decoder.decode(stdout), blockOf(""));
  assertEquals(code, 0);
});

/** The text of the first fenced block of a language. */
function blockOf(language: string): string {
  const blocks = document.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm);
  const [, , text] = Array.from(blocks).find(([, name]) => name === language) ?? [];
  assert(text !== undefined, `docs/library.md has no block of "${language}"`);
  return text;
}
