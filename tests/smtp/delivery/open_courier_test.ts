import { CommandError, type Mail, openCourier } from "../../../smtp/mod.ts";
import { HostilePeer } from "../../hostile/peer.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";
import { messageOf, TEXT } from "../../support/dialogue.ts";

/** A mail with a number. */
interface Numbered extends Mail {
  readonly number: number;
}

function mailOf(number: number, address = `user${number}@x.example`): Numbered {
  const recipients = [{ address, domain: "x.example" }];
  return {
    envelope: { reversePath: "me@y.example", recipients },
    message: messageOf(TEXT),
    number,
  };
}

Deno.test("openCourier sends mails to a server over one connection, and says which before each dot", async () => {
  await using peer = await HostilePeer.start({}, { hostname: "127.0.0.1", port: 0 });
  const told: number[] = [];
  await using courier = await openCourier<Numbered>({
    server: "127.0.0.1",
    port: peer.port,
    connections: 1,
    beforeDot: ({ number }) => void told.push(number),
  });
  const outcomes = await Promise.all([0, 1, 2].map((number) => courier.send(mailOf(number))));
  assertEquals(outcomes.flat().map(({ status }) => status), [
    "delivered",
    "delivered",
    "delivered",
  ]);
  assertEquals([told, peer.sessions.length], [[0, 1, 2], 1]);
});

Deno.test("openCourier refuses an envelope that cannot be sent before any connection, and takes the next mail", async () => {
  await using peer = await HostilePeer.start({}, { hostname: "127.0.0.1", port: 0 });
  await using courier = await openCourier({ server: "127.0.0.1", port: peer.port });
  await assertRejects(() => courier.send(mailOf(0, "a\r\nRCPT TO:<b@x.example>")), CommandError);
  assertEquals(peer.sessions.length, 0);
  await courier.room();
  assertEquals((await courier.send(mailOf(1)))[0]?.status, "delivered");
});

Deno.test("openCourier wants a name that can be said, and a server where somebody authenticates", async () => {
  await assertRejects(() => openCourier({ ehloName: "a b" }), CommandError);
  const auth = { user: "ana", secret: "secret", kind: "password" } as const;
  await assertRejects(() => openCourier({ auth }), TypeError);
});
