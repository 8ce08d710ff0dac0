/**
 * SCRAM-SHA-256 (RFC 5802, RFC 7677): neither the password nor anything that could stand for it goes to
 * the server, and the server proves that it knows the user.
 * @module
 */
import { type AsyncExchange, SaslError, utf8 } from "./mechanism.ts";
import type { Credentials } from "../security.ts";
import { saslName, saslPrepare } from "./name.ts";

type Octets = Uint8Array<ArrayBuffer>;

const decoder = new TextDecoder();

/** RFC 7677 section 4: with fewer it is cheap to guess the password from what an impostor was sent. */
const MIN_ITERATIONS = 4096;
/** Half a second of work: a server must not be able to ask for an hour of it (RFC 5802 section 9). */
const MAX_ITERATIONS = 1_000_000;

/** Octets of randomness in the client's nonce. */
const NONCE_OCTETS = 24;

/** RFC 5802 section 7: no channel binding, no authorization identity. */
const GS2_HEADER = "n,,";

/** The first message of the server: nonce, salt, iteration count, extensions (RFC 5802 section 7). */
const SERVER_FIRST = /^r=([\x21-\x2b\x2d-\x7e]+),s=([A-Za-z0-9+/]+={0,2}),i=([1-9]\d{0,9})(?:,|$)/;

/** The last message of the server: its signature, or an error (RFC 5802 section 7). */
const SERVER_FINAL = /^(?:v=([A-Za-z0-9+/]+={0,2})|e=([^,]+))(?:,|$)/;

/**
 * An exchange of SCRAM-SHA-256. It is complete when the server's signature is verified: a server that
 * announces success before that may not know the user at all.
 *
 * @param credentials User and password.
 * @param nonce Makes the client's nonce; tests give their own.
 * @returns The exchange.
 */
export async function* scramSha256(
  { user, secret }: Credentials,
  nonce: () => string = randomNonce,
): AsyncExchange {
  const password = utf8(saslPrepare(secret, "password"));
  const ownNonce = nonce();
  const clientFirstBare = `n=${saslName(user)},r=${ownNonce}`;
  const first = yield { response: utf8(GS2_HEADER + clientFirstBare), complete: false };

  const serverFirst = decoder.decode(first);
  const offer = readServerFirst(serverFirst, ownNonce);
  const clientFinalBare = `c=${utf8(GS2_HEADER).toBase64()},r=${offer.nonce}`;
  const authMessage = utf8([clientFirstBare, serverFirst, clientFinalBare].join(","));
  const saltedPassword = await stretch(password, offer.salt, offer.iterations);
  const proof = await clientProof(saltedPassword, authMessage);
  const clientFinal = `${clientFinalBare},p=${proof.toBase64()}`;
  const final = yield { response: utf8(clientFinal), complete: false };

  const signature = await hmac(await hmac(saltedPassword, utf8("Server Key")), authMessage);
  checkServerFinal(decoder.decode(final), signature);
  yield { response: new Uint8Array(), complete: true };
}

function randomNonce(): string {
  return crypto.getRandomValues(new Uint8Array(NONCE_OCTETS)).toBase64();
}

/** What the server's first message says. */
interface ServerFirst {
  readonly nonce: string;
  readonly salt: Octets;
  readonly iterations: number;
}

function readServerFirst(message: string, ownNonce: string): ServerFirst {
  const [, nonce, salt, count] = SERVER_FIRST.exec(message) ?? [];
  if (nonce === undefined || salt === undefined || count === undefined) {
    throw new SaslError("protocol", "the server's first message is not one of SCRAM");
  }
  // Otherwise the server could repeat an exchange that it has overheard.
  if (!nonce.startsWith(ownNonce) || nonce.length === ownNonce.length) {
    throw new SaslError("protocol", "the server's nonce does not continue the client's");
  }
  const iterations = Number(count);
  if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
    const range = `${MIN_ITERATIONS} to ${MAX_ITERATIONS}`;
    throw new SaslError(
      "auth",
      `the server asks for ${iterations} iterations of SCRAM, not ${range}`,
    );
  }
  return { nonce, salt: decodeBase64(salt), iterations };
}

function checkServerFinal(message: string, expected: Octets): void {
  const [, signature, error] = SERVER_FINAL.exec(message) ?? [];
  if (error !== undefined) throw new SaslError("auth", `the server ended SCRAM with "${error}"`);
  if (signature === undefined) {
    throw new SaslError("protocol", "the server's last message is not one of SCRAM");
  }
  if (decodeBase64(signature).toHex() !== expected.toHex()) {
    throw new SaslError("auth", "the server has not proved that it knows the user's password");
  }
}

function decodeBase64(text: string): Octets {
  try {
    return Uint8Array.fromBase64(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SaslError("protocol", "the server's message of SCRAM holds bad base64");
  }
}

/** `Hi` of RFC 5802 section 2.2. */
async function stretch(password: Octets, salt: Octets, iterations: number): Promise<Octets> {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
}

/** RFC 5802 section 3. */
async function clientProof(saltedPassword: Octets, authMessage: Octets): Promise<Octets> {
  const clientKey = await hmac(saltedPassword, utf8("Client Key"));
  const storedKey = new Uint8Array(await crypto.subtle.digest("SHA-256", clientKey));
  const signature = await hmac(storedKey, authMessage);
  return clientKey.map((octet, index) => octet ^ (signature[index] ?? 0));
}

async function hmac(key: Octets, message: Octets): Promise<Octets> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}
