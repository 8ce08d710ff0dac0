/**
 * What the inbox takes from careless clients, where whoever tests them wants it to.
 * @module
 */

/** What is taken though the standard forbids it; without this the inbox is strict. */
export interface Tolerance {
  /** Mail data that a client sends before the 354 (RFC 2920 section 3.1). */
  readonly earlyData?: boolean;
  /**
   * Addresses of development, such as `root`, `u@my_host` and `a..b@x.test`, also without angle brackets,
   * and any name in EHLO and HELO (RFC 5321 section 4.1.2).
   */
  readonly addresses?: boolean;
}
