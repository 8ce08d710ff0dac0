/**
 * Private keys of DKIM: made, read, and used (RFC 6376 section 3.3, RFC 8463).
 * @module
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import type { KeyRecord } from "../dkim/key.ts";

/** Bits of the RSA keys that are made: RFC 8301 section 3.2 advises them, and larger records break. */
const RSA_BITS = 2048;
/** RFC 8301 section 3.2: signers must not use shorter keys. */
const SHORTEST_BITS = 1024;
/** The octets of a SubjectPublicKeyInfo before an Ed25519 key (RFC 8410 section 4). */
const ED25519_PREFIX = 12;

/** A private key, ready to sign. */
export interface SigningKey {
  /** Its kind. */
  readonly type: "rsa" | "ed25519";
  /** Its length in bits. */
  readonly bits: number;
  /** What DNS has to publish as `p=`. */
  readonly published: string;
  /**
   * Signs the header.
   *
   * @param header The canonical fields.
   * @param hash Their SHA-256, which is what Ed25519 signs (RFC 8463 section 3).
   * @returns The signature in base64.
   */
  sign(header: Uint8Array, hash: Uint8Array): string;
}

/** A text that is no key to sign with. The message is a clause whose subject is the key. */
export class SigningKeyError extends Error {
  /** The name of the error. */
  override readonly name = "SigningKeyError";
}

/**
 * Reads a private key.
 *
 * @param pem The key in PEM: PKCS #8, or PKCS #1 as `openssl genrsa` used to write it.
 * @returns The key.
 * @throws {SigningKeyError} If it is none that can sign.
 */
export function readSigningKey(pem: string): SigningKey {
  if (/-----BEGIN (?:CERTIFICATE|(?:RSA )?PUBLIC KEY)-----/.test(pem)) {
    throw new SigningKeyError("is public: to sign, the private one is needed");
  }
  if (/ENCRYPTED/.test(pem)) {
    throw new SigningKeyError("is encrypted: decrypt it with openssl pkey -in FILE -out FILE2");
  }
  if (!/-----BEGIN (?:RSA |EC |DSA )?PRIVATE KEY-----/.test(pem)) {
    throw new SigningKeyError("is no private key in PEM");
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new SigningKeyError("cannot be read", { cause });
  }
  return signingKeyOf(key);
}

function signingKeyOf(key: KeyObject): SigningKey {
  const spki = new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" }));
  if (key.asymmetricKeyType === "ed25519") {
    return {
      type: "ed25519",
      bits: 256,
      published: spki.slice(ED25519_PREFIX).toBase64(),
      sign: (_header, hash) => sign(null, hash, key).toString("base64"),
    };
  }
  if (key.asymmetricKeyType !== "rsa") {
    throw new SigningKeyError("is neither RSA nor Ed25519, which DKIM has");
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < SHORTEST_BITS) {
    throw new SigningKeyError(
      `has ${bits} bits: receivers do not accept less than ${SHORTEST_BITS}`,
    );
  }
  return {
    type: "rsa",
    bits,
    published: spki.toBase64(),
    sign: (header) => sign("sha256", header, key).toString("base64"),
  };
}

/**
 * Makes a private key.
 *
 * @param type Its kind.
 * @returns The key in PEM (PKCS #8).
 */
export function makeSigningKey(type: SigningKey["type"]): string {
  const options = { format: "pem", type: "pkcs8" } as const;
  const { privateKey } = type === "rsa"
    ? generateKeyPairSync("rsa", { modulusLength: RSA_BITS })
    : generateKeyPairSync("ed25519");
  return privateKey.export(options).toString();
}

/**
 * The record that publishes a key (RFC 6376 section 3.6.1).
 *
 * @param key The key.
 */
export function publishedRecord({ type, published }: SigningKey): string {
  return `v=DKIM1; k=${type}; p=${published}`;
}

/** Whether a record in DNS is that of a key, so that receivers can verify what it signs. */
export function isPublished(key: SigningKey, record: KeyRecord): boolean {
  return record.faults.length === 0 && record.type === key.type && record.value === key.published;
}
