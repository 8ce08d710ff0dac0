/** Whatever we compose, a Postfix that refuses every sloppiness (postfix/strict.cf) takes it. */
import { assert, assertEquals, assertMatch } from "../std/assert.ts";
import { mua } from "../support/program.ts";
import { RUNS } from "../fuzz/runs.ts";
import { type World, worldTest } from "../support/world.ts";
import { digestOf } from "./digest.ts";

const envelope = ["-f", "Alberto <alberto@ualg.pt>", "-t", "user@dest.test"];

/** Sends, and returns the message that has come: just one, and without a complaint of the server. */
async function taken(
  world: World,
  args: readonly string[],
  stdin: string | Uint8Array = "",
): Promise<string> {
  const logged = (await world.log("mx1")).length;
  const trust = ["--ca", world.certificateAuthority];
  const { code, stdout, stderr } = await mua(["send", ...args, ...trust, "-v"], { world, stdin });
  assertEquals(code, 0, stdout + stderr);
  const mails = await world.mailbox("user");
  assertEquals(mails.length, 1);
  const log = (await world.log("mx1")).slice(logged);
  assert(!/reject|warning|error|improper|unauthorized/i.test(log), log);
  return mails[0] ?? "";
}

const compositions: readonly (readonly [name: string, ...args: string[]])[] = [
  ["an empty body", "--body", ""],
  ["lines that begin with dots", "--body", ".\n..\n.x\n\n.\n"],
  ["text of many languages", "-s", "Olá, 世界, مرحبا 🎉", "--body", "Olá\n世界\nمرحبا\n🎉\n"],
  ["a subject of 5,000 characters", "-s", "é ".repeat(2500), "--body", "x"],
  ["a subject without a space", "-s", "x".repeat(900), "--body", "x"],
  ["a line of 10,000 characters", "--body", "x".repeat(10_000)],
  ["lines that end in every way", "--body", "a\nb\r\nc\rd\n\n"],
  ["HTML beside the text", "--body", "x", "--html", "<p>Olá</p>"],
  ["header fields of one's own", "-H", "X-One: 1", "-H", "X-Two: ü", "--body", "x"],
  [
    "names in headers",
    "--cc",
    '"Doe, J." <user@dest.test>',
    "--cc",
    "Zoë <user@dest.test>",
    "--body",
    "x",
  ],
  ["From_ lines and spaces at line ends", "--body", "From me\n \nto you  \n\t\n-- \n"],
];

for (const [name, ...args] of compositions) {
  worldTest(`a strict Postfix takes ${name}`, async (world) => {
    await taken(world, [...envelope, ...args]);
  });
}

worldTest("a strict Postfix takes attachments of any content and name", async (world) => {
  const folder = await Deno.makeTempDir();
  try {
    const names = ["plain.txt", "Olá 世界.bin", 'quo"te; x=1.txt', `${"long".repeat(50)}.dat`];
    const attached: string[] = [];
    for (const [index, name] of names.entries()) {
      await Deno.writeFile(
        `${folder}/${name}`,
        crypto.getRandomValues(new Uint8Array(5000 * index)),
      );
      attached.push("--attach", `${folder}/${name}`);
    }
    const message = await taken(world, [...envelope, "--body", "x", ...attached]);
    assertEquals(message.match(/^Content-Disposition: attachment/gm)?.length, names.length);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

worldTest("a strict Postfix takes a ready message with line ends of every kind", async (world) => {
  const eml =
    "From: a@x.example\nTo: user@dest.test\r\nSubject: Hi\nBcc: b@x.example\n\na\n.\nb\r\n.\rc";
  const args = ["--eml", "-", "--mail-from", "a@x.example", "--rcpt-to", "user@dest.test"];
  const message = await taken(world, args, eml);
  assertMatch(message, /\n\na\n\.\nb\n\.\nc\n$/);
  assert(!/^bcc:/im.test(message), message);
});

worldTest(
  "a strict Postfix takes a ready message of 8-bit octets, and keeps them",
  async (world) => {
    const head = "From: a@x.example\nTo: user@dest.test\nMIME-Version: 1.0\n" +
      "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n";
    const octets = Uint8Array.of(...new TextEncoder().encode(head), 0xe1, 0xe9, 0x0a);
    const args = ["--eml", "-", "--mail-from", "a@x.example", "--rcpt-to", "user@dest.test"];
    const message = await taken(world, args, octets);
    assert(message.endsWith("\n\n\xe1\xe9\n"), message);
  },
);

worldTest("a strict Postfix takes the null reverse-path", async (world) => {
  const message = await taken(world, [...envelope, "--mail-from", "<>", "--body", "x"]);
  assertMatch(message, /^Return-Path: <>\n/);
});

const SEND_DRAFTS = new URL("./send_drafts.ts", import.meta.url).pathname;
const MX1 = "192.31.196.25";
/** How many drafts are sent, and how many of them by one process. */
const DRAFTS = Math.ceil(RUNS.numRuns / 50);
const AT_ONCE = Math.min(DRAFTS, 250);

worldTest(
  "a strict Postfix takes any draft, and stores it as it is",
  async (world) => {
    for (let sent = 0; sent < DRAFTS; sent += AT_ONCE) {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const run = [
        Deno.execPath(),
        "run",
        "--quiet",
        "--no-check",
        "--allow-net",
        "--allow-read",
        "--allow-env",
      ];
      const args = [SEND_DRAFTS, MX1, "user@dest.test", String(seed), String(AT_ONCE)];
      const logged = (await world.log("mx1")).length;
      const { code, stdout, stderr } = await world.run([...run, ...args]);
      assertEquals(code, 0, stderr);
      const log = (await world.log("mx1")).slice(logged);
      assert(!/reject|warning|error|improper|unauthorized/i.test(log), `seed ${seed}\n${log}`);
      const mails = await world.mailbox("user");
      // Above From stands what Postfix adds.
      const stored = mails.map((mail) => digestOf(mail.slice(mail.indexOf("\nFrom: ") + 1)));
      const digests = stdout.trimEnd().split("\n");
      assertEquals((await Promise.all(stored)).sort(), digests.sort(), `seed ${seed}`);
      await world.emptyMailboxes();
    }
  },
);
