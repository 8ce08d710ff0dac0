import { readKeyRecord } from "../../../trust/dkim/key.ts";
import { isPublished, readSigningKey } from "../../../trust/sign/key.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { runMua } from "../../support/run_mua.ts";

directoryTest(
  "domain key makes a key that only its user can read, and shows its record",
  async (directory) => {
    const file = `${directory}/key.pem`;
    const { code, stdout, stderr } = await runMua([
      "domain",
      "key",
      "X.example",
      "-s",
      "s1",
      "-o",
      file,
    ]);
    assertEquals(code, 0, stderr);
    // Strings of a TXT record have 255 octets at most, and this key needs two.
    assertMatch(
      stdout,
      /^s1\._domainkey\.x\.example\. TXT "v=DKIM1; k=rsa; p=[^"]{237}" "[^"]+"\n$/,
    );
    assertEquals((Deno.statSync(file).mode ?? 0) & 0o777, 0o600);
    const key = readSigningKey(await Deno.readTextFile(file));
    const text = [...stdout.matchAll(/"([^"]*)"/g)].map(([, string]) => string).join("");
    assert(isPublished(key, readKeyRecord(text)));
    assertStringIncludes(stderr, `mua send --dkim-key ${file} --dkim-selector s1`);
  },
);

directoryTest(
  "domain key never overwrites a key, and shows its record again",
  async (directory) => {
    const argv = [
      "domain",
      "key",
      "x.example",
      "--ed25519",
      "-o",
      `${directory}/key.pem`,
      "--json",
    ];
    const [first, second] = [await runMua(argv), await runMua(argv)];
    const [made, read] = [JSON.parse(first.stdout), JSON.parse(second.stdout)];
    assertEquals([made.new, read.new, made.type, made.bits], [true, false, "ed25519", 256]);
    assertEquals(read.record, made.record);
  },
);

directoryTest("domain key leaves a file alone that holds something else", async (directory) => {
  const file = `${directory}/key.pem`;
  await Deno.writeTextFile(file, "hello");
  const { code, stderr } = await runMua(["domain", "key", "x.example", "-o", file]);
  assertEquals(code, 65);
  assertStringIncludes(stderr, "is no private key in PEM");
  assertEquals(await Deno.readTextFile(file), "hello");
});

directoryTest("domain key does not call an RSA key one of Ed25519", async (directory) => {
  const argv = ["domain", "key", "x.example", "-o", `${directory}/key.pem`];
  await runMua(argv);
  const { code, stderr } = await runMua([...argv, "--ed25519"]);
  assertEquals(code, 64);
  assertStringIncludes(stderr, "holds an RSA key");
});
