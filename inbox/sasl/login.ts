/**
 * LOGIN (draft-murchison-sasl-login), the server's side.
 * @module
 */
import { utf8 } from "../../smtp/sasl/mechanism.ts";
import {
  type ExchangeContext,
  judge,
  malformed,
  type ServerExchange,
  textOf,
} from "./mechanism.ts";

/** Some clients look for these very words. */
const USER_PROMPT = utf8("Username:");
const PASSWORD_PROMPT = utf8("Password:");

/**
 * An exchange of LOGIN.
 *
 * @param context What it works with.
 * @returns The exchange.
 */
export function* login({ door }: ExchangeContext): ServerExchange {
  const user = textOf(yield USER_PROMPT);
  const password = textOf(yield PASSWORD_PROMPT);
  if (user === undefined || password === undefined) return malformed("LOGIN needs UTF-8");
  return judge(door, user, password);
}
