/**
 * The mechanisms there are, and which of them to use with a server.
 * @module
 */
import { oauthBearer, xoauth2 } from "./bearer.ts";
import { cramMd5 } from "./cram_md5.ts";
import { login } from "./login.ts";
import type { Mechanism } from "./mechanism.ts";
import type { SecretKind } from "../security.ts";
import { plain } from "./plain.ts";
import { scramSha256 } from "./scram.ts";

/**
 * The mechanisms, the strongest first.
 *
 * SCRAM-SHA-256 tells the server nothing that could be used again, and makes it prove itself.
 * CRAM-MD5 tells it something that guessing can be tried on; PLAIN tells it the password. TLS protects
 * both on the way but not from the server, which may not be the one it was when the password was given
 * to it. That a server with CRAM-MD5 must keep the password readable is no reason to prefer PLAIN: it
 * keeps it whatever is used. LOGIN is PLAIN with more round trips and without a standard. OAUTHBEARER
 * is XOAUTH2 with one.
 */
const MECHANISMS: readonly Mechanism[] = [
  { name: "SCRAM-SHA-256", uses: "password", begin: (credentials) => scramSha256(credentials) },
  { name: "CRAM-MD5", uses: "password", begin: cramMd5 },
  { name: "PLAIN", uses: "password", begin: plain },
  { name: "LOGIN", uses: "password", begin: login },
  { name: "OAUTHBEARER", uses: "token", begin: oauthBearer },
  { name: "XOAUTH2", uses: "token", begin: xoauth2 },
];

/**
 * The mechanism of a name.
 *
 * @param name The name, in any case.
 * @returns The mechanism, or `undefined` if there is none of that name here.
 */
export function findMechanism(name: string): Mechanism | undefined {
  return MECHANISMS.find((mechanism) => mechanism.name === name.toUpperCase());
}

/**
 * The strongest mechanism that a server offers and a secret can be used with.
 *
 * @param offered The names that the server offers, in any case and order.
 * @param wanted The only mechanism to use, if the user named one.
 * @param available What secret there is.
 * @returns The mechanism, or `undefined` if there is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { chooseMechanism } from "./mechanisms.ts";
 * const offered = ["LOGIN", "PLAIN", "XOAUTH2"];
 * assertEquals(chooseMechanism(offered, undefined, "password")?.name, "PLAIN");
 * assertEquals(chooseMechanism(offered, "login", "password")?.name, "LOGIN");
 * assertEquals(chooseMechanism(offered, undefined, "token")?.name, "XOAUTH2");
 * assertEquals(chooseMechanism(offered, "CRAM-MD5", "password"), undefined);
 * ```
 */
export function chooseMechanism(
  offered: readonly string[],
  wanted: string | undefined,
  available: SecretKind,
): Mechanism | undefined {
  const names = new Set(offered.map((name) => name.toUpperCase()));
  return MECHANISMS.find(({ name, uses }) =>
    names.has(name) && uses === available && (wanted === undefined || wanted.toUpperCase() === name)
  );
}
