/**
 * What servers say beyond their codes: recognised by a part of the text.
 * @module
 */
import type { Knowledge } from "../knowledge.ts";

/**
 * A text that servers are known to say. Its `next` begins with what helps most often, in one line: it is
 * shown by itself as a hint.
 */
export interface ServerWords extends Knowledge {
  /**
   * What the text holds. Without nested repetition: it runs over what strangers wrote. What stands
   * around it may still say the contrary; that is looked at apart.
   */
  readonly pattern: RegExp;
  /**
   * The pattern names only what the text is about, such as a list or a filter, and not that anything is
   * wrong: it counts in a refusal alone.
   */
  readonly inRefusalOnly?: true;
  /** What to do next. */
  readonly next: readonly string[];
}
