import { acceptFrom, splice } from "../../../smtp/tls/splice.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";
import { readToEnd } from "../../support/tls_server.ts";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: true, sanitizeResources: true, fn });
}

/** Both ends of a connection on loopback. */
async function connected(): Promise<readonly [Deno.TcpConn, Deno.TcpConn]> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const ends = await Promise.all([
    Deno.connect({ hostname: "127.0.0.1", port }),
    listener.accept(),
  ]);
  listener.close();
  return ends;
}

test("a stranger who connects first is turned away", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const stranger = await Deno.connect({ hostname: "127.0.0.1", port });
  const friend = await Deno.connect({ hostname: "127.0.0.1", port });
  const accepted = await acceptFrom(listener, friend.localAddr.port);
  assertEquals(accepted.remoteAddr.port, friend.localAddr.port);
  assertEquals(await stranger.read(new Uint8Array(1)), null);
  for (const closable of [listener, stranger, friend, accepted]) closable.close();
});

test("each side gets what the other sends, and its end", async () => {
  const [client, outer] = await connected();
  const [inner, server] = await connected();
  const spliced = splice(outer, inner);
  const counting = readToEnd(server);
  for (let sent = 0; sent < 1_000_000;) {
    sent += await client.write(new Uint8Array(1_000_000 - sent));
  }
  await client.closeWrite();
  assertEquals(await counting, 1_000_000);
  await server.write(new Uint8Array(10));
  server.close();
  assertEquals(await readToEnd(client), 10);
  await spliced.drained;
  spliced.close();
  client.close();
});

test("nothing is read from the outer connection before the gate opens", async () => {
  const [client, outer] = await connected();
  const [inner, server] = await connected();
  const { promise: gate, resolve } = Promise.withResolvers<void>();
  const spliced = splice(outer, inner, () => gate);
  await client.write(Uint8Array.of(1));
  let arrived = false;
  const arriving = new Uint8Array(1);
  const reading = server.read(arriving).then(() => arrived = true);
  for (let trip = 0; trip < 10; trip++) {
    await server.write(Uint8Array.of(2));
    await client.read(new Uint8Array(1));
  }
  assertEquals(arrived, false);
  resolve();
  await reading;
  assertEquals(arriving[0], 1);
  spliced.close();
  spliced.close();
  client.close();
  server.close();
});

test("closing ends both connections", async () => {
  const [client, outer] = await connected();
  const [inner, server] = await connected();
  const spliced = splice(outer, inner);
  spliced.close();
  assertEquals(await client.read(new Uint8Array(1)), null);
  assertEquals(await server.read(new Uint8Array(1)), null);
  await spliced.drained;
  await assertRejects(() => outer.read(new Uint8Array(1)), Deno.errors.BadResource);
  client.close();
  server.close();
});
