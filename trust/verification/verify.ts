/**
 * Whether a message is what it says: its signatures (DKIM), its envelope (SPF), its author (DMARC) and
 * what forwarders have sealed (ARC).
 * @module
 */
import { type ArcVerdict, checkChain } from "../arc/chain.ts";
import { compareClaims, type Difference } from "./claims.ts";
import type { SignatureVerdict } from "../dkim/verdict.ts";
import { verifySignatures } from "../dkim/verify.ts";
import { type DmarcEvidence, type DmarcVerdict, judgeDmarc } from "../dmarc/judge.ts";
import type { Inquiry } from "../inquiry.ts";
import { Material, type ReadMessage } from "../material.ts";
import { findEnvelope, type GivenEnvelope } from "../spf/envelope.ts";
import { evaluateSpf, type SpfVerdict } from "../spf/evaluate.ts";

/** All that was found out about a message. */
export interface Verification {
  /** Whether all that could be checked holds, something does not, or something could not be checked. */
  readonly outcome: "pass" | "fail" | "unchecked";
  /** The signatures, the topmost first. */
  readonly signatures: readonly SignatureVerdict[];
  /** Signatures beyond those that are verified. */
  readonly omittedSignatures: number;
  /** What SPF says. */
  readonly spf: SpfVerdict;
  /** What DMARC says. */
  readonly dmarc: DmarcVerdict;
  /** What ARC says. */
  readonly arc: ArcVerdict;
  /** Where the recipient's own servers have found something else. */
  readonly differences: readonly Difference[];
  /** What could not be asked. */
  readonly unanswered: Inquiry["unanswered"];
}

/** What a message is verified with. */
export interface VerifyOptions {
  /** Whom to ask. */
  readonly inquiry: Inquiry;
  /** What is known of the envelope. */
  readonly envelope: GivenEnvelope;
  /** The time, in milliseconds since 1970. */
  readonly now: number;
}

/**
 * Verifies a message.
 *
 * @param message The message.
 * @param options Whom to ask, and what is known.
 * @throws {TooLargeError} If its header is too large.
 * @throws What reading the message throws; a missing permission to ask; the reason of an abort that is
 * no time-out.
 */
export async function verifyMessage(
  message: ReadMessage,
  { inquiry, envelope, now }: VerifyOptions,
): Promise<Verification> {
  const material = new Material(message);
  const { fields } = material;
  const [verified, spf] = await Promise.all([
    verifySignatures(material, inquiry, now),
    evaluateSpf(findEnvelope(fields, envelope), inquiry),
  ]);
  const { signatures, author } = verified;
  const valid = signatures.filter(({ result }) => result === "pass");
  const evidence = {
    author,
    spf: spf.result === "pass" ? spf.domain : undefined,
    open: openOf(signatures, spf),
    dkim: valid.map(({ signature, uncovered }) => ({
      domain: signature.domain,
      underSized: uncovered,
    })),
  };
  const [dmarc, arc] = await Promise.all([
    judgeDmarc(evidence, inquiry),
    checkChain(fields, verified.arc, inquiry),
  ]);
  inquiry.throwIfStopped();
  const verdicts = { signatures, spf, dmarc, arc };
  return {
    outcome: outcomeOf(verdicts),
    ...verdicts,
    omittedSignatures: material.omitted,
    differences: compareClaims(fields, verdicts),
    unanswered: inquiry.unanswered,
  };
}

/** What could still prove the author, were it known. */
function openOf(
  signatures: readonly SignatureVerdict[],
  spf: SpfVerdict,
): DmarcEvidence["open"] {
  if (spf.result === "temperror" || signatures.some(({ result }) => result === "temperror")) {
    return { result: "temperror", detail: "SPF or a signature could not be checked" };
  }
  if (spf.result !== "unchecked") return undefined;
  return { result: "unchecked", detail: "SPF could not be checked" };
}

/** Nothing that is broken may pass for something that could not be checked. */
function outcomeOf(
  { signatures, spf, dmarc, arc }: Pick<Verification, "signatures" | "spf" | "dmarc" | "arc">,
): Verification["outcome"] {
  const results = [spf.result, dmarc.result, arc.result, ...signatures.map(({ result }) => result)];
  if (results.some((result) => BROKEN.has(result))) return "fail";
  if (signatures.some(({ result }) => result === "neutral")) return "fail";
  if (results.includes("temperror") || arc.result === "unchecked") return "unchecked";
  const proved = spf.result === "pass" || signatures.some(({ result }) => result === "pass");
  return proved ? "pass" : "fail";
}

const BROKEN: ReadonlySet<string> = new Set(["fail", "softfail", "permerror", "policy"]);
