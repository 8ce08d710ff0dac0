/**
 * What mua signs, sends and verifies beside OpenDKIM, OpenDMARC, policyd-spf and rspamd, through Postfix, a
 * forwarder that seals and a list that adds its tag and footer, with domains of real name servers.
 */
import { Buffer } from "node:buffer";
import { readClaimedChecks } from "../../message/header/claimed_check.ts";
import { parseHeader } from "../../message/header/header.ts";
import type { Verification } from "../../trust/verification/verify.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { isInstalled } from "../support/needs.ts";
import { mua } from "../support/program.ts";
import { furnishWorld, type World, worldTest } from "../support/world.ts";
import { CASES } from "../trust/corpus/cases.ts";
import { ED25519 } from "../trust/corpus/keys.ts";
import { altered, arrived, letter, MULTIPART, NOW } from "../trust/corpus/mail.ts";
import { summary } from "../trust/corpus/summary.ts";
import { AUTHOR, byAuthor, JUDGED, type Judged } from "./judged.ts";
import { JUDGES, KEY } from "./judges.ts";

const ED_KEY = `-----BEGIN PRIVATE KEY-----\n${ED25519.secret}\n-----END PRIVATE KEY-----\n`;
const missing = ["opendkim", "opendmarc", "policyd-spf", "rspamd", "mlmmj-receive", "curl"]
  .find((program) => !isInstalled(program));
const obstacle = missing === undefined ? undefined : `needs ${missing}`;

furnishWorld({ ...JUDGES, "keys/rsa.pem": KEY, "keys/ed.pem": ED_KEY });

function test(name: string, fn: (world: World) => Promise<void>): void {
  worldTest(name, fn, obstacle);
}

/** Puts mails into files, and gives their paths. */
async function filesOf(world: World, mails: readonly string[]): Promise<string[]> {
  const folder = await Deno.makeTempDir({ dir: world.directory });
  return await Promise.all(mails.map(async (mail, index) => {
    const path = `${folder}/${index}.eml`;
    await Deno.writeFile(path, Buffer.from(mail, "latin1"));
    return path;
  }));
}

/** Verifies mails with the name servers of the world. */
async function verified(
  world: World,
  mails: readonly string[],
  now = Date.now(),
): Promise<Verification[]> {
  const script = new URL("verify_mails.ts", import.meta.url).pathname;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const flags = ["-q", "--no-prompt", "--cached-only", `--config=${config}`];
  const allow = ["--allow-read", "--allow-net", "--allow-env", "--allow-sys"];
  const files = await filesOf(world, mails);
  const argv = [Deno.execPath(), "run", ...flags, ...allow, script, String(now), ...files];
  const { stdout, stderr } = await world.run(argv);
  assertEquals(stderr, "");
  return stdout.trim().split("\n").map((line) => JSON.parse(line));
}

/** An envelope and a mail. */
interface Letter {
  readonly from: string;
  readonly to: string;
  readonly mail: string;
}

/** Sends mails as they are, by a client that knows nothing of what is in them. */
async function submit(world: World, letters: readonly Letter[]): Promise<void> {
  const files = await filesOf(world, letters.map(({ mail }) => mail));
  const transfers = letters.map(({ from, to }, index) => {
    const host = to.endsWith("@second.test") ? "mx2.dest.test" : "mx.relayed.test";
    const envelope = ["--mail-from", from, "--mail-rcpt", to, "-T", files[index] ?? ""];
    return ["-sS", "-4", ...envelope, `smtp://${host}:25/me.sends.test`];
  });
  const argv = transfers.flatMap((transfer, index) =>
    index === 0 ? transfer : ["--next", ...transfer]
  );
  assertEquals(await world.run(["curl", ...argv]), { code: 0, stdout: "", stderr: "" });
}

/** Sends a mail that mua signs for author.test. */
async function sendSigned(
  world: World,
  subject: string,
  key: string,
  selector: string,
  to = "user@second.test",
): Promise<void> {
  const keyFile = `${world.directory}/keys/${key}.pem`;
  await Deno.chmod(keyFile, 0o600);
  const sign = ["--dkim-key", keyFile, "--dkim-selector", selector];
  const mail = [
    "-f",
    "Ana <ana@author.test>",
    "-t",
    to,
    "-s",
    subject,
    "--body",
    "Hi Bob, at 8?\nAna",
  ];
  const trust = ["--ca", world.certificateAuthority, "--mail-from", "ana@sends.test"];
  const { code, stdout, stderr } = await mua(["send", ...mail, ...trust, ...sign], { world });
  assertEquals(code, 0, stdout + stderr);
}

