/**
 * The package that verifies signatures, loaded when it is needed.
 * @module
 */

/** What is used of the package. */
export type DkimPackage = typeof import("mailauth/dkim/verify");

/** Loads it, which takes about a quarter of a second. */
export async function loadDkim(): Promise<DkimPackage> {
  return await import("mailauth/dkim/verify");
}
