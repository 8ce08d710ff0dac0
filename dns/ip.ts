/**
 * IP addresses as text and octets, as address literals of SMTP (RFC 5321 4.1.3), and by scope.
 * @module
 */

/** An IPv4 or IPv6 address. */
export interface IpAddress {
  /** The address family. */
  readonly family: 4 | 6;
  /** The canonical text: dotted quad, or the form of RFC 5952. */
  readonly text: string;
  /** The address in network order: 4 or 16 octets. */
  readonly bytes: Uint8Array;
}

/** Where an address leads to: RFC 6890 and its registries, in the words that a refusal needs. */
export type AddressScope =
  | "global"
  | "loopback"
  | "private"
  | "link-local"
  | "unspecified"
  | "multicast"
  | "reserved";

const IPV6_GROUPS = 8;

/**
 * Reads an address strictly: a dotted quad without leading zeros, or the forms of RFC 4291 2.2.
 * Short, octal and hexadecimal IPv4 forms and zone identifiers are no addresses here, because what
 * they mean depends on who reads them.
 *
 * @param text The address without brackets.
 * @returns The address, or `undefined` when the text is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseIpAddress } from "./ip.ts";
 *
 * assertEquals(parseIpAddress("2001:DB8:0:0::1")?.text, "2001:db8::1");
 * assertEquals(parseIpAddress("127.1"), undefined);
 * ```
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  const bytes = text.includes(":") ? parseIpv6(text) : parseIpv4(text);
  if (bytes === undefined) return undefined;
  return bytes.length === 4
    ? { family: 4, text: formatIpv4(bytes), bytes }
    : { family: 6, text: formatIpv6(bytes), bytes };
}

/**
 * Tells where an address leads to. An IPv6 address that carries an IPv4 address is judged as that
 * one, because that is where the packets go: IPv4-mapped (RFC 4291 2.5.5.2), NAT64 (RFC 6052 2.1)
 * and 6to4 (RFC 3056 2).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { addressScope, parseIpAddress } from "./ip.ts";
 *
 * const mapped = parseIpAddress("::ffff:127.0.0.1");
 * assertEquals(mapped && addressScope(mapped), "loopback");
 * ```
 */
export function addressScope(ip: IpAddress): AddressScope {
  const ipv4 = ip.family === 4 ? ip.bytes : embeddedIpv4(ip.bytes);
  return ipv4 === undefined
    ? scopeIn(IPV6_RANGES(), ip.bytes, "reserved")
    : scopeIn(IPV4_RANGES(), ipv4, "global");
}

/** Writes an address as the literal of RFC 5321 4.1.3: `[192.0.2.1]` or `[IPv6:2001:db8::1]`. */
export function formatAddressLiteral(ip: IpAddress): string {
  return ip.family === 4 ? `[${ip.text}]` : `[IPv6:${ip.text}]`;
}

/**
 * Reads an address literal of RFC 5321 4.1.3, with its brackets.
 *
 * @returns The address, or `undefined` when the text is no IPv4 or IPv6 literal.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseAddressLiteral } from "./ip.ts";
 *
 * assertEquals(parseAddressLiteral("[IPv6:2001:db8::1]")?.text, "2001:db8::1");
 * assertEquals(parseAddressLiteral("[2001:db8::1]"), undefined);
 * ```
 */
export function parseAddressLiteral(text: string): IpAddress | undefined {
  const [, tag, address = ""] = /^\[(IPv6:)?([0-9A-Fa-f:.]+)\]$/i.exec(text) ?? [];
  const ip = parseIpAddress(address);
  return ip?.family === (tag === undefined ? 4 : 6) ? ip : undefined;
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  if (!parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  return Uint8Array.from(parts, Number);
}

function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [left = "", right] = halves;
  const head = parseGroups(left, right === undefined);
  const tail = parseGroups(right ?? "", true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = IPV6_GROUPS - head.length - tail.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...tail];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

/** The 16-bit groups of one side of `::`; a dotted quad may stand only at the very end. */
function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (/^[0-9A-Fa-f]{1,4}$/.test(part)) {
      groups.push(parseInt(part, 16));
      continue;
    }
    const quad = isEnd && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (quad === undefined) return undefined;
    const [a = 0, b = 0, c = 0, d = 0] = quad;
    groups.push(a << 8 | b, c << 8 | d);
  }
  return groups;
}