/** What a test calls a mail. */
function nameOf(mail: string): string {
  return /^(?:X-Case|Subject): (.*)$/m.exec(mail)?.[1] ?? "";
}

/** What a server claims: `dkim=pass spf=none`. */
function claimsOf(mail: string, server: string): string {
  const { fields } = parseHeader(new Uint8Array(Buffer.from(mail, "latin1")));
  return readClaimedChecks(fields).filter((claim) =>
    claim.field.name !== "ARC-Authentication-Results" && claim.method !== "dkim-atps" &&
    (claim.server === server || (claim.field.name === "Received-SPF" && server.startsWith("mx2")))
  ).map(({ method, said }) => `${method}=${said}`).sort().join(" ");
}

test("OpenDKIM, OpenDMARC and policyd-spf claim what mua finds, and where not, mua says so", async (world) => {
  await sendSigned(world, "rsa", "rsa", "s1");
  await sendSigned(world, "ed25519", "ed", "ed");
  await sendSigned(world, "key of another pair", "rsa", "other");
  await submit(
    world,
    JUDGED.flatMap(({ name, mail, from = "ana@sends.test" }) =>
      mail === undefined
        ? []
        : [{ from, to: "user@second.test", mail: `X-Case: ${name}\r\n${mail}` }]
    ),
  );
  const mails = await world.mailbox("user", "mx2");
  const verdicts = await verified(world, mails);
  const judged = mails.map((mail, index): Judged => {
    const verdict = verdicts[index];
    assert(verdict !== undefined);
    const differs = verdict.differences.map(({ method, claimed, found }) =>
      `${method} ${claimed}, not ${found}`
    );
    return {
      name: nameOf(mail),
      claimed: claimsOf(mail, "mx2.dest.test"),
      found: summary(verdict),
      ...(differs.length === 0 ? {} : { differs }),
    };
  });
  const byName = (one: Judged, other: Judged): number => one.name < other.name ? -1 : 1;
  const expected = JUDGED.map(({ mail: _, from: __, ...rest }) => rest);
  assertEquals(judged.sort(byName), expected.sort(byName));
});

test("mua holds the seals of a forwarder as rspamd does: one, two, and those of a broken chain", async (world) => {
  await sendSigned(world, "sealed once", "rsa", "s1", "forward@relayed.test");
  const [once = ""] = await world.mailbox("user", "mx2");
  // rspamd puts the three fields there in any order.
  const sealed = once.slice(once.search(/^ARC-/m)).replaceAll("\n", "\r\n");
  const again = [
    ["sealed twice", sealed],
    ["sealed, claims altered, sealed", altered(sealed, "dmarc=pass", "dmarc=none")],
    ["sealed, body altered, sealed", altered(sealed, "at 8?", "at 9?")],
  ] as const;
  await submit(
    world,
    again.map(([name, mail]) => ({
      from: "ana@sends.test",
      to: "forward@relayed.test",
      mail: `X-Case: ${name}\r\n${mail}`,
    })),
  );
  const mails = await world.mailbox("user", "mx2");
  const verdicts = await verified(world, mails);
  const found = mails.map((mail, index) => {
    const verdict = verdicts[index];
    assert(verdict !== undefined);
    return [nameOf(mail), claimsOf(mail, "mx.relayed.test"), summary(verdict)].join(" | ");
  });
  assertEquals(found.sort(), [
    "sealed once | dkim=pass dmarc=pass spf=pass | valid | pass | pass | pass[1 pass] | pass",
    "sealed twice | arc=pass dkim=pass dmarc=pass spf=pass | " +
    "valid | pass | pass | pass[1 pass, 2 pass] | pass",
    "sealed, body altered, sealed | arc=reject dkim=fail dmarc=fail spf=pass | " +
    "body-altered(intact) | pass | fail | fail[1 pass, 2 fail] | fail",
    "sealed, claims altered, sealed | arc=reject dkim=pass dmarc=pass spf=pass | " +
    "valid | pass | pass | fail[1 fail, 2 fail] | fail",
  ]);
});

