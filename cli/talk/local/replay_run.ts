/**
 * `:replay` and `--replay`: says again what was said in a dialogue that was saved.
 * @module
 */
import type { Reply } from "../../../smtp/mod.ts";
import { InputError } from "../../terminal/exit.ts";
import { readTextFile } from "../../terminal/text_file.ts";
import { parseTalkRecord, type TalkRecord, TalkRecordError } from "../record/record.ts";
import {
  type ComparedStep,
  compareStep,
  missingOctets,
  type ReplayStep,
  stepsOf,
} from "../record/replay.ts";
import type { Talk } from "../dialogue/talk.ts";

/**
 * Reads a dialogue that can be said again.
 *
 * @param path The file.
 * @returns The dialogue.
 * @throws {CliError} 66 if the file cannot be read, 65 if it holds no dialogue or not the whole of one.
 */
export async function readDialogue(path: string): Promise<TalkRecord> {
  try {
    const record = parseTalkRecord(await readTextFile(path));
    const missing = missingOctets(record.entries);
    if (missing === 0) return record;
    throw new InputError(`cannot replay "${path}": it does not contain the whole message`);
  } catch (error) {
    if (!(error instanceof TalkRecordError)) throw error;
    throw new InputError(`cannot replay "${path}": ${error.message}`, {
      hint: "To send a file of lines: mua talk HOST <FILE",
      cause: error,
    });
  }
}

/**
 * Says a dialogue again, each step when the answers to the one before have come.
 *
 * @param talk The dialogue that is held now.
 * @param record The dialogue of then.
 * @returns How the answers compare, step by step.
 */
export async function replayDialogue(
  talk: Talk,
  record: TalkRecord,
): Promise<readonly ComparedStep[]> {
  const [greeting, ...steps] = stepsOf(record.entries);
  const compared = greeting === undefined ? [] : [compareStep(greeting, talk.dialogue.answers)];
  let hasTold = false;
  for (const step of steps) {
    if (step.lines.some(({ isSecret }) => isSecret)) {
      if (!hasTold) {
        talk.dialogue.recorder.note("left out: a line with a secret, which is not saved");
      }
      hasTold = true;
    } else {
      compared.push(compareStep(step, await playStep(talk, step)));
    }
  }
  return compared.filter((step) => step !== undefined);
}

async function playStep(talk: Talk, { lines }: ReplayStep): Promise<readonly Reply[]> {
  const [first] = lines;
  if (first === undefined || !talk.dialogue.isOpen || talk.dialogue.leavesOut(first.text)) {
    return [];
  }
  return await talk.sayAgain(lines);
}
