/**
 * What servers say beyond their codes, recognised by a part of the text.
 * @module
 */
import type { Knowledge } from "../knowledge.ts";

/**
 * A text that servers are known to send. Its `next` starts with what helps most often, in one line, which is
 * also shown by itself as a hint.
 */
export interface ServerWords extends Knowledge {
  /**
   * What the text contains. No nested repetition: it runs over untrusted text. The words
   * around it may still say the opposite; that is checked separately.
   */
  readonly pattern: RegExp;
  /**
   * The pattern shows only what the text is about, such as a list or a filter, not that anything is
   * wrong: it counts only in a refusal.
   */
  readonly inRefusalOnly?: true;
  /** What to do next. */
  readonly next: readonly string[];
}
