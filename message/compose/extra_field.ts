/**
 * Header fields that a person adds to a message or sets in place of ours: `Name: value`.
 * @module
 */
import { forbiddenCharacter, quoteForMessage } from "../encoding/character.ts";
import { MessageError } from "../message.ts";
import { SINGLE_FIELDS } from "../header/single_fields.ts";

/** A header field in words. */
export interface ExtraField {
  /** The name as written. */
  readonly name: string;
  /** The value on one line, in any script; empty leaves a field out that would be there. */
  readonly value: string;
}

/** Fields that name blind recipients. */
const BLIND_FIELDS: ReadonlySet<string> = new Set(["bcc", "resent-bcc"]);

/** Fields that follow from the parts of a message, which the composer knows. */
const MIME_FIELDS: ReadonlySet<string> = new Set([
  "mime-version",
  "content-type",
  "content-transfer-encoding",
  "content-disposition",
]);

/**
 * Reads `Name: value`.
 *
 * @param text The field on one line.
 * @throws {MessageError} When it has no name by RFC 5322 3.6.8, a control character or line end
 * anywhere, or a name that only the composer may use.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseExtraField } from "./extra_field.ts";
 *
 * assertEquals(parseExtraField("X-Lab: 2"), { name: "X-Lab", value: "2" });
 * ```
 */
export function parseExtraField(text: string): ExtraField {
  const refuse = (reason: string): MessageError =>
    new MessageError(`Cannot use the header field ${quoteForMessage(text)}: ${reason}`);
  const character = forbiddenCharacter(text);
  if (character !== undefined) throw refuse(`it holds ${character}`);
  const [, name, value] = /^([!-9;-~]+):(.*)$/su.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw refuse("it is not of the form 'Name: value' (RFC 5322 2.2)");
  }
  if (BLIND_FIELDS.has(name.toLowerCase())) {
    throw refuse("everybody would read it; a blind copy is a recipient of the envelope alone");
  }
  if (MIME_FIELDS.has(name.toLowerCase())) {
    throw refuse("it follows from the parts of the message");
  }
  return { name, value: value.trim() };
}

/**
 * Refuses a second field of a name that RFC 5322 3.6 allows once.
 *
 * @param fields The fields that a person gave.
 * @throws {MessageError} Naming the field.
 */
export function refuseRepeated(fields: readonly ExtraField[]): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    const key = name.toLowerCase();
    if (seen.has(key) && SINGLE_FIELDS.has(key)) {
      throw new MessageError(`Cannot use two header fields ${name}: RFC 5322 3.6 allows one`);
    }
    seen.add(key);
  }
}

/** The value of List-Unsubscribe that one click can work with: a URI of HTTPS among its URIs. */
const HTTPS_URI = /<\s*https:\/\/[^<>\s]+>/i;

/**
 * Refuses to promise that one click unsubscribes where there is nothing to click on.
 *
 * @param fields The fields that a person gave.
 * @throws {MessageError} When List-Unsubscribe-Post comes without a List-Unsubscribe that has a URI of
 * HTTPS, or says anything else than the one thing that it may say (RFC 8058 3.1).
 */
export function refuseLonePost(fields: readonly ExtraField[]): void {
  const post = findExtraField(fields, "List-Unsubscribe-Post");
  if (post === undefined) return;
  const refuse = (reason: string): MessageError =>
    new MessageError(`Cannot use the header field ${post.name}: ${reason} (RFC 8058 3.1)`);
  if (post.value !== "List-Unsubscribe=One-Click") {
    throw refuse("its value must be List-Unsubscribe=One-Click");
  }
  if (!HTTPS_URI.test(findExtraField(fields, "List-Unsubscribe")?.value ?? "")) {
    throw refuse("it needs a List-Unsubscribe with an https URI in angle brackets");
  }
}

/** The first field of a name, if there is one; names have no case. */
export function findExtraField(
  fields: readonly ExtraField[],
  name: string,
): ExtraField | undefined {
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
}
