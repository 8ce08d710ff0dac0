/**
 * From a domain to the hosts that take its mail, or the reason why there is none (RFC 5321 section 5.1,
 * RFC 7505).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findRoute } from "./mod.ts";
 *
 * // Without the option lookup the name servers of this system are asked.
 * const route = await findRoute("example.com", {
 *   lookup: {
 *     mx: () =>
 *       Promise.resolve({
 *         status: "found",
 *         records: [{ preference: 10, exchange: "mx.example.com" }],
 *       }),
 *     addresses: (_name, family) =>
 *       Promise.resolve(
 *         family === 4 ? { status: "found", records: ["198.41.0.4"] } : { status: "no-data" },
 *       ),
 *   },
 * });
 * const hosts = route.hosts.map(({ name, addresses }) => [name, addresses[0]?.text]);
 * assertEquals(hosts, [["mx.example.com", "198.41.0.4"]]);
 * ```
 *
 * @module
 */
export {
  type ClosedRoute,
  findRoute,
  type HostProblem,
  type HostProblemKind,
  type MailHost,
  type OpenRoute,
  type Route,
  type RouteOptions,
} from "./route.ts";
export {
  type AliasLookup,
  type Answer,
  createLookup,
  type Failure,
  type FailureReason,
  type Lookup,
  type LookupOptions,
  type MxRecord,
  type NameServer,
  type PolicyLookup,
  type ServiceLookup,
  type SrvRecord,
  type TlsaRecord,
} from "./lookup.ts";
export type { Found } from "./answer.ts";
export type { IpAddress } from "./ip.ts";
export type { TlsaQuery, TlsaSet } from "./tlsa.ts";
