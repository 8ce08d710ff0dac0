/**
 * Basic authentication of HTTP (RFC 7617).
 * @module
 */

/** Who may use the HTTP face. */
export interface Credentials {
  /** The name. */
  readonly user: string;
  /** The password. */
  readonly password: string;
}

const ENCODER = new TextEncoder();

/**
 * Tells whether a request is of the one who may, in a time that does not tell how far a guess was right.
 *
 * @param header The value of Authorization, if there is one.
 * @param credentials Who may.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { isAuthorized } from "./credentials.ts";
 * const credentials = { user: "ana", password: "secret" };
 * assert(await isAuthorized(`Basic ${btoa("ana:secret")}`, credentials));
 * assert(!await isAuthorized(`Basic ${btoa("ana:guess")}`, credentials));
 * ```
 */
export async function isAuthorized(
  header: string | null,
  { user, password }: Credentials,
): Promise<boolean> {
  const [, token] = /^Basic +([A-Za-z0-9+/]{1,2000}={0,2}) *$/i.exec(header ?? "") ?? [];
  const [given, expected] = await Promise.all([
    digest(decode(token ?? "")),
    digest(ENCODER.encode(`${user}:${password}`)),
  ]);
  let difference = token === undefined ? 1 : 0;
  // Of digests, so that neither their length nor where they differ says anything.
  for (const [at, octet] of expected.entries()) difference |= octet ^ (given[at] ?? 0);
  return difference === 0;
}

async function digest(octets: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", octets));
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    // It is no base64, and no password.
    return new Uint8Array(0);
  }
}