test("of a mail that a list has altered mua says what the list has added", async (world) => {
  const to = "talk@relayed.test";
  await sendSigned(world, "dinner", "rsa", "s1", to);
  const parts = letter({ ...MULTIPART, from: AUTHOR, subject: "parts" });
  await submit(world, [{
    from: "ana@sends.test",
    to,
    mail: byAuthor({}, parts.replace("bob@b.test", to)),
  }]);
  const mails = await world.mailbox("user", "mx2");
  const verdicts = await verified(world, mails);
  // The list signs and seals what it sends: by rspamd.
  const found = "valid, body-altered(end 2, tag Subject) | pass | fail | pass[1 pass] | fail";
  assertEquals(verdicts.map(summary), [found, found]);
  assertEquals(
    mails.map((mail) => claimsOf(mail, "mx2.dest.test")),
    Array(2).fill("dkim=fail dkim=pass dmarc=fail spf=pass"),
  );
  const [file = ""] = await filesOf(world, mails);
  const { code, stdout } = await mua(["inspect", file, "--verify", "--only", "checks"], { world });
  assertEquals(code, 1);
  assertStringIncludes(
    stdout.replace(/\s+/g, " "),
    'The body was altered after signing: it is valid without the last 2 lines, from "--" on, which a mailing list ' +
      'or a server has added. The header was altered too. It is valid without "[talk]" at the start of Subject',
  );
  assert(!stdout.includes("differs"), stdout);
});

test("mua check --verify agrees with the server that the mail came through", async (world) => {
  await sendSigned(world, "the maildir is there", "rsa", "s1");
  await world.mailbox("user", "mx2");
  const maildir = ["--maildir", `${world.directory}/mx2/mail/user`];
  const sign = ["--dkim-key", `${world.directory}/keys/rsa.pem`, "--dkim-selector", "s1"];
  const from = ["-f", "ana@author.test", "--mail-from", "ana@sends.test"];
  const trust = ["--ca", world.certificateAuthority];
  const argv = ["check", "user@second.test", ...from, ...trust, ...sign, ...maildir, "--verify"];
  const { code, stdout, stderr } = await mua([...argv, "--json"], { world });
  assertEquals(code, 0, stdout + stderr);
  const { verification } = JSON.parse(stdout);
  assertEquals(verification.outcome, "pass");
  assertEquals([verification.dkim[0].reason, verification.dmarc.result], ["valid", "pass"]);
  assertEquals(verification.differences, []);
});

test("a mail that was altered after its delivery is not what the server claims", async (world) => {
  await sendSigned(world, "dinner", "rsa", "s1");
  const [mail = ""] = await world.mailbox("user", "mx2");
  const [file = ""] = await filesOf(world, [altered(mail, "at 8?", "at 9?")]);
  const { code, stdout } = await mua(["inspect", file, "--verify", "--only", "checks"], { world });
  assertEquals(code, 1);
  assertStringIncludes(
    stdout.replace(/\s+/g, " "),
    "mx2.dest.test claims dkim=pass for author.test in line",
  );
});

test("the corpus is judged by real name servers as by those of the tests", async (world) => {
  const mails = await Promise.all(CASES.map(({ mail }) => mail));
  const verdicts = await verified(world, mails, NOW);
  assertEquals(verdicts.map(summary), CASES.map(({ expect }) => expect));
});

test("a domain in a signed zone proves itself, and one whose zone is forged proves nothing", async (world) => {
  const from = (domain: string): string =>
    arrived(letter({ from: `q@${domain}` }), { mailFrom: `q@${domain}` });
  const [sound = "", forged = ""] = await filesOf(world, [from("signed.test"), from("bogus.test")]);
  const args = ["--verify", "--only", "checks"];
  const good = await mua(["inspect", sound, ...args], { world });
  assertEquals(good.code, 0, good.stdout);
  const bad = await mua(["inspect", forged, ...args], { world });
  assertEquals(bad.code, 75, bad.stdout);
  assertMatch(bad.stdout, /^ {2}SPF {4}temperror It could not be checked: bogus\.test: SERVFAIL /m);
});

test("mua domain finds the faults that broke the mails", async (world) => {
  const found = async (...args: string[]): Promise<string> => {
    const { code, stdout } = await mua(["domain", ...args, "--no-connect"], { world });
    assertEquals(code, 1);
    return stdout;
  };
  const keys = ["revoked", "k512"].flatMap((selector) => ["--dkim-selector", selector]);
  const author = await found("author.test", ...keys);
  assertMatch(author, /^fault {4}DKIM {5}k512: an RSA key of 512 bits/m);
  assertMatch(author, /^note {5}DKIM {5}revoked: the key is revoked/m);
  assertMatch(author, /^good {5}DMARC {4}a DMARC policy of reject/m);
  assertMatch(
    await found("loop.test"),
    /^fault {4}SPF {6}"include:loop\.test" leads .* back here:/m,
  );
});
