/** Each example of the README and of the other documents does what it shows. */
import { assert, assertEquals } from "../std/assert.ts";
import { directoryTest } from "../support/directory.ts";
import { terminalObstacle } from "../support/pseudo_terminal.ts";
import { ROOT } from "../support/source_imports.ts";
import { furnishWorld, type World, worldTest } from "../support/world.ts";
import { DOMAINS } from "../real/judges.ts";
import { type Document, documentPaths, readDocument } from "./document.ts";
import { type Difference, Reader } from "./example.ts";

/** Whether documents that are not right any more are put right, to be read before they are kept. */
const updates = Deno.env.get("MUA_UPDATE_DOCS") === "1";

furnishWorld(DOMAINS);

for (const path of await documentPaths()) {
  const document = readDocument(await Deno.readTextFile(ROOT + path));
  for (const { path: file, text, line } of document.files) {
    Deno.test(`${path}:${line} shows ${file} as it is`, async () => {
      assertEquals(text, await Deno.readTextFile(ROOT + file));
    });
  }
  if (document.examples.length === 0) continue;
  const name = `the examples of ${path} do what they show`;
  if (document.needsWorld) {
    worldTest(
      name,
      (world) => inNewDirectory((directory) => run(path, document, directory, world)),
      terminalObstacle,
    );
  } else directoryTest(name, (directory) => run(path, document, directory, undefined));
}

async function inNewDirectory(fn: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await fn(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function run(
  path: string,
  { examples }: Document,
  directory: string,
  world: World | undefined,
): Promise<void> {
  await using reader = await Reader.open({ directory, world });
  for (const example of examples) await reader.run(example);
  await reader.endStaying();
  const { differences } = reader;
  if (updates) await update(path, differences);
  const told = differences.map(({ step, printed }) =>
    `${path}:${step.line}: $ ${step.command}\n--- the document shows\n${
      step.output.join("\n")
    }\n--- it prints\n${printed}`
  );
  assert(differences.length === 0, `\n${told.join("\n\n")}`);
}

/** Puts what was printed into the document, unless it leaves lines out. */
async function update(path: string, differences: readonly Difference[]): Promise<void> {
  const lines = (await Deno.readTextFile(ROOT + path)).split("\n");
  const whole = differences.filter(({ step }) => !step.output.includes("..."));
  // From the end on, so that the lines before keep their numbers.
  for (const { step, printed } of whole.toSorted((a, b) => b.step.line - a.step.line)) {
    const text = printed.replaceAll("\r\n", "\n").replaceAll(/ +$/gm, "").replace(/\n+$/, "");
    lines.splice(step.line - 1, step.output.length, ...text === "" ? [] : text.split("\n"));
  }
  await Deno.writeTextFile(ROOT + path, lines.join("\n"));
}
