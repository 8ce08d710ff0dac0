import { parseIpAddress } from "../../../dns/ip.ts";
import { probe, PROBE_STAGES, type ProbeStage } from "../../../smtp/delivery/probe.ts";
import { type AuthPolicy, CLEAR_TEXT } from "../../../smtp/security.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { messageOf, recipientsOf } from "../../support/dialogue.ts";
import { type Turn, turn } from "../../support/memory_server.ts";
import { ScriptServer } from "../../support/script_server.ts";

const BANNER = turn("", "220 mx.x.example ESMTP\r\n");
const EHLO = turn("EHLO me.example\r\n", "250-mx.x.example\r\n250-PIPELINING\r\n250 SIZE 100\r\n");
const MAIL = turn("MAIL FROM:<me@me.example> SIZE=5\r\n", "250 2.1.0 ok\r\n");
const RCPT_A = turn("RCPT TO:<a@x.example>\r\n", "250 2.1.5 ok\r\n");
const RCPT_B = turn("RCPT TO:<b@x.example>\r\n", "550 5.1.1 who?\r\n");
const DATA = turn("DATA\r\n", "354 go on\r\n");
const RSET = turn("RSET\r\n", "250 flushed\r\n");
const QUIT = turn("QUIT\r\n", "221 bye\r\n", "FIN");

const AUTH: AuthPolicy = {
  credentials: { user: "ana", secret: "s3cret", kind: "password" },
  mechanism: undefined,
  allowInsecure: true,
};

/** Probes the servers on loopback in their order; what is found, and what each has heard. */
async function probed(
  until: ProbeStage,
  scripts: readonly (readonly Turn[])[],
  { recipients = ["a"], auth }: { recipients?: string[]; auth?: AuthPolicy } = {},
): Promise<{ found: string[]; heard: string[] }> {
  await using server = new ScriptServer(scripts);
  const address = parseIpAddress("127.0.0.1");
  assert(address !== undefined);
  const hosts = scripts.map((_, index) => ({ name: `mx${index + 1}`, addresses: [address] }));
  const outcomes = await probe(
    { recipients: recipientsOf(...recipients), hosts, port: server.port },
    { reversePath: "me@me.example", recipients: [] },
    messageOf("Hi!\r\n"),
    until,
    {
      ehloName: "me.example",
      pipelining: true,
      chunking: "always",
      tls: { mode: "auto", name: undefined, caCerts: [] },
      auth,
      limit: 2000,
      signal: new AbortController().signal,
      transcript: undefined,
    },
  );
  for (const { decidedBy } of outcomes) assertEquals(decidedBy?.security, CLEAR_TEXT);
  return {
    found: outcomes.map(({ recipient, status, stage, host, reply, explanation }) =>
      `${recipient} ${status} at ${stage} by ${host?.name}: ${reply?.code ?? explanation}`
    ),
    heard: server.sessions.map(({ sent }) => sent),
  };
}

/** What a server that takes everything hears up to each stage. */
const HEARD: Readonly<Record<ProbeStage, string>> = {
  banner: "QUIT\r\n",
  ehlo: `${EHLO.expect}QUIT\r\n`,
  tls: `${EHLO.expect}QUIT\r\n`,
  auth: `${EHLO.expect}QUIT\r\n`,
  mail: `${EHLO.expect}${MAIL.expect}RSET\r\nQUIT\r\n`,
  rcpt: `${EHLO.expect}${MAIL.expect}${RCPT_A.expect}RSET\r\nQUIT\r\n`,
  data: `${EHLO.expect}${MAIL.expect}${RCPT_A.expect}DATA\r\n`,
};

const FOUND: Readonly<Record<ProbeStage, string>> = {
  banner: "220",
  ehlo: "offers PIPELINING, SIZE",
  tls: "not encrypted: the server does not offer STARTTLS",
  auth: "authentication was not asked for, and is not offered",
  mail: "250",
  rcpt: "250",
  data: "354",
};

