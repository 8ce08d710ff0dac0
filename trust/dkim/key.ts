/**
 * A DKIM key as DNS publishes it (RFC 6376 section 3.6.1, RFC 8463 section 4).
 * @module
 */
import { contentOf, elements, SEQUENCE } from "../../smtp/tls/der_reader.ts";
import { CertificateError } from "../../smtp/tls/certificate.ts";
import { readTagList, type TagList, valueOf } from "../tag_list.ts";

/** The record of a key. */
export interface KeyRecord {
  /** The kind of key; `undefined` where it is not known. */
  readonly type: "rsa" | "ed25519" | undefined;
  /** The length of the key in bits; 0 where there is none that can be read. */
  readonly bits: number;
  /** Whether the key was withdrawn: an empty `p=`. */
  readonly revoked: boolean;
  /** Whether the signer only tests: `t=y`. */
  readonly testing: boolean;
  /** Whether `i=` of a signature must be of the very domain of `d=`: `t=s`. */
  readonly strict: boolean;
  /** The services that it is for, in lower case: `*`, `email`. */
  readonly services: readonly string[];
  /** The hashes that it may be used with, in lower case; `undefined` is all. */
  readonly hashes: readonly string[] | undefined;
  /** The key in base64, without white space. */
  readonly value: string;
  /** Why it cannot be used: clauses whose subject is the key. */
  readonly faults: readonly string[];
}

/** Octets of an Ed25519 key (RFC 8032 section 5.1.5). */
const ED25519_OCTETS = 32;

const INTEGER = 0x02;
const BIT_STRING = 0x03;

/**
 * Reads the record of a key.
 *
 * @param text The TXT record, its strings put together.
 * @returns The record, with why it cannot be used if so.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readKeyRecord } from "./key.ts";
 *
 * assertEquals(readKeyRecord("v=DKIM1; k=rsa; p=").revoked, true);
 * ```
 */
export function readKeyRecord(text: string): KeyRecord {
  const tags = readTagList(text);
  const value = (valueOf(tags, "p") ?? "").replace(/\s/g, "");
  const type = KINDS.find((kind) => kind === (valueOf(tags, "k") ?? "rsa").toLowerCase());
  const octets = fromBase64(value);
  const bits = octets === undefined ? 0 : bitsOf(octets, type);
  const flags = words(tags, "t") ?? [];
  const record = {
    type,
    bits,
    revoked: valueOf(tags, "p") === "",
    testing: flags.includes("y"),
    strict: flags.includes("s"),
    services: words(tags, "s") ?? ["*"],
    hashes: words(tags, "h"),
    value,
  };
  return { ...record, faults: [...tags.problems, ...faultsOf(tags, record, octets)] };
}

const KINDS = ["rsa", "ed25519"] as const;

function words(tags: TagList, name: string): string[] | undefined {
  return valueOf(tags, name)?.split(":").map((word) => word.trim().toLowerCase());
}

function faultsOf(
  tags: TagList,
  { type, bits, revoked, services, hashes }: Omit<KeyRecord, "faults">,
  octets: Uint8Array | undefined,
): string[] {
  const faults: string[] = [];
  const version = tags.tags.findIndex(({ name }) => name === "v");
  if (version > 0) faults.push("has its v= not at the start");
  if (version >= 0 && valueOf(tags, "v") !== "DKIM1") faults.push("is not of version DKIM1");
  if (hashes !== undefined && !hashes.includes("sha256")) faults.push("does not allow sha256 (h=)");
  if (!services.some((each) => each === "*" || each === "email")) {
    faults.push("is not for mail (s=)");
  }
  if (valueOf(tags, "p") === undefined) return [...faults, "has no p="];
  if (revoked) return faults;
  if (type === undefined) return [...faults, "is of a kind (k=) that is not known"];
  if (octets === undefined) return [...faults, "has a p= that is not base64"];
  if (bits === 0) faults.push(UNREADABLE[type]);
  return faults;
}

const UNREADABLE = {
  rsa: "has a p= that is no RSA public key",
  ed25519: `has a p= that is not of ${ED25519_OCTETS} octets, as an Ed25519 key is`,
} as const;

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    return undefined;
  }
}

function bitsOf(octets: Uint8Array, type: KeyRecord["type"]): number {
  if (type === "ed25519") return octets.length === ED25519_OCTETS ? ED25519_OCTETS * 8 : 0;
  return type === "rsa" ? modulusBits(octets) : 0;
}

/** The length of an RSA key: in a SubjectPublicKeyInfo, or in the bare RSAPublicKey that some publish. */
function modulusBits(octets: Uint8Array): number {
  try {
    const [outer] = elements(octets);
    const [first, second] = elements(contentOf(outer, SEQUENCE));
    if (first?.tag === INTEGER) return bitLength(first.content);
    const [key] = elements(contentOf(second, BIT_STRING).subarray(1));
    const [modulus] = elements(contentOf(key, SEQUENCE));
    return bitLength(contentOf(modulus, INTEGER));
  } catch (error) {
    if (error instanceof CertificateError) return 0;
    throw error;
  }
}

/** The bits of a positive number. */
function bitLength(octets: Uint8Array): number {
  const start = octets.findIndex((octet) => octet !== 0);
  if (start < 0) return 0;
  // Math.clz32 counts in 32 bits.
  return (octets.length - start) * 8 + 24 - Math.clz32(octets[start] ?? 0);
}
