/**
 * Names and passwords as the server compares them.
 * @module
 */
import { SaslError } from "../../smtp/sasl/mechanism.ts";
import { saslPrepare } from "../../smtp/sasl/name.ts";

/**
 * A name or password prepared by SASLprep (RFC 4013) where that can be done, so that one text is the
 * same however it was written.
 *
 * @param text The name or password.
 * @returns The prepared text, or the text as it is.
 */
export function prepared(text: string): string {
  try {
    return saslPrepare(text, "text");
  } catch (error) {
    if (error instanceof SaslError) return text;
    throw error;
  }
}

/**
 * A `saslname` as the name that it stands for (RFC 5801 section 4).
 *
 * @param text The name, `=` and `,` written as `=3D` and `=2C`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { unescapeName } from "./name.ts";
 * assertEquals(unescapeName("a=2Cb=3D2C"), "a,b=2C");
 * ```
 */
export function unescapeName(text: string): string {
  return text.replaceAll("=2C", ",").replaceAll("=3D", "=");
}
