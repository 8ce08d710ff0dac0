/**
 * `mua inbox list`: what an inbox has received.
 * @module
 */
import { defineCommand, type Invocation } from "../../command/command.ts";
import { escapeLine } from "../../terminal/escape.ts";
import { Exit, type ExitCode } from "../../terminal/exit.ts";
import { messageJson, messageLine } from "./message.ts";
import { findPlace, placeNeeds, placeOptions } from "./place.ts";
import type { OptionTable } from "../../command/options.ts";

/** Messages whose lines are written together: a write for each of 50,000 takes longer than the rest. */
const LINES_AT_ONCE = 256;

const listOptions = {
  ...placeOptions,
  json: { kind: "flag", help: "JSON, one object per message" },
} as const satisfies OptionTable;

/** `mua inbox list`. */
export const list = defineCommand({
  name: "list",
  summary: "list the messages that arrived, one per line",
  operands: "",
  options: listOptions,
  examples: [{ line: "mua inbox list --dir DIR", what: "the messages in this directory" }],
  details: [
    "Shows number, time, size, envelope sender and recipients, and subject. Exit code 66: no such directory.",
  ],
  needs: placeNeeds,
  run: listMessages,
});

async function listMessages(
  { options, ...context }: Invocation<typeof listOptions>,
): Promise<ExitCode> {
  const { mails, dir, name } = await findPlace(options, context);
  const { terminal } = context;
  const messages = await mails.list();
  for (let at = 0; at < messages.length; at += LINES_AT_ONCE) {
    const some = messages.slice(at, at + LINES_AT_ONCE);
    if (!options.json) terminal.out(some.flatMap((message) => messageLine(message, message)));
    else for (const message of some) terminal.json(messageJson(message, message, dir));
  }
  if (messages.length === 0) terminal.err(`No messages in ${escapeLine(name)}\n`);
  return Exit.ok;
}
