/**
 * CRAM-MD5 (RFC 2195): the password as the key of a digest of the server's challenge.
 * @module
 */
import { createHmac } from "node:crypto";
import { type Exchange, SaslError, utf8 } from "./mechanism.ts";
import type { Credentials } from "../security.ts";

/**
 * An exchange of CRAM-MD5.
 *
 * @param credentials User and password.
 * @returns The exchange.
 */
export function* cramMd5({ user, secret }: Credentials): Exchange {
  const challenge = yield { response: undefined, complete: false };
  // A digest of nothing could be repeated by whoever overhears it, or be looked up in a table.
  if (challenge.length === 0) throw new SaslError("protocol", "the challenge of CRAM-MD5 is empty");
  // WebCrypto has no MD5.
  const digest = createHmac("md5", secret).update(challenge).digest("hex");
  yield { response: utf8(`${user} ${digest}`), complete: true };
}
