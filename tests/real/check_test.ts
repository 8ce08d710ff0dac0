/** `mua check` through Postfix, over a relay or not, into mailboxes that Dovecot shows. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { mua, startMua } from "../support/program.ts";
import { isInstalled } from "../support/needs.ts";
import { type World, worldTest } from "../support/world.ts";

const PASSWORD = "imap-s3cret";
const noSpamAssassin = isInstalled("spamassassin") ? undefined : "needs spamassassin";
const env = { MUA_IMAP_PASSWORD: PASSWORD };

/** What `--json` says, as far as these tests look at it. */
interface Report {
  readonly result: string;
  readonly place: string | null;
  readonly inJunk: boolean | null;
  readonly junk: {
    readonly by: string | null;
    readonly score: number | null;
    readonly threshold: number | null;
    readonly causes: readonly { readonly name: string; readonly score: number | null }[];
  } | null;
  readonly hops: readonly { readonly by: string; readonly delay: number | null }[] | null;
  readonly comparison: { readonly conclusions: readonly string[] } | null;
  readonly problem: string | null;
  readonly acceptedAfter: number | null;
  readonly arrivedAfter: number | null;
  readonly exitCode: number;
}

/** The arguments of a check of this address, with the mailbox of this user. */
function checkArguments(world: World, address: string, url: string, ...more: string[]): string[] {
  const trust = ["--ca", world.certificateAuthority];
  return ["check", address, "-f", "alberto@ualg.pt", "--imap", url, ...trust, ...more];
}

async function check(
  world: World,
  address: string,
  url: string,
  ...more: string[]
): Promise<Report> {
  const args = checkArguments(world, address, url, "--json", ...more);
  const { code, stdout, stderr } = await mua(args, { world, env });
  assertEquals(stderr, "");
  assertEquals(stdout.split("\n").length, 2, stdout);
  const report: Report = JSON.parse(stdout);
  assertEquals(report.exitCode, code);
  return report;
}

for (const scheme of ["imaps", "imap"]) {
  worldTest(`a mail arrives unaltered in a mailbox that is read by ${scheme}`, async (world) => {
    const report = await check(world, "user@dest.test", `${scheme}://user@mail.dest.test`);
    assertEquals(report.result, "unaltered", JSON.stringify(report));
    assertEquals([report.exitCode, report.place, report.inJunk], [0, "INBOX", false]);
    assertEquals(report.junk, null);
    assert((report.acceptedAfter ?? Infinity) <= (report.arrivedAfter ?? -1));
    assertEquals(report.hops?.length, 1);
    // Nothing was marked as read, and nothing was deleted.
    assertEquals((await world.mailbox("user")).length, 1);
  });
}

for (const mechanism of ["SCRAM-SHA-256", "CRAM-MD5", "PLAIN", "LOGIN"]) {
  worldTest(
    `a mailbox is opened with ${mechanism}, and not with a wrong password`,
    async (world) => {
      const url = "imaps://user@mail.dest.test";
      const args = checkArguments(world, "user@dest.test", url, "--imap-auth", mechanism, "--json");
      const { code, stdout, stderr } = await mua(args, { world, env });
      assertEquals([code, stderr], [0, ""], stdout);
      const wrong = await mua(args, { world, env: { MUA_IMAP_PASSWORD: "wrong" } });
      assertEquals([wrong.code, wrong.stderr], [77, ""]);
      const { result, problem, exitCode }: Report = JSON.parse(wrong.stdout);
      assertEquals([result, exitCode], ["not-sent", 77]);
      assertMatch(problem ?? "", /does not accept user/);
      assertEquals((await world.mailbox("user")).length, 1);
    },
  );
}

worldTest("a check says in a few lines what became of the mail", async (world) => {
  const args = checkArguments(world, "user@dest.test", "imaps://user@mail.dest.test");
  const { code, stdout, stderr } = await mua(args, { world, env });
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^sent {7}20\d\d-.*Z {2}<mua-[0-9a-f]{16}@dest\.test>\n/);
  assertMatch(
    stdout,
    /^accepted {3}after \d\.\d{3} s {2}mx1\.dest\.test \[192\.31\.196\.25\] {2}250 /m,
  );
  assertMatch(stdout, /^arrived {4}after \d\.\d{3} s {2}in INBOX\n/m);
  assertMatch(stdout, /^ {3}1 {2}.* -> mx1\.dest\.test\n.*ESMTPS.*, for user@dest\.test/m);
  assertMatch(stdout, /^unaltered {2}/m);
  const [message = ""] = await world.mailbox("user");
  const [, token = ""] = /<(mua-\w+)@/.exec(stdout) ?? [];
  assertStringIncludes(message, `Subject: mua check [${token}]\n`);
});

