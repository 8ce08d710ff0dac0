/**
 * An SPF record as text: its terms, and where it breaks the grammar (RFC 7208 sections 4.6, 5, 6, 7).
 * @module
 */
import { hostNameFault } from "../../dns/domain.ts";
import { parseIpAddress } from "../../dns/ip.ts";
import type { IpAddress } from "../../dns/mod.ts";

/** What a mechanism that matches says of the sender. */
type Qualifier = "+" | "-" | "~" | "?";

/** A term of a record. */
export interface SpfTerm {
  /** The term as it stands there. */
  readonly text: string;
  /** UTF-16 code units of the record before it. */
  readonly offset: number;
  /** A mechanism, which may match; or a modifier. */
  readonly kind: "mechanism" | "modifier";
  /** Its name in lower case: `include`, `redirect`. */
  readonly name: string;
  /** What a match says; `+` where nothing stands. */
  readonly qualifier: Qualifier;
  /** The domain-spec as it stands there, which may hold macros. */
  readonly domain?: string;
  /** The network of `ip4` and `ip6`. */
  readonly network?: Network;
  /** Bits of an IPv4 and an IPv6 address that must be the same, for `a` and `mx`. */
  readonly prefix?: { readonly ipv4: number; readonly ipv6: number };
}

/** A network of addresses. */
interface Network {
  /** An address of it. */
  readonly address: IpAddress;
  /** How many bits all its addresses have in common. */
  readonly bits: number;
}

/** A place where a record breaks the grammar: every receiver ends with `permerror` there. */
interface SpfProblem {
  /** The term. */
  readonly term: string;
  /** UTF-16 code units of the record before it. */
  readonly offset: number;
  /** What is wrong with it: a clause whose subject is the term. */
  readonly text: string;
}

/** A record. */
export interface SpfRecord {
  /** The record as it is published. */
  readonly text: string;
  /** The terms that can be read, in their order. */
  readonly terms: readonly SpfTerm[];
  /** What cannot. */
  readonly problems: readonly SpfProblem[];
}

/** Whether a TXT record is an SPF record (RFC 7208 section 4.5). */
export function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

/** The terms that each cost a lookup of DNS, of which there may be ten (RFC 7208 section 4.6.4). */
const LOOKUP_TERMS: ReadonlySet<string> = new Set([
  "include",
  "a",
  "mx",
  "ptr",
  "exists",
  "redirect",
]);

/** Whether a term costs a lookup (RFC 7208 section 4.6.4). */
export function costsLookup({ name }: SpfTerm): boolean {
  return LOOKUP_TERMS.has(name);
}

/** Whether a domain-spec holds macros, so that what it names depends on the mail. */
export function hasMacros(domain: string): boolean {
  return domain.includes("%");
}

/**
 * Reads an SPF record.
 *
 * @param text A text for which {@linkcode isSpf} is true.
 * @returns Its terms, and what breaks the grammar.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseSpf } from "./record.ts";
 *
 * const { terms, problems } = parseSpf("v=spf1 ip4:192.0.2.0/24 inlcude:example.com -all");
 * assertEquals(terms.map(({ name }) => name), ["ip4", "all"]);
 * assertEquals(problems[0]?.offset, 24);
 * ```
 */
export function parseSpf(text: string): SpfRecord {
  const terms: SpfTerm[] = [];
  const problems: SpfProblem[] = [];
  for (const { 0: word, index: offset } of text.matchAll(/[^ ]+/g)) {
    if (offset === 0) continue;
    const read = readTerm(word, offset);
    if (typeof read === "string") problems.push({ term: word, offset, text: read });
    else terms.push(read);
  }
  for (const name of ["redirect", "exp"]) {
    const second = terms.filter((term) => term.name === name)[1];
    if (second === undefined) continue;
    const { text: term, offset } = second;
    problems.push({ term, offset, text: `is a second ${name}=, and only one is allowed` });
  }
  return { text, terms, problems };
}

/** A term, or what is wrong with it. */
function readTerm(text: string, offset: number): SpfTerm | string {
  const [, modifier, value] = /^([A-Za-z][A-Za-z0-9_.-]*)=(.*)$/.exec(text) ?? [];
  if (modifier !== undefined && value !== undefined) {
    return readModifier({ text, offset, name: modifier.toLowerCase() }, value);
  }
  const [, sign = "", name = "", separator, rest = ""] =
    /^([-+~?])?([A-Za-z0-9]+)(?:([:/])(.*))?$/.exec(text) ?? [];
  const qualifier = QUALIFIERS.find((each) => each === sign) ?? "+";
  const head = { text, offset, name: name.toLowerCase(), qualifier, kind: "mechanism" } as const;
  const argument = separator === ":" ? rest : undefined;
  const prefix = separator === "/" ? `/${rest}` : undefined;
  switch (head.name) {
    case "all":
      return separator === undefined ? head : "takes nothing after it";
    case "include":
    case "exists":
      return argument === undefined ? "needs a domain" : withDomain(head, argument);
    case "ptr":
      if (prefix !== undefined) return "takes no prefix length";
      return argument === undefined ? head : withDomain(head, argument);
    case "ip4":
    case "ip6":
      return argument === undefined ? "needs an address" : withNetwork(head, argument);
    case "a":
    case "mx":
      return withPrefix(head, argument ?? prefix);
    default:
      return "is no mechanism and no modifier";
  }
}

