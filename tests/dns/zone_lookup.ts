/** A lookup that answers out of a zone in memory. */
import type { AliasLookup, Answer, Failure } from "../../dns/lookup.ts";

/** What the zone says of a name. */
export interface Name {
  /** MX records as text: `10 mx.test`. */
  readonly mx?: readonly string[] | Failure;
  readonly a?: readonly string[] | Failure;
  readonly aaaa?: readonly string[] | Failure;
  readonly cname?: string;
}

/** A lookup and the questions it was asked, as `TYPE name`. */
export interface ZoneLookup extends AliasLookup {
  readonly asked: readonly string[];
}

/** What a name server says that fails. */
export const servfail: Failure = {
  status: "failed",
  reason: "servfail",
  detail: "SERVFAIL from 192.0.2.53",
};

/** Answers out of `zone`; names that are not in it do not exist. */
export function zoneLookup(zone: Readonly<Record<string, Name>>): ZoneLookup {
  const asked: string[] = [];
  const answer = (
    type: string,
    name: string,
    records: (name: Name) => readonly string[] | Failure | undefined,
  ): Answer<string> => {
    asked.push(`${type} ${name}`);
    const entry = Object.hasOwn(zone, name) ? zone[name] : undefined;
    if (entry === undefined) return { status: "no-such-name" };
    const found = records(entry);
    if (found === undefined) return { status: "no-data" };
    return "status" in found ? found : { status: "found", records: found };
  };
  return {
    asked,
    mx: (name) => {
      const found = answer("MX", name, ({ mx }) => mx);
      if (found.status !== "found") return Promise.resolve(found);
      const records = found.records.map((text) => {
        const [preference, exchange = ""] = text.split(" ");
        return { preference: Number(preference), exchange };
      });
      return Promise.resolve({ status: "found", records });
    },
    addresses: (name, family) => {
      return Promise.resolve(
        family === 4 ? answer("A", name, ({ a }) => a) : answer("AAAA", name, ({ aaaa }) => aaaa),
      );
    },
    alias: (name) => {
      asked.push(`CNAME ${name}`);
      return Promise.resolve(zone[name]?.cname);
    },
  };
}
