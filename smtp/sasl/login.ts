/**
 * LOGIN: user and password, each after a prompt. It is in no RFC but with many servers; the Internet
 * draft (draft-murchison-sasl-login) leaves the text of the prompts open, so it is not looked at.
 * @module
 */
import { type Exchange, utf8 } from "./mechanism.ts";
import type { Credentials } from "../security.ts";

/**
 * An exchange of LOGIN.
 *
 * @param credentials User and password.
 * @returns The exchange.
 */
export function* login({ user, secret }: Credentials): Exchange {
  yield { response: undefined, complete: false };
  yield { response: utf8(user), complete: false };
  yield { response: utf8(secret), complete: true };
}
