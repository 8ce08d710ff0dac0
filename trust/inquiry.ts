/**
 * What DNS says for one verification: in the way that packages which check mail ask, and with all that
 * was heard and could not be heard.
 * @module
 */
import type { Answer } from "../dns/mod.ts";
import { nameFromDns } from "../dns/domain.ts";
import type { DnsRecord } from "../dns/packet.ts";
import type { Questions } from "../dns/questions.ts";

/** UTF-16 code units of one text; a key of RSA with 4096 bits has 736. */
const MAX_TEXT_LENGTH = 10_000;
/** Records of one answer. */
const MAX_RECORDS = 100;

/** The record types that are asked for. */
type RecordType = "A" | "AAAA" | "CNAME" | "MX" | "PTR" | "TXT";

/** A question that could not be answered. */
interface Unanswered {
  /** The name. */
  readonly name: string;
  /** The record type. */
  readonly type: RecordType;
  /** Why, for people: `SERVFAIL from 192.0.2.53`. */
  readonly detail: string;
}

/** A question that was answered. */
interface Answered {
  /** The name. */
  readonly name: string;
  /** The record type. */
  readonly type: RecordType;
  /** The records; empty where there are none. An MX record is written `10 mx.example`. */
  readonly records: readonly string[];
  /** Whether the name exists. */
  readonly exists: boolean;
}

/**
 * Asks, and keeps the answers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Questions } from "../dns/questions.ts";
 * import { answersOf } from "../dns/zone.ts";
 * import { Inquiry } from "./inquiry.ts";
 *
 * const inquiry = new Inquiry(new Questions(answersOf("a.example SERVFAIL"), 10));
 * await inquiry.ask("a.example", "TXT");
 * assertEquals(inquiry.unanswered.map(({ name, type }) => [name, type]), [["a.example", "TXT"]]);
 * ```
 */
export class Inquiry {
  readonly #questions: Questions;
  readonly #heard = new Map<string, Promise<Answer<string>>>();
  readonly #unanswered: Unanswered[] = [];
  readonly #answered: Answered[] = [];
  #stopped: { readonly reason: unknown } | undefined;

  /** @param questions Whom to ask. */
  constructor(questions: Questions) {
    this.#questions = questions;
  }

  /** Those that could not be answered, in the order of the failures. */
  get unanswered(): readonly Unanswered[] {
    return this.#unanswered;
  }

  /** Those that were answered, in the order of the answers. */
  get answered(): readonly Answered[] {
    return this.#answered;
  }

  /**
   * What asks by way of packages calls this at its end: they take whatever stops a question for a failure of DNS.
   *
   * @throws What asking threw first: a missing permission, or the reason of an abort that is no time-out.
   */
  throwIfStopped(): void {
    if (this.#stopped !== undefined) throw this.#stopped.reason;
  }

  /**
   * Asks for records as text: an MX record is `10 mx.example`.
   *
   * @param name The name, of A-labels.
   * @param type The record type.
   * @throws The reason of an abort that is no time-out.
   */
  ask(name: string, type: RecordType): Promise<Answer<string>> {
    const plain = name.toLowerCase().replace(/\.$/, "");
    const key = `${type} ${plain}`;
    const known = this.#heard.get(key);
    if (known !== undefined) return known;
    const answer = this.#askOnce(plain, type);
    this.#heard.set(key, answer);
    return answer;
  }

  /**
   * Any question but that for MX, in the way of `node:dns`: a function that packages take as their
   * resolver. It is rejected with a code that they know: `ENOTFOUND`, `ENODATA`, `ETIMEOUT` or
   * `ESERVFAIL`.
   */
  readonly resolve = async (name: string, type: string): Promise<string[] | string[][]> => {
    const wanted = RECORD_TYPES.find((each) => each === type);
    if (wanted === undefined) throw new ResolverError("ENODATA", `${type} is never asked for`);
    const answer = await this.ask(name, wanted);
    if (answer.status === "no-such-name") throw new ResolverError("ENOTFOUND", "no such name");
    if (answer.status === "no-data") throw new ResolverError("ENODATA", "no such record");
    if (answer.status === "failed") {
      const code = answer.reason === "timeout" ? "ETIMEOUT" : "ESERVFAIL";
      throw new ResolverError(code, answer.detail);
    }
    const records = [...answer.records];
    return wanted === "TXT" ? records.map((text) => [text]) : records;
  };

  async #askOnce(name: string, type: RecordType): Promise<Answer<string>> {
    const answer = bounded(await this.#askQuestions(name, type));
    if (answer.status === "failed") {
      this.#unanswered.push({ name, type, detail: answer.detail });
    } else {
      const records = answer.status === "found" ? answer.records : [];
      this.#answered.push({ name, type, records, exists: answer.status !== "no-such-name" });
    }
    return answer;
  }

  async #askQuestions(name: string, type: RecordType): Promise<Answer<DnsRecord>> {
    try {
      return await this.#questions.ask(name, type);
    } catch (reason) {
      this.#stopped ??= { reason };
      throw reason;
    }
  }
}

/** Why a question of a package has no answer, by the codes of `node:dns`. */
class ResolverError extends Error {
  override readonly name = "ResolverError";

  constructor(readonly code: "ENOTFOUND" | "ENODATA" | "ETIMEOUT" | "ESERVFAIL", message: string) {
    super(message);
  }
}

const RECORD_TYPES: readonly RecordType[] = ["A", "AAAA", "CNAME", "MX", "PTR", "TXT"];

/**
 * Records that are longer than any that is of use are left out. They are sorted: name servers give them in any order,
 * and what is found must not change with it.
 */
function bounded(answer: Answer<DnsRecord>): Answer<string> {
  if (answer.status !== "found") return answer;
  const records = answer.records.map(textOf).filter(({ length }) => length <= MAX_TEXT_LENGTH)
    .sort();
  return records.length === 0
    ? { status: "no-data" }
    : { ...answer, records: records.slice(0, MAX_RECORDS) };
}

function textOf(record: DnsRecord): string {
  switch (record.type) {
    case "MX":
      return `${record.preference} ${nameFromDns(record.exchange)}`;
    case "CNAME":
    case "PTR":
      return nameFromDns(record.data);
    case "TLSA":
      return "";
    default:
      return record.data;
  }
}
