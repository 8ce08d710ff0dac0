/** A client certificate, and what is shown of the server's, with a Postfix that asks for one. */
import { assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { mua } from "../support/program.ts";
import { worldTest } from "../support/world.ts";

const MAIL = ["send", "user@dest.test", "-f", "alberto@ualg.pt", "-s", "Hi", "--body", "Hello!"];

worldTest(
  "Postfix sees the client certificate of --cert, on STARTTLS and verified",
  async (world) => {
    const pki = `${world.directory}/pki`;
    const server = ["--server", "mx1.dest.test:2525", "--ca", `${pki}/ca.pem`, "--tls", "require"];
    const cert = ["--cert", `${pki}/good.pem`, "--key", `${pki}/good.key`];
    const { code, stdout, stderr } = await mua([...MAIL, ...server, ...cert, "-v"], { world });
    assertEquals(code, 0, stdout + stderr);
    assertMatch(stderr, /=== encrypted, verified\n/);
    assertMatch(stderr, /=== certificate 1: .*mx1\.dest\.test.*, valid until \d{4}-\d\d-\d\d\n/);
    const [mail = ""] = await world.mailbox("user");
    assertMatch(mail, /\(Client CN "[^"]*", Issuer "[^"]*" \(/);

    const without = await mua([...MAIL, ...server], { world });
    assertEquals(without.code, 0, without.stdout);
    const mails = (await world.mailbox("user")).join("");
    assertStringIncludes(mails, "(Client did not present a certificate)");
  },
);

worldTest(
  "a probe until tls shows the certificates of the server, verified or not",
  async (world) => {
    const args = ["send", "--until", "tls", "--server", "mx1.dest.test", "-v"];
    const verified = await mua([...args, "--ca", world.certificateAuthority], { world });
    assertMatch(verified.stdout, /^accepted .* encrypted, verified\n/);
    assertMatch(verified.stderr, /=== certificate 1: .* issued by .*mua test CA, valid until /);
    const unverified = await mua(args, { world });
    assertMatch(
      unverified.stdout,
      /^accepted .* not verified: the certificate's issuer is unknown/,
    );
    assertMatch(unverified.stderr, /=== certificate 1: .* issued by .*mua test CA, valid until /);
    const cipher = Deno.version.deno.startsWith("2.7.")
      ? /=== version of TLS and cipher: not shown by this version of Deno\n/
      : /=== TLSv1\.3, TLS_\w+\n/;
    assertMatch(verified.stderr, cipher);
    const json = await mua([...args, "--ca", world.certificateAuthority, "--json"], { world });
    const [{ cipher: told, certificates }] = JSON.parse(json.stdout).results;
    assertEquals(told === null, Deno.version.deno.startsWith("2.7."));
    assertEquals(certificates[0].names.includes("mx1.dest.test"), true);
  },
);
