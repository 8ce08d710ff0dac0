/** What commands that ask DNS may do, and what of it they do: they ask a name server, and nobody else. */
import { assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { type Form, mua, underDeno } from "../../support/program.ts";
import { arrived, letter } from "../../trust/corpus/mail.ts";
import { startCorpusServer } from "../../trust/corpus/name_server.ts";
import { signed } from "../../trust/corpus/signer.ts";

const MAIL = arrived(signed(letter()));
/** From which port of this machine a datagram goes out, is up to the system. */
const DATAGRAM = "127.0.0.1:0";

/** The program with these permissions and no others. */
function withPermissions(...permissions: readonly string[]): Form {
  const [deno = "", run = "", ...rest] = underDeno();
  const flags = rest.filter((flag) => !flag.startsWith("--permission-set="));
  return [deno, run, ...permissions, ...flags];
}

/** What an audit of Deno holds: the addresses that a run wanted the network for. */
async function addressesIn(audit: string): Promise<string[]> {
  const lines = (await Deno.readTextFile(audit)).trim().split("\n");
  const wanted = lines.map((line): { permission: string; value: string } => JSON.parse(line));
  const addresses = wanted.filter(({ permission }) => permission === "net").map(({ value }) =>
    value
  );
  return [...new Set(addresses)].sort();
}

/** Commands that ask DNS, of a file with a mail and a directory with it. */
const commands: readonly (readonly [name: string, argv: readonly string[], code: number])[] = [
  ["inspect --verify", ["inspect", "MAIL", "--verify"], 0],
  ["inbox show --verify", ["inbox", "show", "1", "--dir", "BOX", "--verify"], 0],
  ["domain --no-connect --ip", ["domain", "a.test", "--no-connect", "--ip", "192.0.2.1"], 1],
];

for (const [name, argv, code] of commands) {
  directoryTest(
    `${name} asks the name server, and nobody else, with all permissions and with one`,
    async (directory) => {
      await using server = await startCorpusServer();
      const resolver = `127.0.0.1:${server.port}`;
      const mail = `${directory}/0001.eml`;
      await Deno.writeTextFile(mail, MAIL);
      const audit = `${directory}/audit`;
      const words = argv.map((word) => word === "MAIL" ? mail : word === "BOX" ? directory : word);
      const args = [...words, "--resolver", resolver];
      const free = await mua(args, { env: { DENO_AUDIT_PERMISSIONS: audit } });
      assertEquals([free.code, free.stderr], [code, ""]);
      assertEquals(await addressesIn(audit), [DATAGRAM, resolver]);
      const bound = withPermissions(
        "--allow-read",
        `--allow-net=${resolver}`,
        "--allow-env=NO_COLOR",
      );
      const alike = await mua(args, { form: bound });
      const settle = (text: string): string => text.replace(/\d+ ms$/m, "N ms");
      assertEquals([alike.code, settle(alike.stdout)], [code, settle(free.stdout)]);
    },
  );
}

directoryTest(
  "without --verify nothing leaves this machine, and with it a missing permission is said to be missing",
  async (directory) => {
    const mail = `${directory}/0001.eml`;
    await Deno.writeTextFile(mail, MAIL);
    const form = withPermissions("--allow-read", "--allow-env=NO_COLOR");
    for (const argv of [["inspect", mail], ["inbox", "show", "1", "--dir", directory]]) {
      const plain = await mua(argv, { form });
      assertEquals([plain.code, plain.stderr], [0, ""]);
    }
    const resolver = ["--resolver", "127.0.0.1:5353"];
    const denied = await mua(["inspect", mail, "--verify", ...resolver], { form });
    assertEquals([denied.code, denied.stdout], [78, ""]);
    assertStringIncludes(denied.stderr, "no net access to 127.0.0.1:5353\n");
    assertStringIncludes(denied.stderr, "--allow-net=127.0.0.1:5353");
  },
);
