import { resolveHost } from "../../dns/host.ts";
import type { Failure, Lookup } from "../../dns/lookup.ts";
import { assertEquals } from "../std/assert.ts";

/** A lookup that knows IPv4 at once, and for IPv6 answers only when the question is ended. */
const withoutIpv6: Lookup = {
  mx: () => Promise.resolve({ status: "no-data" }),
  addresses: (_name, family, signal) => {
    if (family === 4) return Promise.resolve({ status: "found", records: ["8.8.8.8"] });
    const { promise, resolve } = Promise.withResolvers<Failure>();
    const giveUp = (): void => {
      resolve({ status: "failed", reason: "timeout", detail: signal.reason.name });
    };
    signal.addEventListener("abort", giveUp);
    return promise;
  },
};

Deno.test("resolveHost does not wait for a family that never answers when it knows the other", async () => {
  const host = await resolveHost("a.test", 10, {
    lookup: withoutIpv6,
    signal: new AbortController().signal,
    allowPrivate: false,
    families: [4, 6],
    patience: 1,
  });
  assertEquals(host.addresses.map(({ text }) => text), ["8.8.8.8"]);
  assertEquals([host.problem, host.incomplete], [undefined, "AAAA: TimeoutError"]);
});

Deno.test("resolveHost waits for the only family until the question is ended", async () => {
  const ending = new AbortController();
  const resolving = resolveHost("a.test", 10, {
    lookup: withoutIpv6,
    signal: ending.signal,
    allowPrivate: false,
    families: [6],
    patience: 1,
  });
  ending.abort(new DOMException("", "TimeoutError"));
  assertEquals((await resolving).problem, {
    kind: "lookup-failed",
    text: "could not be looked up: AAAA: TimeoutError",
  });
});