worldTest("a relay on the way is a hop, and no change", async (world) => {
  const report = await check(world, "user@relayed.test", "imaps://user@mail.dest.test");
  assertEquals([report.result, report.exitCode], ["unaltered", 0], JSON.stringify(report));
  const { hops } = report;
  assertEquals(hops?.map(({ by }) => by), ["mx.relayed.test", "mx1.dest.test"]);
  assert(hops?.every(({ delay }) => delay !== null && delay < 60), JSON.stringify(hops));
});

worldTest(
  "a list changes the subject and adds a footer, and the check finds both",
  async (world) => {
    const url = "imaps://list@mail.dest.test";
    const { result, exitCode, comparison } = await check(world, "list@relayed.test", url);
    assertEquals([result, exitCode], ["altered", 1]);
    const conclusions = comparison?.conclusions.join("\n") ?? "";
    assertMatch(conclusions, /Altered on the way: Subject\./);
    assertMatch(conclusions, /The list of relayed\.test/);
  },
);

worldTest("a person is told what a list made of the subject", async (world) => {
  const args = checkArguments(world, "list@relayed.test", "imaps://list@mail.dest.test");
  const { code, stdout } = await mua(args, { world, env });
  assertEquals(code, 1);
  assertMatch(stdout, /^altered {4}Subject is now: \[list\] mua check \[mua-\w+\]\n/m);
  assertMatch(stdout, /^Conclusions\n/m);
});

worldTest("a mail that is put into the mailbox for junk is found there", async (world) => {
  const report = await check(world, "junk@dest.test", "imaps://junk@mail.dest.test");
  assertEquals([report.result, report.place, report.inJunk], ["unaltered", "Junk", true]);
  assertEquals([report.exitCode, report.junk], [
    3,
    { by: null, score: null, threshold: null, causes: [] },
  ]);
});

const GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

worldTest(
  "of a mail that SpamAssassin puts into Junk, its verdict is read: who, how many points, and why",
  async (world) => {
    const url = "imaps://judged@mail.dest.test";
    const { exitCode, place, junk } = await check(world, "judged@dest.test", url, "--body", GTUBE);
    assertEquals([exitCode, place], [3, "Junk"]);
    assertMatch(junk?.by ?? "", /^SpamAssassin on \S+$/);
    assertEquals(junk?.threshold, 5);
    assert((junk?.score ?? 0) > 1000);
    assertEquals(junk?.causes[0], { ...junk?.causes[0], name: "GTUBE", score: 1000 });
    assert(junk?.causes.some(({ name }) => name === "RDNS_NONE"));
  },
  noSpamAssassin,
);

worldTest(
  "a mail through a submission server with a password of its own arrives",
  async (world) => {
    const secrets = { MUA_PASSWORD: "s3cret", MUA_IMAP_PASSWORD: PASSWORD };
    const submission = ["--server", "mx1.dest.test:587", "-u", "user", "-v"];
    const url = "imaps://user@mail.dest.test";
    const args = checkArguments(world, "user@dest.test", url, ...submission);
    const { code, stdout, stderr } = await mua(args, { world, env: secrets });
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "~> AUTH SCRAM-SHA-256");
    for (const secret of Object.values(secrets)) {
      assert(!`${stdout}${stderr}`.includes(secret), secret);
      assert(!`${stdout}${stderr}`.includes(btoa(secret).slice(0, 8)), secret);
    }
  },
);

