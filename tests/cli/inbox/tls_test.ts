/** `mua inbox` under TLS and with AUTH: run as a process, with `mua send` as its client. */
import { Exit } from "../../../cli/terminal/exit.ts";
import { createInboxCertificate } from "../../../inbox/tls/certificate.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import type { Ended, Process } from "../../support/process.ts";
import { mua, startMua } from "../../support/program.ts";

const MAIL = ["-f", "a@one.test", "-t", "b@two.test", "-s", "Hi", "--body", "Hi"];
const PASSWORD = "s3cret-word";
const env = { MUA_PASSWORD: PASSWORD };

interface Running {
  readonly directory: string;
  readonly inbox: Process;
  readonly port: string;
  /** Sends a mail to it. */
  send(...args: string[]): Promise<Ended>;
  /** Ends it, and gives all that it said. */
  end(): Promise<Ended>;
}

function test(
  name: string,
  args: (directory: string) => string[],
  fn: (running: Running) => Promise<void>,
): void {
  Deno.test({
    name,
    sanitizeOps: true,
    sanitizeResources: true,
    fn: async () => {
      const directory = await Deno.makeTempDir();
      try {
        const own = args(directory);
        const argv = ["inbox", "-p0", `--dir=${directory}/box`, ...own];
        await using inbox = startMua(argv, { env });
        const [, port = ""] = await inbox.said(
          /(?:Listening on 127\.0\.0\.1:|"port":)(\d+)/,
          own.includes("--json") ? "stdout" : "stderr",
        );
        await fn({
          directory,
          inbox,
          port,
          send: (...more) =>
            mua(["send", ...MAIL, "--server", `localhost:${port}`, ...more], { env }),
          async end(): Promise<Ended> {
            inbox.kill("SIGINT");
            return await inbox.end();
          },
        });
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    },
  });
}

async function stored(directory: string, number = 1): Promise<string> {
  return await Deno.readTextFile(`${directory}/box/000${number}.eml`);
}

test(
  "mua send verifies the certificate that an inbox makes, by the authority that --save-ca keeps",
  (directory) => [`--save-ca=${directory}/ca.pem`],
  async ({ directory, send, end }) => {
    const ca = `--ca=${directory}/ca.pem`;
    const sent = await send(ca, "--tls", "require", "-v");
    assertEquals(sent.code, Exit.ok);
    assertStringIncludes(sent.stderr, "=== encrypted, verified\n");
    assertStringIncludes(await stored(directory), " with ESMTPS id ");
    assertEquals((await send("--tls", "require")).code, Exit.temporary);
    const { stderr } = await end();
    assertMatch(stderr, /#1 +[\d.]+ === encrypted\n#1 +[\d.]+ {2}~> EHLO /);
    assertMatch(stderr, /#1 +[\d.]+ <~ {2}250 2\.0\.0 Stored as message 1\n/);
    assertMatch(stderr, /=== no TLS: the client ended the TLS handshake .*unknown_ca/);
  },
);

test(
  "mua send without the authority gets through all the same, and says that nothing was verified",
  () => ["--tls=auto"],
  async ({ directory, send, end }) => {
    const { code, stderr } = await send("-v");
    assertEquals(code, Exit.ok);
    assertMatch(stderr, /=== encrypted, not verified: /);
    assertStringIncludes(await stored(directory), " with ESMTPS id ");
    await end();
  },
);

test(
  "mua talk sends no secret under TLS that nobody verified, and says what is missing",
  () => ["--tls=auto", "--any-user"],
  async ({ port, end }) => {
    const stdin = "EHLO a\nSTARTTLS\nEHLO a\n:auth PLAIN ana\n";
    const { code, stderr } = await mua(["talk", "localhost", port], { stdin, env });
    assertEquals(code, Exit.authentication, stderr);
    assertMatch(
      stderr,
      /server that is not verified\nThe server's certificate is not verified: .*--ca/,
    );
    await end();
  },
);

test(
  "TLS on connect, and events that say so",
  (directory) => ["--tls=on-connect", `--save-ca=${directory}/ca.pem`, "--json"],
  async ({ directory, send, end }) => {
    assertEquals((await send("--tls=on-connect", `--ca=${directory}/ca.pem`)).code, Exit.ok);
    const { stdout } = await end();
    const lines = stdout.trimEnd().split("\n").map((line): unknown => JSON.parse(line))
      .map((event) => Object(event)).filter(({ event, stage }) =>
        event === "line" && stage !== "tls"
      );
    assertEquals(new Set(lines.map(({ encrypted }) => encrypted)), new Set([true]));
  },
);

test("an inbox takes no mail without TLS where it is required", () => ["--tls=require"], async (
  { send, end },
) => {
  const refused = await send("--tls=off");
  assertEquals(refused.code, Exit.refused);
  assertStringIncludes(refused.stdout, "530 5.7.0 Must issue a STARTTLS command first");
  assertEquals((await send()).code, Exit.ok);
  await end();
});

test(
  "one user with one password is let in, nobody else, and the password is shown nowhere",
  (directory) => [`--save-ca=${directory}/ca.pem`, "--user=ana", "--require-auth"],
  async ({ directory, send, end }) => {
    const ca = `--ca=${directory}/ca.pem`;
    for (const mechanism of ["SCRAM-SHA-256", "CRAM-MD5", "PLAIN", "LOGIN"]) {
      assertEquals((await send(ca, "-uana", `--auth=${mechanism}`)).code, Exit.ok, mechanism);
    }
    assertEquals((await send(ca, "-ueva")).code, Exit.authentication);
    assertEquals((await send(ca)).code, Exit.refused);
    const { code, stdout, stderr } = await end();
    assertEquals(code, Exit.ok);
    const kept = await stored(directory, 4);
    assertStringIncludes(kept, " with ESMTPSA id ");
    const record = await Deno.readTextFile(`${directory}/box/0004.eml.json`);
    assertStringIncludes(record, '"user": "ana"');
    const secrets = [PASSWORD, btoa(PASSWORD), btoa(`\0ana\0${PASSWORD}`)];
    for (const secret of secrets) {
      assertEquals([stdout, stderr, kept, record].some((text) => text.includes(secret)), false);
    }
  },
);

test(
  "a message in chunks is stored, and the envelope keeps what is asked for by DSN",
  () => ["--tls=auto"],
  async ({ directory, send, end }) => {
    const args = ["--chunking=always", "--dsn=never", "--ret=hdrs", "--envid=x1"];
    assertEquals((await send(...args)).code, Exit.ok);
    const { stderr } = await end();
    assertMatch(stderr, / ~> BDAT \d+ LAST\n/);
    assertMatch(await stored(directory), /\r\n\r\nHi\r\n$/);
    const record = JSON.parse(await Deno.readTextFile(`${directory}/box/0001.eml.json`));
    assertEquals(record.mailParameters.slice(-2), ["RET=HDRS", "ENVID=x1"]);
    assertEquals(record.rcptParameters, [["NOTIFY=NEVER", "ORCPT=rfc822;b@two.test"]]);
  },
);

test(
  "everybody is let in, in clear text too, where the options say so",
  () => ["--any-user", "--allow-insecure-auth", "--auth=plain", "--auth=login"],
  async ({ send, end }) => {
    const args = ["-uwhoever", "--tls=off", "--allow-insecure-auth"];
    assertEquals((await send(...args)).code, Exit.ok);
    const { stderr } = await end();
    assertStringIncludes(stderr, "250-AUTH PLAIN LOGIN\n");
    assertStringIncludes(stderr, " -> AUTH PLAIN ********\n");
  },
);

Deno.test("a certificate of one's own is shown, and two files that are no pair are refused", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const { authority, cert, key } = await createInboxCertificate("localhost", new Date());
    const other = await createInboxCertificate("localhost", new Date());
    const path = (name: string): string => `${directory}/${name}.pem`;
    for (const [name, text] of Object.entries({ authority, cert, key, other: other.key })) {
      await Deno.writeTextFile(path(name), text);
    }
    const argv = ["inbox", "-p0", `--dir=${directory}/box`, "-q", `--cert=${path("cert")}`];
    await using inbox = startMua([...argv, `--key=${path("key")}`]);
    const [, port] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+)/, "stderr");
    const server = ["--server", `localhost:${port}`, "--tls", "require"];
    const sent = await mua(["send", ...MAIL, ...server, `--ca=${path("authority")}`]);
    assertEquals(sent.code, Exit.ok);
    const wrong = await mua([...argv, `--key=${path("other")}`]);
    assertEquals(wrong.code, Exit.badInput);
    assertStringIncludes(wrong.stderr, "as a certificate and its private key");
    const absent = await mua([...argv, `--key=${path("absent")}`]);
    assertEquals(absent.code, Exit.noInput);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

directoryTest("inbox --save-ca overwrites nothing but a file", async (directory) => {
  const link = `${directory}/link`;
  await Deno.writeTextFile(`${directory}/mine`, "mine");
  await Deno.symlink(`${directory}/mine`, link);
  const argv = ["inbox", "-p0", `--dir=${directory}/box`, `--save-ca=${link}`];
  const { code, stderr } = await mua(argv, { env });
  assertEquals([code, await Deno.readTextFile(link)], [Exit.io, "mine"]);
  assertStringIncludes(stderr, `cannot save to "${link}": it is a symbolic link`);
});

const CONTRADICTIONS: readonly (readonly [args: readonly string[], words: string])[] = [
  [["--tls=off", "--save-ca=x"], "have no effect with --tls off"],
  [["--cert=x"], "--cert and --key must be given together"],
  [["--cert=x", "--key=x", "--save-ca=x"], "--save-ca is for a certificate that the inbox makes"],
  [["--require-auth"], "no user may authenticate"],
  [["--auth=PLAIN"], "no user may authenticate"],
  [["--any-user"], "AUTH is offered only under TLS, and TLS is off"],
  [["--any-user", "--user=x", "--tls=auto"], "--user and --any-user cannot be used together"],
  [["--any-user", "--tls=auto", "--auth=SCRAM-SHA-256"], "SCRAM-SHA-256 needs a known password"],
  [["--any-user", "--tls=auto", "--auth=PLIAN"], "Did you mean PLAIN?"],
  [["--fail=date=drop"], "Did you mean data?"],
  [["--fail=data=dorp"], "Did you mean drop?"],
  [["--fail=tls=drop"], "would never apply: TLS needs --tls auto or on-connect"],
  [["--fail=starttls=drop", "--tls=on-connect"], "would never apply: STARTTLS needs --tls auto"],
  [["--fail=auth=535 no", "--tls=auto"], "would never apply: AUTH needs --user or --any-user"],
  [["--fail=tls=451 no"], "tls allows drop, stall, slow, garbage"],
];

for (const [args, words] of CONTRADICTIONS) {
  const name = `mua inbox ${args.join(" ")} is refused before anything is made`;
  directoryTest(name, async (directory) => {
    const dir = `${directory}/box`;
    const { code, stderr, stdout } = await mua(["inbox", `--dir=${dir}`, ...args], { env });
    assertEquals([code, stdout], [Exit.usage, ""]);
    assertStringIncludes(stderr, words);
    assertEquals(await Deno.stat(dir).then(() => true, () => false), false);
  });
}
