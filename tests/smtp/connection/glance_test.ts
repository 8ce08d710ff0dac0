import { Glance } from "../../../smtp/connection/glance.ts";
import { assertEquals } from "../../std/assert.ts";

const HOSTNAME = "127.0.0.1";
const TIMES = 200;

Deno.test("Glance lets every read end that something has arrived for, however many ask at once", async () => {
  using listener = Deno.listen({ hostname: HOSTNAME, port: 0 });
  const accepting = listener.accept();
  using near = await Deno.connect({ hostname: HOSTNAME, port: listener.addr.port });
  using far = await accepting;
  using glance = await Glance.open();
  for (let time = 0; time < TIMES; time++) {
    // One glance is under way already, and has perhaps looked before.
    const before = glance?.look();
    let isRead = false;
    const reading = near.read(new Uint8Array(1)).then(() => isRead = true);
    await far.write(Uint8Array.of(1));
    await Promise.all([glance?.look(), glance?.look()]);
    assertEquals(isRead, true);
    await Promise.all([before, reading]);
  }
});
