/**
 * PLAIN (RFC 4616): the password as it is.
 * @module
 */
import { type Exchange, SaslError, utf8 } from "./mechanism.ts";
import type { Credentials } from "../security.ts";

/**
 * An exchange of PLAIN. The authorization identity is left empty: the server derives it (section 2).
 *
 * @param credentials User and password.
 * @returns The exchange.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { plain } from "./plain.ts";
 * const exchange = plain({ user: "tim", secret: "tanstaaftanstaaf", kind: "password" });
 * const step = await exchange.next(new Uint8Array());
 * assertEquals(step.value?.response, new TextEncoder().encode("\0tim\0tanstaaftanstaaf"));
 * ```
 */
export function* plain({ user, secret }: Credentials): Exchange {
  if (user.includes("\0") || secret.includes("\0")) {
    throw new SaslError("auth", "PLAIN cannot carry a user or password with a NUL character");
  }
  yield { response: utf8(`\0${user}\0${secret}`), complete: true };
}
