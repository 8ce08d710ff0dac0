/**
 * What stands on a terminal after what a program has written to it, as far as mua writes to one: whole
 * lines, and the line of its editor, which is written again at each key.
 * @module
 */

/** A control sequence of ECMA-48: erase to the end of the line, go right, or one that changes no text. */
const CONTROL = /^\p{Cc}\[([?\d;]*)([A-Za-z])/u;

/**
 * The lines on the terminal.
 *
 * @param written All that was written to it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { linesOnScreen } from "./screen.ts";
 *
 * assertEquals(linesOnScreen("a> EH\r\x1b[Ka> EHLO\r\nok"), ["a> EHLO", "ok"]);
 * ```
 */
export function linesOnScreen(written: string): string[] {
  const lines: string[] = [];
  let line: string[] = [];
  let column = 0;
  for (let rest = written; rest !== "";) {
    const [sequence, parameter, name] = CONTROL.exec(rest) ?? [];
    const character = sequence ?? [...rest.slice(0, 2)][0] ?? "";
    rest = rest.slice(character.length);
    if (name === "K") line.length = Math.min(line.length, column);
    else if (name === "C") column += Number(parameter || 1);
    else if (character === "\r") column = 0;
    else if (character === "\n") {
      lines.push(line.join(""));
      line = [];
      column = 0;
    } else if (sequence === undefined && character >= " ") {
      while (line.length < column) line.push(" ");
      line[column++] = character;
    }
  }
  return [...lines, line.join("")];
}