const QUALIFIERS: readonly Qualifier[] = ["+", "-", "~", "?"];

type Head = Omit<SpfTerm, "domain" | "network" | "prefix">;

function readModifier(
  { text, offset, name }: Pick<Head, "text" | "offset" | "name">,
  value: string,
): SpfTerm | string {
  const head: Head = { text, offset, name, kind: "modifier", qualifier: "+" };
  if (name === "redirect" || name === "exp") return withDomain(head, value);
  return macroFault(value) ?? head;
}

function withDomain(head: Head, domain: string): SpfTerm | string {
  const fault = domainFault(domain);
  return fault ?? { ...head, domain };
}

/** `domain-spec` of RFC 7208 section 7.1. */
function domainFault(domain: string): string | undefined {
  if (domain === "") return "names no domain";
  const fault = macroFault(domain);
  if (fault !== undefined || /%\{[^}]*\}$/.test(domain)) return fault;
  const name = domain.replace(/\.$/, "");
  if (!name.includes(".")) return `names ${JSON.stringify(domain)}, which has no dot in it`;
  if (/\.[0-9]+$/.test(name)) return "ends in a number: write an address as ip4: or ip6:";
  if (hasMacros(domain)) return undefined;
  return hostNameFault(name.toLowerCase()) === undefined ? undefined : "names no domain of DNS";
}

/** `macro-string` of RFC 7208 section 7.1. */
function macroFault(text: string): string | undefined {
  if (/[^\x21-\x7e]/.test(text)) return "holds a character that is not in printable ASCII";
  const rest = text.replace(/%%|%_|%-|%\{[slodiphcrtv][0-9]*r?[-.+,/_=]*\}/gi, "");
  return rest.includes("%") ? "holds a % that begins no macro" : undefined;
}

/** The domain of `a` and `mx` may have prefix lengths behind it: `/24`, `//64`, `/24//64`. */
function withPrefix(head: Head, argument: string | undefined): SpfTerm | string {
  const text = argument ?? "";
  const [, domain = "", ipv4, ipv6] = /^(.*?)(?:\/([0-9]*))?(?:\/\/([0-9]*))?$/.exec(text) ?? [];
  const prefix = { ipv4: readBits(ipv4, 32), ipv6: readBits(ipv6, 128) };
  const { ipv4: first, ipv6: second } = prefix;
  if (first === undefined || second === undefined) return "has a prefix length that is none";
  const term = { ...head, prefix: { ipv4: first, ipv6: second } };
  if (domain === "" && (argument === undefined || argument.startsWith("/"))) return term;
  const fault = domainFault(domain);
  return fault ?? { ...term, domain };
}

function withNetwork(head: Head, argument: string): SpfTerm | string {
  const [, text = "", digits] = /^([^/]*)(?:\/([^/]*))?$/.exec(argument) ?? [];
  const family = head.name === "ip4" ? 4 : 6;
  const address = parseIpAddress(text);
  if (address?.family !== family) return `names no IPv${family} address`;
  const bits = readBits(digits, family === 4 ? 32 : 128);
  return bits === undefined
    ? "has a prefix length that is none"
    : { ...head, network: { address, bits } };
}

function readBits(digits: string | undefined, most: number): number | undefined {
  if (digits === undefined) return most;
  const bits = /^(?:0|[1-9][0-9]{0,2})$/.test(digits) ? Number(digits) : NaN;
  return bits <= most ? bits : undefined;
}

/**
 * Lets one more address send.
 *
 * @param record A record without problems.
 * @param address The address.
 * @returns The text of the record with it, before what is said of all others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { allowAddress, parseSpf } from "./record.ts";
 *
 * const address = { family: 4, text: "192.0.2.1", bytes: Uint8Array.of(192, 0, 2, 1) } as const;
 * assertEquals(allowAddress(parseSpf("v=spf1 mx -all"), address), "v=spf1 mx ip4:192.0.2.1 -all");
 * ```
 */
export function allowAddress({ text, terms }: SpfRecord, address: IpAddress): string {
  const end = terms.find(({ name }) => name === "all" || name === "redirect")?.offset ??
    text.length;
  const term = `ip${address.family}:${address.text}`;
  return [text.slice(0, end).trimEnd(), term, text.slice(end)].join(" ").trimEnd();
}

/** Writes a network as `ip4` and `ip6` do. */
export function formatNetwork({ address, bits }: Network): string {
  return `ip${address.family}:${address.text}/${bits}`;
}
