/**
 * Who may authenticate to the inbox, and by which mechanisms (RFC 4954).
 * @module
 */
import { bearer } from "./bearer.ts";
import { cramMd5 } from "./cram_md5.ts";
import { login } from "./login.ts";
import type { Door, ServerMechanism } from "./mechanism.ts";
import { plain } from "./plain.ts";
import { scramSha256 } from "./scram.ts";

/** How clients authenticate. */
export interface Access {
  /** Who is let in. */
  readonly door: Door;
  /** The mechanisms that are offered. */
  readonly mechanisms: readonly ServerMechanism[];
  /** Whether no mail is taken from anybody else. */
  readonly required: boolean;
  /** Whether AUTH is offered also without TLS (RFC 4954 section 4 forbids it for passwords as they are). */
  readonly inClear: boolean;
}

/** The mechanisms, the strongest first. */
const MECHANISMS: readonly ServerMechanism[] = [
  { name: "SCRAM-SHA-256", speaksFirst: false, knowsSecret: true, begin: scramSha256 },
  { name: "CRAM-MD5", speaksFirst: true, knowsSecret: false, begin: cramMd5 },
  { name: "PLAIN", speaksFirst: false, knowsSecret: false, begin: plain },
  { name: "LOGIN", speaksFirst: false, knowsSecret: false, begin: login },
  { name: "OAUTHBEARER", speaksFirst: false, knowsSecret: false, begin: bearer("OAUTHBEARER") },
  { name: "XOAUTH2", speaksFirst: false, knowsSecret: false, begin: bearer("XOAUTH2") },
];

/**
 * The mechanisms that a door can be opened with.
 *
 * @param door Who is let in. Where everybody is, SCRAM cannot be used: the server proves in it that it
 * knows the password.
 * @param only The only names wanted, in capitals; empty for all.
 * @returns The mechanisms, the strongest first.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mechanismsFor } from "./access.ts";
 * const names = mechanismsFor({ kind: "everybody" }, ["PLAIN", "LOGIN"]).map(({ name }) => name);
 * assertEquals(names, ["PLAIN", "LOGIN"]);
 * ```
 */
export function mechanismsFor(door: Door, only: readonly string[]): ServerMechanism[] {
  return MECHANISMS.filter(({ name, knowsSecret }) =>
    (only.length === 0 || only.includes(name)) && (door.kind === "users" || !knowsSecret)
  );
}
