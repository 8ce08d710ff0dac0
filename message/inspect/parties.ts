/**
 * Who a message claims to be from and for, and which of these claims do not fit together.
 * @module
 */
import type { FindingList } from "../finding.ts";
import { findFields, type HeaderField } from "../header/header.ts";
import { note } from "./header_findings.ts";
import { type DomainLook, lookAtDomain } from "../address/look_alike.ts";
import { type LooseAddress, readAddresses } from "../address/loose_address.ts";

/** The fields that name people or the envelope, in the order that they are shown. */
const PARTY_FIELDS = [
  "From",
  "Sender",
  "Reply-To",
  "Return-Path",
  "To",
  "Cc",
  "Bcc",
  "Delivered-To",
  "X-Original-To",
] as const;

/** What a field says of people. */
export interface Party {
  /** The field. */
  readonly field: HeaderField;
  /** Its name as in {@linkcode PARTY_FIELDS}. */
  readonly name: typeof PARTY_FIELDS[number];
  /** Its addresses; none for the null reverse-path. */
  readonly addresses: readonly LooseAddress[];
  /** How its domains look, of those that look other than they are. */
  readonly looks: readonly DomainLook[];
}

/** The most domains of a field that are looked at. */
const MAX_LOOKS = 100;

/**
 * Reads who a message is from and for.
 *
 * @param fields The header.
 * @param findings Takes what does not fit together.
 */
export function readPartiesOf(fields: readonly HeaderField[], findings: FindingList): Party[] {
  const parties = PARTY_FIELDS.flatMap((name) =>
    findFields(fields, name).map((field) => readParty(name, field, findings))
  );
  compare(parties, findings);
  return parties;
}

function readParty(name: Party["name"], field: HeaderField, findings: FindingList): Party {
  const value = field.value;
  // RFC 5321 4.4: the reverse-path of notifications is empty, and that is no fault.
  const isNull = name === "Return-Path" && /^<[ \t]*>$/.test(value);
  const { addresses, fault } = isNull
    ? { addresses: [], fault: undefined }
    : readAddresses(field.keptValue);
  if (fault !== undefined) {
    const text = `is not a valid list of addresses: ${fault.replace(/^.*?": /s, "")}`;
    note(findings, field, "bad-address", "error", text, "RFC 5322 3.4");
  } else if (addresses.length === 0 && !isNull && name !== "Bcc" && !value.includes(":")) {
    note(findings, field, "no-address", "error", "names no one", "RFC 5322 3.6");
  }
  const domains = new Set(addresses.slice(0, MAX_LOOKS).map(({ domain }) => domain));
  const looks = [...domains].map(lookAtDomain).filter((look) =>
    !domains.has(look.unicode) || look.mixed || look.looksLike
  );
  for (const look of looks) findInLook(field, look, findings);
  for (const address of addresses) findInName(field, address, findings);
  return { field, name, addresses, looks };
}

function findInLook(
  field: HeaderField,
  { unicode, mixed, looksLike }: DomainLook,
  findings: FindingList,
): void {
  if (looksLike !== undefined) {
    const text = `has the domain ${unicode}, which looks like ${looksLike} but is not`;
    note(findings, field, "look-alike", "warning", text, "UTS #39 4", unicode);
  } else if (mixed !== undefined) {
    const text = `has the domain ${unicode}, which mixes ${mixed} letters`;
    note(findings, field, "mixed-scripts", "warning", text, "UTS #39 5.1", unicode);
  }
}

/** A display name that is an address: it is all that some programs show. */
function findInName(
  field: HeaderField,
  { name, address }: LooseAddress,
  findings: FindingList,
): void {
  const [shown] = /[^\s<>"'(),;:]{1,64}@[^\s<>"'(),;:]{1,253}/.exec(name.slice(0, 1_000)) ?? [];
  if (shown === undefined || shown.toLowerCase() === address.toLowerCase()) return;
  const text = `shows the address ${shown} as the display name of a different one, ${address}`;
  note(findings, field, "address-as-name", "warning", text, "RFC 5322 3.4");
}

function compare(parties: readonly Party[], findings: FindingList): void {
  const of = (name: Party["name"]): Party | undefined => parties.find((each) => each.name === name);
  const from = of("From");
  if (from === undefined) return;
  const domains = domainsOf(from);
  if (from.addresses.length > 1 && of("Sender") === undefined) {
    const text = "has several authors, but no Sender says which of them sent it";
    note(findings, from.field, "no-sender", "error", text, "RFC 5322 3.6.2");
  }
  const replyTo = of("Reply-To");
  if (replyTo !== undefined && [...domainsOf(replyTo)].some((domain) => !domains.has(domain))) {
    const text = "directs replies to another domain than that of From";
    note(findings, replyTo.field, "reply-elsewhere", "note", text, "RFC 5322 3.6.2");
  }
}

function domainsOf({ addresses }: Party): Set<string> {
  return new Set(addresses.map(({ domain }) => domain));
}
