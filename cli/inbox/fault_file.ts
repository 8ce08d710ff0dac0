/**
 * The rules of a running inbox in its directory, so that `mua inbox fail` can change them: the inbox writes
 * the file when it starts, looks at it before each step of a dialogue, and removes it when it ends.
 * @module
 */
import type { FaultRule } from "../../inbox/faults/rule.ts";
import { FaultScript } from "../../inbox/faults/script.ts";
import { writePrivateFile } from "../../message/file/private_file.ts";

/** No name of a message. */
const NAME = ".faults";

/** Milliseconds between two looks at the file: so many steps are in a second that each would cost too much. */
const LOOK_INTERVAL = 20;

/** Milliseconds after which a change of the file is seen by every step that begins. */
export const SEEN_AFTER = 2 * LOOK_INTERVAL;

/**
 * Reads the rules of an inbox.
 *
 * @param dir The directory of the inbox.
 * @returns The rules as they were written; `undefined` if no inbox runs there.
 */
export async function readFaultFile(dir: string): Promise<string[] | undefined> {
  try {
    return linesOf(await Deno.readTextFile(pathOf(dir)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Writes the rules of an inbox.
 *
 * @param dir The directory of the inbox.
 * @param rules The rules as they are written.
 */
export async function writeFaultFile(dir: string, rules: readonly string[]): Promise<void> {
  await writePrivateFile(pathOf(dir), rules.map((rule) => `${rule}\n`).join(""));
}

/** A script, and what ends the following of its file. */
interface FollowedScript extends AsyncDisposable {
  readonly script: FaultScript;
}

/**
 * A script of faults whose rules are those of a file.
 *
 * @param dir The directory of the inbox.
 * @param rules The rules at the beginning.
 * @param read Reads rules; where it throws, the rules stay as they are.
 * @returns The script; the file is gone when it is disposed of.
 */
export async function followFaultFile(
  dir: string,
  rules: readonly FaultRule[],
  read: (rules: readonly string[]) => readonly FaultRule[],
): Promise<FollowedScript> {
  const path = pathOf(dir);
  await writeFaultFile(dir, rules.map(({ text }) => text));
  let seen = stampOf(path);
  let next = 0;
  const look = (): void => {
    const now = performance.now();
    if (now < next) return;
    next = now + LOOK_INTERVAL;
    const stamp = stampOf(path);
    if (stamp === seen || stamp === undefined) return;
    seen = stamp;
    try {
      script.replace(keepingOld(script.rules, read(linesOf(Deno.readTextFileSync(path)))));
    } catch {
      // Not written by mua inbox fail, which refuses what is no rule.
    }
  };
  const script = new FaultScript(rules, { beforeStep: look });
  return {
    script,
    async [Symbol.asyncDispose](): Promise<void> {
      await Deno.remove(path).catch(() => {});
    },
  };
}

/** A rule that stays is counted on. */
function keepingOld(old: readonly FaultRule[], rules: readonly FaultRule[]): FaultRule[] {
  const left = [...old];
  return rules.map((rule) => {
    const at = left.findIndex(({ text }) => text === rule.text);
    return at === -1 ? rule : left.splice(at, 1)[0] ?? rule;
  });
}

function pathOf(dir: string): string {
  return `${dir}/${NAME}`;
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** A file that was replaced is another one. */
function stampOf(path: string): string | undefined {
  try {
    const { ino, mtime, size } = Deno.statSync(path);
    return `${ino} ${mtime?.getTime()} ${size}`;
  } catch {
    return undefined;
  }
}
