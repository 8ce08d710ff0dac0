/** What was found out about a mail, in a line that tests compare. */
import type { Verification } from "../../../trust/verification/verify.ts";

/** Writes the reasons of the signatures, SPF, DMARC, ARC and the outcome. */
export function summary({ signatures, spf, dmarc, arc, outcome }: Verification): string {
  const reasons = signatures.map(({ reason, headerIntact, addedLines, changes, notes }) => {
    const details = [
      ...(headerIntact ? ["intact"] : []),
      ...(addedLines === undefined ? [] : [`${addedLines.place} ${addedLines.count}`]),
      ...changes.map(({ kind, field }) => `${kind} ${field}`),
      ...notes,
    ];
    return details.length === 0 ? reason : `${reason}(${details.join(", ")})`;
  });
  const seals = arc.seals.map(({ instance, result }) => `${instance} ${result}`).join(", ");
  const chain = arc.result === "none" ? "none" : `${arc.result}[${seals}]`;
  return [reasons.join(", "), spf.result, dmarc.result, chain, outcome].join(" | ").trim();
}
