/** What becomes of a mail whose message cannot be read to its end: nobody takes it for a whole one. */
import { assert, assertEquals, assertStringIncludes } from "../std/assert.ts";
import { runMua } from "../support/run_mua.ts";
import { type Fault, onceHeard } from "./fault.ts";
import { HostilePeer } from "./peer.ts";

Deno.test({
  name: "an attachment that shrinks while it is sent ends the mail before its dot, exit code 74",
  sanitizeOps: true,
  sanitizeResources: true,
  async fn(): Promise<void> {
    const path = await Deno.makeTempFile();
    await Deno.writeFile(path, new Uint8Array(30_000_000));
    let hasBegun = false;
    const shrinking: Fault = async () => {
      hasBegun = true;
      await Deno.truncate(path, 1_000_000);
      return "taken";
    };
    const plan = { faults: { body: onceHeard(shrinking) } };
    await using peer = await HostilePeer.start(plan, { hostname: "127.0.0.1", port: 0 });
    try {
      const run = await runMua([
        ...["send", "-f", "me@src.test", "-t", "user@dest.test", "--body", "Hi", "-a", path],
        ...["--server", `127.0.0.1:${peer.port}`, "--timeout", "5s"],
      ]);
      assertEquals(run.code, 74, run.stderr);
      assertStringIncludes(run.stdout, "the message could not be read to its end");
      assert(hasBegun, "nothing of the message was sent");
      assertEquals(peer.sessions.map(({ messages }) => messages), [[]]);
    } finally {
      await Deno.remove(path);
    }
  },
});
