/**
 * What is wrong or odd in a message, and where: each with the place in an RFC that says so.
 * @module
 */
import { cutText } from "./encoding/character.ts";

/** A place in a message. */
export interface Position {
  /** Octets of the message before it. */
  readonly offset: number;
  /** The number of its line, from 1. */
  readonly line: number;
}

/** How much a finding weighs: a breach, what deserves a look, or what is good to know. */
export type Severity = "error" | "warning" | "note";

/** One finding. */
export interface Finding extends Position {
  /** A word for programs, such as `bare-lf`. */
  readonly code: string;
  /** How much it weighs. */
  readonly severity: Severity;
  /** What it is: a sentence without a full stop. It may repeat text of the message. */
  readonly text: string;
  /** The section that it is about, such as `RFC 5322 3.6`. */
  readonly reference: string;
  /** How often it was found; place and text are those of the first time. */
  readonly count: number;
}

/** The most findings that are kept apart; what comes later is counted. */
const MAX_FINDINGS = 1_000;

/** The longest text of a finding, in UTF-16 code units: it may repeat what a message says. */
const MAX_TEXT_LENGTH = 500;

/** Gathers findings, the same ones together, so that hostile input cannot make a list without end. */
export class FindingList {
  readonly #findings = new Map<string, Finding>();
  #omitted = 0;

  /** Findings that were too many to be kept. */
  get omitted(): number {
    return this.#omitted;
  }

  /**
   * Adds a finding.
   *
   * @param finding The finding; without a count it was found once.
   * @param about What tells it from others of its code, such as the name of a field.
   */
  add(finding: Omit<Finding, "count"> & { readonly count?: number }, about = ""): void {
    const key = `${finding.code} ${about}`;
    const count = finding.count ?? 1;
    const known = this.#findings.get(key);
    if (known !== undefined) {
      this.#findings.set(key, { ...known, count: known.count + count });
    } else if (this.#findings.size < MAX_FINDINGS) {
      const { text } = finding;
      const shown = text.length <= MAX_TEXT_LENGTH ? text : `${cutText(text, MAX_TEXT_LENGTH)}...`;
      this.#findings.set(key, { ...finding, text: shown, count });
    } else {
      this.#omitted += count;
    }
  }

  /** The findings in the order of their places. */
  list(): Finding[] {
    return [...this.#findings.values()].sort((one, other) => one.offset - other.offset);
  }
}
