/** Mail through microsocks, a real SOCKS5 proxy, that finds the addresses or is given them. */
import { assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { mua } from "../support/program.ts";
import { isInstalled } from "../support/needs.ts";
import { Process } from "../support/process.ts";
import { type World, worldTest } from "../support/world.ts";

const obstacle = isInstalled("microsocks") ? undefined : "needs microsocks";

const MAIL = ["send", "user@dest.test", "-f", "alberto@ualg.pt", "-s", "Hi", "--body", "Hello!"];

/** Runs microsocks in the world while something is done; says what it has told of connections. */
async function withProxy(
  world: World,
  args: readonly string[],
  work: () => Promise<void>,
): Promise<string> {
  const argv = ["microsocks", "-i", "127.0.0.1", "-p", "1080", ...args];
  await using proxy = new Process(world.inside(argv), { deadline: 30_000 });
  await until(() =>
    world.run(["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/1080"]).then(({ code }) => code === 0)
  );
  await work();
  proxy.kill("SIGTERM");
  return (await proxy.end()).stderr;
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!await isDone()) await new Promise((resolve) => setTimeout(resolve, 20));
}

worldTest(
  "a mail goes through a proxy that finds the addresses, and through one that is given them",
  async (world) => {
    const told = await withProxy(world, [], async () => {
      for (const scheme of ["socks5h", "socks5"]) {
        const { code, stdout, stderr } = await mua([
          ...MAIL,
          "--proxy",
          `${scheme}://localhost`,
          "-v",
        ], {
          world,
        });
        assertEquals(code, 0, stdout + stderr);
        assertStringIncludes(stderr, "Connected to ");
      }
      const ALL_PROXY = "socks5h://127.0.0.1:1080";
      const named = await mua([...MAIL, "--server", "mx2.dest.test"], {
        world,
        env: { ALL_PROXY },
      });
      assertMatch(named.stdout, /^delivered {2}user@dest\.test {2}mx2\.dest\.test {2}250 /);
    });
    assertMatch(told, /connected to mx1\.dest\.test:25\n/);
    assertMatch(told, /connected to 192\.31\.196\.25:25\n|connected to 2001:4:112::25:25\n/);
    assertMatch(told, /connected to mx2\.dest\.test:25\n/);
    assertEquals((await world.mailbox("user")).length, 2);
  },
  obstacle,
);

worldTest(
  "a proxy with a password takes it from a file, and refuses a wrong one",
  async (world) => {
    const file = await Deno.makeTempFile();
    try {
      await withProxy(world, ["-u", "ana", "-P", "s3cret"], async () => {
        const args = [...MAIL, "--proxy", "socks5h://localhost"];
        await Deno.writeTextFile(file, "ana:s3cret\n");
        const { code, stderr } = await mua([...args, "--proxy-password-file", file, "-v"], {
          world,
        });
        assertEquals(code, 0, stderr);
        assertEquals(stderr.includes("s3cret"), false);
        await Deno.writeTextFile(file, "ana:wrong\n");
        const wrong = await mua([...args, "--proxy-password-file", file], { world });
        assertEquals(wrong.code, 77);
        assertStringIncludes(wrong.stdout, "the proxy refused the user or the password");
        const none = await mua(args, { world });
        assertStringIncludes(none.stdout, "the proxy asks for a user and a password");
      });
    } finally {
      await Deno.remove(file);
    }
  },
  obstacle,
);

worldTest(
  "a proxy that is not there, and a host that it cannot reach, defer the mail",
  async (world) => {
    const { code, stdout } = await mua([...MAIL, "--proxy", "socks5://127.0.0.1:9"], { world });
    assertEquals(code, 75);
    assertStringIncludes(
      stdout,
      "the proxy: could not connect to 127.0.0.1 port 9: connection refused",
    );
    await withProxy(world, [], async () => {
      const args = [...MAIL, "--proxy", "socks5://127.0.0.1", "--server", "192.31.196.9"];
      const dead = await mua(args, { world });
      assertEquals(dead.code, 75);
      assertStringIncludes(
        dead.stdout,
        "the proxy could not connect to 192.31.196.9 port 25: connection refused",
      );
    });
  },
  obstacle,
);
