/**
 * A field DKIM-Signature: who signs, and what is covered (RFC 6376 section 3.5).
 * @module
 */
import type { HeaderField } from "../../message/header/header.ts";
import { readTagList, valueOf } from "../tag_list.ts";

/** How a part of a message is brought into the form that is signed (RFC 6376 3.4). */
export type Canonicalization = "simple" | "relaxed";

/** A signature as it stands in a message; what is missing is empty. */
export interface Signature {
  /** The field. */
  readonly field: HeaderField;
  /** The domain that signs (d=), in small letters. */
  readonly domain: string;
  /** Which of its keys (s=). */
  readonly selector: string;
  /** The algorithm (a=), such as `rsa-sha256`. */
  readonly algorithm: string;
  /** How the header is brought into form (c=). */
  readonly header: Canonicalization;
  /** How the body is. */
  readonly body: Canonicalization;
  /** The names of the fields that are covered (h=), as they are written. */
  readonly covered: readonly string[];
  /** How many octets of the body are covered (l=), where it is not all. */
  readonly length: number | undefined;
  /** When it was made (t=), in milliseconds since 1970. */
  readonly time: number | undefined;
  /** Until when it holds (x=), in milliseconds since 1970. */
  readonly expires: number | undefined;
  /** The hash of the body in base64 (bh=). */
  readonly bodyHash: string;
  /** The signature in base64 (b=). */
  readonly value: string;
  /** Fields as they were when it was made, where the signer says so (z=): names and values. */
  readonly copies: readonly (readonly [name: string, value: string])[];
}

/**
 * Reads a signature. Never throws; whether it is well-formed is judged where it is verified.
 *
 * @param field The field.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findField, parseHeader } from "../../message/header/header.ts";
 * import { readSignature } from "./signature.ts";
 *
 * const header = "DKIM-Signature: v=1; a=rsa-sha256; d=A.example; s=s1;\r\n h=From : To; l=10\r\n";
 * const field = findField(parseHeader(new TextEncoder().encode(header)).fields, "dkim-signature");
 * const signature = field && readSignature(field);
 * assertEquals([signature?.domain, signature?.covered], ["a.example", ["From", "To"]]);
 * assertEquals([signature?.length, signature?.body], [10, "simple"]);
 * ```
 */
export function readSignature(field: HeaderField): Signature {
  const tags = readTagList(field.value);
  const tag = (name: string): string => valueOf(tags, name) ?? "";
  const plain = (name: string): string => tag(name).replace(/\s/g, "");
  const [header = "", body = ""] = plain("c").toLowerCase().split("/");
  return {
    field,
    domain: plain("d").toLowerCase(),
    selector: plain("s"),
    algorithm: plain("a").toLowerCase(),
    header: header === "relaxed" ? "relaxed" : "simple",
    body: body === "relaxed" ? "relaxed" : "simple",
    covered: tag("h").split(":").map((name) => name.trim()).filter((name) => name !== ""),
    length: numberOf(plain("l")),
    time: secondsOf(plain("t")),
    expires: secondsOf(plain("x")),
    bodyHash: plain("bh"),
    value: plain("b"),
    copies: tag("z").split("|").flatMap(readCopy),
  };
}

function numberOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function secondsOf(text: string): number | undefined {
  const seconds = numberOf(text);
  // Later ones are no dates of ECMAScript.
  return seconds === undefined || seconds > 8.64e12 ? undefined : seconds * 1_000;
}

/** `Subject:Hi=20there`, in dkim-quoted-printable (RFC 6376 2.11). */
function readCopy(copy: string): (readonly [string, string])[] {
  const text = copy.replace(/\s/g, "");
  const colon = text.indexOf(":");
  if (colon < 1) return [];
  const value = text.slice(colon + 1).replace(
    /=([0-9A-F]{2})/g,
    (_, code: string) => String.fromCharCode(parseInt(code, 16)),
  );
  return [[text.slice(0, colon), value.trim()]];
}
