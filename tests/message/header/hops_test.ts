import { parseHeader } from "../../../message/header/header.ts";
import { type Journey, readJourney } from "../../../message/header/hops.ts";
import { assertEquals } from "../../std/assert.ts";
import { octets } from "../support.ts";

function journey(sent: number | undefined, ...values: string[]): Journey {
  const header = values.map((value) => `Received: ${value}\r\n`).join("");
  return readJourney(parseHeader(octets(header)).fields, sent);
}

const at = (second: number): string =>
  `Tue, 24 Nov 2026 00:00:${String(second).padStart(2, "0")} +0000`;
const START = Date.UTC(2026, 10, 24);

Deno.test("hops stand in the order of the way, each with its delay", () => {
  const { hops, duration } = journey(START, `from b by c; ${at(30)}`, `from a by b; ${at(10)}`);
  assertEquals(hops.map(({ received, delay }) => [received.by, delay]), [["b", 10_000], [
    "c",
    20_000,
  ]]);
  assertEquals(duration, 30_000);
});

Deno.test("a hop without a time is passed over by the delay of the next one", () => {
  const { hops } = journey(undefined, `by c; ${at(30)}`, "by b; never", `by a; ${at(10)}`);
  assertEquals(hops.map(({ delay }) => delay), [undefined, undefined, 20_000]);
});

Deno.test("a clock that is behind makes a delay negative", () => {
  const { hops } = journey(undefined, `by b; ${at(10)}`, `by a; ${at(15)}`);
  assertEquals(hops[1]?.delay, -5_000);
});

Deno.test("a giver that is not the taker before it is a gap, by any of its names", () => {
  const { hops } = journey(
    undefined,
    `from x by d; ${at(4)}`,
    `from other (C.example [192.0.2.1]) by x; ${at(3)}`,
    `from b by c.example; ${at(2)}`,
    `from a by elsewhere; ${at(1)}`,
  );
  assertEquals(hops.map(({ gap }) => gap), [false, true, false, false]);
});

Deno.test("no Received is no way", () => {
  assertEquals(journey(START), { hops: [], sent: START });
});
