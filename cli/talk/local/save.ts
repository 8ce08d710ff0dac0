/**
 * `:save`: a dialogue in a file.
 * @module
 */
import { writePrivateFile } from "../../../message/file/private_file.ts";
import { cannotSave } from "../../terminal/file_failure.ts";
import { formatTalkRecord, formatTranscript } from "../record/record.ts";
import type { TalkParts } from "../dialogue/dialogue.ts";

/**
 * Writes the dialogue to a file that only the user can read: as JSON if its name ends so, else as text.
 *
 * @param parts The dialogue.
 * @param path The file.
 * @throws {CliError} 74 if it cannot be written.
 */
export async function saveDialogue({ server, recorder }: TalkParts, path: string): Promise<void> {
  const { name: host, address, port } = server;
  const { began, entries } = recorder;
  const record = { version: 1, host, address, port, began, entries } as const;
  const text = path.endsWith(".json") ? formatTalkRecord(record) : formatTranscript(record);
  try {
    await writePrivateFile(path, text);
  } catch (cause) {
    throw cannotSave(path, cause);
  }
}
