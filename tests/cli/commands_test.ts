/** What holds for every command that the program has, whoever wrote it. */
import { type Command, commonOptions } from "../../cli/command/command.ts";
import { commands } from "../../cli/commands.ts";
import { commandHelp } from "../../cli/command/help.ts";
import type { Option } from "../../cli/command/options.ts";
import { render } from "../../cli/terminal/style.ts";
import { assert, assertEquals, assertMatch } from "../std/assert.ts";

/** A command and, before it, those that it is a subcommand of. */
interface Place {
  readonly path: readonly string[];
  readonly command: Command;
}

function* places(path: readonly string[], command: Command): Generator<Place> {
  yield { path, command };
  for (const sub of command.subcommands ?? []) yield* places([...path, sub.name], sub);
}

const all: Place[] = [];
for (const entry of commands) {
  const command = await entry.load();
  Deno.test(`mua ${entry.name} says of itself what the overview says`, () => {
    assertEquals([entry.name, entry.summary], [command.name, command.summary]);
    assert(entry.example.line.includes("mua "));
  });
  all.push(...places(["mua", entry.name], command));
}

Deno.test("no two commands have the same name", () => {
  assertEquals(new Set(commands.map(({ name }) => name)).size, commands.length);
});

for (const { path, command } of all) {
  const name = path.join(" ");

  Deno.test(`the options of ${name} have fit names, and every letter only one meaning`, () => {
    const table: Record<string, Option> = { ...command.options, ...commonOptions };
    const letters = Object.values(table).flatMap(({ short }) => short ?? []);
    assertEquals(letters.length, new Set(letters).size, letters.join(" "));
    for (const letter of letters) assertMatch(letter, /^[A-Za-z0-9]$/);
    for (const [name, option] of Object.entries(table)) {
      assertMatch(name, /^(?!no-)[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/);
      assertMatch(option.help, /[^.]$/, name);
      if (option.kind === "choice" && option.default !== undefined) {
        assert(option.choices.includes(option.default), name);
      }
    }
  });

  Deno.test(`the help of ${name} has an example, is plain and fits 80 columns`, () => {
    assert(command.examples.length > 0);
    const text = render(commandHelp(path, command, commonOptions), false);
    for (const line of text.split("\n")) assert(line.length <= 80, `${line.length}: ${line}`);
    assertMatch(text, /^[\x20-\x7e\n]+$/);
  });
}

Deno.test("every example is a command line that is understood", () => {
  const examples = [...commands, ...all.map(({ command }) => command)].flatMap((shown) =>
    "example" in shown ? [shown.example] : shown.examples
  );
  for (const { line } of examples) {
    for (const call of line.split(/ [|;&]+ /).filter((part) => part.startsWith("mua "))) {
      const [, word = "", ...argv] = shellWords(call);
      const command = all.find(({ path }) => path.join(" ") === `mua ${word}`)?.command;
      assert(command !== undefined, line);
      prepareInnermost(command, argv);
    }
  }
});

function prepareInnermost(command: Command, argv: readonly string[]): void {
  const sub = command.subcommands?.find(({ name }) => name === argv[0]);
  if (sub === undefined) command.prepare(["mua"], argv);
  else prepareInnermost(sub, argv.slice(1));
}

/** The words of a simple shell command: quotes taken off, redirections and comments left out. */
function shellWords(line: string): string[] {
  const bare = line.replace(/ [<>]+ ?\S+| #.*/g, "");
  return (bare.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [])
    .map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, a = "", b = "") => `${a}${b}`));
}
