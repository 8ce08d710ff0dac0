/**
 * What a program writes into sendmail becomes a message: it ends at a lone dot where that is wanted,
 * has a header of its own, and the fields that no message lacks (RFC 5322 section 3.6).
 * @module
 */
import { concatenate } from "../../message/encoding/octets.ts";
import {
  findField,
  type HeaderField,
  MAX_HEADER_LENGTH,
  parseHeader,
} from "../../message/header/header.ts";

/** What is added where it lacks. */
interface SubmissionDefaults {
  /** The value of From. */
  readonly from: string;
  /** The value of Date. */
  readonly date: string;
  /** The value of Message-ID. */
  readonly messageId: string;
  /** The domain of addresses that have none, such as `root`. */
  readonly domain: string;
}

const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;

/**
 * The lines of a message up to the one with nothing but a dot.
 *
 * @param octets What was written.
 * @returns A view of its beginning.
 */
export function untilLoneDot(octets: Uint8Array): Uint8Array {
  for (let start = 0; start < octets.length;) {
    const lf = octets.indexOf(LF, start);
    const end = lf < 0 ? octets.length : lf;
    const length = end - start - (octets[end - 1] === CR && end > start ? 1 : 0);
    if (length === 1 && octets[start] === DOT) return octets.subarray(0, start);
    start = end + 1;
  }
  return octets;
}

/** A line of mbox files before the header, which some programs write. */
const FROM_LINE = /^From /;

/** Fields with addresses, in which a name alone is completed. */
const ADDRESS_FIELD = /^(?:resent-)?(?:from|sender|reply-to|to|cc|bcc)$/i;

/**
 * Makes a message of what was written. Text without a header is a body: where a line is no field, the
 * header has ended, as sendmail has it.
 *
 * @param octets What was written, with line ends of any kind.
 * @param defaults What is added where it lacks.
 * @returns A message with a header, an empty line and the body.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { completeSubmission } from "./submission.ts";
 *
 * const octets = completeSubmission(new TextEncoder().encode("To: root\n\nHi\n"), {
 *   from: "ana@x.example",
 *   date: "Sun, 29 Nov 2026 12:00:00 +0000",
 *   messageId: "<1@x.example>",
 *   domain: "x.example",
 * });
 * assertEquals(
 *   new TextDecoder().decode(octets),
 *   "To: root@x.example\r\nFrom: ana@x.example\r\n" +
 *     "Date: Sun, 29 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@x.example>\r\n\r\nHi\n",
 * );
 * ```
 */
export function completeSubmission(octets: Uint8Array, defaults: SubmissionDefaults): Uint8Array {
  const { fields, body } = splitSubmission(octets);
  const added = [
    ["From", defaults.from],
    ["Date", defaults.date],
    ["Message-ID", defaults.messageId],
  ] as const;
  const lines = added.flatMap(([name, value]) =>
    findField(fields, name) === undefined ? [`${name}: ${value}\r\n`] : []
  );
  return concatenate([
    ...fields.map((field) => qualified(field, defaults.domain)),
    encoder.encode(`${lines.join("")}\r\n`),
    body,
  ]);
}

const encoder = new TextEncoder();

/** A header and what follows it. */
interface SplitSubmission {
  /** The fields in their order. */
  readonly fields: readonly HeaderField[];
  /** The body, without the empty line before it. */
  readonly body: Uint8Array;
}

/**
 * Finds where the header of what was written ends.
 *
 * @param octets What was written.
 * @returns Views of it.
 */
export function splitSubmission(octets: Uint8Array): SplitSubmission {
  const section = parseHeader(octets.subarray(0, MAX_HEADER_LENGTH));
  const [first] = section.fields;
  const hasFromLine = first?.name === "" && FROM_LINE.test(first.value);
  const fields = hasFromLine ? section.fields.slice(1) : section.fields;
  const end = fields.findIndex(({ name }) => name === "");
  const bodyStart = end < 0 ? section.size : fields[end]?.offset ?? section.size;
  return {
    fields: end < 0 ? fields : fields.slice(0, end),
    body: octets.subarray(bodyStart),
  };
}

/** The octets of a field, ended by CRLF, with a domain for each address that has none. */
function qualified(field: HeaderField, domain: string): Uint8Array {
  if (ADDRESS_FIELD.test(field.name)) {
    const value = qualifyAddresses(field.value, domain);
    if (value !== field.value) return encoder.encode(`${field.name}: ${value}\r\n`);
  }
  return field.raw.at(-1) === LF ? field.raw : concatenate([field.raw, encoder.encode("\r\n")]);
}

/** A name that stands where an address does: in angle brackets, or alone between commas, with a comment. */
const LOCAL_NAME =
  /<([A-Za-z0-9_.+-]+)>|(?<=^|,)(\s*)([A-Za-z0-9_.+-]+)(?=\s*(?:\([^()]*\)\s*)?(?:,|$))/g;

/**
 * Gives a domain to the addresses that have none, as every local sendmail does: `root` becomes
 * `root@x.example`.
 *
 * @param value A list of addresses.
 * @param domain The domain.
 */
export function qualifyAddresses(value: string, domain: string): string {
  // A comma or a bracket in a quoted name is none of the list: such a list is left as it is.
  if (/"[^"]*[,<][^"]*"/.test(value)) return value;
  return value.replace(
    LOCAL_NAME,
    (_, bracketed?: string, blanks = "", alone?: string) =>
      bracketed === undefined ? `${blanks}${alone}@${domain}` : `<${bracketed}@${domain}>`,
  );
}
