/** The peer itself, where the failure matrix relies on more than an honest dialogue. */
import { assert, assertEquals, assertRejects } from "../std/assert.ts";
import { testUnless } from "../support/needs.ts";
import { startDeafListener } from "./deaf_listener.ts";
import { abort } from "./fault.ts";
import { HostilePeer, noReset } from "./peer.ts";

const HOSTNAME = "127.0.0.2";

function freePort(): number {
  using listener = Deno.listen({ hostname: HOSTNAME, port: 0 });
  return listener.addr.port;
}

testUnless(
  noReset,
  "a peer that resets ends a connection with RST, also where nothing was sent",
  async () => {
    for (const stage of ["banner", "EHLO"] as const) {
      const port = freePort();
      const plan = { faults: { [stage]: abort }, resets: true };
      await using _ = await HostilePeer.start(plan, { hostname: HOSTNAME, port });
      using conn = await Deno.connect({ hostname: HOSTNAME, port });
      const buffer = new Uint8Array(100);
      if (stage === "EHLO") {
        assert(await conn.read(buffer) !== null);
        await conn.write(new TextEncoder().encode("EHLO client.test\r\n"));
      }
      await assertRejects(() => conn.read(buffer), Deno.errors.ConnectionReset);
    }
  },
);

Deno.test({
  name: "a peer that does not reset ends a connection with FIN",
  sanitizeOps: true,
  sanitizeResources: true,
  fn: async () => {
    await using peer = await HostilePeer.start({ faults: { banner: abort } }, {
      hostname: HOSTNAME,
      port: 0,
    });
    using conn = await Deno.connect({ hostname: HOSTNAME, port: peer.port });
    assertEquals(await conn.read(new Uint8Array(1)), null);
  },
});

Deno.test({
  name: "a deaf listener answers no connection, not even with a refusal",
  sanitizeOps: true,
  sanitizeResources: true,
  fn: async () => {
    const port = freePort();
    await using _ = await startDeafListener(HOSTNAME, port);
    const signal = AbortSignal.timeout(200);
    const error = await assertRejects(
      () => Deno.connect({ hostname: HOSTNAME, port, signal }),
      Error,
    );
    assertEquals(error.name, "TimeoutError");
  },
});
