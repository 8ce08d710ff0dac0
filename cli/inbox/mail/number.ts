/**
 * How a message of an inbox is called: by its number, by its file as the dialogue says it (`stored as
 * 0001.eml`), or as the last one.
 * @module
 */
import { escapeLine } from "../../terminal/escape.ts";
import { MissingInputError, UsageError } from "../../terminal/exit.ts";
import type { MailPlace } from "./place.ts";

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
 * @param place Where it is.
 * @param wanted How it is called.
 * @returns Its number.
 * @throws {MissingInputError} If there is no such message.
 */
export async function findNumber(place: MailPlace, wanted: Wanted): Promise<number> {
  const { mails, name } = place;
  if (wanted !== "last") {
    if (await mails.find(wanted) === undefined) throw noMessage(wanted, place);
    return wanted;
  }
  const last = await mails.last();
  if (last === undefined) throw new MissingInputError(`no messages in "${name}"`);
  return last;
}

/**
 * There is no such message.
 *
 * @param number Its number.
 * @param place Where it was looked for.
 */
export function noMessage(number: number, { name, option }: MailPlace): MissingInputError {
  const hint = `To list the messages: mua inbox list ${escapeLine(option)}`;
  return new MissingInputError(`no message ${number} in "${name}"`, { hint });
}
