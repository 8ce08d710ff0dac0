import type { Answer, Failure, TlsaRecord } from "../../dns/lookup.ts";
import { findTlsa, type TlsaQuery } from "../../dns/tlsa.ts";
import { assertEquals } from "../std/assert.ts";
import { servfail } from "./zone_lookup.ts";

const record: TlsaRecord = { usage: 3, selector: 1, matchingType: 1, data: new Uint8Array(32) };
const present: Answer<TlsaRecord> = { status: "found", records: [record], secure: true };
const absent: Answer<TlsaRecord> = { status: "no-data", secure: true };
const secure: Answer<string> = { status: "found", records: ["8.8.8.8"], secure: true };
const insecure: Answer<string> = { status: "found", records: ["8.8.8.8"] };

/** TLSA answers by name, and aliases whose own record is secure. */
function query(
  answers: Readonly<Record<string, Answer<TlsaRecord>>>,
  secureAliases: readonly string[] = [],
): TlsaQuery & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    port: 25,
    lookup: {
      tlsa: (name) => {
        asked.push(name);
        return Promise.resolve(answers[name] ?? absent);
      },
      aliasIsSecure: (name) => Promise.resolve(secureAliases.includes(name)),
    },
  };
}

async function find(
  addresses: readonly Answer<string>[],
  asked: TlsaQuery,
): Promise<string | Failure | undefined> {
  const { signal } = new AbortController();
  const finding = await findTlsa("mx.test", Promise.resolve(addresses), asked, signal);
  return finding === undefined || "status" in finding ? finding : finding.base;
}

const own = "_25._tcp.mx.test";

Deno.test("findTlsa finds the records of the host beside its addresses", async () => {
  const asked = query({ [own]: present });
  assertEquals(await find([{ status: "no-data" }, secure], asked), "mx.test");
  assertEquals(asked.asked, [own]);
});

Deno.test("findTlsa takes records that were not validated for none", async () => {
  const { status, records } = present;
  assertEquals(await find([secure], query({ [own]: { status, records } })), undefined);
});

Deno.test("findTlsa tells that nobody could say, where DNSSEC is (RFC 7672 2.1.2)", async () => {
  assertEquals(await find([secure], query({ [own]: servfail })), servfail);
});

Deno.test("findTlsa counts nothing where an address was not validated (RFC 7672 2.2.2)", async () => {
  for (const answer of [present, servfail]) {
    assertEquals(await find([insecure], query({ [own]: answer })), undefined);
    assertEquals(await find([secure, insecure], query({ [own]: answer })), undefined);
    assertEquals(await find([{ status: "no-data" }], query({ [own]: answer })), undefined);
  }
});

Deno.test("findTlsa does not wait for TLSA where there is no DNSSEC", async () => {
  const never: TlsaQuery = {
    port: 25,
    lookup: {
      tlsa: (_name, signal) => {
        const { promise, resolve } = Promise.withResolvers<Failure>();
        signal.addEventListener("abort", () => resolve(servfail));
        return promise;
      },
      aliasIsSecure: () => Promise.resolve(false),
    },
  };
  assertEquals(await find([insecure], never), undefined);
});

Deno.test("findTlsa prefers the name at the end of aliases, and falls back on the first", async () => {
  const aliased = { ...secure, owner: "end.test" };
  const end = "_25._tcp.end.test";
  assertEquals(await find([aliased], query({ [own]: present, [end]: present })), "end.test");
  assertEquals(await find([aliased], query({ [own]: present })), "mx.test");
  assertEquals(await find([aliased], query({ [own]: present, [end]: servfail })), servfail);
});

Deno.test("findTlsa uses the name of a validated alias that leads out of DNSSEC", async () => {
  const aliased = { ...insecure, owner: "end.test" };
  assertEquals(await find([aliased], query({ [own]: present }, ["mx.test"])), "mx.test");
  assertEquals(await find([aliased], query({ [own]: servfail }, ["mx.test"])), servfail);
  assertEquals(await find([aliased], query({ [own]: servfail })), undefined);
});
