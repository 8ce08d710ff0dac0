import { type Command, defineCommand } from "../../../cli/command/command.ts";
import { Exit, type ExitCode, UsageError } from "../../../cli/terminal/exit.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

function withOperands(operands: string, subcommands?: readonly Command[]): Command {
  return defineCommand({
    name: "try",
    summary: "try it",
    operands,
    options: {},
    examples: [],
    needs: {},
    ...(subcommands === undefined ? {} : { subcommands }),
    run: (): Promise<ExitCode> => Promise.resolve(Exit.ok),
  });
}

const synopses: [synopsis: string, allowed: number[], refused: [count: number, why: string][]][] = [
  ["", [0], [[1, 'unexpected argument: "1"']]],
  ["FILE", [1], [[0, "missing FILE"], [2, 'unexpected argument: "2"']]],
  ["DOMAIN|ADDRESS [@RESOLVER[:PORT]]", [1, 2], [
    [0, "missing DOMAIN|ADDRESS"],
    [3, 'unexpected argument: "3"'],
  ]],
  ["SENT RECEIVED", [2], [[1, "missing RECEIVED"]]],
  ["WHAT...", [1, 2, 9], [[0, "missing WHAT"]]],
  ["[N...]", [0, 1, 9], []],
];

for (const [synopsis, allowed, refused] of synopses) {
  Deno.test(`operands as many as "${synopsis}" says are taken, others refused`, () => {
    const command = withOperands(synopsis);
    const argv = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1));
    for (const count of allowed) command.prepare(["mua", "try"], argv(count));
    for (const [count, why] of refused) {
      assertThrows(() => command.prepare(["mua", "try"], argv(count)), UsageError, why);
    }
  });
}

Deno.test("an operand too many of a command with subcommands is an unknown subcommand", () => {
  const command = withOperands("", [withOperands("")]);
  const error = assertThrows(
    () => command.prepare(["mua", "x"], ["tyr"]),
    UsageError,
    'unknown command "tyr"',
  );
  assertEquals(error.hint, "Did you mean try?");
});

Deno.test("help is shown even where operands are missing or values wrong", () => {
  const command = defineCommand({
    name: "try",
    summary: "try it",
    operands: "FILE",
    options: { port: { kind: "port", value: "PORT", help: "a port" } },
    examples: [],
    needs: { net: true },
    run: (): Promise<ExitCode> => Promise.resolve(Exit.ok),
  });
  const { common, needs } = command.prepare(["mua", "try"], ["--port", "x", "-h"]);
  assertEquals([common.help, needs], [true, {}]);
});

Deno.test("what a command needs may depend on its arguments, whose types are those of its table", () => {
  const command = defineCommand({
    name: "try",
    summary: "try it",
    operands: "[FILE]",
    options: {
      "save-as": { kind: "text", value: "FILE", help: "keep it" },
      wait: { kind: "duration", value: "TIME", help: "wait", default: 1_000 },
      tls: { kind: "choice", choices: ["auto", "off"], help: "TLS" },
    },
    examples: [],
    needs: ({ options, operands }) => ({
      net: options.tls !== "off",
      read: operands.length > 0,
      write: options.saveAs !== undefined,
    }),
    run({ options }): Promise<ExitCode> {
      const saveAs: string | undefined = options.saveAs;
      const wait: number = options.wait;
      const tls: "auto" | "off" | undefined = options.tls;
      // @ts-expect-error: a choice is one of its words
      const wrong: "require" | undefined = options.tls;
      // @ts-expect-error: there is no such option
      return Promise.resolve(saveAs && wait && tls && wrong && options.none ? Exit.ok : Exit.io);
    },
  });
  const needs = (...argv: string[]) => command.prepare(["mua", "try"], argv).needs;
  assertEquals(needs(), { net: true, read: false, write: false });
  assertEquals(needs("--save-as", "x", "y"), { net: true, read: true, write: true });
  assertEquals(needs("--tls=off"), { net: false, read: false, write: false });
});

Deno.test("an option that every command has cannot be defined again", () => {
  defineCommand({
    name: "try",
    summary: "try it",
    operands: "",
    // @ts-expect-error: --help belongs to every command
    options: { help: { kind: "flag", help: "mine" } },
    examples: [],
    needs: {},
    run: (): Promise<ExitCode> => Promise.resolve(Exit.ok),
  });
});
