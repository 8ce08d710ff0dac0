import { type IpAddress, parseIpAddress } from "../../../dns/ip.ts";
import { deliver, type DeliveryOptions, mayTryNext } from "../../../smtp/delivery/deliver.ts";
import type { Destination } from "../../../smtp/delivery/destination.ts";
import { SmtpError, type SmtpErrorKind } from "../../../smtp/error.ts";
import type { Outcome } from "../../../smtp/outcome.ts";
import type { Stage } from "../../../smtp/stage.ts";
import type { TranscriptEvent } from "../../../smtp/connection/transcript.ts";
import { assertEquals } from "../../std/assert.ts";
import { messageOf, recipientsOf, TEXT } from "../../support/dialogue.ts";
import { type Turn, turn } from "../../support/memory_server.ts";
import { ScriptServer } from "../../support/script_server.ts";

const BANNER = turn("", "220 mx.x.example ESMTP\r\n");
const EHLO = turn("EHLO me.example\r\n", "250 mx.x.example\r\n");
const MAIL = turn("MAIL FROM:<me@me.example>\r\n", "250 ok\r\n");
const RCPT = turn("RCPT TO:<a@x.example>\r\n", "250 ok\r\n");
const DATA = turn("DATA\r\n", "354 go on\r\n");
const MESSAGE = turn(`${TEXT}.\r\n`, "250 queued\r\n");
const QUIT = turn("QUIT\r\n", "221 bye\r\n", "FIN");
const HEALTHY = [BANNER, EHLO, MAIL, RCPT, DATA, MESSAGE, QUIT];

/** The script of a healthy server up to the turn that expects `verb`, which answers otherwise. */
function failingAt(verb: string, ...answers: Turn["answers"]): Turn[] {
  const index = HEALTHY.findIndex((each) =>
    each.expect.startsWith(verb) && (verb !== "" || each === BANNER)
  );
  const failing = { expect: HEALTHY[index]?.expect ?? "", answers };
  return [...HEALTHY.slice(0, index), failing, QUIT];
}

function address(text: string): IpAddress {
  const parsed = parseIpAddress(text);
  if (parsed === undefined) throw new TypeError(text);
  return parsed;
}

/** Delivers to a@x.example over the hosts, all on one port. */
async function send(
  port: number,
  hosts: Destination["hosts"],
  events: TranscriptEvent[] = [],
): Promise<Outcome | undefined> {
  const destination = { recipients: recipientsOf("a"), hosts, port };
  const outcomes = await deliver(
    destination,
    { reversePath: "me@me.example" },
    messageOf(TEXT),
    options({ transcript: (event) => events.push(event) }),
  );
  return outcomes[0];
}

/** How to deliver, where a test does not care. */
function options(given: Partial<DeliveryOptions> = {}): DeliveryOptions {
  return {
    ehloName: "me.example",
    pipelining: true,
    chunking: "auto",
    tls: { mode: "auto", name: undefined, caCerts: [] },
    auth: undefined,
    limit: 2000,
    signal: new AbortController().signal,
    transcript: () => {},
    ...given,
  };
}

function brief(outcome: Outcome | undefined): string {
  const hosts = outcome?.attempts.map((attempt) => attempt.host).join(",");
  return `${outcome?.status} ${outcome?.reason} ${outcome?.stage} by ${hosts}`;
}

const MX1 = { name: "mx1", addresses: [address("127.0.0.1")] };
const MX2 = { name: "mx2", addresses: [address("127.0.0.2")] };
/** A host that nobody listens at; on 127.0.0.1 another program might. */
const DEAD = { name: "dead", addresses: [address("127.0.0.99")] };

/** Two servers on one port; how the mail ends, and how many copies each server was given. */
async function withTwoServers(first: Turn[]): Promise<string> {
  await using mx1 = new ScriptServer([first]);
  await using mx2 = new ScriptServer([HEALTHY], "127.0.0.2", mx1.port);
  const outcome = await send(mx1.port, [MX1, MX2]);
  const copies = [mx1, mx2].map((server) =>
    server.sessions.filter((session) => session.sent.includes(`${TEXT}.\r\n`)).length
  );
  return `${brief(outcome)}, copies ${copies.join("+")}`;
}

