/** LMTP to Dovecot, which answers a message for each recipient, by TCP and by a socket in the file system. */
import { assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { mua, underDeno } from "../support/program.ts";
import { type World, worldTest } from "../support/world.ts";

const MAIL = ["-f", "alberto@ualg.pt", "-s", "Hi", "--body", "Hello!\n.\n"];

/** What stands first in each line of the result: the status and the recipient. */
function outcomes(stdout: string): string[] {
  return stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/).slice(0, 2).join(" "));
}

/** Where a mailbox should be there is a file, so that Dovecot takes the recipient and not the mail. */
async function breakMailbox(world: World, user: string): Promise<void> {
  await Deno.writeTextFile(`${world.directory}/mx1/mail/${user}`, "");
}

worldTest(
  "each recipient of an LMTP mail has the outcome that Dovecot gives for their mailbox",
  async (world) => {
    await breakMailbox(world, "broken");
    const to = ["user@dest.test", "broken@dest.test", "other@dest.test"];
    const args = ["send", ...to, ...MAIL, "--server", "lmtp://mail.dest.test", "-v"];
    const { code, stdout, stderr } = await mua(args, { world });
    assertEquals(outcomes(stdout), [
      "delivered user@dest.test",
      "deferred broken@dest.test",
      "delivered other@dest.test",
    ]);
    assertEquals(code, 75, stderr);
    assertMatch(stderr, / [-~]> LHLO /);
    for (const user of ["user", "other"]) {
      const [mail = ""] = await world.mailbox(user);
      assertStringIncludes(mail, "\n\nHello!\n.\n");
      assertMatch(mail, /by .* with LMTP/);
    }
  },
);

worldTest("a socket is spoken LMTP to, without any address", async (world) => {
  const socket = `unix:${world.directory}/dovecot/lmtp`;
  const args = ["send", "user@dest.test", ...MAIL, "--server", socket];
  // Deno 2.9 asks for net access to sockets too, which only this set can grant to any path.
  const { code, stdout, stderr } = await mua(args, { world, form: underDeno("mua-any-host") });
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^delivered {2}user@dest\.test {2}unix:\S+\/dovecot\/lmtp {2}250 2\.0\.0 /);
  assertEquals((await world.mailbox("user")).length, 1);
  const probe = await mua([...args, "--until", "rcpt", "--json"], {
    world,
    form: underDeno("mua-any-host"),
  });
  const [{ host, port, status, code: reply }] = JSON.parse(probe.stdout).results;
  assertEquals([host, port, status, reply], [socket, null, "accepted", 250]);
});

worldTest(
  "a socket that is not there, and a server that speaks no LMTP, defer or refuse the mail",
  async (world) => {
    const missing = await mua(
      ["send", "user@dest.test", ...MAIL, "--server", "unix:/run/no-such"],
      {
        world,
        form: underDeno("mua-any-host"),
      },
    );
    assertEquals(missing.code, 75);
    assertStringIncludes(missing.stdout, "could not connect to /run/no-such: no such file");
    const smtp = ["--server", "mx1.dest.test", "-p", "587", "--lmtp", "--tls", "auto"];
    const { code, stdout } = await mua(["send", "user@dest.test", ...MAIL, ...smtp], { world });
    assertEquals(code, 69);
    assertMatch(stdout, /^refused {4}user@dest\.test {2}mx1\.dest\.test .* 500 /);
  },
);
