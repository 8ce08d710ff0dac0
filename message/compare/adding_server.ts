/**
 * Which server has put a field before a message. Each one puts what it adds before all that is there
 * (RFC 5321 4.4), so a field is of the server whose Received is the next below it.
 * @module
 */
import type { HeaderField } from "../header/header.ts";
import { parseReceived } from "../header/received.ts";

/**
 * Names the server that could have added each field of a header.
 *
 * @param fields The header of a message that arrived.
 * @returns For each field, at its place, the name that the server gives itself with `by`; `undefined`
 * below the last Received, and where that does not give it.
 */
export function addingServersOf(fields: readonly HeaderField[]): (string | undefined)[] {
  const servers: (string | undefined)[] = [];
  let server: string | undefined;
  for (const field of fields.toReversed()) {
    if (field.name.toLowerCase() === "received") server = parseReceived(field.value).by;
    servers.push(server);
  }
  return servers.reverse();
}
