/**
 * What is found out about one signature.
 * @module
 */
import type { AddedLines } from "./altered_body.ts";
import type { HeaderChange } from "./altered_header.ts";
import type { Signature } from "./signature.ts";

/** Why a signature holds or does not. */
export type SignatureReason =
  | "valid"
  | "body-altered"
  | "header-altered"
  | "no-key"
  | "key-revoked"
  | "key-too-short"
  | "bad-key"
  | "key-not-for-this"
  | "expired"
  | "from-not-signed"
  | "weak-algorithm"
  | "unknown-algorithm"
  | "bad-syntax"
  | "other-domain"
  | "no-answer";

/** What is good to know of a signature that may hold nevertheless. */
export type SignatureNote =
  | "partial-body"
  | "testing"
  | "short-key"
  | "signed-in-future"
  | "several-keys";

/** A signature and whether it holds. */
export interface SignatureVerdict {
  /** The signature. */
  readonly signature: Signature;
  /** The result in the words of RFC 8601 2.7.1. */
  readonly result: "pass" | "fail" | "policy" | "neutral" | "temperror";
  /** Why. */
  readonly reason: SignatureReason;
  /** More of the reason, such as the answer of a name server; empty if there is no more. */
  readonly detail: string;
  /** Bits of the key, where it was found. */
  readonly keyBits: number | undefined;
  /** Octets of the body, in canonical form, that are not covered (l=). */
  readonly uncovered: number;
  /** Names of covered fields that the message has. */
  readonly fields: readonly string[];
  /** Where the body was altered: whether the signature over the header matches all the same. */
  readonly headerIntact: boolean | undefined;
  /** What was added to the body, where without it the body matches again. */
  readonly addedLines: AddedLines | undefined;
  /** What was done to the header, where undoing it makes it match again. */
  readonly changes: readonly HeaderChange[];
  /** What else is good to know. */
  readonly notes: readonly SignatureNote[];
}
