import { createLookup } from "../../../dns/mod.ts";
import { Courier, type CourierOptions, type Mail } from "../../../smtp/delivery/courier.ts";
import type { Outcome } from "../../../smtp/mod.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";
import { HostilePeer } from "../../hostile/peer.ts";
import { messageOf } from "../../support/dialogue.ts";

/** A mail with a number. */
interface Numbered extends Mail {
  readonly number: number;
}

function mailOf(number: number, domain = "x.example"): Numbered {
  const recipients = [{ address: `user${number}@${domain}`, domain }];
  const message = messageOf(`Subject: ${number}\r\n\r\nHello.\r\n`);
  return { envelope: { reversePath: "me@me.example", recipients }, message, number };
}

function options(
  port: number,
  given: Partial<CourierOptions<Numbered>> = {},
): CourierOptions<Numbered> {
  const signal = given.signal ?? new AbortController().signal;
  return {
    search: {
      server: "127.0.0.1",
      port,
      lookup: createLookup(),
      demands: undefined,
      families: [4],
      allowPrivate: true,
      caCerts: [],
      limit: 5000,
      signal,
    },
    ehloName: "me.example",
    pipelining: true,
    chunking: "auto",
    tls: { mode: "auto", name: undefined, caCerts: [] },
    auth: undefined,
    limit: 5000,
    signal,
    transcript: undefined,
    ...given,
  };
}

const statuses = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ status }) => status);

Deno.test("Courier delivers each mail once and tells its outcome", async () => {
  await using peer = await HostilePeer.start({}, { hostname: "127.0.0.1", port: 0 });
  await using courier = new Courier(options(peer.port));
  const numbers = Array.from({ length: 30 }, (_, index) => index);
  const outcomes = await Promise.all(numbers.map((number) => courier.send(mailOf(number))));
  assertEquals(outcomes.map(statuses), numbers.map(() => ["delivered"]));
  const to = peer.sessions.flatMap(({ messages }) => messages.flatMap((message) => message.to));
  assertEquals(to.toSorted(), numbers.map((number) => `user${number}@x.example`).toSorted());
});

Deno.test("Courier tells before the end of a message leaves, and waits for what is done then", async () => {
  await using peer = await HostilePeer.start({}, { hostname: "127.0.0.1", port: 0 });
  const copies = (): number => peer.sessions.flatMap(({ messages }) => messages).length;
  const told: [number, number, string[]][] = [];
  await using courier = new Courier(options(peer.port, {
    connections: 1,
    beforeDot: async ({ number }, recipients) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      told.push([number, copies(), recipients.map(({ address }) => address)]);
    },
  }));
  await Promise.all([courier.send(mailOf(0)), courier.send(mailOf(1))]);
  assertEquals(told, [[0, 0, ["user0@x.example"]], [1, 1, ["user1@x.example"]]]);
});

Deno.test("Courier sends no end of a message where what is done before it fails", async () => {
  await using peer = await HostilePeer.start({}, { hostname: "127.0.0.1", port: 0 });
  await using courier = new Courier(options(peer.port, {
    beforeDot: () => {
      throw new RangeError("the disk is full");
    },
  }));
  await assertRejects(() => courier.send(mailOf(0)), RangeError, "the disk is full");
  await courier.close();
  assertEquals(peer.sessions.flatMap(({ messages }) => messages), []);
});

Deno.test("Courier has no room for more mails than may be in hand", async () => {
  await using peer = await HostilePeer.start({}, { hostname: "127.0.0.1", port: 0 });
  await using courier = new Courier(options(peer.port, { mailsInHand: 2 }));
  let inHand = 0;
  let most = 0;
  for (let number = 0; number < 10; number++) {
    await courier.room();
    inHand++;
    most = Math.max(most, inHand);
    courier.send(mailOf(number)).finally(() => inHand--);
  }
  await courier.close();
  assertEquals([most, inHand], [2, 0]);
});
