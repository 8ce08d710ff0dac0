/** `mua inbox` with TLS and AUTH, and the programs of others as its clients. */
import { assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { testUnless } from "../support/needs.ts";
import { run } from "../support/process.ts";
import { startMua } from "../support/program.ts";

const PASSWORD = "s3cret";
const MESSAGE = "Subject: Hi\r\n\r\nHi\r\n";

interface Scene {
  readonly server: string;
  readonly port: string;
  readonly ca: string;
  readonly mail: string;
}

/** Why a program cannot be a client here. */
function missing(program: string): string | undefined {
  try {
    const args = [program === "openssl" ? "version" : "--version"];
    const { success } = new Deno.Command(program, { args }).outputSync();
    return success ? undefined : `needs ${program}`;
  } catch {
    return `needs ${program}: see tests/servers/install.sh`;
  }
}

/** A program sends one mail to an inbox, and it lies there with the protocol that it came by. */
function clientTest(
  program: string,
  how: string,
  args: readonly string[],
  protocol: string,
  command: (scene: Scene) => string[],
): void {
  testUnless(missing(program), `${program} ${how}`, async () => {
    const directory = await Deno.makeTempDir();
    try {
      const [ca, mail] = [`${directory}/ca.pem`, `${directory}/mail.eml`];
      await Deno.writeTextFile(mail, MESSAGE);
      const argv = ["inbox", "-p0", `--dir=${directory}/box`, `--save-ca=${ca}`, ...args];
      await using inbox = startMua(argv, { env: { MUA_PASSWORD: PASSWORD } });
      const [, port = ""] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+)/, "stderr");
      const scene = { server: `localhost:${port}`, port, ca, mail };
      const sent = await run(command(scene), { stdin: MESSAGE });
      assertEquals(sent.code, 0, sent.stdout + sent.stderr);
      inbox.kill("SIGINT");
      const { stderr } = await inbox.end();
      assertStringIncludes(stderr, "Stopped: 1 message received");
      assertEquals(stderr.includes(btoa(`\0ana\0${PASSWORD}`)), false);
      const stored = await Deno.readTextFile(`${directory}/box/0001.eml`);
      assertMatch(stored, new RegExp(`\\tby localhost with ${protocol} id `));
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}

const AUTH = ["--user=ana", "--require-auth"];
const ENVELOPE = ["--mail-from", "a@one.test", "--mail-rcpt", "b@two.test"];

const curl = (
  { ca, mail }: Scene,
  ...more: string[]
): string[] => ["curl", "-sS", "--cacert", ca, ...ENVELOPE, "-T", mail, ...more];

clientTest(
  "curl",
  "sends in clear text though STARTTLS is offered",
  [],
  "ESMTP",
  (scene) => curl(scene, `smtp://${scene.server}`),
);

clientTest(
  "curl",
  "verifies the certificate and authenticates",
  AUTH,
  "ESMTPSA",
  (scene) => curl(scene, "--ssl-reqd", "-u", `ana:${PASSWORD}`, `smtp://${scene.server}`),
);

clientTest(
  "curl",
  "authenticates by a token",
  AUTH,
  "ESMTPSA",
  (scene) =>
    curl(scene, "--ssl-reqd", "-u", "ana", "--oauth2-bearer", PASSWORD, `smtp://${scene.server}`),
);

clientTest(
  "curl",
  "speaks TLS on connect",
  ["--tls=on-connect"],
  "ESMTPS",
  (scene) => curl(scene, `smtps://${scene.server}`),
);

for (const mechanism of ["plain", "login", "cram-md5", "scram-sha-256"]) {
  clientTest("msmtp", `authenticates by ${mechanism}`, AUTH, "ESMTPSA", ({ port, ca }) => [
    ...["msmtp", "--host=localhost", `--port=${port}`, "--tls=on", `--tls-trust-file=${ca}`],
    ...[`--auth=${mechanism}`, "--user=ana", `--passwordeval=echo ${PASSWORD}`],
    ...["--from=a@one.test", "b@two.test"],
  ]);
}

const SMTPLIB = `
import smtplib, ssl, sys
client = smtplib.SMTP("localhost", int(sys.argv[1]))
client.starttls(context=ssl.create_default_context(cafile=sys.argv[2]))
client.login("ana", "${PASSWORD}")
client.sendmail("a@one.test", "b@two.test", sys.stdin.read(),
                mail_options=["RET=HDRS"], rcpt_options=["NOTIFY=NEVER"])
client.quit()
`;

clientTest("python3", "logs in by smtplib", AUTH, "ESMTPSA", ({ port, ca }) => [
  ...["python3", "-c", SMTPLIB, port, ca],
]);

for (const mechanism of ["PLAIN", "LOGIN", "CRAM-MD5"]) {
  clientTest("swaks", `authenticates by ${mechanism}`, AUTH, "ESMTPSA", ({ server, ca }) => [
    ...["swaks", "--server", server, "-tls", "--tls-verify", "--tls-ca-path", ca],
    ...["--auth", mechanism, "--auth-user", "ana", "--auth-password", PASSWORD],
    ...["--from", "a@one.test", "--to", "b@two.test"],
  ]);
}

testUnless(missing("openssl"), "openssl s_client verifies the inbox's certificate", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const ca = `${directory}/ca.pem`;
    await using inbox = startMua(["inbox", "-p0", `--dir=${directory}/box`, `--save-ca=${ca}`]);
    const [, port = ""] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+)/, "stderr");
    const connect = ["-starttls", "smtp", "-connect", `localhost:${port}`];
    const verify = ["-CAfile", ca, "-verify_return_error", "-verify_hostname", "localhost"];
    const { code, stdout } = await run(["openssl", "s_client", ...connect, ...verify], {
      stdin: "QUIT\r\n",
    });
    assertEquals(code, 0);
    assertStringIncludes(stdout, "Verification: OK");
    inbox.kill("SIGINT");
    await inbox.end();
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
