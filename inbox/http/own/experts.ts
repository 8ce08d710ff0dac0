/**
 * What the inbox does not know itself: what a mail and a dialogue mean. Whoever starts it brings it along.
 * @module
 */
import type { DialogueLine } from "../desk/dialogues.ts";

/** A sentence about a line of a dialogue. */
export interface Explained {
  /** The sentence. */
  readonly text: string;
  /** Where it is defined, such as `RFC 5321 section 4.1.1.2`. */
  readonly sources: readonly string[];
}

/** What an inspection has for sure; its owner says what else. */
export interface Inspected {
  /** What is wrong or odd. */
  readonly findings: readonly unknown[];
  /** Findings that were too many to be listed. */
  readonly omittedFindings: number;
}

/** Octets that can be read as often as wanted. */
export type Reader = () => Promise<AsyncIterable<Uint8Array>>;

/** Those who know. */
export interface Experts {
  /** Looks at a mail, as `mua inspect --json` does. */
  inspect(mail: Reader): Promise<Inspected>;
  /** Compares a mail with what was sent, as `mua compare --json` does. */
  compare(sent: Reader, arrived: Reader): Promise<unknown>;
  /**
   * Explains a dialogue.
   *
   * @param lines Its lines.
   * @returns For each line what there is to say of it.
   */
  explain(lines: readonly DialogueLine[]): Promise<readonly (readonly Explained[])[]>;
}
