/**
 * An exchange without a server, for tests.
 * @module
 */
import type { AsyncExchange, Exchange } from "../../../smtp/sasl/mechanism.ts";

/** Gives the challenges and returns what the exchange says, a line a step; `*` marks a complete one. */
export async function say(
  exchange: Exchange | AsyncExchange,
  ...challenges: string[]
): Promise<string[]> {
  const said: string[] = [];
  for (const challenge of ["", ...challenges]) {
    const { value, done } = await exchange.next(new TextEncoder().encode(challenge));
    if (done) return [...said, "end"];
    const response = value?.response;
    const text = response === undefined ? "(nothing)" : new TextDecoder().decode(response);
    said.push(`${text}${value?.complete ? "*" : ""}`);
  }
  return said;
}