for (const until of PROBE_STAGES) {
  Deno.test(`a probe until ${until} says nothing behind it but RSET and QUIT, and after 354 nothing at all`, async () => {
    const lead = until === "banner" ? [BANNER] : [BANNER, EHLO];
    const envelope = { mail: [MAIL], rcpt: [MAIL, RCPT_A], data: [MAIL, RCPT_A, DATA] };
    const steps = until === "mail" || until === "rcpt" || until === "data"
      ? [...envelope[until], RSET]
      : [];
    const script = until === "data" ? [...lead, ...envelope.data] : [...lead, ...steps, QUIT];
    const { found, heard } = await probed(until, [script]);
    assertEquals(heard, [HEARD[until]]);
    assertEquals(found, [`a@x.example accepted at ${until} by mx1: ${FOUND[until]}`]);
  });
}

Deno.test("a probe gives each recipient its own answer, and takes the envelope back", async () => {
  const script = [BANNER, EHLO, MAIL, RCPT_A, RCPT_B, RSET, QUIT];
  const { found, heard } = await probed("rcpt", [script], { recipients: ["a", "b"] });
  assertEquals(found, [
    "a@x.example accepted at rcpt by mx1: 250",
    "b@x.example refused at rcpt by mx1: 550",
  ]);
  assert(heard[0]?.endsWith("RSET\r\nQUIT\r\n"));
});

Deno.test("a probe until data asks for nothing when no recipient is accepted", async () => {
  const script = [BANNER, EHLO, MAIL, RCPT_B, RSET, QUIT];
  const { found, heard } = await probed("data", [script], { recipients: ["b"] });
  assertEquals(found, ["b@x.example refused at rcpt by mx1: 550"]);
  assert(heard[0]?.endsWith("RSET\r\nQUIT\r\n"));
});

Deno.test("a probe until data says RSET and QUIT to a server that refuses DATA", async () => {
  const refusal = turn("DATA\r\n", "451 4.3.0 later\r\n");
  const { found, heard } = await probed("data", [[
    ...[BANNER, EHLO, MAIL, RCPT_A],
    ...[refusal, RSET, QUIT],
  ]]);
  assertEquals(found, ["a@x.example deferred at data by mx1: 451"]);
  assert(heard[0]?.endsWith("RSET\r\nQUIT\r\n"));
});

Deno.test("a probe goes to the next host where a delivery would, and not behind an answer", async () => {
  const dead = [turn("", "FIN")];
  const alive = [BANNER, EHLO, MAIL, RCPT_A, RSET, QUIT];
  assertEquals((await probed("rcpt", [dead, alive])).found, [
    "a@x.example accepted at rcpt by mx2: 250",
  ]);
  const refusing = [BANNER, EHLO, turn(MAIL.expect, "451 4.7.1 slow\r\n"), RSET, QUIT];
  const { found, heard } = await probed("rcpt", [refusing, alive]);
  assertEquals([found, heard.length], [["a@x.example deferred at mail by mx1: 451"], 1]);
});

Deno.test("a probe that nobody answers to the end is no delivery: the connection lost after RCPT defers", async () => {
  const script = [BANNER, EHLO, MAIL, turn(RCPT_A.expect, "FIN")];
  assertEquals((await probed("rcpt", [script])).found, [
    "a@x.example deferred at rcpt by mx1: the server closed the connection after RCPT TO",
  ]);
});

Deno.test("a probe authenticates from auth on, and not before", async () => {
  const offer = turn("EHLO me.example\r\n", "250-mx\r\n250 AUTH PLAIN\r\n");
  const login = turn("AUTH PLAIN AGFuYQBzM2NyZXQ=\r\n", "235 2.7.0 welcome\r\n");
  const before = await probed("tls", [[BANNER, offer, QUIT]], { auth: AUTH });
  assertEquals(before.heard, ["EHLO me.example\r\nQUIT\r\n"]);
  const { found } = await probed("auth", [[BANNER, offer, login, QUIT]], { auth: AUTH });
  assertEquals(found, ["a@x.example accepted at auth by mx1: authenticated as ana"]);
  const refused = turn(login.expect, "535 5.7.8 no\r\n");
  const wrong = await probed("auth", [[BANNER, offer, refused, QUIT]], { auth: AUTH });
  assertEquals(wrong.found, ["a@x.example refused at auth by mx1: 535"]);
});

Deno.test("a probe says what a mail would fail at, though the server was not asked", async () => {
  const small = turn("EHLO me.example\r\n", "250-mx\r\n250 SIZE 4\r\n");
  assertEquals((await probed("rcpt", [[BANNER, small, QUIT]])).found, [
    "a@x.example refused at mail by mx1: the message has 5 octets, but the server accepts at most 4 (5.3.4)",
  ]);
});
