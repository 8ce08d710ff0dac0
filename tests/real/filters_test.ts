/** What a real rspamd writes of mails, and what is read in it. SpamAssassin is in `check_test.ts`. */
import { parseHeader } from "../../message/header/header.ts";
import { readVerdict, type Verdict } from "../../explain/verdict/verdict.ts";
import { assert, assertEquals, assertMatch } from "../std/assert.ts";
import { isInstalled, testUnless } from "../support/needs.ts";
import { Process, run } from "../support/process.ts";
import { mua } from "../support/program.ts";

const SCRIPT = new URL("../servers/rspamd.sh", import.meta.url).pathname;
const obstacle = Deno.uid() !== 0
  ? "needs root"
  : isInstalled("rspamd") && isInstalled("rspamc")
  ? undefined
  : "needs rspamd: see tests/servers/install.sh";

const RECEIVED =
  "Received: from out.x.example (unknown [192.0.2.1])\n\tby mx.y.example (Postfix) " +
  "with ESMTP id 1; Sun, 29 Nov 2026 18:26:28 +0000 (UTC)\n";
const SPAM = "From: a@x.example\nTo: b@y.example\nSubject: BUY IT NOW\n\nHi\n";
const HAM = "From: Ana <a@x.example>\nTo: b@y.example\nSubject: Lunch\n" +
  "Date: Sun, 29 Nov 2026 18:26:27 +0000\nMessage-ID: <1@x.example>\n\nHi, lunch tomorrow?\n";

/** What the fields are that rspamd has a milter add: at the end of the header. */
interface Judged {
  readonly action: string;
  readonly score: number;
  readonly milter: {
    readonly add_headers: Readonly<Record<string, { readonly value: string }>>;
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.transport === "tcp" ? listener.addr.port : 0;
}

/** Deno's fetch does not take the answers of rspamd. */
async function judge(port: number, message: string): Promise<Judged> {
  const url = `http://127.0.0.1:${port}/checkv2`;
  const headers = ["IP: 192.0.2.1", "Helo: out.x.example", "From: a@x.example", "Milter: Yes"]
    .flatMap((header) => ["-H", header]);
  const curl = ["curl", "-sS", "--data-binary", "@-", ...headers, url];
  return JSON.parse((await run(curl, { stdin: RECEIVED + message })).stdout);
}

function withFields({ milter }: Judged, message: string): string {
  const fields = Object.entries(milter.add_headers).map(([name, { value }]) =>
    `${name}: ${value}\n`
  );
  return RECEIVED + message.replace("\n\n", `\n${fields.join("")}\n`);
}

function verdictOf(message: string): Verdict {
  return readVerdict(parseHeader(new TextEncoder().encode(message)).fields);
}

testUnless(
  obstacle,
  "what rspamd writes of a mail is read: its action, points and symbols, as a milter and as rspamc",
  async () => {
    const directory = await Deno.makeTempDir({ prefix: "mua-rspamd-" });
    const port = freePort();
    try {
      await using server = new Process([SCRIPT, "start", directory, String(port)]);
      await server.said(/^READY$/m);
      const spam = await judge(port, SPAM);
      const [judgement, ...others] = verdictOf(withFields(spam, SPAM)).judgements;
      assertEquals(others, []);
      assertMatch(judgement?.by ?? "", /^rspamd on \S+$/);
      assertEquals([judgement?.junk, judgement?.threshold], [spam.action === "add header", 15]);
      assert(judgement?.junk === true, JSON.stringify(spam));
      assert(Math.abs((judgement.score ?? 0) - spam.score) < 0.01);
      const names = judgement.causes.map(({ name }) => name);
      assertEquals(names.slice(0, 3), ["MISSING_MID", "MISSING_DATE", "SUBJ_ALL_CAPS"]);
      // A milter puts them below the server's Received, where the sender could have put them too.
      assertEquals(judgement.standing, "open");

      const ham = verdictOf(withFields(await judge(port, HAM), HAM)).judgements[0];
      assertEquals([ham?.junk, ham?.verdict], [false, "not spam"]);

      const rspamc = ["rspamc", "-h", `127.0.0.1:${port}`, "--mime", "-i", "192.0.2.1"];
      const { stdout } = await run(rspamc, { stdin: RECEIVED + SPAM });
      const ofClient = verdictOf(stdout).judgements[0];
      assertEquals([ofClient?.by, ofClient?.junk, ofClient?.threshold], ["rspamd", true, 15]);
      assert(ofClient?.causes.some(({ name }) => name === "MISSING_MID"));

      const inspected = await mua(["inspect", "-", "--only", "verdict"], { stdin: stdout });
      assertMatch(inspected.stdout, /^ {2}rspamd {2}spam, to be marked by a field {2}score \d/m);
      await server.closeStdin();
      await server.end();
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
);
