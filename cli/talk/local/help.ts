/**
 * What `:help` says.
 * @module
 */
import { explainOperands } from "../../../explain/reading/operands.ts";
import { explanationLines } from "../../explain/report.ts";
import { bold, type Piece } from "../../terminal/style.ts";
import { LOCAL_COMMANDS } from "./local_command.ts";

/** Columns of the longest local command with its operands. */
const WIDTH = 24;

/**
 * The help of the local commands, or what a word of SMTP means.
 *
 * @param words The words to explain: a command, a code, an extension; `undefined` lists the local commands.
 * @param columns The width of the terminal.
 * @returns Lines.
 */
export function helpOn(words: string | undefined, columns: number): Piece[] {
  if (words !== undefined) {
    return explanationLines(explainOperands(words.split(/[ \t]+/)), columns);
  }
  return [
    "What you type goes to the server as it is. What begins with a colon is for mua:\n",
    ...LOCAL_COMMANDS.flatMap(({ name, operands, does }) => [
      "  ",
      bold(`:${name} ${operands}`.trimEnd()),
      `${" ".repeat(WIDTH - `:${name} ${operands}`.trimEnd().length)} ${does}\n`,
    ]),
    "Tab completes; Up, Down and Ctrl-R find what was typed; Ctrl-C drops the line, and\n" +
    "leaves with QUIT where there is none, as Ctrl-D does.\n",
  ];
}
