import { parseIpAddress } from "../../../dns/ip.ts";
import { Budget } from "../../../smtp/delivery/budget.ts";
import { HostQueue } from "../../../smtp/delivery/host_queue.ts";
import type { Reached } from "../../../smtp/delivery/reach.ts";
import { Ledger } from "../../../smtp/ledger.ts";
import type { Load } from "../../../smtp/transfer/transaction.ts";
import { HostilePeer } from "../../hostile/peer.ts";
import { assertEquals } from "../../std/assert.ts";
import { messageOf, recipientsOf, TEXT } from "../../support/dialogue.ts";
import { ManualClock } from "../../support/manual_clock.ts";

/** The queue of a host on a port of 127.0.0.1. */
class Scene implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly #abort = new AbortController();
  readonly #budget = new Budget(10, 2);
  readonly queue: HostQueue;

  constructor(port: number) {
    const address = parseIpAddress("127.0.0.1");
    const addresses = address === undefined ? [] : [address];
    this.queue = new HostQueue({ name: "mx.x.example", addresses }, false, {
      port,
      budget: this.#budget,
      mailsPerConnection: 100,
      clock: this.clock,
      ehloName: "me.example",
      pipelining: true,
      chunking: "auto",
      tls: { mode: "auto", name: undefined, caCerts: [] },
      auth: undefined,
      limit: 5000,
      transcript: undefined,
      signal: this.#abort.signal,
    });
  }

  /** Ends all waits. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    this.#budget.close();
    await this.queue.close();
  }
}

function load(): Load {
  const ledger = new Ledger(recipientsOf("a"));
  const sender = { reversePath: "me@me.example" };
  return { sender, message: messageOf(TEXT), ledger, beforeDot: undefined };
}

/** A port that nobody listens on. */
function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

const kindOf = ({ ends }: Reached): string | undefined => ends.at(-1)?.error?.kind;

Deno.test("HostQueue asks a host that refuses connections again after a pause that grows to 5 minutes", async () => {
  const pauses: number[] = [];
  let ended: Promise<Reached>;
  {
    await using scene = new Scene(closedPort());
    ended = scene.queue.carry(load(), Infinity);
    for (let count = 0; count < 11; count++) pauses.push(await scene.clock.ring() / 1000);
  }
  assertEquals(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  assertEquals(kindOf(await ended), "interrupted");
});

Deno.test("HostQueue lets a mail wait as long as its patience, and one without is told at once", async () => {
  await using scene = new Scene(closedPort());
  const patient = scene.queue.carry(load(), 2500);
  assertEquals(await scene.clock.ring(), 1000);
  // The next pause would end at 3000.
  assertEquals(await scene.clock.ring(), 1500);
  assertEquals([kindOf(await patient), scene.clock.now()], ["connect", 2500]);
  assertEquals(kindOf(await scene.queue.carry(load(), 0)), "connect");
  assertEquals(scene.clock.now(), 2500);
});

Deno.test("HostQueue delivers when the host answers again, and forgets how long the pause was", async () => {
  const port = closedPort();
  await using scene = new Scene(port);
  const mail = load();
  const waiting = scene.queue.carry(mail, Infinity);
  await scene.clock.ring();
  assertEquals(await scene.clock.ring(), 2000);
  {
    await using _peer = await HostilePeer.start({}, { hostname: "127.0.0.1", port });
    assertEquals(await scene.clock.ring(), 4000);
    await waiting;
    assertEquals(mail.ledger.results.map(({ status }) => status), ["delivered"]);
    // The connection is idle until its time is over.
    assertEquals(await scene.clock.ring(), 10_000);
  }
  const next = scene.queue.carry(load(), 1000);
  assertEquals(await scene.clock.ring(), 1000);
  assertEquals(kindOf(await next), "connect");
});