for (
  const [what, script, expected] of [
    ["nothing fails", HEALTHY, "delivered accepted dot by mx1, copies 1+0"],
    [
      "4xx at the banner",
      failingAt("", "421 busy\r\n"),
      "delivered accepted dot by mx1,mx2, copies 0+1",
    ],
    [
      "5xx at the banner",
      failingAt("", "554 no\r\n"),
      "delivered accepted dot by mx1,mx2, copies 0+1",
    ],
    ["close at the banner", failingAt("", "FIN"), "delivered accepted dot by mx1,mx2, copies 0+1"],
    [
      "nonsense at the banner",
      failingAt("", "hello\r\n"),
      "delivered accepted dot by mx1,mx2, copies 0+1",
    ],
    [
      "4xx at EHLO",
      failingAt("EHLO", "451 no\r\n"),
      "delivered accepted dot by mx1,mx2, copies 0+1",
    ],
    ["close at EHLO", failingAt("EHLO", "FIN"), "delivered accepted dot by mx1,mx2, copies 0+1"],
    ["4xx at MAIL", failingAt("MAIL", "451 no\r\n"), "deferred temporary mail by mx1, copies 0+0"],
    ["5xx at MAIL", failingAt("MAIL", "550 no\r\n"), "refused permanent mail by mx1, copies 0+0"],
    [
      "421 at MAIL",
      failingAt("MAIL", "421 no\r\n"),
      "delivered accepted dot by mx1,mx2, copies 0+1",
    ],
    ["close at MAIL", failingAt("MAIL", "FIN"), "delivered accepted dot by mx1,mx2, copies 0+1"],
    ["4xx at RCPT", failingAt("RCPT", "451 no\r\n"), "deferred temporary rcpt by mx1, copies 0+0"],
    ["5xx at RCPT", failingAt("RCPT", "550 no\r\n"), "refused recipient rcpt by mx1, copies 0+0"],
    ["close at RCPT", failingAt("RCPT", "FIN"), "delivered accepted dot by mx1,mx2, copies 0+1"],
    ["5xx at DATA", failingAt("DATA", "554 no\r\n"), "refused permanent data by mx1, copies 0+0"],
    ["close at DATA", failingAt("DATA", "FIN"), "delivered accepted dot by mx1,mx2, copies 0+1"],
    [
      "4xx at the dot",
      failingAt("Subject", "451 no\r\n"),
      "deferred temporary dot by mx1, copies 1+0",
    ],
    [
      "5xx at the dot",
      failingAt("Subject", "554 no\r\n"),
      "refused permanent dot by mx1, copies 1+0",
    ],
    ["close at the dot", failingAt("Subject", "FIN"), "unknown unknown dot by mx1, copies 1+0"],
    ["close at QUIT", failingAt("QUIT", "FIN"), "delivered accepted dot by mx1, copies 1+0"],
  ] as const
) {
  Deno.test(`deliver to two hosts, when the first has ${what}`, async () => {
    assertEquals(await withTwoServers([...script]), expected);
  });
}

Deno.test("deliver goes on to the next host when no connection is made, and says why", async () => {
  await using mx2 = new ScriptServer([HEALTHY], "127.0.0.2");
  const outcome = await send(mx2.port, [DEAD, MX2]);
  assertEquals(brief(outcome), "delivered accepted dot by dead,mx2");
  assertEquals(
    outcome?.attempts[0]?.error,
    `could not connect to 127.0.0.99 port ${mx2.port}: connection refused`,
  );
});

Deno.test("deliver takes the address that answers when another of the same host does not", async () => {
  await using server = new ScriptServer([HEALTHY], "127.0.0.2");
  const host = {
    name: "mx",
    addresses: [address("::1"), ...DEAD.addresses, address("127.0.0.2")],
  };
  const outcome = await send(server.port, [host]);
  assertEquals(brief(outcome), "delivered accepted dot by mx");
  assertEquals(outcome?.attempts[0]?.address, "127.0.0.2");
});

Deno.test("deliver tries the other addresses of a host that fails behind the first", async () => {
  await using bad = new ScriptServer([failingAt("", "421 busy\r\n")]);
  await using good = new ScriptServer([HEALTHY], "127.0.0.2", bad.port);
  const host = { name: "mx", addresses: [address("127.0.0.1"), address("127.0.0.2")] };
  assertEquals(brief(await send(good.port, [host])), "delivered accepted dot by mx,mx");
});

