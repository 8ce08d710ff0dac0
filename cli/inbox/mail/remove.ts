/**
 * `mua inbox rm` and `mua inbox clear`: removes messages, also while an inbox receives others.
 * @module
 */
import { defineCommand, type Invocation } from "../../command/command.ts";
import { Exit, type ExitCode } from "../../terminal/exit.ts";
import type { OptionTable } from "../../command/options.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { count } from "../../terminal/words.ts";
import { findNumber, readNumber } from "./number.ts";
import { directoryOption } from "./directory.ts";
import { reading } from "./directory.ts";

const removeOptions = {
  dir: directoryOption,
  json: { kind: "flag", help: "JSON: the numbers of what was removed" },
} as const satisfies OptionTable;

const DETAILS = [
  "An inbox that is running in this directory goes on; its next message gets the next number. " +
  "Other files in the directory are left alone.",
];

/** `mua inbox rm`. */
export const rm = defineCommand({
  name: "rm",
  summary: "remove messages",
  operands: "N|N.eml|last...",
  options: removeOptions,
  examples: [{ line: "mua inbox rm 1 2", what: "remove the messages 1 and 2" }],
  details: [...DETAILS, "Exit code 66: no such message; then none is removed."],
  needs: { read: true, write: true },
  run: removeSome,
});

/** `mua inbox clear`. */
export const clear = defineCommand({
  name: "clear",
  summary: "remove all messages",
  operands: "",
  options: removeOptions,
  examples: [{ line: "mua inbox clear --dir DIR", what: "remove all messages in this directory" }],
  details: [...DETAILS, "Exit code 66: no such directory."],
  needs: { read: true, write: true },
  run: removeAll,
});

async function removeSome(
  { options, operands, terminal }: Invocation<typeof removeOptions>,
): Promise<ExitCode> {
  const { dir, json } = options;
  const wanted = operands.map(readNumber);
  return await reading(dir, async (store) => {
    const numbers: number[] = [];
    for (const each of wanted) numbers.push(await findNumber(store, each, dir));
    return tell(await store.remove(numbers), json, terminal);
  });
}

async function removeAll(
  { options, terminal }: Invocation<typeof removeOptions>,
): Promise<ExitCode> {
  const { dir, json } = options;
  return await reading(dir, async (store) => {
    return tell(await store.remove(await store.numbers()), json, terminal);
  });
}

function tell(removed: readonly number[], json: boolean, terminal: Terminal): ExitCode {
  if (json) terminal.json({ removed });
  else terminal.err(`Removed ${count(removed.length, "message")}\n`);
  return Exit.ok;
}
