/** TLS and AUTH with a real Postfix: STARTTLS, submission, TLS on connect, and secrets that stay secret. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { mua } from "../support/program.ts";
import { type World, worldTest } from "../support/world.ts";

const PASSWORD = "s3cret";
const mail = ["send", "-f", "alberto@ualg.pt", "-t", "user@dest.test", "-s", "Hi", "--body", "Hi!"];

/** What `--json` says of the security of the host that decided. */
interface Report {
  readonly recipients: readonly {
    readonly status: string;
    readonly tls: {
      readonly encrypted: boolean;
      readonly verified: boolean;
      readonly problem: string | null;
    };
  }[];
}

function first(stdout: string): Report["recipients"][number] | undefined {
  const report: Report = JSON.parse(stdout);
  return report.recipients[0];
}

/** A submission to a port of mx1 as the user that it knows. */
function submission(world: World, port: number, ...more: string[]): string[] {
  const server = ["--server", `mx1.dest.test:${port}`, "--ca", world.certificateAuthority];
  return [...mail, ...server, "-u", "user", "-v", ...more];
}

worldTest("an MX whose authority is trusted gets the mail over verified TLS", async (world) => {
  const { code, stdout } = await mua([...mail, "--json", "--ca", world.certificateAuthority], {
    world,
  });
  assertEquals(code, 0, stdout);
  const tls = first(stdout)?.tls;
  assertEquals([tls?.encrypted, tls?.verified, tls?.problem], [true, true, null]);
  const [message = ""] = await world.mailbox("user");
  assertMatch(message, /with ESMTPS id/);
});

worldTest(
  "an MX whose authority is unknown gets the mail encrypted, and is not called verified",
  async (world) => {
    const { code, stdout } = await mua([...mail, "--json"], { world });
    assertEquals(code, 0, stdout);
    const tls = first(stdout)?.tls;
    assertEquals([tls?.encrypted, tls?.verified], [true, false]);
    assertStringIncludes(tls?.problem ?? "", "issuer is unknown");
    assertEquals((await world.mailbox("user")).length, 1);
  },
);

worldTest("an MX whose authority is unknown gets nothing when TLS is required", async (world) => {
  const { code, stdout } = await mua([...mail, "--json", "--tls", "require"], { world });
  assertEquals(code, 75, stdout);
  assertEquals(await world.mailbox("user"), []);
});

worldTest("an MX gets the mail in clear text when that is wanted", async (world) => {
  const { code, stdout } = await mua([...mail, "--json", "--tls", "off"], { world });
  assertEquals(code, 0, stdout);
  const tls = first(stdout)?.tls;
  assertEquals([tls?.encrypted, tls?.verified, tls?.problem], [false, false, null]);
});

for (const port of [587, 465]) {
  for (const mechanism of ["SCRAM-SHA-256", "CRAM-MD5", "PLAIN", "LOGIN"]) {
    worldTest(`port ${port} takes a mail after AUTH ${mechanism}`, async (world) => {
      const args = submission(world, port, "--auth", mechanism);
      const { code, stdout, stderr } = await mua(args, { world, env: { MUA_PASSWORD: PASSWORD } });
      assertEquals(code, 0, stderr);
      assertMatch(stderr, new RegExp(`~> AUTH ${mechanism}( \\*{8})?\\n`));
      assertStringIncludes(stderr, "=== encrypted, verified\n");
      const [message = ""] = await world.mailbox("user");
      assertMatch(message, /with ESMTPSA id/);
      for (const secret of formsOf(PASSWORD)) {
        assert(!`${stdout}${stderr}`.includes(secret), secret);
      }
    });
  }
}

/** A password as it could leak: plain, base64 at its three offsets, and as PLAIN sends it. */
function formsOf(password: string): string[] {
  const offsets = ["", "x", "xx"].map((before) => btoa(before + password).slice(4, -4));
  return [password, btoa(password), btoa(`\0user\0${password}`), ...offsets].filter((form) =>
    form.length > 3
  );
}

