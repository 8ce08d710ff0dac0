/**
 * OAUTHBEARER (RFC 7628) and XOAUTH2, the server's side: a token in place of a password.
 * @module
 */
import { utf8 } from "../../smtp/sasl/mechanism.ts";
import {
  type ExchangeContext,
  judge,
  malformed,
  NOTHING,
  type ServerExchange,
  textOf,
  type Verdict,
} from "./mechanism.ts";
import { unescapeName } from "./name.ts";

/** How the two differ. */
interface Form {
  /** What the client says, with user and token. */
  readonly message: RegExp;
  /** What a refusal says, before it comes to an end (RFC 7628 section 3.2.2). */
  readonly refusal: string;
}

const FORMS: Readonly<Record<"OAUTHBEARER" | "XOAUTH2", Form>> = {
  OAUTHBEARER: {
    // deno-lint-ignore no-control-regex
    message: /^[ny],a=([^,\x01]+),\x01(?:[a-z]+=[^\x01]*\x01)*?auth=Bearer ([^\x01 ]+)\x01/i,
    refusal: '{"status":"invalid_token"}',
  },
  XOAUTH2: {
    // deno-lint-ignore no-control-regex
    message: /^user=([^\x01]+)\x01auth=Bearer ([^\x01 ]+)\x01\x01$/i,
    refusal: '{"status":"401","schemes":"bearer"}',
  },
};

/**
 * Makes the exchanges of one of the two. A refusal is told in a challenge, and the client answers it
 * before it hears the reply (RFC 7628 section 3.2.3).
 *
 * @param name Which one.
 * @returns What begins an exchange.
 */
export function bearer(
  name: "OAUTHBEARER" | "XOAUTH2",
): (context: ExchangeContext) => ServerExchange {
  const { message, refusal } = FORMS[name];
  return function* ({ door }): ServerExchange {
    const [, user, token] = message.exec(textOf(yield NOTHING) ?? "") ?? [];
    if (user === undefined || token === undefined) {
      return malformed(`${name} needs a user and a bearer token`);
    }
    const verdict: Verdict = judge(door, name === "XOAUTH2" ? user : unescapeName(user), token);
    if (verdict.kind === "refused") yield utf8(refusal);
    return verdict;
  };
}
