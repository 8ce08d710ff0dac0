/** `mua inspect` on what real mail servers have put into a Maildir. */
import { assert, assertEquals, assertMatch } from "../std/assert.ts";
import { mua } from "../support/program.ts";
import { type World, worldTest } from "../support/world.ts";

/** What `--json` says, as far as these tests look at it. */
interface Report {
  readonly fields: readonly {
    readonly name: string;
    readonly text: string;
    readonly writer: string;
  }[];
  readonly hops: readonly {
    readonly from?: string;
    readonly fromAddress?: string;
    readonly by?: string;
    readonly with?: string;
    readonly for?: string;
    readonly tls?: { readonly encrypted: boolean; readonly version?: string };
    readonly delay: number | null;
    readonly faults: readonly string[];
  }[];
  readonly parts: readonly {
    readonly type: string;
    readonly text?: string;
    readonly fileName?: string;
  }[];
  readonly findings: readonly { readonly code: string }[];
}

const MAIL = [
  "-f",
  "José <alberto@ualg.pt>",
  "-t",
  "user@dest.test",
  "-s",
  "Olá, Ana",
  "--ehlo",
  "alberto.test",
];

/** Sends a mail, and gives the file that the server has made of it. */
async function deliver(world: World, ...args: string[]): Promise<string> {
  const sent = await mua(["send", ...MAIL, ...args], { world });
  assertEquals(sent.code, 0, sent.stderr);
  assertEquals((await world.mailbox("user")).length, 1);
  const folder = `${world.directory}/mx1/mail/user/new`;
  const [name] = await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name);
  return `${folder}/${name}`;
}

async function inspect(file: string, ...args: string[]): Promise<Report> {
  const { code, stdout, stderr } = await mua(["inspect", file, "--json", ...args]);
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout);
}

worldTest("inspect reads what Postfix has delivered, and finds nothing wrong", async (world) => {
  const file = await deliver(world, "--body", "Hello, world!");
  const { fields, hops, parts, findings } = await inspect(file);
  const written = fields.map(({ name, writer }) => `${name}: ${writer}`);
  assertEquals(written.slice(0, 3), [
    "Return-Path: last server",
    "X-Original-To: last server",
    "Delivered-To: last server",
  ]);
  assert(written.includes("Received: last server") && written.includes("Subject: author"));
  assertEquals(fields.find(({ name }) => name === "Subject")?.text, "Olá, Ana");
  assertEquals(fields.find(({ name }) => name === "From")?.text, "José <alberto@ualg.pt>");
  const [hop, ...others] = hops;
  assertEquals(others, []);
  assertEquals([hop?.from, hop?.by, hop?.for], ["alberto.test", "mx1.dest.test", "user@dest.test"]);
  assertEquals([hop?.with, hop?.tls?.encrypted, hop?.tls?.version], ["ESMTPS", true, "TLSv1.3"]);
  assert(hop?.delay !== null && Math.abs(hop?.delay ?? 99) < 30, String(hop?.delay));
  assertEquals(hop?.faults, []);
  assertEquals(parts.map(({ type, text }) => [type, text?.trim()]), [[
    "text/plain",
    "Hello, world!",
  ]]);
  // Postfix keeps a mail with LF alone.
  assertEquals(findings.map(({ code }) => code), ["local-line-ends"]);
});

worldTest("inspect saves what was attached, octet for octet", async (world) => {
  const dir = await Deno.makeTempDir();
  try {
    const octets = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256);
    await Deno.writeFile(`${dir}/Olá.bin`, octets);
    const file = await deliver(
      world,
      "--body",
      "See",
      "--html",
      "<p>See</p>",
      "-a",
      `${dir}/Olá.bin`,
    );
    const { parts } = await inspect(file, "--extract", `${dir}/out`);
    assertEquals(parts.at(-1)?.fileName, "Olá.bin");
    assertEquals(await Deno.readFile(`${dir}/out/Olá.bin`), octets);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

worldTest("inspect shows the way and the envelope of a real mail to a person", async (world) => {
  const file = await deliver(
    world,
    "--body",
    "Hi",
    "--tls",
    "off",
    "--mail-from",
    "bounces@ualg.pt",
  );
  const { code, stdout } = await mua(["inspect", file, "--only", "way", "--only", "people"]);
  assertEquals(code, 0);
  assertMatch(
    stdout,
    /1 {2}alberto\.test \(\S*192\.31\.196\.\d+|alberto\.test \(.*\) -> mx1\.dest\.test\n/,
  );
  assertMatch(stdout, /ESMTP, not encrypted, for user@dest\.test, id \w+\n/);
  assertMatch(stdout, /Return-Path +bounces@ualg\.pt {2}where errors go/);
  assertMatch(stdout, /Delivered-To +user@dest\.test/);
});
