/**
 * Domain names of mail addresses: U-labels to A-labels and back (RFC 5890), and the grammar that
 * SMTP demands of them (RFC 5321 4.1.2).
 * @module
 */
import { decodePunycode } from "./punycode.ts";

/** The longest domain name in octets as text, without a trailing dot: RFC 1035 2.3.4 less framing. */
export const MAX_DOMAIN_LENGTH = 253;
/** The longest label in octets: RFC 1035 2.3.4. */
export const MAX_LABEL_LENGTH = 63;

/** Systems read a name of nothing but these as an IPv4 address: `127.1`, `0x7f.1`. */
const NUMBER = /^(?:[0-9]+|0x[0-9a-f]*)$/;

/** A text that is no domain name for mail. The message says why, for a person. */
export class DomainError extends Error {
  /** The name of the error. */
  override readonly name = "DomainError";
  /** Why it is none, without the text. */
  readonly reason: string;

  /** @param domain The text. @param reason Why it is no domain name. */
  constructor(domain: string, reason: string) {
    super(`Cannot use the domain ${JSON.stringify(domain)}: ${reason}`);
    this.reason = reason;
  }
}

/**
 * Turns a domain name into the form that DNS and SMTP carry: lower-case A-labels without a trailing
 * dot. U-labels are mapped as UTS #46 says.
 *
 * @param domain The domain name, with U-labels or A-labels; no address literal.
 * @throws {DomainError} When it is no domain name by RFC 5321 4.1.2, or longer than DNS can carry.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toAsciiDomain } from "./domain.ts";
 *
 * assertEquals(toAsciiDomain("Bücher.example"), "xn--bcher-kva.example");
 * ```
 */
export function toAsciiDomain(domain: string): string {
  const refuse = (reason: string): never => {
    throw new DomainError(domain, reason);
  };
  const ascii = isAscii(domain) ? domain.toLowerCase() : mapToAscii(domain);
  if (ascii === "" && domain !== "") {
    return refuse("it is not a valid internationalized domain name");
  }
  const name = ascii.endsWith(".") ? ascii.slice(0, -1) : ascii;
  if (name === "") return refuse("it is empty");
  const labels = name.split(".");
  for (const label of labels) {
    const reason = labelFault(label);
    if (reason !== undefined) return refuse(reason);
  }
  if (name.length > MAX_DOMAIN_LENGTH) {
    return refuse(`it is longer than ${MAX_DOMAIN_LENGTH} octets (RFC 1035 2.3.4)`);
  }
  if (labels.every((label) => NUMBER.test(label))) {
    return refuse("its labels are all numbers; write an IP address in brackets: [192.0.2.1]");
  }
  return name;
}

/**
 * Turns a domain name into the form that people read. A name whose U-labels do not lead back to the
 * same A-labels is returned as it is, so that nobody is shown another name than the one in use; an address
 * literal too.
 *
 * @param domain A domain name of A-labels, or an address literal.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toUnicodeDomain } from "./domain.ts";
 *
 * assertEquals(toUnicodeDomain("xn--bcher-kva.example"), "bücher.example");
 * ```
 */
export function toUnicodeDomain(domain: string): string {
  if (domain.startsWith("[")) return domain;
  const unicode = decodeLabels(domain);
  return mapToAscii(unicode) === domain.toLowerCase() ? unicode : domain;
}

/**
 * Turns a name out of a DNS answer into lower-case A-labels without a trailing dot; `.` is the root.
 * `Deno.resolveDns` gives U-labels where the answer holds A-labels. What cannot be mapped stays as it
 * is, for {@linkcode hostNameFault} to refuse.
 */
export function nameFromDns(text: string): string {
  const name = text === "." ? text : text.replace(/\.$/, "");
  return isAscii(name) ? name.toLowerCase() : mapToAscii(name) || name;
}

/**
 * Tells why a name out of DNS cannot be the name of a host, which may hold any octets (RFC 2181 11).
 * An underscore is let pass, as resolvers and mail servers do.
 *
 * @param name A name as {@linkcode nameFromDns} gives it.
 * @returns The reason in words, or `undefined` when it can be.
 */
export function hostNameFault(name: string): string | undefined {
  if (name.length > MAX_DOMAIN_LENGTH) return "it is too long (RFC 1035 2.3.4)";
  const labels = name.split(".");
  const sound = labels.every((label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label));
  return sound ? undefined : "it is not a host name (RFC 1123 2.1)";
}

/** ASCII that ends the host of a URL or is decoded there, and that no name of a host holds. */
const NO_HOST = /[\p{Cc}!-,/:-@[-^`{-~ ]/u;

/**
 * Maps U-labels to A-labels as UTS #46 says: the parser of URLs does it, and needs nothing loaded.
 *
 * @returns The name; empty where it cannot be mapped, and as it is where it holds what no host does.
 */
function mapToAscii(domain: string): string {
  return NO_HOST.test(domain.normalize("NFKC"))
    ? domain
    : URL.parse(`http://${domain}`)?.hostname ?? "";
}

function decodeLabels(domain: string): string {
  return domain.toLowerCase().split(".").map((label) =>
    label.startsWith("xn--") ? decodePunycode(label.slice("xn--".length)) ?? label : label
  ).join(".");
}

function isAscii(text: string): boolean {
  // deno-lint-ignore no-control-regex
  return /^[\x00-\x7f]*$/.test(text);
}

/** Why a label breaks `sub-domain` of RFC 5321 4.1.2 or the limits of RFC 1035, if it does. */
function labelFault(label: string): string | undefined {
  if (label === "") return "it has an empty label";
  if (!/^[A-Za-z0-9-]+$/.test(label)) {
    return "a label may contain only letters, digits and hyphens (RFC 5321 4.1.2)";
  }
  if (label.startsWith("-") || label.endsWith("-")) {
    return "a label may not begin or end with a hyphen (RFC 5321 4.1.2)";
  }
  if (label.length > MAX_LABEL_LENGTH) {
    return `a label is longer than ${MAX_LABEL_LENGTH} octets (RFC 1035 2.3.4)`;
  }
  return undefined;
}
