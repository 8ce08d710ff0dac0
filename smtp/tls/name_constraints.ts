/**
 * Name constraints: for which names an authority may sign (RFC 5280 section 4.2.1.10).
 * @module
 */
import type { CertificateFields } from "./certificate_fields.ts";
import { DOMAIN } from "./certificate_fields.ts";
import { contentOf, type Element, elements, SEQUENCE, unreadable } from "./der_reader.ts";
import { matchesName } from "./name_pattern.ts";

/** The two lists of NameConstraints. */
const PERMITTED = 0xa0;
const EXCLUDED = 0xa1;

/** Kinds of GeneralName beside dNSName. */
const EMAIL = 0x81;
const DIRECTORY = 0xa4;
const IP = 0x87;

/** The object identifier of emailAddress in a name, with tag and length (RFC 5280 section 4.1.2.6). */
const EMAIL_ATTRIBUTE = "06092a864886f70d010901";

/** A name, or the base of a constraint. */
type Name = Pick<Element, "tag" | "content">;

/**
 * Whether an authority may have signed for these names.
 *
 * @param constraints The extension of the authority, in DER.
 * @param certificate The certificate below it.
 * @returns Whether each name is permitted, and none excluded. What cannot be told is not permitted.
 * @throws {CertificateError} If the constraints cannot be read.
 */
export function permitsNames(constraints: Uint8Array, certificate: CertificateFields): boolean {
  const [outer] = elements(constraints);
  const lists = elements(contentOf(outer, SEQUENCE));
  if (lists.some(({ tag }) => tag !== PERMITTED && tag !== EXCLUDED)) throw unreadable();
  const permitted = basesOf(lists, PERMITTED);
  const excluded = basesOf(lists, EXCLUDED);
  return namesOf(certificate).every((name) => {
    const ofItsKind = (base: Name): boolean => base.tag === name.tag;
    const allowing = permitted.filter(ofItsKind);
    return (allowing.length === 0 || allowing.some((base) => isWithin(base, name) === true)) &&
      excluded.filter(ofItsKind).every((base) => isWithin(base, name) === false) &&
      !excluded.some((base) => isCovered(base, name));
  });
}

/** A distance other than the usual one is none that anybody may write (RFC 5280 section 4.2.1.10). */
function basesOf(lists: readonly Element[], tag: number): Name[] {
  return lists.filter((list) => list.tag === tag).flatMap(({ content }) =>
    elements(content).map((subtree) => {
      const [base, ...distances] = elements(contentOf(subtree, SEQUENCE));
      if (base === undefined || distances.length > 0) throw unreadable();
      return base;
    })
  );
}

/** The names that constraints are about: the alternative ones, and those of the subject. */
function namesOf({ names, subject }: CertificateFields): Name[] {
  const ofSubject = subject.content.length === 0 ? [] : [DIRECTORY];
  if (subject.content.toHex().includes(EMAIL_ATTRIBUTE)) ofSubject.push(EMAIL);
  return [...names, ...ofSubject.map((tag) => ({ tag, content: subject.whole }))];
}

/** Whether a name is within a base of its kind; `undefined` if that cannot be told. */
function isWithin(base: Name, name: Name): boolean | undefined {
  switch (name.tag) {
    case DOMAIN:
      return isSubdomain(domainOf(base), domainOf(name));
    case IP:
      return isInNetwork(base.content, name.content);
    case DIRECTORY:
      return isDirectoryWithin(base.content, name.content);
    default:
      return undefined;
  }
}

function domainOf({ content }: Name): string {
  return new TextDecoder().decode(content).toLowerCase().replace(/\.$/, "");
}

function isSubdomain(base: string, domain: string): boolean {
  return base === "" || domain === base ||
    domain.endsWith(base.startsWith(".") ? base : `.${base}`);
}

/** Whether a wildcard stands for an excluded domain too. */
function isCovered(base: Name, name: Name): boolean {
  return base.tag === DOMAIN && name.tag === DOMAIN && matchesName(domainOf(name), domainOf(base));
}

/** The base is an address and a mask of the same length. */
function isInNetwork(base: Uint8Array, address: Uint8Array): boolean | undefined {
  if (base.length !== 8 && base.length !== 32) return undefined;
  const { length } = address;
  if (base.length !== 2 * length) return length === 4 || length === 16 ? false : undefined;
  return address.every((octet, index) => {
    const mask = base[length + index] ?? 0;
    return (octet & mask) === ((base[index] ?? 0) & mask);
  });
}

/** The same octets are the same name; others may be too, in another case or type of text. */
function isDirectoryWithin(base: Uint8Array, name: Uint8Array): true | undefined {
  const wanted = partsOf(base);
  const given = partsOf(name);
  return wanted.every((part, index) => part === given[index]) ? true : undefined;
}

function partsOf(name: Uint8Array): string[] {
  const [sequence] = elements(name);
  return elements(contentOf(sequence, SEQUENCE)).map(({ whole }) => whole.toHex());
}