worldTest("Postfix takes the submitter from whoever has authenticated", async (world) => {
  const args = submission(world, 587, "--submitter", "al+b=x@ualg.pt");
  const { code, stderr } = await mua(args, { world, env: { MUA_PASSWORD: PASSWORD } });
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /MAIL FROM:<alberto@ualg\.pt> SIZE=\d+ AUTH=al\+2Bb\+3Dx@ualg\.pt\n/);
});

worldTest("more than 100 recipients go to a real server in transactions of 100", async (world) => {
  const recipients = Array.from({ length: 230 }, (_, index) => ["-t", `u${index}@sink.test`]);
  const args = ["send", "-f", "alberto@ualg.pt", "--body", "Hi!", "--json", ...recipients.flat()];
  const { code, stdout } = await mua(args, { world });
  assertEquals(code, 0, stdout);
  const report: Report = JSON.parse(stdout);
  assertEquals(report.recipients.filter(({ status }) => status === "delivered").length, 230);
  assertEquals((await world.sinkMailbox()).length, 3);
});

worldTest("a wrong password ends with 77, after one try and no mail", async (world) => {
  const args = submission(world, 587);
  const { code, stdout, stderr } = await mua(args, { world, env: { MUA_PASSWORD: "wrong" } });
  assertEquals(code, 77, stdout);
  assertEquals(stderr.split("~> AUTH").length - 1, 1);
  assertStringIncludes(stdout, "535 5.7.8");
});

worldTest("a password is never sent to a server that is not verified", async (world) => {
  const args = [...mail, "--server", "mx1.dest.test:587", "-u", "user", "-v", "--tls", "auto"];
  const { code, stderr } = await mua(args, { world, env: { MUA_PASSWORD: PASSWORD } });
  assertEquals(code, 75);
  assert(!stderr.includes("AUTH"), stderr);
});

worldTest("a password file is read, and argv holds no password", async (world) => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, `${PASSWORD}\n`);
    const args = submission(world, 465, "--password-file", path);
    assert(!args.some((argument) => argument.includes(PASSWORD)));
    const { code, stderr } = await mua(args, { world });
    assertEquals(code, 0, stderr);
  } finally {
    await Deno.remove(path);
  }
});

worldTest("a mail of 3 MB goes to Postfix by BDAT, octet for octet", async (world) => {
  const line = `${"x".repeat(70)}\n`;
  const body = line.repeat(44_000);
  const args = ["send", "-f", "alberto@ualg.pt", "-t", "user@dest.test", "-v"];
  const { code, stderr } = await mua(args, { world, stdin: body });
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /~> BDAT \d+\n/);
  assertMatch(stderr, /~> BDAT \d+ LAST\n/);
  const [message = ""] = await world.mailbox("user");
  assert(message.endsWith(`\n\n${body}`), "the body differs");
});

worldTest("notifications are asked of Postfix", async (world) => {
  const { code, stderr } = await mua(
    [...mail, "-v", "--dsn", "success,failure", "--ret", "hdrs", "--envid", "lab 1"],
    { world },
  );
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /MAIL FROM:<alberto@ualg\.pt> SIZE=\d+ RET=HDRS ENVID=lab\+201\n/);
  assertStringIncludes(stderr, "NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;user@dest.test\n");
});

worldTest("an address of UTF-8 goes to Postfix with SMTPUTF8", async (world) => {
  // mx1 refuses every octet above 127 in a header, also where SMTPUTF8 allows it.
  const args = ["send", "-f", "alberto@ualg.pt", "-t", "jürgen@dest.test", "--body", "Hi!", "-v"];
  const { code, stderr } = await mua([...args, "--server", "mx2.dest.test"], { world });
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /MAIL FROM:.* SMTPUTF8\n/);
  assertEquals((await world.mailbox("juergen", "mx2")).length, 1);
});

worldTest("an address literal is verified by its address, not by its brackets", async (world) => {
  const args = ["send", "-f", "alberto@ualg.pt", "-t", "user@[192.31.196.26]", "--body", "Hi!"];
  const { code, stdout } = await mua([...args, "--json"], { world });
  assertEquals(code, 0, stdout);
  assertStringIncludes(first(stdout)?.tls.problem ?? "", "issuer is unknown");
});
