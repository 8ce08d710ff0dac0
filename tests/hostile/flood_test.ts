/**
 * What servers that never end cost the program: memory and time, measured of the real process. Between
 * a mail that goes well and another one lie the domains of hostile peers.
 */
import type { ServerCertificate } from "../../inbox/tls/certificate.ts";
import { assert, assertEquals } from "../std/assert.ts";
import { createPki } from "../support/pki.ts";
import type { Ended } from "../support/process.ts";
import { startMua } from "../support/program.ts";
import { type Fault, longline, manylines, type PeerStage } from "./fault.ts";
import { startZoneServer } from "./name_server.ts";
import { HostilePeer, type PeerPlan } from "./peer.ts";
import type { PeerSession } from "./session.ts";

const KIBIBYTE = 1024;
/** Octets after which the program may end a flood of lines; it is the peer who counts, in whole pieces. */
const LEAST_FLOOD = 16 * KIBIBYTE;
const MAX_GROWTH = 16 * 1024 * KIBIBYTE;

const STAGES: readonly PeerStage[] = [
  ...[
    "banner",
    "EHLO",
    "STARTTLS",
    "EHLO-after-TLS",
    "MAIL",
    "RCPT",
    "DATA",
    "end-of-data",
  ] as const,
  "QUIT",
];

/** Only there a process can be asked for the most memory that it ever had. */
const noProc = Deno.build.os === "linux" ? undefined : "needs /proc";

/** What was measured. */
interface Measured {
  /** Octets that the most memory has grown by. */
  readonly growth: number;
  readonly sessions: readonly PeerSession[];
  readonly ended: Ended;
}

/** Sends one mail to a healthy domain, the domains with these faults, and a healthy one. */
async function measure(faults: readonly PeerPlan["faults"][], limit: string): Promise<Measured> {
  const pki = await createPki();
  const peaks: number[] = [];
  let pid = 0;
  const measured: Fault = async ({ channel, reply }) => {
    peaks.push(peakMemory(pid));
    await channel.say(reply);
    return "taken";
  };
  const plans = [{ QUIT: measured }, ...faults, { banner: measured }];
  await using domains = await startDomains(plans.map((each) => planOf(each, pki.good)));
  await using nameServer = await startZoneServer({ records: domains.records });
  const authority = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(authority, pki.authority);
    await using process = startMua([
      ...["send", "--json", "-f", "me@src.test", "--ehlo", "client.test", "--body", "Hello"],
      ...domains.names.flatMap((name) => ["-t", `user@${name}`]),
      ...["--resolver", `127.0.0.1:${nameServer.port}`, "--allow-private"],
      ...["-p", String(domains.port), "--timeout", limit],
      ...["--ca", authority, "--tls-name", "mx1.dest.test"],
    ]);
    pid = process.pid;
    await process.closeStdin();
    const ended = await process.end();
    const [before = NaN, after = NaN] = peaks;
    const sessions = domains.peers.slice(1, -1).flatMap((peer) => peer.sessions);
    return { growth: after - before, sessions, ended };
  } finally {
    await Deno.remove(authority);
  }
}

function planOf(faults: PeerPlan["faults"], certificate: ServerCertificate): PeerPlan {
  return { certificate, offers: ["PIPELINING", "STARTTLS"], ...(faults ? { faults } : {}) };
}

/** The most memory that a process had until now, in octets. Deno itself may not read it without all permissions. */
function peakMemory(pid: number): number {
  const { stdout } = new Deno.Command("cat", { args: [`/proc/${pid}/status`] }).outputSync();
  const status = new TextDecoder().decode(stdout);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * KIBIBYTE;
}

/** A domain for each plan, with one peer for its host. */
interface Domains extends AsyncDisposable {
  readonly names: readonly string[];
  readonly records: readonly string[];
  readonly peers: readonly HostilePeer[];
  readonly port: number;
}

async function startDomains(plans: readonly PeerPlan[]): Promise<Domains> {
  const peers: HostilePeer[] = [];
  const address = (index: number): string => `127.0.1.${index + 1}`;
  for (const [index, plan] of plans.entries()) {
    const port = peers[0]?.port ?? 0;
    peers.push(await HostilePeer.start(plan, { hostname: address(index), port }));
  }
  const names = plans.map((_, index) => `d${index}.test`);
  return {
    names,
    peers,
    port: peers[0]?.port ?? 0,
    records: names.flatMap((name, index) => [
      `${name} MX 10 mx.${name}`,
      `mx.${name} A ${address(index)}`,
    ]),
    async [Symbol.asyncDispose](): Promise<void> {
      for (const peer of peers) await peer[Symbol.asyncDispose]();
    },
  };
}

function test(name: string, fn: () => Promise<void>): void {
  const ignore = noProc !== undefined;
  Deno.test({
    name: ignore ? `${name} [${noProc}]` : name,
    ignore,
    sanitizeOps: true,
    sanitizeResources: true,
    fn,
  });
}

for (
  const [what, flood] of [["64 MiB in a line", longline], ["a million lines", manylines]] as const
) {
  test(`${what}, at every stage, cost less than 16 MiB of memory`, async () => {
    const faults = STAGES.map((stage) => ({ [stage]: flood }));
    const { growth, sessions, ended } = await measure(faults, "20s");
    assertEquals(sessions.length, STAGES.length, ended.stderr);
    for (const { channel } of sessions) assert(channel.flooded >= LEAST_FLOOD, "no flood");
    assert(growth < MAX_GROWTH, `the program has grown by ${growth} octets`);
    const results: { status: string; stage: string }[] = JSON.parse(ended.stdout).recipients;
    assertEquals(results.map(({ status }) => status), [
      ...["delivered", ...Array(7).fill("refused")],
      ...["unknown", "delivered", "delivered"],
    ]);
  });
}

test("an octet a second ends at the deadline of the answer and costs no memory", async () => {
  const dripping: Fault = async ({ channel, reply }) => {
    await channel.drip(reply.trimEnd().padEnd(60, "."), 1000);
    return "over";
  };
  const { growth, sessions } = await measure([{ EHLO: dripping }], "2500ms");
  const [{ faultAt = NaN, goneAt = NaN } = {}] = sessions;
  const waited = goneAt - faultAt;
  assert(waited > 2400 && waited < 4500, `waited ${Math.round(waited)} ms`);
  assert(growth < MAX_GROWTH, `the program has grown by ${growth} octets`);
});
