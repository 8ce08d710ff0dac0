/** Each statement of rfc.md has its tests, and they are there. */
import { assert, assertEquals } from "./std/assert.ts";
import { collectTestNames } from "./support/test_names.ts";

const STATEMENTS = 68;

/** A statement, and the tests that hold it. */
interface Statement {
  readonly number: number;
  readonly tests: { readonly file: string; readonly name: string }[];
}

const statements = readStatements(Deno.readTextFileSync(new URL("rfc.md", import.meta.url)));
const files = new Set(statements.flatMap(({ tests }) => tests.map(({ file }) => file)));
// Files are loaded before the tests run: what a file does when it is loaded belongs to no test.
const names = await collectTestNames(files);

function readStatements(text: string): Statement[] {
  const statements: Statement[] = [];
  for (const line of text.split("\n")) {
    const [, number] = /^(\d+)\. /.exec(line) ?? [];
    if (number !== undefined) statements.push({ number: Number(number), tests: [] });
    const [, file, name] = /^ +- `([^`]+)`: `([^`]+)`$/.exec(line) ?? [];
    if (file !== undefined && name !== undefined) statements.at(-1)?.tests.push({ file, name });
  }
  return statements;
}

Deno.test("rfc.md has every statement once, in order", () => {
  const expected = Array.from({ length: STATEMENTS }, (_, index) => index + 1);
  assertEquals(statements.map(({ number }) => number), expected);
});

for (const { number, tests } of statements) {
  Deno.test(`statement ${number} of rfc.md is held by tests that exist`, () => {
    assert(tests.length > 0, "no test is named");
    for (const { file, name } of tests) {
      assert(names.get(file)?.has(name), `there is no test "${name}" in ${file}`);
    }
  });
}
