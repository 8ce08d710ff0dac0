/**
 * The name that this host greets with.
 * @module
 */
import { DomainError, toAsciiDomain } from "../../dns/domain.ts";

/** Names that a host has only for itself: a server that looks them up finds nothing. */
const LOCAL_NAME = /(?:^localhost|\.(?:local|localdomain|localhost|internal|lan|home|home\.arpa))$/;

/**
 * This host's fully qualified domain name, if it has one (RFC 5321 section 4.1.4).
 *
 * @param hostname What the host calls itself.
 * @returns The name, or `undefined` when it is none that means something to others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { qualifiedName } from "./ehlo_name.ts";
 * assertEquals(qualifiedName("Mail.Ualg.pt"), "mail.ualg.pt");
 * assertEquals(qualifiedName("laptop.local"), undefined);
 * ```
 */
export function qualifiedName(hostname: string): string | undefined {
  try {
    const name = toAsciiDomain(hostname);
    return name.includes(".") && !LOCAL_NAME.test(name) ? name : undefined;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/**
 * {@linkcode qualifiedName} of this host. The name is welcome but not needed: without the permission
 * to ask there is none.
 *
 * @returns The name, if there is one.
 */
export function ownName(): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
  return state === "granted" ? qualifiedName(Deno.hostname()) : undefined;
}
