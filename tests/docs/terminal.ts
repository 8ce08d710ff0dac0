/**
 * A person at a terminal, who types what a document shows as typed.
 * @module
 */
import { Process, type ProcessOptions } from "../support/process.ts";
import { linesOnScreen } from "./screen.ts";

/** What a person has typed: behind the arrow of a dialogue, or behind the prompt. */
const TYPED = /^\s*\d+\.\d{3}\s+[-~]>(?: (.*))?$|^[a-z]+(?: tls)?> (.*)$/;

/** A prompt that waits. */
const PROMPT = /^[a-z]+(?: tls)?> ?$/;

const COLUMNS = 100;

/**
 * Runs a program on a terminal, and types when it asks.
 *
 * @param argv The program and its arguments.
 * @param shown The lines of the document.
 * @returns What stands on the terminal at the end.
 */
export async function typeInTerminal(
  argv: readonly string[],
  shown: readonly string[],
  options: Pick<ProcessOptions, "cwd" | "env">,
): Promise<string> {
  const program = argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const command = `stty cols ${COLUMNS} rows 200; ${program}`;
  const env = { ...options.env, TERM: "xterm" };
  await using process = new Process(["script", "-qec", command, "/dev/null"], { ...options, env });
  let seen = 0;
  for (const line of shown) {
    const typed = TYPED.exec(line);
    if (typed === null) continue;
    // The prompt of the line before may still stand there.
    await process.saidAll((text) => {
      const lines = linesOnScreen(text);
      const waits = lines.length > seen && PROMPT.test(lines.at(-1) ?? "");
      if (waits) seen = lines.length;
      return waits;
    });
    // Of a dialogue the document shows what was sent: behind a dot of mua's own.
    const text = typed[1]?.replace(/^\.\./, ".") ?? typed[2] ?? "";
    await process.give(`${text}\r`);
  }
  const { stdout } = await process.end();
  return linesOnScreen(stdout).join("\n");
}
