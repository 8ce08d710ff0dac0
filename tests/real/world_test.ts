/** The world itself, tried with the programs of others. */
import { assertEquals, assertMatch, assertRejects } from "../std/assert.ts";
import { run } from "../support/process.ts";
import { World, worldTest } from "../support/world.ts";

worldTest("the resolver of the system knows the zones", async (world) => {
  const { stdout } = await world.run(["kdig", "+short", "MX", "dest.test"]);
  assertEquals(stdout.trim().split("\n").sort(), ["10 mx1.dest.test.", "20 mx2.dest.test."]);
});

for (const [host, server] of [["192.31.196.25", "mx1"], ["[2001:4:112::26]", "mx2"]] as const) {
  worldTest(`a mail to ${host} on port 25 lies in a Maildir of ${server}, once`, async (world) => {
    const envelope = ["-f", "me@src.test", "-t", "user@dest.test"];
    const source = ["smtp-source", "-M", "me.src.test", ...envelope, `inet:${host}:25`];
    assertEquals(await world.run(source), { code: 0, stdout: "", stderr: "" });
    const mails = await world.mailbox("user", server);
    assertEquals(mails.length, 1);
    assertMatch(mails[0] ?? "", /^Return-Path: <me@src\.test>\n/);
  });
}

worldTest("a mail to sink.test lies in the sink, once", async (world) => {
  const envelope = ["-f", "me@src.test", "-t", "anybody@sink.test"];
  const source = ["smtp-source", "-M", "me.src.test", ...envelope, "inet:mx.sink.test:25"];
  assertEquals(await world.run(source), { code: 0, stdout: "", stderr: "" });
  const mails = await world.sinkMailbox();
  assertEquals(mails.length, 1);
  assertMatch(mails[0] ?? "", /X-Rcpt-Args: <anybody@sink\.test>/);
});

worldTest("a world that ends leaves no file and no process behind", async () => {
  const world = await World.start();
  const { stdout } = await world.run(["sh", "-c", "readlink /proc/self/ns/net"]);
  await world.stop();
  await assertRejects(() => Deno.stat(world.directory), Deno.errors.NotFound);
  const namespaces = "readlink /proc/[0-9]*/ns/net || true";
  const { stdout: left } = await run(["sh", "-c", namespaces]);
  assertEquals(left.includes(stdout), false);
});
