/**
 * What stands behind the question mark of a request.
 * @module
 */
import { HttpError } from "./respond.ts";

/**
 * A number in a query.
 *
 * @param url The address of the request.
 * @param name What the number is called.
 * @param byDefault The number where none is given.
 * @throws {HttpError} 400 if it is no number.
 */
export function numberIn({ searchParams }: URL, name: string, byDefault: number): number {
  const text = searchParams.get(name) ?? "";
  if (text === "") return byDefault;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new HttpError(400, `${name} is not a number`);
}
