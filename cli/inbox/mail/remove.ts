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
import { findPlace, placeNeeds, placeOptions } from "./place.ts";

const removeOptions = {
  ...placeOptions,
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
  needs: (request) => ({ ...placeNeeds(request), write: request.options.http === undefined }),
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
  needs: (request) => ({ ...placeNeeds(request), write: request.options.http === undefined }),
  run: removeAll,
});

async function removeSome(
  { options, operands, ...context }: Invocation<typeof removeOptions>,
): Promise<ExitCode> {
  const wanted = operands.map(readNumber);
  const place = await findPlace(options, context);
  const numbers: number[] = [];
  for (const each of wanted) numbers.push(await findNumber(place, each));
  return tell(await place.mails.remove(numbers), options.json, context.terminal);
}

async function removeAll(
  { options, ...context }: Invocation<typeof removeOptions>,
): Promise<ExitCode> {
  const { mails } = await findPlace(options, context);
  return tell(await mails.clear(), options.json, context.terminal);
}

function tell(removed: readonly number[], json: boolean, terminal: Terminal): ExitCode {
  if (json) terminal.json({ removed });
  else terminal.err(`Removed ${count(removed.length, "message")}\n`);
  return Exit.ok;
}
