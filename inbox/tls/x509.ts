/**
 * X.509 certificates as RFC 5280 wants them, with an ECDSA key on P-256.
 * @module
 */
import { parseIpAddress } from "../../dns/ip.ts";
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
} from "./der.ts";

/** What a certificate says. */
interface CertificateContents {
  /** The common name of who it is about. */
  readonly subject: string;
  /** The key of who it is about. */
  readonly publicKey: CryptoKey;
  /** The common name of who signs it. */
  readonly issuer: string;
  /** The key of who signs it. */
  readonly issuerKeys: CryptoKeyPair;
  /** From when on it is valid. */
  readonly notBefore: Date;
  /** Until when it is valid. */
  readonly notAfter: Date;
  /** Whether it may sign others; if not, it is a server's. */
  readonly authority: boolean;
  /** The domains and IP addresses that it is for. */
  readonly names: readonly string[];
}

const KEY = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };

const COMMON_NAME = objectIdentifier("2.5.4.3");
const ECDSA_WITH_SHA256 = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
const BASIC_CONSTRAINTS = objectIdentifier("2.5.29.19");
const KEY_USAGE = objectIdentifier("2.5.29.15");
const EXTENDED_KEY_USAGE = objectIdentifier("2.5.29.37");
const SERVER_AUTH = objectIdentifier("1.3.6.1.5.5.7.3.1");
const SUBJECT_ALT_NAME = objectIdentifier("2.5.29.17");
const SUBJECT_KEY_IDENTIFIER = objectIdentifier("2.5.29.14");
const AUTHORITY_KEY_IDENTIFIER = objectIdentifier("2.5.29.35");

/** The version of a certificate with extensions, which is number 2 (RFC 5280 section 4.1.2.1). */
const VERSION_3 = Uint8Array.of(2);
/** The bits of keyUsage (RFC 5280 section 4.2.1.3), and how many of the octet are not used. */
const DIGITAL_SIGNATURE = bitString(Uint8Array.of(0b1000_0000), 7);
const KEY_CERT_SIGN_AND_CRL_SIGN = bitString(Uint8Array.of(0b0000_0110), 1);
/** The choices of GeneralName (RFC 5280 section 4.2.1.6). */
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** Octets of a serial number: random, at most 20, and positive (RFC 5280 section 4.1.2.2). */
const SERIAL_OCTETS = 16;
/** Characters of base64 in a line of PEM (RFC 7468 section 2). */
const PEM_LINE = 64;

/** Makes a new key pair that signs, and can be exported. */
export async function createKeys(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(KEY, true, ["sign", "verify"]);
}

/**
 * Makes and signs a certificate.
 *
 * @param contents What it says.
 * @returns The certificate in PEM (RFC 7468 section 5).
 */
export async function signCertificate(contents: CertificateContents): Promise<string> {
  const { issuerKeys, publicKey } = contents;
  const toBeSigned = sequence(
    explicit(0, unsignedInteger(VERSION_3)),
    unsignedInteger(serialNumber()),
    ECDSA_WITH_SHA256,
    distinguishedName(contents.issuer),
    sequence(time(contents.notBefore), time(contents.notAfter)),
    distinguishedName(contents.subject),
    new Uint8Array(await crypto.subtle.exportKey("spki", publicKey)),
    explicit(3, sequence(await extensions(contents))),
  );
  const signature = await sign(toBeSigned, issuerKeys.privateKey);
  return pem("CERTIFICATE", sequence(toBeSigned, ECDSA_WITH_SHA256, bitString(signature)));
}

/**
 * Exports a private key.
 *
 * @param key The key.
 * @returns The key in PEM (RFC 7468 section 10).
 */
export async function exportPrivateKey(key: CryptoKey): Promise<string> {
  return pem("PRIVATE KEY", new Uint8Array(await crypto.subtle.exportKey("pkcs8", key)));
}

async function extensions(contents: CertificateContents): Promise<Uint8Array[]> {
  const { authority, names, publicKey, issuerKeys } = contents;
  const subjectKey = await keyIdentifier(publicKey);
  const issuerKey = await keyIdentifier(issuerKeys.publicKey);
  return [
    critical(BASIC_CONSTRAINTS, authority ? sequence(boolean(true)) : sequence()),
    critical(KEY_USAGE, authority ? KEY_CERT_SIGN_AND_CRL_SIGN : DIGITAL_SIGNATURE),
    extension(SUBJECT_KEY_IDENTIFIER, octetString(subjectKey)),
    extension(AUTHORITY_KEY_IDENTIFIER, sequence(implicit(0, issuerKey))),
    ...(authority ? [] : [extension(EXTENDED_KEY_USAGE, sequence(SERVER_AUTH))]),
    ...(names.length === 0 ? [] : [extension(SUBJECT_ALT_NAME, sequence(names.map(generalName)))]),
  ];
}

function extension(identifier: Uint8Array, value: Uint8Array): Uint8Array {
  return sequence(identifier, octetString(value));
}

function critical(identifier: Uint8Array, value: Uint8Array): Uint8Array {
  return sequence(identifier, boolean(true), octetString(value));
}

function generalName(name: string): Uint8Array {
  const ip = parseIpAddress(name);
  return ip === undefined
    ? implicit(DNS_NAME, new TextEncoder().encode(name))
    : implicit(IP_ADDRESS, ip.bytes);
}

function distinguishedName(commonName: string): Uint8Array {
  return sequence(setOf(sequence(COMMON_NAME, utf8String(commonName))));
}

function serialNumber(): Uint8Array {
  const octets = crypto.getRandomValues(new Uint8Array(SERIAL_OCTETS));
  octets[0] = 0x40 | (octets[0] ?? 0) & 0x7f;
  return octets;
}

/** RFC 5280 section 4.2.1.2, method (1): the SHA-1 of the public key's bits. It identifies, it protects nothing. */
async function keyIdentifier(key: CryptoKey): Promise<Uint8Array> {
  const point = await crypto.subtle.exportKey("raw", key);
  return new Uint8Array(await crypto.subtle.digest("SHA-1", point));
}

/** WebCrypto gives the two numbers side by side, a certificate wants them as integers (RFC 5480 appendix A). */
async function sign(octets: Uint8Array, key: CryptoKey): Promise<Uint8Array> {
  const numbers = new Uint8Array(
    await crypto.subtle.sign(SIGNATURE, key, new Uint8Array(octets)),
  );
  const half = numbers.length / 2;
  return sequence(
    unsignedInteger(numbers.subarray(0, half)),
    unsignedInteger(numbers.subarray(half)),
  );
}

function pem(label: string, octets: Uint8Array): string {
  const lines = octets.toBase64().match(new RegExp(`.{1,${PEM_LINE}}`, "g")) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
