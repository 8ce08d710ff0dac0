/**
 * A few domains in memory, for lessons and tests: answers for which nobody is asked.
 * @module
 */
import { type Answer, failure } from "./answer.ts";
import type { DnsRecord, Question, QuestionType } from "./packet.ts";

/** How many aliases (CNAME) are followed. */
const MAX_ALIASES = 8;

/** One record: `mail.example`, `A`, `192.0.2.1`. */
interface ZoneRecord {
  readonly name: string;
  readonly type: string;
  readonly data: string;
}

/**
 * Answers questions from records that are written one a line: name, type and data, with blanks between.
 * The type `SERVFAIL` makes every question for a name fail. Lines that begin with `;` are comments.
 *
 * @param text The records, with names in small letters and without trailing dots.
 * @returns What answers, for `new Questions()`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Questions } from "./questions.ts";
 * import { answersOf } from "./zone.ts";
 *
 * const questions = new Questions(answersOf("a.example TXT v=spf1 -all\nb.example SERVFAIL"), 10);
 * const statusOf = async (name: string) => (await questions.ask(name, "TXT")).status;
 * assertEquals(await statusOf("a.example"), "found");
 * assertEquals(await statusOf("b.example"), "failed");
 * assertEquals(await statusOf("c.example"), "no-such-name");
 * ```
 */
export function answersOf(text: string): (question: Question) => Promise<Answer<DnsRecord>> {
  const zone = readZone(text);
  return ({ name, type }) => Promise.resolve(find(zone, name, type));
}

function readZone(text: string): ZoneRecord[] {
  return text.split("\n").flatMap((line) => {
    const [, name, type, data = ""] = /^\s*([^\s;]+)\s+([A-Z]+)(?:\s+(.*?))?\s*$/.exec(line) ?? [];
    return name === undefined || type === undefined ? [] : [{ name, type, data }];
  });
}

function find(
  zone: readonly ZoneRecord[],
  asked: string,
  type: QuestionType,
): Answer<DnsRecord> {
  let name = asked;
  for (let aliases = 0; aliases <= MAX_ALIASES; aliases++) {
    const own = zone.filter((record) => record.name === name);
    if (own.some((record) => record.type === "SERVFAIL")) {
      return failure("servfail", "SERVFAIL from the zone");
    }
    const records = own.filter((record) => record.type === type)
      .flatMap((record) => recordOf(record, type));
    if (records.length > 0) {
      return { status: "found", records, ...(name === asked ? {} : { owner: name }) };
    }
    const alias = own.find((record) => record.type === "CNAME");
    if (alias === undefined) return { status: exists(zone, name) ? "no-data" : "no-such-name" };
    name = alias.data;
  }
  return failure("cname-loop", `${asked} has more than ${MAX_ALIASES} aliases (CNAME)`);
}

/** A name exists also where only names below it have records (RFC 8020 2). */
function exists(zone: readonly ZoneRecord[], name: string): boolean {
  return zone.some((record) => record.name === name || record.name.endsWith(`.${name}`));
}

function recordOf({ name, data }: ZoneRecord, type: QuestionType): DnsRecord[] {
  if (type === "TLSA") return [];
  if (type !== "MX") return [{ type, name, data }];
  const [preference = "0", exchange = "."] = data.split(" ");
  return [{ type, name, preference: Number(preference), exchange }];
}
