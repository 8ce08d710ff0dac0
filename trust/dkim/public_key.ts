/**
 * Whether a public key confirms a signature.
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import type { KeyRecord } from "./key.ts";

/** What stands before the 32 octets of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410 section 4). */
const ED25519_PREFIX = Uint8Array.fromHex("302a300506032b6570032100");

/**
 * The key that a record publishes.
 *
 * @param record The record.
 * @returns The key, or `undefined` where there is none that can be read.
 */
export function publicKeyOf({ type, value }: KeyRecord): KeyObject | undefined {
  const octets = Buffer.from(value, "base64");
  const forms = type === "ed25519"
    ? [{ key: Buffer.concat([ED25519_PREFIX, octets]), type: "spki" as const }]
    : [{ key: octets, type: "spki" as const }, { key: octets, type: "pkcs1" as const }];
  for (const form of forms) {
    try {
      return createPublicKey({ ...form, format: "der" });
    } catch {
      // It may be of the other form.
    }
  }
  return undefined;
}

/** A signature and what it is of. */
interface Signed {
  /** The algorithm, such as `rsa-sha256`. */
  readonly algorithm: string;
  /** The signature in base64. */
  readonly value: string;
}

/**
 * Whether a signature is one of a text.
 *
 * @param key The key of who signed.
 * @param signed The signature.
 * @param text What was signed, one character an octet.
 */
export function confirms(key: KeyObject, { algorithm, value }: Signed, text: string): boolean {
  const octets = Buffer.from(text, "latin1");
  const signature = Buffer.from(value, "base64");
  try {
    // RFC 8463 section 3: of what Ed25519 signs, the hash is taken before.
    return algorithm.startsWith("ed25519")
      ? verify(null, createHash("sha256").update(octets).digest(), key, signature)
      : verify(algorithm.endsWith("sha1") ? "sha1" : "sha256", octets, key, signature);
  } catch {
    return false;
  }
}
