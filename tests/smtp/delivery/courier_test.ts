import { createLookup } from "../../../dns/mod.ts";
import { Courier, type CourierOptions, type Mail } from "../../../smtp/delivery/courier.ts";
import type { Outcome, Recipient } from "../../../smtp/mod.ts";
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
  const copies = (): string[] =>
    peer.sessions.flatMap(({ messages }) => messages.flatMap((message) => message.to));
  const told = Promise.withResolvers<readonly Recipient[]>();
  const recorded = Promise.withResolvers<void>();
  await using courier = new Courier(options(peer.port, {
    beforeDot: ({ number }, recipients) => {
      if (number !== 0) return;
      told.resolve(recipients);
      return recorded.promise;
    },
  }));
  const waiting = courier.send(mailOf(0));
  assertEquals((await told.promise).map(({ address }) => address), ["user0@x.example"]);
  // Another mail goes all its way meanwhile.
  await courier.send(mailOf(1));
  assertEquals(copies(), ["user1@x.example"]);
  recorded.resolve();
  assertEquals(statuses(await waiting), ["delivered"]);
  assertEquals(copies().toSorted(), ["user0@x.example", "user1@x.example"]);
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
