/**
 * Enhanced status codes: class, subject and detail (RFC 3463, and the registry of IANA that RFC 5248
 * began).
 * @module
 */
import { GIVE_WHOLE_LINE, LATER } from "./advice.ts";
import { ENHANCED_DETAILS } from "./enhanced_detail.ts";
import { type Explanation, explanationOf, type Knowledge } from "./knowledge.ts";

/** What the first number says. */
const CLASSES: Readonly<Record<string, string>> = {
  "2": "2: success.",
  "4": "4: temporary failure; the same may work later.",
  "5": "5: permanent failure; the same will fail again.",
};

const CLASS_TITLES: Readonly<Record<string, string>> = {
  "2": "success",
  "4": "temporary failure",
  "5": "refused permanently",
};

/** What the second number says. */
const SUBJECTS: Readonly<Record<string, string>> = {
  "0": "0: nothing in particular.",
  "1": "1: an address.",
  "2": "2: the mailbox.",
  "3": "3: the destination's mail system.",
  "4": "4: the network or routing.",
  "5": "5: the protocol between the servers.",
  "6": "6: the content or its format.",
  "7": "7: security or policy.",
};

const ENHANCED_CODE = /^([245])\.(\d{1,3})\.(\d{1,3})$/;

/** A code with its numbers. */
interface EnhancedCode {
  /** 2, 4 or 5. */
  readonly class: string;
  /** The second number. */
  readonly subject: string;
  /** The third number. */
  readonly detail: string;
}

/**
 * Reads a code.
 *
 * @param text For example `5.1.1`.
 * @returns Its numbers, or `undefined` if it is not of this form (RFC 3463 section 2).
 */
export function parseEnhancedCode(text: string): EnhancedCode | undefined {
  const [, statusClass, subject, detail] = ENHANCED_CODE.exec(text) ?? [];
  if (statusClass === undefined || subject === undefined || detail === undefined) return undefined;
  return { class: statusClass, subject, detail };
}

/**
 * What is known of subject and detail together; the class is not part of the registry's key, but it says
 * whether waiting helps.
 *
 * @param code The code.
 */
export function enhancedDetail(code: EnhancedCode): Knowledge | undefined {
  const known = ENHANCED_DETAILS.get(`${Number(code.subject)}.${Number(code.detail)}`);
  if (known === undefined || code.class === "4") return known;
  const next = code.class === "2" ? [] : known.next?.filter((each) => each !== LATER) ?? [];
  return { ...known, next };
}

/** Whether a code is x.0.0: it says whether it worked, and nothing about why (RFC 3463 section 3.1). */
function saysNoMore({ subject, detail }: EnhancedCode): boolean {
  return Number(subject) === 0 && Number(detail) === 0;
}

/** What the numbers say by themselves, known or not. */
export function ruleOfNumbers(code: EnhancedCode): string {
  const subject = SUBJECTS[String(Number(code.subject))];
  const rule = CLASSES[code.class] ?? "";
  return subject === undefined ? rule : `${rule} ${subject}`;
}

/**
 * Explains a code by itself.
 *
 * @param text For example `5.1.1`.
 * @returns The explanation; only of the numbers if the detail is not known. `undefined` if the text
 * is not an enhanced status code.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainEnhancedCode } from "./enhanced_code.ts";
 * assertEquals(explainEnhancedCode("5.1.1")?.title, "refused permanently: no such mailbox");
 * assertEquals(explainEnhancedCode("5.1.999")?.kind, "unknown");
 * assertEquals(explainEnhancedCode("3.1.1"), undefined);
 * ```
 */
export function explainEnhancedCode(text: string): Explanation | undefined {
  const code = parseEnhancedCode(text);
  if (code === undefined) return undefined;
  const title = CLASS_TITLES[code.class] ?? "";
  const known = enhancedDetail(code);
  if (known === undefined) return unknownDetail(text, code, title);
  const explanation = explanationOf("enhanced-code", text, known);
  return {
    ...explanation,
    title: `${title}${saysNoMore(code) ? ";" : ":"} ${known.title}`,
    points: [...explanation.points, { about: "Numbers", text: ruleOfNumbers(code) }],
  };
}

function unknownDetail(text: string, code: EnhancedCode, title: string): Explanation {
  return {
    kind: "unknown",
    seen: text,
    title: `${title}; unknown detail code`,
    points: [{ about: "Numbers", text: ruleOfNumbers(code) }],
    next: [GIVE_WHOLE_LINE],
    sources: ["RFC 3463 section 3"],
  };
}
