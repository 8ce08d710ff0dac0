/**
 * How a message of an inbox is called: by its number, by its file as the dialogue says it (`stored as
 * 0001.eml`), or as the last one.
 * @module
 */
import type { MessageStore } from "../../../inbox/store/store.ts";
import { MissingInputError, UsageError } from "../../terminal/exit.ts";

/** The number of a message, or the word for the one with the highest. */
type Wanted = number | "last";

/**
 * Reads how a message is called.
 *
 * @param text The text.
 * @returns Its number, or that it is the last.
 * @throws {UsageError} If it is neither.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readNumber } from "./number.ts";
 * assertEquals([readNumber("0012.eml"), readNumber("last")], [12, "last"]);
 * ```
 */
export function readNumber(text = ""): Wanted {
  if (text === "last") return text;
  const [, digits] = /^(\d{1,9})(?:\.eml)?$/.exec(text) ?? [];
  const number = Number(digits ?? 0);
  if (number > 0) return number;
  throw new UsageError(`N must be the number of a message, its file N.eml, or last; not "${text}"`);
}

/**
 * Finds the message that is meant.
 *
 * @param store The store.
 * @param wanted How it is called.
 * @param dir The directory of the store.
 * @returns Its number.
 * @throws {MissingInputError} If there is no such message.
 */
export async function findNumber(
  store: MessageStore,
  wanted: Wanted,
  dir: string,
): Promise<number> {
  if (wanted !== "last") {
    if (await store.find(wanted) === undefined) throw noMessage(wanted, dir);
    return wanted;
  }
  const last = (await store.numbers()).at(-1);
  if (last === undefined) throw new MissingInputError(`no messages in "${dir}"`);
  return last;
}

/**
 * There is no such message.
 *
 * @param number Its number.
 * @param dir The directory.
 */
export function noMessage(number: number, dir: string): MissingInputError {
  const hint = `To list the messages: mua inbox list --dir ${dir}`;
  return new MissingInputError(`no message ${number} in "${dir}"`, { hint });
}
