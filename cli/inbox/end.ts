/**
 * When `mua inbox` ends though nobody stops it: whoever started it must not leave it behind, with its
 * port taken. And the file by which others see that it runs.
 * @module
 */
import { writePrivateFile } from "../../message/file/private_file.ts";
import { cannotSave } from "../terminal/file_failure.ts";
import { versioned } from "../terminal/stream.ts";
import type { Input } from "../terminal/terminal.ts";

/** How often, in milliseconds, it is looked whether the program that started this one still runs. */
const LOOK_INTERVAL = 500;

/**
 * Waits for the end of the program that started this one. Only writing shows whether anybody reads a pipe,
 * and an inbox may have nothing to write for hours; but when its parent ends there is something to say.
 *
 * @param onEnd Called once, when it has ended.
 * @returns Ends the waiting.
 */
export function onParentEnd(onEnd: () => void): Disposable {
  const parent = Deno.ppid;
  const timer = setInterval(() => {
    if (Deno.ppid === parent) return;
    clearInterval(timer);
    onEnd();
  }, LOOK_INTERVAL);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/**
 * A signal that the end of standard input aborts.
 *
 * @param input Standard input; what comes from it is thrown away.
 */
export function untilInputEnds(input: Input): AbortSignal {
  const ended = new AbortController();
  const nothing = new WritableStream();
  // One that cannot be read any more has ended too.
  input.readable.pipeTo(nothing).catch(() => {}).finally(() => ended.abort());
  return ended.signal;
}

/**
 * Writes the file that says that an inbox listens, and where.
 *
 * @param path The file; one that is there is replaced whole.
 * @param listening What it says.
 * @returns Removes it, unless another has taken its place.
 * @throws {CliError} 74 if it cannot be written.
 */
export async function announce(
  path: string,
  listening: Record<string, unknown>,
): Promise<AsyncDisposable> {
  const text = `${JSON.stringify(versioned(listening))}\n`;
  try {
    await writePrivateFile(path, text);
  } catch (cause) {
    throw cannotSave(path, cause);
  }
  return { [Symbol.asyncDispose]: () => removeIfItSays(path, text) };
}

async function removeIfItSays(path: string, text: string): Promise<void> {
  try {
    if (await Deno.readTextFile(path) === text) await Deno.remove(path);
  } catch {
    // It is gone already, or is nothing that could be read: either way it is not ours any more.
  }
}
