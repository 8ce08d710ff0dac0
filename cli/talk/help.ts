/**
 * What `:help` says.
 * @module
 */
import { LOCAL_COMMANDS } from "./local_command.ts";

/** Columns of the longest local command with its operands. */
const WIDTH = 24;

/**
 * The help of the local commands.
 *
 * @param word A word of SMTP to explain; `undefined` lists the local commands.
 * @returns The lines.
 */
export function helpOn(word: string | undefined): string[] {
  void word;
  return [
    "What you type goes to the server as it is. What begins with a colon is for mua:",
    ...LOCAL_COMMANDS.map(({ name, operands, does }) =>
      `  ${`:${name} ${operands}`.trimEnd().padEnd(WIDTH)} ${does}`
    ),
    "Keys: Tab completes, Up and Down and Ctrl-R find what was typed, Ctrl-D leaves with QUIT.",
  ];
}
