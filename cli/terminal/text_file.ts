/**
 * Files of text that a command reads whole.
 * @module
 */
import { readText, SourceError } from "../../message/encoding/octets.ts";
import { openFile } from "../../message/file/file.ts";
import { sourceFailure } from "./file_failure.ts";

/**
 * Reads a file of UTF-8.
 *
 * @param path The file.
 * @throws {CliError} 66 if it cannot be read, 65 if it is no text.
 */
export async function readTextFile(path: string): Promise<string> {
  try {
    using file = await openFile(path);
    return await readText(file);
  } catch (error) {
    throw error instanceof SourceError ? sourceFailure(error) : error;
  }
}