Deno.test("deliver tries at most five addresses", async () => {
  await using server = new ScriptServer([HEALTHY], "127.0.0.100");
  const hosts = [1, 2, 3, 4, 5, 6, 7].map((number) => ({
    name: `mx${number}`,
    addresses: [address(`127.0.0.${number}`)],
  }));
  const outcome = await send(server.port, hosts);
  assertEquals(brief(outcome), "deferred temporary connect by mx1,mx2,mx3,mx4,mx5");
});

Deno.test("deliver calls it temporary when one host may take the mail later", async () => {
  await using mx2 = new ScriptServer([failingAt("", "554 no\r\n")], "127.0.0.2");
  assertEquals(brief(await send(mx2.port, [DEAD, MX2])), "deferred temporary connect by dead,mx2");
});

Deno.test("deliver tells what a host said rather than that another could not be reached", async () => {
  await using server = new ScriptServer([failingAt("EHLO", "451 later\r\n")]);
  const outcome = await send(server.port, [MX1, DEAD]);
  assertEquals(outcome?.attempts.map(({ host }) => host), ["mx1", "dead"]);
  assertEquals(outcome?.reply?.code, 451);
  assertEquals(outcome?.decidedBy?.host, "mx1");
});

Deno.test("deliver takes what a host said at one address for its word, whether another answers or not", async () => {
  await using server = new ScriptServer([failingAt("", "554 no\r\n")]);
  const both = { name: "localhost", addresses: [...MX1.addresses, ...DEAD.addresses] };
  const outcome = await send(server.port, [both]);
  assertEquals(brief(outcome), "refused permanent banner by localhost,localhost");
  assertEquals(outcome?.reply?.code, 554);
});

Deno.test("deliver names for each recipient the host that decided", async () => {
  const twoRecipients = [
    ...[BANNER, EHLO, MAIL, turn("RCPT TO:<a@x.example>\r\n", "550 no\r\n")],
    turn("RCPT TO:<b@x.example>\r\n", "FIN"),
  ];
  const other = [
    ...[BANNER, EHLO, MAIL, turn("RCPT TO:<b@x.example>\r\n", "250 ok\r\n"), DATA, MESSAGE, QUIT],
  ];
  await using mx1 = new ScriptServer([twoRecipients]);
  await using mx2 = new ScriptServer([other], "127.0.0.2", mx1.port);
  const outcomes = await deliver(
    { recipients: recipientsOf("a", "b"), hosts: [MX1, MX2], port: mx1.port },
    { reversePath: "me@me.example" },
    messageOf(TEXT),
    options(),
  );
  assertEquals(mx2.sessions.length, 1);
  assertEquals(outcomes.map(({ status, decidedBy }) => `${status} by ${decidedBy?.host}`), [
    "refused by mx1",
    "delivered by mx2",
  ]);
});

Deno.test("deliver greets with the address literal of the connection when it has no name", async () => {
  await using server = new ScriptServer([[
    BANNER,
    turn("EHLO [127.0.0.1]\r\n", "554 no\r\n"),
    QUIT,
  ]]);
  await deliver(
    { recipients: recipientsOf("a"), hosts: [MX1], port: server.port },
    { reversePath: "me@me.example" },
    messageOf(TEXT),
    options({ ehloName: undefined }),
  );
  assertEquals(server.sessions[0]?.sent, "EHLO [127.0.0.1]\r\nQUIT\r\n");
});

for (
  const [stage, script, said] of [
    ["ehlo", [BANNER, turn("EHLO me.example\r\n", "SILENCE")], "EHLO me.example\r\nQUIT\r\n"],
    ["mail", [BANNER, EHLO, turn("MAIL FROM:<me@me.example>\r\n", "SILENCE")], undefined],
    ["rcpt", [BANNER, EHLO, MAIL, turn("RCPT TO:<a@x.example>\r\n", "SILENCE")], undefined],
    ["data", [BANNER, EHLO, MAIL, RCPT, turn("DATA\r\n", "SILENCE")], undefined],
  ] as const
) {
  Deno.test(`deliver ends at once when it is interrupted at ${stage}, and says QUIT if it may`, async () => {
    await using server = new ScriptServer([script]);
    const controller = new AbortController();
    const outcomes = await deliver(
      { recipients: recipientsOf("a"), hosts: [MX1, MX2], port: server.port },
      { reversePath: "me@me.example" },
      messageOf(TEXT),
      options({
        limit: undefined,
        signal: controller.signal,
        transcript: (event) => {
          if (event.speaker === "client" && event.stage === stage) {
            setTimeout(() => controller.abort());
          }
        },
      }),
    );
    assertEquals(outcomes.map(brief), [`deferred interrupted ${stage} by mx1`]);
    await server[Symbol.asyncDispose]();
    const sent = server.sessions[0]?.sent ?? "";
    assertEquals(sent.endsWith("QUIT\r\n"), stage !== "data");
    if (said !== undefined) assertEquals(sent, said);
  });
}