function formatIpv4(bytes: Uint8Array): string {
  return bytes.join(".");
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
function formatIpv6(bytes: Uint8Array): string {
  if (startsWith(bytes, IPV4_MAPPED, 96)) return `::ffff:${formatIpv4(bytes.subarray(12))}`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const groups = Array.from({ length: IPV6_GROUPS }, (_, index) => view.getUint16(index * 2));
  const { start, length } = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(":");
  return `${hex.slice(0, start).join(":")}::${hex.slice(start + length).join(":")}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  }
  return best;
}

type Range = readonly [prefix: Uint8Array, bits: number, scope: AddressScope];

function range(cidr: string, scope: AddressScope): Range {
  const [address = "", bits] = cidr.split("/");
  const ip = parseIpAddress(address);
  if (ip === undefined) throw new TypeError(`Cannot read the range ${cidr}`);
  return [ip.bytes, Number(bits), scope];
}

/** Read when first asked for: a mail to a server that is named asks for none. */
function rangesOf(table: readonly (readonly [cidr: string, scope: AddressScope])[]): () => Range[] {
  let ranges: Range[] | undefined;
  return () => ranges ??= table.map(([cidr, scope]) => range(cidr, scope));
}

function scopeIn(
  ranges: readonly Range[],
  bytes: Uint8Array,
  otherwise: AddressScope,
): AddressScope {
  return ranges.find(([prefix, bits]) => startsWith(bytes, prefix, bits))?.[2] ?? otherwise;
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array, bits: number): boolean {
  return prefix.every((octet, index) => {
    const width = Math.min(8, Math.max(0, bits - index * 8));
    const mask = 0xff00 >> width & 0xff;
    return (octet & mask) === ((bytes[index] ?? 0) & mask);
  });
}

const IPV4_MAPPED = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0);
const NAT64 = Uint8Array.of(0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
const SIX_TO_FOUR = Uint8Array.of(0x20, 0x02);

function embeddedIpv4(bytes: Uint8Array): Uint8Array | undefined {
  if (startsWith(bytes, IPV4_MAPPED, 96) || startsWith(bytes, NAT64, 96)) return bytes.subarray(12);
  if (startsWith(bytes, SIX_TO_FOUR, 16)) return bytes.subarray(2, 6);
  return undefined;
}

// What the special-purpose registries of IANA (RFC 6890) do not call globally reachable. 100.64.0.0/10
// (RFC 6598) is shared between a provider and its customers: not ours to reach from a public record. Of
// 192.0.0.0/24 two addresses are said to be reachable, but they lead to the next translator, not to a host
// of the name; and who answers at 192.88.99.0/24 (RFC 7526) nobody knows any more.
const IPV4_RANGES = rangesOf([
  ["0.0.0.0/8", "unspecified"],
  ["10.0.0.0/8", "private"],
  ["100.64.0.0/10", "private"],
  ["127.0.0.0/8", "loopback"],
  ["169.254.0.0/16", "link-local"],
  ["172.16.0.0/12", "private"],
  ["192.0.0.0/24", "reserved"],
  ["192.0.2.0/24", "reserved"],
  ["192.88.99.0/24", "reserved"],
  ["192.168.0.0/16", "private"],
  ["198.18.0.0/15", "reserved"],
  ["198.51.100.0/24", "reserved"],
  ["203.0.113.0/24", "reserved"],
  ["224.0.0.0/4", "multicast"],
  ["240.0.0.0/4", "reserved"],
]);

// Only 2000::/3 is allocated for global unicast (RFC 4291 2.4 and the IANA registry), so that ::/96,
// 100::/64, 5f00::/16 and more are reserved. 2001::/23 is the IETF's, and reserved but for the ranges of it
// that the registry calls globally reachable: Teredo in it leads to an IPv4 address of anybody's choice.
// fec0::/10 is the deprecated site-local range (RFC 3879), 64:ff9b:1::/48 a translator's local use
// (RFC 8215).
const IPV6_RANGES = rangesOf([
  ["::/128", "unspecified"],
  ["::1/128", "loopback"],
  ["64:ff9b:1::/48", "private"],
  ["2001:3::/32", "global"],
  ["2001:4:112::/48", "global"],
  ["2001:20::/28", "global"],
  ["2001:30::/28", "global"],
  ["2001::/23", "reserved"],
  ["2001:db8::/32", "reserved"],
  ["3fff::/20", "reserved"],
  ["2000::/3", "global"],
  ["fc00::/7", "private"],
  ["fe80::/10", "link-local"],
  ["fec0::/10", "private"],
  ["ff00::/8", "multicast"],
]);
