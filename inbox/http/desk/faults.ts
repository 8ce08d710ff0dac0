/**
 * The faults of a running inbox, as the API shows and changes them.
 * @module
 */

/** The script of faults of the inbox. */
export interface FaultControl {
  /** Its rules as they were written. */
  readonly rules: readonly string[];
  /**
   * Puts other rules in their place, and counts from zero.
   *
   * @param rules The rules.
   * @throws {Error} If one cannot be understood; nothing is changed then.
   */
  replace(rules: readonly string[]): void;
  /**
   * Puts rules behind those that are there, which are counted on.
   *
   * @param rules The rules.
   * @throws {Error} If one cannot be understood; nothing is changed then.
   */
  add(rules: readonly string[]): void;
}
