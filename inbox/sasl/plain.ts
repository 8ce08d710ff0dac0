/**
 * PLAIN (RFC 4616), the server's side.
 * @module
 */
import {
  type ExchangeContext,
  judge,
  malformed,
  NOTHING,
  REFUSED,
  type ServerExchange,
  textOf,
} from "./mechanism.ts";

/** `message` of RFC 4616 section 2: authorization identity, authentication identity, password. */
const MESSAGE = /^([^\0]*)\0([^\0]+)\0([^\0]+)$/;

/**
 * An exchange of PLAIN. Nobody may act for another user.
 *
 * @param context What it works with.
 * @returns The exchange.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { plain } from "./plain.ts";
 * const door = { kind: "users", users: [{ user: "tim", secret: "tanstaaftanstaaf" }] } as const;
 * const exchange = plain({ door, nonce: "1", hostName: "localhost" });
 * exchange.next();
 * const { value } = exchange.next(new TextEncoder().encode("\0tim\0tanstaaftanstaaf"));
 * assertEquals(value, { kind: "accepted", user: "tim" });
 * ```
 */
export function* plain({ door }: ExchangeContext): ServerExchange {
  const message = textOf(yield NOTHING) ?? "";
  const [, identity, user, password] = MESSAGE.exec(message) ?? [];
  if (user === undefined || password === undefined) {
    return malformed("PLAIN needs an identity, NUL, a user, NUL and a password");
  }
  if (identity !== "" && identity !== user) return REFUSED;
  return judge(door, user, password);
}
