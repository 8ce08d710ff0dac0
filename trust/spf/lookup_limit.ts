/**
 * How often one evaluation of SPF may ask DNS (RFC 7208 section 4.6.4).
 * @module
 */
import type { Inquiry } from "../inquiry.ts";

/** Terms that ask DNS. */
const MAX_LOOKUPS = 10;
/** Questions that find nothing. */
const MAX_VOID_LOOKUPS = 2;
/** Hosts of one mx or ptr term. */
const MAX_HOSTS = 10;

/** A host that takes mail, as `node:dns` writes it. */
interface MxHost {
  readonly exchange: string;
  readonly priority: number;
}

/** A question in the way of `node:dns`; with one for MX. */
export type SpfResolver = (
  name: string,
  type: string,
) => Promise<readonly string[] | readonly string[][] | readonly MxHost[]>;

/** Why an evaluation ends, as the package expects it in an error. */
class SpfError extends Error {
  override readonly name = "SpfError";

  constructor(readonly spfResult: { readonly error: string; readonly text: string }) {
    super(spfResult.text);
  }
}

/** Counts the questions of one evaluation, and ends it after too many. */
export class LookupLimit {
  readonly #inquiry: Inquiry;
  #lookups = 0;
  #voidLookups = 0;

  /** @param inquiry Whom to ask. */
  constructor(inquiry: Inquiry) {
    this.#inquiry = inquiry;
  }

  /** Terms that asked. */
  get lookups(): number {
    return this.#lookups;
  }

  /** Those that found nothing. */
  get voidLookups(): number {
    return this.#voidLookups;
  }

  /**
   * What asks for the terms of records.
   *
   * @param freeStart Whether the first question is for the record itself, which does not count.
   */
  resolver(freeStart: boolean): SpfResolver {
    let isFirst = freeStart;
    return async (name, type) => {
      if (isFirst) {
        isFirst = false;
      } else if (++this.#lookups > MAX_LOOKUPS) {
        throw permError(`more than ${MAX_LOOKUPS} terms ask DNS`);
      }
      return await this.#ask(name, type, true);
    };
  }

  /**
   * What asks for the hosts of one term.
   *
   * @param ignoreVoid Whether those without an address do not count.
   */
  ofHosts(ignoreVoid: boolean): SpfResolver {
    let hosts = 0;
    return async (name, type) => {
      if (++hosts > MAX_HOSTS) throw permError(`a term has more than ${MAX_HOSTS} hosts`);
      return await this.#ask(name, type, !ignoreVoid);
    };
  }

  async #ask(
    name: string,
    type: string,
    countsVoid: boolean,
  ): Promise<string[] | string[][] | MxHost[]> {
    try {
      const records = await this.#inquiry.resolve(name, type);
      return type === "MX" ? records.flat().map(mxHost) : records;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== "ENOTFOUND" && code !== "ENODATA") {
        throw new SpfError({ error: "temperror", text: `${name}: ${messageOf(error)}` });
      }
      if (countsVoid && ++this.#voidLookups > MAX_VOID_LOOKUPS) {
        throw permError(`more than ${MAX_VOID_LOOKUPS} questions find nothing`);
      }
      return [];
    }
  }
}

function permError(text: string): SpfError {
  return new SpfError({ error: "permerror", text });
}

function mxHost(text: string): MxHost {
  const [priority = "0", exchange = ""] = text.split(" ");
  return { priority: Number(priority), exchange };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
