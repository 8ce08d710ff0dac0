/**
 * `:save`: a dialogue in a file.
 * @module
 */
import { cannotSave, openPrivate, writeWhole } from "../private_file.ts";
import { formatTalkRecord, formatTranscript } from "./record.ts";
import type { Talk } from "./talk.ts";

/**
 * Writes the dialogue to a file that only the user can read: as JSON if its name ends so, else as text.
 *
 * @param talk The dialogue.
 * @param path The file.
 * @throws {CliError} 74 if it cannot be written.
 */
export async function saveDialogue({ server, recorder }: Talk, path: string): Promise<void> {
  const { name: host, address, port } = server;
  const { began, entries } = recorder;
  const record = { version: 1, host, address, port, began, entries } as const;
  const text = path.endsWith(".json") ? formatTalkRecord(record) : formatTranscript(record);
  using file = await openPrivate(path);
  try {
    await writeWhole(file, new TextEncoder().encode(text));
  } catch (cause) {
    throw cannotSave(path, cause);
  }
}
