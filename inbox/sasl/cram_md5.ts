/**
 * CRAM-MD5 (RFC 2195), the server's side.
 * @module
 */
import { createHmac } from "node:crypto";
import { utf8 } from "../../smtp/sasl/mechanism.ts";
import {
  type ExchangeContext,
  findUser,
  malformed,
  REFUSED,
  sameText,
  type ServerExchange,
  textOf,
} from "./mechanism.ts";

/** A user, which may hold spaces, and the digest. */
const RESPONSE = /^(.+) ([0-9a-f]{32})$/;

/**
 * An exchange of CRAM-MD5.
 *
 * @param context What it works with.
 * @returns The exchange.
 */
export function* cramMd5({ door, nonce, hostName }: ExchangeContext): ServerExchange {
  const challenge = utf8(`<${nonce}@${hostName}>`);
  const [, user, digest] = RESPONSE.exec(textOf(yield challenge) ?? "") ?? [];
  if (user === undefined || digest === undefined) {
    return malformed("CRAM-MD5 needs a user, a space and a digest of 32 hexadecimal digits");
  }
  if (door.kind === "everybody") return { kind: "accepted", user };
  const { known, secret } = findUser(door.users, user);
  const expected = createHmac("md5", secret).update(challenge).digest("hex");
  const isDigest = sameText(digest, expected);
  return known && isDigest ? { kind: "accepted", user } : REFUSED;
}
