import { assertEquals, assertStringIncludes } from "@std/assert";
import { commonOptions } from "../../../cli/command/command.ts";
import { commands } from "../../../cli/commands.ts";
import { manualPage } from "../../../cli/manual/page.ts";
import { testUnless } from "../../support/needs.ts";
import { run } from "../../support/process.ts";
import { runMua } from "../../support/run_mua.ts";

const info = { version: "1.2.3", date: new Date(0), common: commonOptions };

/** Why mandoc cannot be asked here. */
function missing(): string | undefined {
  try {
    new Deno.Command("mandoc", { args: ["-Tlint"], stdin: "null" }).outputSync();
    return undefined;
  } catch {
    return "needs mandoc: see tests/servers/install.sh";
  }
}

testUnless(missing(), "mandoc finds nothing wrong with the manual page", async () => {
  const { stdout: page } = await runMua(["manual"]);
  const { stdout } = await run(["mandoc", "-Tlint"], { stdin: page });
  assertEquals(stdout, "");
});

testUnless(missing(), "every command and every option can be read in the manual page", async () => {
  const loaded = await Promise.all(commands.map((entry) => entry.load()));
  const { stdout } = await run(["mandoc", "-Tascii"], { stdin: manualPage(loaded, info) });
  // What is bold or underlined is typed over.
  const read = stdout.split("\b").map((part, index, parts) =>
    index < parts.length - 1 ? part.slice(0, -1) : part
  ).join("");
  for (const { name, options } of loaded) {
    assertStringIncludes(read, `mua ${name}`);
    for (const [option, { kind, ...row }] of Object.entries(options)) {
      const isOn = kind === "flag" && "default" in row && row.default === true;
      assertStringIncludes(read, `--${isOn ? "no-" : ""}${option}`);
    }
  }
});

Deno.test("the page has its version and its date, and no line that mdoc takes for a macro", () => {
  const page = manualPage([{
    name: "x",
    summary: "do x",
    operands: "A [B]",
    options: { dot: { kind: "flag", help: ".forward is read; \\\\ stays" } },
    examples: [{ line: "mua x '.'", what: "try" }],
  }], info);
  assertStringIncludes(page, ".Dd January 1, 1970\n");
  assertStringIncludes(page, "version 1.2.3.");
  assertStringIncludes(page, "\n\\&.forward is read; \\e\\e stays.\n");
  assertStringIncludes(page, ".Ar A\n.Op Ar B\n");
});
