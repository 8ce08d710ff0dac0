/**
 * `mua inbox fail`: the faults of an inbox, changed while it runs.
 * @module
 */
import { defineCommand, type Invocation } from "../command/command.ts";
import type { OptionTable } from "../command/options.ts";
import { escapeLine } from "../terminal/escape.ts";
import { Exit, type ExitCode, MissingInputError, UsageError } from "../terminal/exit.ts";
import { failDetails, readFaults } from "./fail.ts";
import { readFaultFile, SEEN_AFTER, writeFaultFile } from "./fault_file.ts";
import { directoryOption, reading } from "./mail/directory.ts";

const options = { dir: directoryOption } as const satisfies OptionTable;

/** What an inbox may offer; whether this one does is not known here. */
const ANYTHING = { tls: "auto", auth: true } as const;

const add = defineCommand({
  name: "add",
  summary: "add rules behind those that are there",
  operands: "RULE...",
  options,
  examples: [{
    line: "mua inbox fail add 'rcpt=451 4.2.0 later once'",
    what: "defer one recipient",
  }],
  details: failDetails,
  needs: { read: true, write: true },
  run: async ({ options: { dir }, operands }: Invocation<typeof options>): Promise<ExitCode> => {
    const rules = readFaults(operands, ANYTHING).map(({ text }) => text);
    const wrong = rules.find((rule) => rule.includes("\n"));
    if (wrong !== undefined) throw new UsageError("a rule is one line");
    return await change(dir, (old) => [...old, ...rules]);
  },
});

const list = defineCommand({
  name: "list",
  summary: "list the rules, one per line",
  operands: "",
  options,
  examples: [{ line: "mua inbox fail list", what: "the rules of the inbox in ./mua-inbox" }],
  needs: { read: true },
  run: async ({ options: { dir }, terminal }: Invocation<typeof options>): Promise<ExitCode> => {
    for (const rule of await rulesOf(dir)) terminal.out(`${escapeLine(rule)}\n`);
    return Exit.ok;
  },
});

const clear = defineCommand({
  name: "clear",
  summary: "remove all rules",
  operands: "",
  options,
  examples: [{ line: "mua inbox fail clear", what: "nothing fails any more" }],
  needs: { read: true, write: true },
  run: async ({ options: { dir } }: Invocation<typeof options>): Promise<ExitCode> =>
    await change(dir, () => []),
});

/** `mua inbox fail`. */
export const fail = defineCommand({
  name: "fail",
  summary: "change what fails while an inbox runs: add, list, clear",
  operands: "COMMAND",
  options: {},
  examples: [
    { line: "mua inbox fail add 'mail=421 4.7.28 slow down above 10/min'", what: "add a rule" },
    { line: "mua inbox fail clear", what: "remove all rules" },
  ],
  details: [
    "Works on the directory of a running inbox (--dir), also of one that was started with --fail. A " +
    "rule that stays is counted on. When the command has ended, every step that begins goes by the " +
    "new rules. Exit code 66: no inbox runs in the directory. With --memory, use the API of --http.",
  ],
  subcommands: [add, list, clear],
  needs: {},
  run: ({ operands }): Promise<ExitCode> => {
    throw new UsageError(`"${operands[0]}" is not add, list or clear`);
  },
});

async function rulesOf(dir: string): Promise<string[]> {
  const rules = await reading(dir, () => readFaultFile(dir));
  if (rules !== undefined) return rules;
  throw new MissingInputError(`no inbox is running in "${dir}"`, {
    hint: "To change the faults of an inbox in another directory: --dir DIR",
  });
}

async function change(dir: string, rules: (old: string[]) => string[]): Promise<ExitCode> {
  const old = await rulesOf(dir);
  await reading(dir, () => writeFaultFile(dir, rules(old)));
  // The inbox does not look at the file all the time.
  await new Promise((resolve) => setTimeout(resolve, SEEN_AFTER));
  return Exit.ok;
}
