/**
 * Domains as people write them on a command line.
 * @module
 */
import { DomainError, toAsciiDomain } from "../../dns/domain.ts";
import { InputError } from "../terminal/exit.ts";

/**
 * Reads a domain, with U-labels or A-labels.
 *
 * @param text The domain.
 * @returns It in A-labels.
 * @throws {InputError} If it is none.
 */
export function readDomain(text: string): string {
  try {
    return toAsciiDomain(text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new InputError(error.message, { cause: error });
  }
}
