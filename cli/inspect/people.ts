/**
 * Who a message is from and for, as `mua inspect` shows it: the header's people beside the envelope's.
 * @module
 */
import type { Inspection } from "../../message/inspect/inspection.ts";
import type { Party } from "../../message/inspect/parties.ts";
import { brief } from "../terminal/words.ts";
import { bold, dim, type Piece, yellow } from "../terminal/style.ts";

/** Addresses of one field that are shown. */
const MAX_ADDRESSES = 20;
const NAME_WIDTH = 15;

const MEANINGS: Readonly<Partial<Record<Party["name"], string>>> = {
  "From": "the author, by their own account",
  "Sender": "who sent it on behalf of the author",
  "Reply-To": "where replies go",
  "Return-Path": "where errors go: MAIL FROM in the envelope",
  "Delivered-To": "the mailbox it was delivered to",
  "X-Original-To": "RCPT TO in the envelope, before aliases",
};

/**
 * The people.
 *
 * @param inspection What was found out about the message.
 */
export function peopleLines({ parties }: Inspection): Piece[] {
  if (parties.length === 0) return [bold("People"), "  no field names anyone\n"];
  return [bold("People"), "\n", ...parties.flatMap(partyLines), ...comparison(parties)];
}

function partyLines({ name, addresses, looks }: Party): Piece[] {
  const shown = addresses.slice(0, MAX_ADDRESSES).map(({ name, address }) =>
    name === "" ? address : `${name} <${address}>`
  );
  const more = addresses.length - shown.length;
  if (addresses.length === 0) {
    shown.push(name === "Return-Path" ? "<>, a report that wants no reply" : "nobody");
  }
  if (more > 0) shown.push(`and ${more} more`);
  const meaning = MEANINGS[name];
  const indent = " ".repeat(NAME_WIDTH + 2);
  return [
    `  ${name.padEnd(NAME_WIDTH)}${shown.map(brief).join(", ")}`,
    ...(meaning === undefined ? [] : [dim(`  ${meaning}`)]),
    "\n",
    ...looks.map(({ unicode, looksLike, mixed }) => {
      const remark = looksLike === undefined
        ? mixed === undefined ? "" : `, letters of ${mixed}`
        : `, not ${looksLike}`;
      return yellow(`${indent}its domain is ${brief(unicode + remark)}\n`);
    }),
  ];
}

/** From beside the addresses that answers and errors go to. */
function comparison(parties: readonly Party[]): Piece[] {
  const addressesOf = (name: Party["name"]): string[] =>
    parties.filter((each) => each.name === name)
      .flatMap(({ addresses }) => addresses.map(({ address }) => address.toLowerCase()));
  const from = new Set(addressesOf("From"));
  if (from.size === 0) return [];
  const remarks: string[] = [];
  const others = (name: Party["name"]): boolean =>
    addressesOf(name).some((each) => !from.has(each));
  if (others("Return-Path")) {
    remarks.push(
      "MAIL FROM differs from From: usual for lists and forwarders, and also for forgeries",
    );
  }
  if (others("Reply-To")) remarks.push("Replies go to someone other than the author");
  if (others("Sender")) remarks.push("Someone other than the author sent it");
  return remarks.map((remark) => dim(`  ${remark}\n`));
}