Deno.test("deliver that is interrupted at the dot does not know what became of the mail", async () => {
  const silent = turn(`${TEXT}.\r\n`, "SILENCE");
  await using server = new ScriptServer([[BANNER, EHLO, MAIL, RCPT, DATA, silent]]);
  const controller = new AbortController();
  const delivering = deliver(
    { recipients: recipientsOf("a"), hosts: [MX1, MX2], port: server.port },
    { reversePath: "me@me.example" },
    messageOf(TEXT),
    options({ limit: undefined, signal: controller.signal }),
  );
  while (!server.sessions[0]?.sent.endsWith("\r\n.\r\n")) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  controller.abort();
  assertEquals((await delivering).map(brief), ["unknown unknown dot by mx1"]);
});

Deno.test("deliver connects nowhere when there is an obstacle", async () => {
  const obstacle = {
    status: "refused",
    reason: "no-host",
    stage: "route",
    reply: undefined,
    explanation: "the domain takes no mail",
  } as const;
  const outcomes = await deliver(
    { recipients: recipientsOf("a", "b"), hosts: [], port: 25, obstacle },
    { reversePath: "me@me.example" },
    messageOf(TEXT),
    options({ ehloName: undefined }),
  );
  assertEquals(outcomes.map(brief), ["refused no-host route by ", "refused no-host route by "]);
});

Deno.test("deliver of a mail that requires TLS tells a server without it nothing of the mail", async () => {
  await using server = new ScriptServer([[BANNER, EHLO, QUIT]]);
  const [outcome] = await deliver(
    { recipients: recipientsOf("a"), hosts: [MX1], port: server.port },
    { reversePath: "me@me.example", requireTls: true },
    messageOf(TEXT),
    options(),
  );
  assertEquals(brief(outcome), "deferred temporary starttls by mx1");
  assertEquals(server.sessions[0]?.sent, "EHLO me.example\r\nQUIT\r\n");
});

Deno.test("deliver tells its transcript what it tries, what is said and what fails", async () => {
  await using server = new ScriptServer([failingAt("EHLO", "451 later\r\n")]);
  const events: TranscriptEvent[] = [];
  await send(server.port, [MX1], events);
  assertEquals(events.map((event) => `${event.speaker}: ${event.text}`), [
    `note: Trying mx1 (127.0.0.1) port ${server.port}`,
    `note: Connected to 127.0.0.1 port ${server.port}`,
    "server: 220 mx.x.example ESMTP",
    "client: EHLO me.example",
    "server: 451 later",
    "client: QUIT",
    "server: 221 bye",
    "failure: the server answered EHLO with 451 later",
  ]);
});

Deno.test("mayTryNext never allows another host once the message was on its way", () => {
  const kinds: SmtpErrorKind[] = [
    "timeout",
    "closed",
    "reply",
    "protocol",
    "message",
    "interrupted",
  ];
  for (const stage of ["body", "dot"] satisfies Stage[]) {
    for (const kind of kinds) assertEquals(mayTryNext(new SmtpError("", { kind, stage })), false);
  }
});

Deno.test("deliver goes on with another connection after the transactions that MAILMAX allows", async () => {
  const greeting = [
    BANNER,
    turn("EHLO me.example\r\n", "250-mx\r\n250 LIMITS RCPTMAX=1 MAILMAX=1\r\n"),
  ];
  const second = turn("RCPT TO:<b@x.example>\r\n", "250 ok\r\n");
  await using server = new ScriptServer([
    [...greeting, MAIL, RCPT, DATA, MESSAGE, QUIT],
    [...greeting, MAIL, second, DATA, MESSAGE, QUIT],
  ]);
  const outcomes = await deliver(
    { recipients: recipientsOf("a", "b"), hosts: [MX1], port: server.port },
    { reversePath: "me@me.example" },
    messageOf(TEXT),
    options(),
  );
  assertEquals(outcomes.map((outcome) => outcome.status), ["delivered", "delivered"]);
});
