/**
 * The fields of a bounce that are for programs: some for the message, and a group for each recipient
 * (RFC 3464 sections 2.2 and 2.3). They are read wherever they stand, with empty lines missing or too many.
 * @module
 */
import { addressIn } from "./address.ts";

/** Fields by their names in lower case, with their values on one line. */
export type Fields = ReadonlyMap<string, string>;

/** The fields of a delivery status. */
export interface DeliveryStatus {
  /** Those of the message. */
  readonly message: Fields;
  /** Those of each recipient. */
  readonly recipients: readonly Fields[];
}

const OF_MESSAGE: ReadonlySet<string> = new Set([
  "reporting-mta",
  "arrival-date",
  "original-envelope-id",
  "received-from-mta",
  "dsn-gateway",
  "x-postfix-sender",
  "x-postfix-queue-id",
]);

const OF_RECIPIENT: ReadonlySet<string> = new Set([
  "final-recipient",
  "original-recipient",
  "x-actual-recipient",
  "action",
  "status",
  "remote-mta",
  "diagnostic-code",
  "last-attempt-date",
  "will-retry-until",
  "final-log-id",
]);

const FIELD = /^[> \t]{0,4}([A-Za-z][A-Za-z-]{2,40})[ \t]*:[ \t]*(.*)$/;

/**
 * Reads the fields of a delivery status.
 *
 * @param lines Its lines, or those of a text in which it stands; what is no such field is passed over.
 */
export function readDeliveryStatus(lines: readonly string[]): DeliveryStatus {
  const message = new Map<string, string>();
  const recipients: Map<string, string>[] = [];
  let group = new Map<string, string>();
  let open: { readonly fields: Map<string, string>; readonly name: string } | undefined;
  let isGap = false;
  for (const line of lines) {
    if (line.trim() === "") {
      isGap = true;
      open = undefined;
      continue;
    }
    const [, name = "", value = ""] = FIELD.exec(line) ?? [];
    const key = name.toLowerCase();
    if (OF_RECIPIENT.has(key) && !/^[ \t]/.test(line)) {
      if (group.has(key) || (isGap && isComplete(group))) group = new Map();
      if (group.size === 0) recipients.push(group);
      group.set(key, value.trim());
      open = { fields: group, name: key };
    } else if (OF_MESSAGE.has(key) && !/^[ \t]/.test(line)) {
      if (!message.has(key)) message.set(key, value.trim());
      open = { fields: message, name: key };
    } else if (open !== undefined && (/^[ \t]/.test(line) || isContinued(open.name, name))) {
      const value = open.fields.get(open.name) ?? "";
      if (value.length < MAX_VALUE) open.fields.set(open.name, `${value} ${line.trim()}`.trim());
    } else {
      open = undefined;
    }
    isGap = false;
  }
  return { message, recipients: recipients.filter(isAboutRecipient) };
}

/** Characters of a value that are read; a line of it may be longer. */
const MAX_VALUE = 8000;

/** A gateway may have taken the blanks from a fold: then the next line is no field. */
function isContinued(open: string, name: string): boolean {
  return open === "diagnostic-code" && name === "";
}

/**
 * The lines of a text that are none of its fields, nor continue one.
 *
 * @param lines The text.
 */
export function withoutFields(lines: readonly string[]): string[] {
  let inField = false;
  return lines.filter((line) => {
    const key = FIELD.exec(line)?.[1]?.toLowerCase() ?? "";
    const isField = !/^[ \t]/.test(line) && (OF_RECIPIENT.has(key) || OF_MESSAGE.has(key));
    inField = isField || (inField && /^[ \t]+\S/.test(line));
    return !inField;
  });
}

function isComplete(group: Fields): boolean {
  return (group.has("final-recipient") || group.has("original-recipient")) &&
    (group.has("action") || group.has("status") || group.has("diagnostic-code"));
}

function isAboutRecipient(group: Fields): boolean {
  return recipientOf(group) !== undefined &&
    (group.has("action") || group.has("status") || group.has("diagnostic-code"));
}

/**
 * The address that a group is about.
 *
 * @param group The fields of a recipient.
 * @returns The address; the words of the field where it has none; `undefined` if no field names anybody.
 */
export function recipientOf(group: Fields): string | undefined {
  const values = ["final-recipient", "original-recipient", "x-actual-recipient"]
    .map((name) => group.get(name))
    .filter((value) => value !== undefined)
    .map((value) => value.replace(/^[^;<@]{0,40};\s*/, ""));
  return values.map(addressIn).find((address) => address !== undefined) ??
    values.find((value) => value !== "");
}
