/**
 * What is found out about signatures, envelope and author, in words.
 * @module
 */
import type { AddedLines } from "../../trust/dkim/altered_body.ts";
import type { HeaderChange } from "../../trust/dkim/altered_header.ts";
import type { Signature } from "../../trust/dkim/signature.ts";
import type { SignatureNote, SignatureVerdict } from "../../trust/dkim/verdict.ts";
import type { DmarcVerdict } from "../../trust/dmarc/judge.ts";
import type { SpfVerdict } from "../../trust/spf/evaluate.ts";
import { describeSpf } from "../../trust/spf/words.ts";
import { cutText } from "../../message/encoding/character.ts";
import { count, octets } from "../terminal/words.ts";

/** Characters of a line or a field that are quoted. */
const MAX_QUOTED = 60;

function quoted(text: string): string {
  const plain = text.replace(/\s+/g, " ").trim();
  return JSON.stringify(plain.length > MAX_QUOTED ? `${cutText(plain, MAX_QUOTED)}...` : plain);
}

/** Where the key of a signature is published. */
function keyName({ selector, domain }: Signature): string {
  return `${selector}._domainkey.${domain}`;
}

/**
 * Why a signature does not hold; empty if it does.
 *
 * @param verdict The signature.
 */
export function signatureWords(verdict: SignatureVerdict): string {
  const { signature, reason, detail, keyBits } = verdict;
  const name = keyName(signature);
  switch (reason) {
    case "valid":
      return "";
    case "body-altered":
      return bodyWords(verdict);
    case "header-altered":
      return `The header was altered after signing, or the signature is not by this key. ${
        changeWords(verdict.changes)
      }`;
    case "no-key":
      return `There is no key in DNS at ${name}.`;
    case "key-revoked":
      return `The key at ${name} was revoked (its p= is empty, RFC 6376 3.6.1).`;
    case "key-too-short":
      return `The key has ${
        keyBits ?? "too few"
      } bits; fewer than 1024 are not accepted (RFC 8301 3.2).`;
    case "bad-key":
      return `The record at ${name} is no key that can be used.`;
    case "key-not-for-this":
      return "The key's record limits it to another kind of signature, hash or service (h=, k=, s=).";
    case "expired":
      return `It has expired${
        signature.expires === undefined ? "" : ` on ${new Date(signature.expires).toISOString()}`
      } (x=).`;
    case "from-not-signed":
      return "From is not signed, so the signature proves nothing about the author (RFC 6376 5.4).";
    case "weak-algorithm":
      return `${signature.algorithm} is no longer accepted (RFC 8301 3.1).`;
    case "unknown-algorithm":
      return "It uses an algorithm (a=) or a form (c=) that is not known.";
    case "bad-syntax":
      return `The field is malformed: ${detail} (RFC 6376 3.5).`;
    case "other-domain":
      return "It is in the name of an identity (i=) that the signing domain does not speak for.";
    case "no-answer":
      return `It could not be checked: ${name} could not be looked up: ${detail}.`;
  }
}

function bodyWords({ headerIntact, addedLines, changes }: SignatureVerdict): string {
  const body = addedLines === undefined
    ? "The body was altered after signing (bh= does not match)."
    : `The body was altered after signing: ${addedWords(addedLines)}`;
  if (headerIntact) return `${body} The header is as it was signed.`;
  if (headerIntact === undefined) return `${body} Without a key the header cannot be checked.`;
  return `${body} The header was altered too. ${changeWords(changes)}`;
}

function addedWords({ place, count: number, first }: AddedLines): string {
  const lines = count(number, "line");
  switch (place) {
    case "end":
      return `it is valid without the last ${lines}, from ${quoted(first)} on, which a mailing ` +
        "list or a server has added.";
    case "last part":
      return `it is valid without ${lines} before its last boundary, from ${quoted(first)} on, ` +
        "which a mailing list or a server has added.";
    case "start":
      return `it is valid without the first ${lines}, from ${quoted(first)} on, which a server ` +
        "has added.";
  }
}

function changeWords(changes: readonly HeaderChange[]): string {
  if (changes.length === 0) return "Which field cannot be told.";
  return `It is valid ${changes.map(undoWords).join(" and ")}.`;
}

function undoWords({ kind, field, line, text }: HeaderChange): string {
  switch (kind) {
    case "tag":
      return `without ${quoted(text)} at the start of ${field} (added by a list or a filter)`;
    case "added":
      return `without the field ${field} in line ${line} (added)`;
    case "rewritten":
      return `with the ${field} that it had: ${quoted(text)}`;
    case "differs":
      return `only with the ${field} that the signer had: ${quoted(text)}`;
  }
}

/**
 * What is good to know of a signature.
 *
 * @param note What.
 * @param verdict The signature.
 */
export function noteWords(note: SignatureNote, verdict: SignatureVerdict): string {
  const { signature, keyBits, uncovered } = verdict;
  switch (note) {
    case "partial-body": {
      const start = `l=${signature.length}: `;
      return uncovered === 0
        ? `${start}what anyone adds at the end of the body does not break the signature.`
        : `${start}the last ${octets(uncovered)} of the body ${
          uncovered === 1 ? "is" : "are"
        } not signed; anyone can have written them.`;
    }
    case "testing":
      return "The key's domain is only testing DKIM (t=y): receivers ignore a failure.";
    case "short-key":
      return `The key has ${keyBits} bits; 2048 are advised (RFC 8301 3.2).`;
    case "signed-in-future":
      return "It was made in the future: a clock is wrong (t=).";
    case "several-keys":
      return `There are several records at ${keyName(signature)}; which one counts is not defined.`;
  }
}

/**
 * What SPF has found, in a sentence or two.
 *
 * @param verdict What was found.
 */
export function spfWords(verdict: SpfVerdict): string {
  const { result, domain, detail } = verdict;
  switch (result) {
    case "permerror":
      return `What ${domain} has published is broken: ${detail}.`;
    case "temperror":
      return `It could not be checked: ${detail}.`;
    case "unchecked":
      return `It cannot be checked: ${detail}.`;
    default:
      return `${describeSpf(verdict)}.`;
  }
}

/**
 * What DMARC has found, in a sentence or two.
 *
 * @param verdict What was found.
 */
export function dmarcWords(verdict: DmarcVerdict): string {
  const { result, domain, detail, alignedSpf, alignedDkim } = verdict;
  switch (result) {
    case "pass": {
      const proofs = [
        ...(alignedDkim === undefined ? [] : [`by the signature of ${alignedDkim}`]),
        ...(alignedSpf === undefined ? [] : [`by SPF of ${alignedSpf}`]),
      ];
      return `From is ${domain}, proved ${proofs.join(" and ")}.`;
    }
    case "fail":
      return `From is ${domain}, but no valid signature and no SPF pass is of that domain. ${
        policyWords(verdict)
      }`;
    case "none":
      return `${domain} has published no policy.`;
    case "permerror":
      return `There is no author to check: ${detail}.`;
    case "temperror":
      return `It could not be checked: ${detail}.`;
    case "unchecked":
      return `It cannot be decided: ${detail}.`;
  }
}

function policyWords({ policy, policyDomain, testing }: DmarcVerdict): string {
  const who = `${policyDomain ?? "the domain"} asks the receiver to`;
  const test = testing ? " (it is testing a stricter policy, t=y)" : "";
  switch (policy) {
    case "reject":
      return `${who} refuse such mail (reject)${test}.`;
    case "quarantine":
      return `${who} treat such mail as suspicious (quarantine)${test}.`;
    default:
      return `${who} do nothing about it (none)${test}.`;
  }
}
