/**
 * SCRAM-SHA-256 (RFC 5802, RFC 7677), the server's side.
 * @module
 */
import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { utf8 } from "../../smtp/sasl/mechanism.ts";
import {
  type ExchangeContext,
  findUser,
  malformed,
  NOTHING,
  REFUSED,
  sameText,
  type ServerExchange,
  textOf,
} from "./mechanism.ts";
import { prepared, unescapeName } from "./name.ts";

/** RFC 7677 section 4 wants at least so many. */
const ITERATIONS = 4096;
const SALT_OCTETS = 16;
/** Octets of a key of SHA-256. */
const KEY_OCTETS = 32;

/** `client-first-message` without channel binding and authorization identity (RFC 5802 section 7). */
const CLIENT_FIRST = /^([ny],,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+))$/;
/** `client-final-message` without extensions. */
const CLIENT_FINAL = /^(c=([A-Za-z0-9+/=]+),r=([^,]+)),p=([A-Za-z0-9+/=]+)$/;

const MALFORMED = malformed("this is not a message of SCRAM-SHA-256 without channel binding");

/**
 * An exchange of SCRAM-SHA-256. A user that is not known is refused only at the end, like a wrong password.
 *
 * @param context What it works with; its door must know its users.
 * @returns The exchange.
 */
export function* scramSha256({ door, nonce }: ExchangeContext): ServerExchange {
  const first = CLIENT_FIRST.exec(textOf(yield NOTHING) ?? "");
  const [, header = "", bare = "", name = "", clientNonce = ""] = first ?? [];
  if (first === null || door.kind !== "users") return MALFORMED;
  // The secret is stored nowhere in salted form: a salt can be new each time, and tells nothing of the user.
  const salt = createHash("sha256").update(nonce).digest().subarray(0, SALT_OCTETS);
  const serverFirst = `r=${clientNonce}${nonce},s=${salt.toString("base64")},i=${ITERATIONS}`;

  const final = CLIENT_FINAL.exec(textOf(yield utf8(serverFirst)) ?? "");
  const [, withoutProof = "", binding = "", fullNonce = "", proof = ""] = final ?? [];
  if (final === null || binding !== utf8(header).toBase64()) return MALFORMED;
  if (fullNonce !== clientNonce + nonce) return MALFORMED;

  const authMessage = `${bare},${serverFirst},${withoutProof}`;
  const { known, user, secret } = findUser(door.users, unescapeName(name));
  const salted = pbkdf2Sync(prepared(secret), salt, ITERATIONS, KEY_OCTETS, "sha256");
  const expected = clientProof(salted, authMessage).toBase64();
  if (!sameText(proof, expected) || !known) return REFUSED;
  const serverSignature = hmac(hmac(salted, "Server Key"), authMessage);
  yield utf8(`v=${serverSignature.toBase64()}`);
  return { kind: "accepted", user };
}

/** RFC 5802 section 3. */
function clientProof(salted: Uint8Array, authMessage: string): Uint8Array {
  const clientKey = hmac(salted, "Client Key");
  const signature = hmac(createHash("sha256").update(clientKey).digest(), authMessage);
  return clientKey.map((octet, index) => octet ^ (signature[index] ?? 0));
}

function hmac(key: Uint8Array, message: string): Uint8Array {
  return new Uint8Array(createHmac("sha256", key).update(message).digest());
}
