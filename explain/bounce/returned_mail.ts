/**
 * The mail that came back, by its header.
 * @module
 */
import type { ReturnedMail } from "./bounce.ts";

/** Lines of a header that are looked at. */
const MAX_HEADER = 400;

/**
 * Reads the header of the mail that came back.
 *
 * @param lines Its beginning.
 */
export function returnedMail(lines: readonly string[]): ReturnedMail {
  const found = new Map<string, string>();
  let open: string | undefined;
  for (const line of lines.slice(0, MAX_HEADER)) {
    const [, name, value = ""] =
      /^[> \t]{0,4}(message-id|from|to|subject|date)[ \t]*:[ \t]*(.*)$/i.exec(line) ?? [];
    const key = name?.toLowerCase();
    if (key !== undefined && !found.has(key)) found.set(open = key, value.trim());
    else if (open !== undefined && /^[ \t]+\S/.test(line)) {
      found.set(open, `${found.get(open) ?? ""} ${line.trim()}`);
    } else open = undefined;
  }
  const [id] = /<[^<>\s]{1,250}>/.exec(found.get("message-id") ?? "") ?? [];
  return {
    messageId: id ?? (found.get("message-id") || undefined),
    from: found.get("from"),
    to: found.get("to"),
    subject: found.get("subject"),
    date: found.get("date"),
  };
}
