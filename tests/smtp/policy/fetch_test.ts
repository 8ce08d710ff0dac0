import {
  createAuthority,
  type ServerCertificate,
  validAt,
} from "../../../inbox/tls/certificate.ts";
import type { PolicyLookup } from "../../../dns/lookup.ts";
import { MtaStsError } from "../../../smtp/policy/mta_sts.ts";
import { fetchPolicy, findPolicy } from "../../../smtp/policy/fetch.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../../std/assert.ts";
import { zoneLookup } from "../../dns/zone_lookup.ts";
import { type OneConnectionServer, readToEnd, serveTls } from "../../support/tls_server.ts";

const authority = await createAuthority("test authority", validAt(new Date()));
const certificate = await authority.issue(["mta-sts.x.test"], validAt(new Date()));
const POLICY = "version: STSv1\nmode: enforce\nmx: mx.x.test\nmax_age: 86400\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: true, sanitizeResources: true, fn });
}

const lookup: PolicyLookup = {
  ...zoneLookup({ "mta-sts.x.test": { a: ["127.0.0.1"] } }),
  tlsa: () => Promise.resolve({ status: "no-data" }),
  aliasIsSecure: () => Promise.resolve(false),
  txt: (name) => Promise.resolve(name === "_mta-sts.x.test" ? ["v=STSv1; id=1;"] : []),
};

interface Options {
  readonly signal?: AbortSignal;
  readonly limit?: number;
  readonly allowPrivate?: boolean;
}

/** How to get a policy from a port of this machine. */
function from(port: number, options: Options = {}): Parameters<typeof fetchPolicy>[1] {
  const { signal = new AbortController().signal, limit, allowPrivate = true } = options;
  const caCerts = [authority.cert];
  return { lookup, port, signal, limit, allowPrivate, caCerts, families: [4, 6] };
}

/** A web server that answers the first request with these pieces; its `ended` is the request. */
function serve(
  pieces: readonly string[],
  cert: ServerCertificate = certificate,
): OneConnectionServer {
  return serveTls(cert, async (conn) => {
    const buffer = new Uint8Array(4096);
    const count = await conn.read(buffer);
    for (let rest = new TextEncoder().encode(pieces.join("")); rest.length > 0;) {
      rest = rest.subarray(await conn.write(rest));
    }
    return new TextDecoder().decode(buffer.subarray(0, count ?? 0));
  });
}

test("fetchPolicy asks the well-known path of the policy host, and nothing else", async () => {
  const server = serve([`${OK}Content-Length: ${POLICY.length}\r\n\r\n`, POLICY]);
  const policy = await fetchPolicy("x.test", from(server.port));
  assertEquals(policy, { mode: "enforce", hosts: ["mx.x.test"], maxAge: 86_400 });
  assertEquals(
    await server.ended,
    "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: mta-sts.x.test\r\n" +
      "Accept: text/plain\r\nConnection: close\r\n\r\n",
  );
});

test("fetchPolicy reads chunks, and a policy that ends with the connection", async () => {
  const size = POLICY.length.toString(16);
  const chunked = [`${OK}Transfer-Encoding: chunked\r\n\r\n`, `${size}\r\n${POLICY}\r\n0\r\n\r\n`];
  for (const pieces of [chunked, [`${OK}\r\n`, POLICY]]) {
    const server = serve(pieces);
    assertEquals((await fetchPolicy("x.test", from(server.port))).mode, "enforce");
    await server.ended;
  }
});

for (
  const [what, head, content] of [
    ["redirected", "HTTP/1.1 301 Moved\r\nLocation: https://x.test/\r\n", ""],
    ["answered 404", "HTTP/1.1 404 Not Found\r\n", ""],
    ["text/plain", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", POLICY],
    ["text/plain", "HTTP/1.1 200 OK\r\n", POLICY],
    ["version", OK, "<html>"],
    ["longer than 64 KiB", OK, `${POLICY}${"x".repeat(64 * 1024)}`],
    ["longer than 64 KiB", OK, "x".repeat(10_000_000)],
    ["no HTTP response", "220 mx ESMTP\r\n", ""],
  ] as const
) {
  test(`fetchPolicy refuses ${JSON.stringify((head + content).slice(0, 70))}`, async () => {
    const server = serve([`${head}\r\n`, content]);
    await assertRejects(() => fetchPolicy("x.test", from(server.port)), MtaStsError, what);
    await server.ended;
  });
}

for (const problem of ["name", "authority", "date"] as const) {
  test(`fetchPolicy refuses a web server that is not verified by its ${problem}`, async () => {
    const stranger = await createAuthority("stranger", validAt(new Date()));
    const past = { notBefore: new Date("2020-01-01"), notAfter: new Date("2020-02-01") };
    const bad = {
      name: () => authority.issue(["x.test"], validAt(new Date())),
      authority: () => stranger.issue(["mta-sts.x.test"], validAt(new Date())),
      date: () => authority.issue(["mta-sts.x.test"], past),
    };
    const server = serve([`${OK}\r\n`, POLICY], await bad[problem]());
    const getting = fetchPolicy("x.test", from(server.port));
    await assertRejects(() => getting, MtaStsError, "the certificate");
    await server.ended;
  });
}

test("fetchPolicy waits no longer than it may, and leaves nothing open", async () => {
  const server = serveTls(certificate, readToEnd);
  const getting = fetchPolicy("x.test", from(server.port, { limit: 150 }));
  await assertRejects(() => getting, MtaStsError, "in time");
  await server.ended;
});

test("fetchPolicy throws what interrupts it", async () => {
  const interrupting = new AbortController();
  const server = serveTls(certificate, async (conn) => {
    await conn.read(new Uint8Array(4096));
    interrupting.abort(new RangeError("interrupted"));
    return await readToEnd(conn);
  });
  const getting = fetchPolicy("x.test", from(server.port, { signal: interrupting.signal }));
  await assertRejects(() => getting, RangeError, "interrupted");
  await server.ended;
});

test("fetchPolicy goes to no address that no public host has", async () => {
  const getting = fetchPolicy("x.test", from(443, { allowPrivate: false }));
  await assertRejects(
    () => getting,
    MtaStsError,
    "points only to 127.0.0.1",
  );
  const reserved = { ...lookup, ...zoneLookup({ "mta-sts.x.test": { a: ["198.18.0.1"] } }) };
  const options = { ...from(443, { allowPrivate: false }), lookup: reserved };
  await assertRejects(() => fetchPolicy("x.test", options), MtaStsError, "198.18.0.1 (reserved)");
});

test("fetchPolicy says that nobody listens, or that there is no policy host", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const getting = fetchPolicy("x.test", from(port));
  await assertRejects(() => getting, MtaStsError, "refused");
  const nowhere = fetchPolicy("y.test", from(port));
  await assertRejects(() => nowhere, MtaStsError, "mta-sts.y.test does not exist");
});

test("findPolicy asks no web server where no policy is announced", async () => {
  assertEquals(await findPolicy("y.test", from(1)), undefined);
});

test("findPolicy gives the policy, or why it cannot be used", async () => {
  const server = serve([`${OK}\r\n`, POLICY]);
  const policy = await findPolicy("x.test", from(server.port));
  assert(policy !== undefined && !(policy instanceof MtaStsError));
  await server.ended;
  const failing = serve(["HTTP/1.1 500 Oops\r\n\r\n"]);
  const error = await findPolicy("x.test", from(failing.port));
  assert(error instanceof MtaStsError);
  assertStringIncludes(error.message, "answered 500");
  await failing.ended;
});
