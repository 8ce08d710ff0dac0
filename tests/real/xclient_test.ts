/** XCLIENT to Postfix, which logs and traces the mail as from the client that it was told. */
import { assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { mua } from "../support/program.ts";
import { worldTest } from "../support/world.ts";

const MAIL = ["send", "user@dest.test", "-f", "alberto@ualg.pt", "-s", "Hi", "--body", "Hello!"];

worldTest(
  "Postfix takes the mail as from the client of --xclient, and only where it allows that",
  async (world) => {
    const client = ["NAME=far.example", "ADDR=198.51.100.7", "HELO=far.example"];
    const told = client.flatMap((each) => ["--xclient", each]);
    const args = [...MAIL, ...told, "--server", "mx1.dest.test"];
    const { code, stdout, stderr } = await mua([...args, "-p", "2525", "-v"], { world });
    assertEquals(code, 0, stdout + stderr);
    assertMatch(stderr, /~> XCLIENT NAME=far\.example ADDR=198\.51\.100\.7 HELO=far\.example\n/);
    const [mail = ""] = await world.mailbox("user");
    assertStringIncludes(mail, "(far.example [198.51.100.7])");
    assertStringIncludes(await world.log("mx1"), "client=far.example[198.51.100.7]");

    const refused = await mua([...args, "-p", "25"], { world });
    assertEquals(refused.code, 69);
    assertStringIncludes(refused.stdout, "the server does not offer XCLIENT to this client");
    const unknown = await mua([...args, "--xclient", "COLOUR=red", "-p", "2525"], { world });
    assertStringIncludes(unknown.stdout, "knows no COLOUR");
    const bad = await mua([...args, "--xclient", "ADDR"], { world });
    assertEquals(bad.code, 64);
  },
);
