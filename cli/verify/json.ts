/**
 * A verification as JSON, for a program.
 * @module
 */
import type { SignatureVerdict } from "../../trust/dkim/verdict.ts";
import { dmarcWords, signatureWords, spfWords } from "./words.ts";
import type { Verified } from "./verify.ts";

/**
 * The verification.
 *
 * @param verified What was found out.
 * @returns A value for `JSON.stringify`.
 */
export function verificationJson(verified: Verified): object {
  const { outcome, signatures, omittedSignatures, spf, dmarc, arc, resolvers } = verified;
  const { envelope, ...spfRest } = spf;
  const { policyDomain, record, policy, alignedSpf, alignedDkim, ...dmarcRest } = dmarc;
  return {
    outcome,
    dkim: signatures.map(signatureJson),
    omittedSignatures,
    spf: {
      ...spfRest,
      record: spf.record ?? null,
      ip: envelope.ip ?? null,
      mailFrom: envelope.mailFrom ?? null,
      helo: envelope.helo ?? null,
      line: envelope.line ?? null,
      text: spfWords(spf),
    },
    dmarc: {
      ...dmarcRest,
      policyDomain: policyDomain ?? null,
      record: record ?? null,
      policy: policy ?? null,
      alignedSpf: alignedSpf ?? null,
      alignedDkim: alignedDkim ?? null,
      text: dmarcWords(dmarc),
    },
    arc,
    differences: verified.differences,
    unanswered: verified.unanswered,
    resolvers,
  };
}

function signatureJson(verdict: SignatureVerdict): object {
  const { signature, result, reason, keyBits, uncovered, fields, headerIntact } = verdict;
  const { field, domain, selector, algorithm, header, body, length, time, expires } = signature;
  return {
    line: field.line,
    result,
    reason,
    domain,
    selector,
    algorithm,
    canonicalization: `${header}/${body}`,
    keyBits: keyBits ?? null,
    signed: timeOf(time),
    expires: timeOf(expires),
    fields,
    bodyLength: length ?? null,
    uncovered,
    headerIntact: headerIntact ?? null,
    addedLines: verdict.addedLines ?? null,
    changes: verdict.changes,
    notes: verdict.notes,
    text: signatureWords(verdict),
  };
}

function timeOf(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
