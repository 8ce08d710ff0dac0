/**
 * Chains of certificates with any extensions, for tests of what these forbid.
 * @module
 */
import {
  bitString,
  boolean,
  explicit,
  implicit,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  unsignedInteger,
  utf8String,
} from "../../inbox/tls/der.ts";
import { createKeys } from "../../inbox/tls/x509.ts";

const ALGORITHM = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
const DAY = 86_400_000;

/** What is not usual of a certificate. */
export interface Certificate {
  /** Its common name; in a chain no two should have the same, unless one is self-issued. */
  readonly name: string;
  /** Its extensions, in DER. */
  readonly extensions: readonly Uint8Array[];
}

/** An extension. */
export function extension(id: string, value: Uint8Array, critical = true): Uint8Array {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

/** basicConstraints of an authority, below which so many may stand. */
export function authority(pathLength?: number): Uint8Array {
  const length = pathLength === undefined ? [] : [unsignedInteger(Uint8Array.of(pathLength))];
  return extension("2.5.29.19", sequence(boolean(true), ...length));
}

/** keyUsage with these bits of the first octet. */
export function keyUsage(bits: number): Uint8Array {
  return extension("2.5.29.15", bitString(Uint8Array.of(bits)));
}

/** extendedKeyUsage for these purposes. */
export function purposes(...ids: readonly string[]): Uint8Array {
  return extension("2.5.29.37", sequence(...ids.map(objectIdentifier)));
}

/** A GeneralName of octets or text. */
export function generalName(kind: number, value: string | readonly number[]): Uint8Array {
  const octets = typeof value === "string"
    ? new TextEncoder().encode(value)
    : Uint8Array.from(value);
  return implicit(kind, octets);
}

/** A directoryName: a GeneralName of one common name. */
export function directoryName(name: string): Uint8Array {
  return explicit(4, commonName(name));
}

/** subjectAltName. */
export function alternativeNames(...names: readonly Uint8Array[]): Uint8Array {
  return extension("2.5.29.17", sequence(...names), false);
}

/** nameConstraints of these bases. */
export function nameConstraints(
  permitted: readonly Uint8Array[],
  excluded: readonly Uint8Array[] = [],
): Uint8Array {
  const lists = [permitted, excluded].map((bases, number) =>
    bases.length === 0
      ? new Uint8Array()
      : explicit(number, join(bases.map((base) => sequence(base))))
  );
  return extension("2.5.29.30", sequence(...lists));
}

/**
 * Signs a chain.
 *
 * @param chain The server's certificate first, the authority's last, which signs itself.
 * @returns The certificates in DER.
 */
export async function signChain(chain: readonly Certificate[]): Promise<Uint8Array[]> {
  const keys = await Promise.all(chain.map(() => createKeys()));
  return await Promise.all(chain.map(async ({ name, extensions }, index) => {
    const issuer = Math.min(index + 1, chain.length - 1);
    const own = keys[index];
    const signing = keys[issuer];
    if (own === undefined || signing === undefined) throw new Error("a key is missing");
    const body = sequence(
      explicit(0, unsignedInteger(Uint8Array.of(2))),
      unsignedInteger(Uint8Array.of(index + 1)),
      ALGORITHM,
      commonName(chain[issuer]?.name ?? ""),
      sequence(time(new Date(Date.now() - DAY)), time(new Date(Date.now() + DAY))),
      commonName(name),
      new Uint8Array(await crypto.subtle.exportKey("spki", own.publicKey)),
      ...(extensions.length === 0 ? [] : [explicit(3, sequence(...extensions))]),
    );
    return sequence(body, ALGORITHM, bitString(await sign(body, signing.privateKey)));
  }));
}

function commonName(name: string): Uint8Array {
  if (name === "") return sequence();
  return sequence(setOf(sequence(objectIdentifier("2.5.4.3"), utf8String(name))));
}

async function sign(octets: Uint8Array, key: CryptoKey): Promise<Uint8Array> {
  const how = { name: "ECDSA", hash: "SHA-256" };
  const numbers = new Uint8Array(await crypto.subtle.sign(how, key, new Uint8Array(octets)));
  return sequence(unsignedInteger(numbers.subarray(0, 32)), unsignedInteger(numbers.subarray(32)));
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}
