/**
 * What a name server said of a name: records, that there are none, or why it could not say.
 * @module
 */
import type { DnsRecord, DnsResponse, Question } from "./packet.ts";

/** An MX record (RFC 1035 3.3.9). */
export interface MxRecord {
  /** The lowest is tried first: 0 to 65535. */
  readonly preference: number;
  /** The name of the exchanger as text, without a trailing dot; `.` is the root (RFC 7505 3). */
  readonly exchange: string;
}

/** Why a question stayed without an answer. */
export type FailureReason =
  | "servfail"
  | "refused"
  | "error-code"
  | "timeout"
  | "unreachable"
  | "broken-off"
  | "cname-loop"
  | "malformed"
  | "unclear";

/** A question that stayed without an answer; asked again later it may get one. */
export interface Failure {
  /** The discriminant. */
  readonly status: "failed";
  /** Why, for programs. */
  readonly reason: FailureReason;
  /** Why, for people, with the server: `SERVFAIL from 192.0.2.53`. */
  readonly detail: string;
}

/**
 * The answer to a question: records; the name exists but has no such record (NODATA, RFC 2308 2.2);
 * the name does not exist (NXDOMAIN, RFC 2308 2.1); or nobody could say.
 */
export type Answer<T> =
  | Found<T>
  | { readonly status: "no-data"; readonly secure?: true }
  | { readonly status: "no-such-name"; readonly secure?: true }
  | Failure;

/** Records. */
export interface Found<T> {
  /** The discriminant. */
  readonly status: "found";
  /** The records. */
  readonly records: readonly T[];
  /** That they were validated by DNSSEC, by a resolver whose word is taken (RFC 4033 5). */
  readonly secure?: true;
  /** The name that has the records, where the one that was asked for is an alias of it (CNAME). */
  readonly owner?: string;
}

/** The name is an alias of another, and the response says nothing of that one. */
interface Redirection {
  /** The discriminant. */
  readonly status: "alias";
  /** The name to ask for instead. */
  readonly target: string;
}

/**
 * Reads the answer to a question out of a response, along its aliases (RFC 1034 3.6.2). The code
 * NXDOMAIN speaks of the last alias (RFC 6604 3).
 *
 * @param response The response, whose question has been compared.
 * @param server The text that names its sender in a failure.
 */
export function readAnswer(
  response: DnsResponse,
  question: Question,
  server: string,
): Answer<DnsRecord> | Redirection {
  if (response.code === "NXDOMAIN") return { status: "no-such-name" };
  if (response.code !== "NOERROR") {
    return failure(CODE_REASONS[response.code] ?? "error-code", `${response.code} from ${server}`);
  }
  if (response.truncated) return failure("malformed", `${server} sent a truncated answer`);
  if (response.referral) {
    return failure("unclear", `${server} is not a resolver: it only refers to other name servers`);
  }
  const seen = new Set<string>();
  let name = canonical(question.name);
  while (!seen.has(name)) {
    seen.add(name);
    const own = response.answers.filter((record) => canonical(record.name) === name);
    const records = own.filter((record) => record.type === question.type);
    if (records.length > 0) {
      return { status: "found", records, ...(seen.size === 1 ? {} : { owner: name }) };
    }
    const alias = own.find((record) => record.type === "CNAME");
    if (alias === undefined) {
      return seen.size === 1 ? { status: "no-data" } : { status: "alias", target: name };
    }
    name = canonical(alias.data);
  }
  return failure("cname-loop", `the aliases (CNAME) of ${question.name} form a loop`);
}

/**
 * Whether a response belongs to a query: its identifier and its question (RFC 5452 4.2, 9.1). A
 * server that did not understand the query need not repeat the question.
 */
export function answersQuery(response: DnsResponse, id: number, question: Question): boolean {
  if (response.id !== id) return false;
  const repeated = response.question;
  if (repeated === undefined) return response.code !== "NOERROR" && response.code !== "NXDOMAIN";
  return repeated.type === question.type && canonical(repeated.name) === canonical(question.name);
}

/** Makes a failure. */
export function failure(reason: FailureReason, detail: string): Failure {
  return { status: "failed", reason, detail };
}

const CODE_REASONS: Readonly<Record<string, FailureReason>> = {
  SERVFAIL: "servfail",
  REFUSED: "refused",
};

/** Names are the same without regard to ASCII case (RFC 4343 3) and to a trailing dot. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
