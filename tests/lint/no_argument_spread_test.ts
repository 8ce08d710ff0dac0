import config from "../../deno.json" with { type: "json" };
import { assertEquals } from "../std/assert.ts";
import plugin from "./no_argument_spread.ts";

function found(source: string, file = "cli/some.ts"): number {
  return Deno.lint.runPlugin(plugin, file, source).length;
}

Deno.test("deno lint refuses an array that is spread into arguments", () => {
  for (
    const source of [
      "out(...lines);",
      "fields.push(...reader.end());",
      "Math.max(0, ...widths);",
      "new Set(...rows);",
      "list?.push(...more);",
      "String.fromCharCode.apply(null, octets);",
      "Reflect.apply(out, undefined, lines);",
    ]
  ) {
    assertEquals(found(source), 1, source);
  }
});

Deno.test("deno lint takes rest parameters, arrays and objects that are made of others", () => {
  for (
    const source of [
      "function out(...lines: string[]) { return [...lines]; }",
      "const all = [...a, ...b]; const both = { ...x, ...y };",
      "out(lines, [...more]);",
    ]
  ) {
    assertEquals(found(source), 0, source);
  }
  assertEquals(found("out(...lines);", "tests/some_test.ts"), 0);
});

Deno.test("the rule is one of those that deno lint applies", () => {
  assertEquals(config.lint.plugins, ["./tests/lint/no_argument_spread.ts"]);
});
