/**
 * Programs on a terminal of their own, by `script` of util-linux: they see a terminal, and a test types.
 * @module
 */
import { assertEquals, assertMatch } from "../std/assert.ts";
import { Process, run } from "./process.ts";

/** Why no program can be run on a terminal of its own, or undefined if one can. */
export const terminalObstacle: string | undefined = await findObstacle();

async function findObstacle(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "needs Linux";
  const { stdout } = await run(["sh", "-c", "script --version"]);
  return stdout.includes("util-linux") ? undefined : "needs script of util-linux";
}

/**
 * Starts a program on a terminal, between two looks at its settings.
 *
 * @param argv The program and its arguments.
 * @param columns The width of the terminal.
 * @returns The process: its standard output is all that stands on the terminal.
 */
export function onTerminal(argv: readonly string[], columns = 80): Process {
  const program = argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  // Ctrl-C reaches the shell too, which must live to tell how the program ended.
  const command =
    `trap : INT; stty cols ${columns} rows 24; stty -g; ${program}; echo "exit $?"; stty -g`;
  return new Process(["script", "-qec", command, "/dev/null"], {
    env: { NO_COLOR: "1", FORCE_COLOR: "", TERM: "xterm", SHELL: "/bin/sh" },
  });
}

/**
 * Checks that a program has left the terminal as it was: the first line and the last are its settings.
 *
 * @param shown All that stood on the terminal.
 */
export function assertSameSettings(shown: string): void {
  const lines = shown.replaceAll("\r\n", "\n").trim().split("\n");
  assertMatch(lines[0] ?? "", /^[\da-f:]+$/);
  assertEquals(lines.at(-1), lines[0]);
}
