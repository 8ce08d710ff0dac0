import { parseIpAddress } from "../../../dns/ip.ts";
import { timeOut } from "../../../dns/deadline.ts";
import { type SeenHost, visitMailHost } from "../../../trust/health/mail_host.ts";
import { deaf, drip, type Fault, fin, type PeerStage, stall } from "../../hostile/fault.ts";
import { HostilePeer } from "../../hostile/peer.ts";
import { assertEquals } from "../../std/assert.ts";
import { createPki } from "../../support/pki.ts";

const pki = await createPki();

/** Visits a host that behaves so at one stage; the time is over as soon as it does. */
async function visit(stage: PeerStage, fault: Fault): Promise<SeenHost> {
  const late = new AbortController();
  const overtime: Fault = async (occasion) => {
    late.abort(timeOut("late"));
    return await fault(occasion);
  };
  const offers = ["PIPELINING", "STARTTLS"];
  const plan = { offers, certificate: pki.good, faults: { [stage]: overtime } };
  await using peer = await HostilePeer.start(plan, { hostname: "127.0.0.1", port: 0 });
  const loopback = parseIpAddress("127.0.0.1");
  return await visitMailHost("mx1.dest.test", loopback === undefined ? [] : [loopback], {
    domain: "dest.test",
    port: peer.port,
    ehloName: "client.test",
    caCerts: [pki.authority],
    signal: late.signal,
    transcript: () => {},
  });
}

/** Where a host is slow, and what is known of it by then. */
const slow = [
  ["banner", drip],
  ["EHLO", stall],
  ["STARTTLS", deaf],
  ["TLS", deaf],
  ["EHLO-after-TLS", drip, "tls"],
  ["MAIL", drip, "offered", "tls"],
  ["RCPT", deaf, "offered", "tls"],
] as const;

for (const [stage, fault, ...known] of slow) {
  Deno.test(`a visit ends in time where the host is slow at ${stage}, and keeps what it has seen`, async () => {
    const seen = await visit(stage, fault);
    assertEquals(seen.error?.kind, "interrupted");
    const keys = Object.keys(seen).filter((key) => key === "offered" || key === "tls");
    assertEquals(keys, [...known]);
    assertEquals(seen.postmaster, undefined);
  });
}

for (const [stage, fault] of [["RSET", deaf], ["QUIT", deaf], ["RSET", fin]] as const) {
  Deno.test(`how a host takes the end of a visit changes nothing: ${fault.name} at ${stage}`, async () => {
    const seen = await visit(stage, fault);
    assertEquals([seen.error, seen.postmaster?.code, seen.tls?.problem], [
      undefined,
      250,
      undefined,
    ]);
  });
}
