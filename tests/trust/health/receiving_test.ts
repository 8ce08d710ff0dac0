/** The verdicts of DANE and MTA-STS with real TLS servers on loopback, and answers out of memory. */
import { MAX_QUESTIONS } from "../../../trust/health/health.ts";
import { createAuthority, validAt } from "../../../inbox/tls/certificate.ts";
import { answersOf } from "../../../dns/zone.ts";
import type { TlsaRecord } from "../../../smtp/policy/tlsa_records.ts";
import { SERVER_PROVES_KEY } from "../../../smtp/security.ts";
import type { Health } from "../../../trust/health/health.ts";
import { HostilePeer } from "../../hostile/peer.ts";
import { tlsaOf } from "../../smtp/tlsa_of.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { serveTcp, serveTls } from "../../support/tls_server.ts";
import { type Answering, healthOf } from "./zone_health.ts";

const authority = await createAuthority("test authority", validAt(new Date()));
const certificate = await authority.issue(["mx.a.test", "mta-sts.a.test"], validAt(new Date()));
const POLICY = "version: STSv1\nmode: enforce\nmx: mx.a.test\nmax_age: 2592000\n";

const ZONE = `
a.test MX 10 mx.a.test
mx.a.test A 127.0.0.1
mta-sts.a.test A 127.0.0.1
_mta-sts.a.test TXT v=STSv1; id=7a;
`;

/** The zone, signed, with these TLSA records of its host. */
function signedZone(...tlsa: readonly TlsaRecord[]): Answering {
  const answer = answersOf(ZONE);
  return async (question) => {
    if (question.type === "TLSA" && question.name.endsWith("._tcp.mx.a.test")) {
      const { name } = question;
      const records = tlsa.map((data) => ({ type: "TLSA", name, data }) as const);
      return { status: "found", records, secure: true };
    }
    const plain = await answer(question);
    return plain.status === "failed" ? plain : { ...plain, secure: true };
  };
}

interface Visit {
  readonly answering: Answering;
  readonly policyPort: number;
  readonly signal?: AbortSignal;
}

/** The levels and codes of what is said of the host's TLS, of DANE and of MTA-STS. */
async function visit({ answering, policyPort, signal }: Visit): Promise<string[]> {
  const plan = { offers: ["PIPELINING", "STARTTLS"], certificate };
  await using peer = await HostilePeer.start(plan, { hostname: "127.0.0.1", port: 0 });
  const health: Health = await healthOf("a.test", answering, {
    connect: true,
    visit: {
      port: peer.port,
      ehloName: "client.test",
      caCerts: [authority.cert],
      signal: signal ?? new AbortController().signal,
    },
    policyPort,
    allowPrivate: true,
    time: new Date(),
  });
  assert(health.questions <= MAX_QUESTIONS);
  return health.findings
    .filter(({ topic }) => topic === "tls" || topic === "dane" || topic === "mta-sts")
    .map(({ level, code }) => `${level} ${code}`);
}

/** Serves a policy once. */
async function withPolicy<T>(policy: string, fn: (port: number) => Promise<T>): Promise<T> {
  const response = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n${policy}`;
  const server = serveTls(certificate, async (conn) => {
    await conn.read(new Uint8Array(4096));
    await conn.write(new TextEncoder().encode(response));
  });
  const result = await fn(server.port);
  await server.ended;
  return result;
}

Deno.test("a host whose certificate its TLSA record and its MTA-STS policy name is good", async () => {
  const answering = signedZone(await tlsaOf(3, 1, 1, certificate.cert));
  const findings = await withPolicy(POLICY, (policyPort) => visit({ answering, policyPort }));
  assertEquals(findings, ["good tls", "good dane", "good mta-sts"]);
});

Deno.test("a TLSA record of the authority is matched by what the host sends along", async () => {
  const answering = signedZone(await tlsaOf(2, 1, 1, authority.cert));
  const findings = await withPolicy(POLICY, (policyPort) => visit({ answering, policyPort }));
  assert(findings.includes(SERVER_PROVES_KEY ? "good dane" : "unknown dane-unknown"));
});

Deno.test("a host that neither its TLSA record nor its policy names has two faults", async () => {
  const answering = signedZone(await tlsaOf(3, 1, 1, authority.cert));
  const policy = POLICY.replace("mx.a.test", "mx.b.test");
  const findings = await withPolicy(policy, (policyPort) => visit({ answering, policyPort }));
  assertEquals(findings, ["fault dane-mismatch", "fault mta-sts-host", "good tls"]);
});

Deno.test("a web server that never answers ends with the time of the report, and proves nothing", async () => {
  const ended = new AbortController();
  const server = serveTcp(async (conn) => {
    const count = await conn.read(new Uint8Array(4096));
    ended.abort(new DOMException("late", "TimeoutError"));
    return count;
  });
  const findings = await visit({
    answering: signedZone(),
    policyPort: server.port,
    signal: ended.signal,
  });
  await server.ended;
  assert(findings.includes("unknown mta-sts-policy"), findings.join());
});