worldTest("a mail arrives in a Maildir on this host", async (world) => {
  await mua(["send", "-f", "a@ualg.pt", "-t", "user@dest.test", "--body", "first"], { world });
  await world.mailbox("user");
  const maildir = `${world.directory}/mx1/mail/user`;
  const args = ["check", "user@relayed.test", "--maildir", maildir];
  const { code, stdout, stderr } = await mua(args, { world });
  assertEquals(code, 0, stdout);
  assertMatch(stderr, /^mx\.relayed\.test: encrypted, not verified: .*\n$/);
  assertMatch(stdout, /^arrived .*\/user\/new\//m);
});

/** What is wrong, the arguments, and what is said: nothing is sent in any of these cases. */
const mistakes: readonly {
  readonly what: string;
  readonly url: string;
  readonly password?: string;
  readonly trusted?: false;
  readonly code: number;
  readonly words: RegExp;
}[] = [
  {
    what: "a wrong password",
    url: "imaps://user@mail.dest.test",
    password: "wrong",
    code: 77,
    words: /does not accept user: .*NO.*Authentication failed/,
  },
  {
    what: "a mailbox that is not there",
    url: "imaps://user@mail.dest.test/Nowhere",
    code: 66,
    words: /no mailbox Nowhere/,
  },
  {
    what: "an authority that is not trusted",
    url: "imaps://user@mail.dest.test",
    trusted: false,
    code: 75,
    words: /issuer is unknown[^]*--ca FILE/,
  },
  {
    what: "an authority that is not trusted, by STARTTLS",
    url: "imap://user@mail.dest.test",
    trusted: false,
    code: 75,
    words: /issuer is unknown[^]*--ca FILE/,
  },
  {
    what: "a certificate of another name",
    url: "imaps://user@implicit.mx.test",
    code: 75,
    words: /the certificate is for .*, not for implicit\.mx\.test\n.*imaps:\/\/USER@NAME/,
  },
  {
    what: "TLS on the port of STARTTLS",
    url: "imaps://user@mail.dest.test:143",
    code: 75,
    words: /not TLS\n.*imap:\/\/ uses STARTTLS/,
  },
  {
    what: "a port that mua may not connect to",
    url: "imaps://user@mail.dest.test:1993",
    code: 78,
    words: /no permission.*\n.*143 and 993/,
  },
  {
    what: "no such host",
    url: "imaps://user@nowhere.test",
    code: 66,
    words: /no such host: nowhere\.test/,
  },
];

for (const { what, url, password = PASSWORD, trusted, code, words } of mistakes) {
  worldTest(`${what}: said before anything is sent`, async (world) => {
    const all = checkArguments(world, "user@dest.test", url, "--wait", "5s");
    const args = trusted === false ? all.filter((arg) => !/^--ca$|ca\.pem$/.test(arg)) : all;
    const ended = await mua(args, { world, env: { MUA_IMAP_PASSWORD: password } });
    assertEquals([ended.code, ended.stdout], [code, ""], ended.stderr);
    assertMatch(ended.stderr, words);
    assertEquals(await world.mailbox("user"), []);
  });
}

worldTest("a mail that does not come in time is missing, and may come later", async (world) => {
  const args = checkArguments(world, "user2@dest.test", "imaps://user@mail.dest.test");
  const { code, stdout, stderr } = await mua([...args, "--wait", "300ms"], { world, env });
  assertEquals(code, 75, stderr);
  assertMatch(stdout, /^missing {4}not in the mailbox \d\.\d{3} s after it was sent\n/m);
  assertMatch(stderr, /It may still arrive[^]*--wait/);
});

worldTest("a mail that is refused is not waited for", async (world) => {
  const args = checkArguments(world, "nobody@dest.test", "imaps://user@mail.dest.test");
  const { code, stdout } = await mua(args, { world, env });
  assertEquals(code, 67);
  assertMatch(stdout, /^refused +nobody@dest\.test /m);
  assert(!stdout.includes("missing"), stdout);
});

worldTest("Ctrl-C while the mail is waited for says where it stands", async (world) => {
  const args = checkArguments(world, "user2@dest.test", "imaps://user@mail.dest.test", "-v");
  await using check = startMua(args, { world, env });
  await check.said(/<\S? +221 .*\n/, "stderr");
  check.kill("SIGINT");
  const { code, stdout, stderr } = await check.end();
  assertEquals(code, 130);
  assertMatch(stderr, /=== IMAP: encrypted, verified\n.*=== IMAP: authenticated as user by /);
  assert(!stderr.includes(PASSWORD), stderr);
  assertMatch(stdout, /^accepted /m);
  assertMatch(stdout, /^missing {4}not seen in the mailbox when you stopped, /m);
});
