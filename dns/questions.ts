/**
 * Many questions about one domain, each asked once: over UDP, where an answer takes one round trip.
 * @module
 */
import { type Answer, failure } from "./answer.ts";
import { nameFromDns } from "./domain.ts";
import type { AliasLookup, NameServer, PolicyLookup } from "./lookup.ts";
import { isBelieved, type JudgedServer, systemNameServers } from "./name_server.ts";
import type { DnsRecord, Question, QuestionType } from "./packet.ts";
import { askOverTcp } from "./tcp.ts";

/** The records of one type. */
type RecordOf<T extends QuestionType> = Extract<DnsRecord, { readonly type: T }>;

/** Asks one question of name servers. */
type Ask = (question: Question) => Promise<Answer<DnsRecord>>;

/** Whom to ask, for how long, and how often. */
interface QuestionsOptions {
  /** The name servers, in the order to ask them. */
  readonly servers: readonly JudgedServer[];
  /** Ends all questions. */
  readonly signal: AbortSignal;
  /** How many questions are asked at most; those after them fail. */
  readonly most: number;
}

/**
 * The name servers to ask.
 *
 * @param resolver The one that the user names; without one those of the system.
 * @returns The servers; none where the system names none.
 */
export async function serversOf(resolver: NameServer | undefined): Promise<JudgedServer[]> {
  if (resolver === undefined) return await systemNameServers();
  return [{ ...resolver, believed: isBelieved(resolver) }];
}

/** Questions, and the answers to those that were asked. */
export class Questions {
  readonly #answers = new Map<string, Promise<Answer<DnsRecord>>>();
  readonly #ask: Ask;
  readonly #most: number;

  /**
   * @param ask Asks one question.
   * @param most How many are asked at most; those after them fail.
   */
  constructor(ask: Ask, most: number) {
    this.#ask = ask;
    this.#most = most;
  }

  /** How many questions were asked. */
  get count(): number {
    return this.#answers.size;
  }

  /**
   * Asks, unless it was asked before.
   *
   * @param name The name, with or without a trailing dot.
   * @param type The type of the records.
   * @returns The answer. What is the name of a host in it has lower-case A-labels and no trailing dot.
   */
  async ask<T extends QuestionType>(name: string, type: T): Promise<Answer<RecordOf<T>>> {
    const answer = await this.#once({ name: name.toLowerCase().replace(/\.$/, ""), type });
    if (answer.status !== "found") return answer;
    const isAsked = (record: DnsRecord): record is RecordOf<T> => record.type === type;
    return { ...answer, records: answer.records.filter(isAsked) };
  }

  #once(question: Question): Promise<Answer<DnsRecord>> {
    const key = `${question.type} ${question.name}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    if (this.#answers.size >= this.#most) {
      const why = `not asked: a report asks ${this.#most} questions at most`;
      return Promise.resolve(failure("unclear", why));
    }
    const answer = this.#ask(question);
    this.#answers.set(key, answer);
    return answer;
  }
}

/**
 * Makes a set of questions that are asked of name servers.
 *
 * @param options Whom to ask, for how long, and how often.
 * @returns The questions; none is asked yet.
 */
export function questionsTo({ servers, signal, most }: QuestionsOptions): Questions {
  return new Questions((question) => askOverTcp(question, servers, signal, "udp-first"), most);
}

/**
 * The questions of a route, answered by a set of questions. An alias is known by the answer that led
 * along it, and is not asked for.
 *
 * @param questions The questions.
 */
export function lookupOf(questions: Questions): AliasLookup & PolicyLookup {
  return {
    mx: async (name) =>
      mapRecords(await questions.ask(name, "MX"), ({ preference, exchange }) => ({
        preference,
        exchange: nameFromDns(exchange),
      })),
    addresses: async (name, family) =>
      family === 4
        ? mapRecords(await questions.ask(name, "A"), ({ data }) => data)
        : mapRecords(await questions.ask(name, "AAAA"), ({ data }) => data),
    alias: async (name) => {
      const answers = await Promise.all([questions.ask(name, "A"), questions.ask(name, "AAAA")]);
      const owners = answers.map((answer) => answer.status === "found" ? answer.owner : undefined);
      return owners.find((owner) => owner !== undefined);
    },
    tlsa: async (name) => mapRecords(await questions.ask(name, "TLSA"), ({ data }) => data),
    aliasIsSecure: async (name) => {
      const answer = await questions.ask(name, "CNAME");
      return answer.status === "found" && answer.secure === true;
    },
    txt: async (name) => {
      const answer = await questions.ask(name, "TXT");
      return answer.status === "found" ? answer.records.map(({ data }) => data) : [];
    },
  };
}

function mapRecords<T, U>(answer: Answer<T>, map: (record: T) => U): Answer<U> {
  return answer.status === "found" ? { ...answer, records: answer.records.map(map) } : answer;
}
