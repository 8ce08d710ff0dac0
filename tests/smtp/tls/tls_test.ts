import type { ServerCertificate } from "../../../inbox/tls/certificate.ts";
import { SmtpError } from "../../../smtp/error.ts";
import { startShownTls, startUnverifiedTls, startVerifiedTls } from "../../../smtp/tls/tls.ts";
import { TlsError, type TlsProblem } from "../../../smtp/tls_error.ts";
import type { Transport } from "../../../smtp/connection/wire.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../../std/assert.ts";
import { createPki, type Pki } from "../../support/pki.ts";
import {
  fatalAlert,
  type OneConnectionServer,
  readToEnd,
  serveOctets,
  serveSilence,
  serveTcp,
  serveTls,
  tls10Hello,
} from "../../support/tls_server.ts";

const NAME = "mx1.dest.test";
const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
/** Milliseconds after which a server that says nothing is given up in these tests. */
const LIMIT = 150;

const pki = await createPki();
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const never = new AbortController().signal;
const refused = new TlsError("unknown-issuer", "the certificate's issuer is unknown");

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: true, sanitizeResources: true, fn });
}

async function connect(port: number): Promise<Deno.TcpConn> {
  return await Deno.connect({ hostname: "127.0.0.1", port });
}

/** What the two ways to make TLS connections have in common. */
interface Way {
  readonly way: string;
  start(port: number, options?: Options): Promise<Transport>;
}

interface Options {
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

const WAYS: readonly Way[] = [
  {
    way: "verified",
    async start(port, { limit, signal = never } = {}): Promise<Transport> {
      const options = { name: NAME, caCerts: [pki.authority], limit, signal };
      return (await startVerifiedTls(await connect(port), options)).transport;
    },
  },
  {
    way: "unverified",
    async start(port, { limit, signal = never } = {}): Promise<Transport> {
      const options = { name: NAME, refused, limit, signal };
      return (await startUnverifiedTls(await connect(port), options)).transport;
    },
  },
  {
    way: "shown",
    async start(port, { limit, signal = never } = {}): Promise<Transport> {
      const options = { name: NAME, caCerts: [pki.authority], limit, signal };
      return (await startShownTls(await connect(port), options, undefined)).transport;
    },
  },
];

async function readText(transport: Transport): Promise<string | null> {
  const buffer = new Uint8Array(KIBIBYTE);
  const count = await transport.read(buffer);
  return count === null ? null : decoder.decode(buffer.subarray(0, count));
}

async function writeAll(
  transport: { write(octets: Uint8Array): Promise<number> },
  octets: Uint8Array,
): Promise<void> {
  for (let rest = octets; rest.length > 0;) rest = rest.subarray(await transport.write(rest));
}

async function greet(conn: Deno.TlsConn): Promise<number> {
  await conn.write(encoder.encode("220 hello\r\n"));
  return await readToEnd(conn);
}

for (const name of [NAME, "127.0.0.1", "::1", "MX2.Dest.Test"]) {
  test(`startVerifiedTls accepts a certificate that is for ${name}`, async () => {
    const server = serveTls(pki.good, greet);
    const options = { name, caCerts: [pki.authority], limit: undefined, signal: never };
    const { transport, state } = await startVerifiedTls(await connect(server.port), options);
    assertEquals(state, { encrypted: true, verified: true });
    assertEquals(await readText(transport), "220 hello\r\n");
    transport.close();
    await server.ended;
  });
}

/** Certificates that must be refused, the problem and the words for it. */
const BAD_CERTIFICATES: readonly [keyof Omit<Pki, "authority">, TlsProblem, string][] = [
  ["unknownIssuer", "unknown-issuer", "the certificate's issuer is unknown"],
  ["selfSigned", "unknown-issuer", "the certificate's issuer is unknown"],
  [
    "selfSignedAuthority",
    "self-signed",
    "the certificate is self-signed: an authority's own, not a server's",
  ],
  [
    "wrongName",
    "wrong-name",
    "the certificate is for other.example, 192.0.2.1, not for mx1.dest.test",
  ],
  ["noName", "wrong-name", "the certificate is not for mx1.dest.test, nor for any other name"],
  ["expired", "expired", "the certificate expired on 2020-02-01"],
  ["notYetValid", "not-yet-valid", "the certificate is not valid before 2090-01-01"],
];

for (const [bad, problem, words] of BAD_CERTIFICATES) {
  test(`startVerifiedTls refuses a certificate: ${bad}`, async () => {
    const error = await refusal(pki[bad]);
    assertEquals([error.problem, error.message], [problem, words]);
    assert(error.isAboutCertificate);
  });
}

/** What startVerifiedTls says of a server with this certificate. */
async function refusal(certificate: ServerCertificate): Promise<TlsError> {
  const server = serveTls(certificate, greet);
  const options = { name: NAME, caCerts: [pki.authority], limit: undefined, signal: never };
  const conn = await connect(server.port);
  const error = await assertRejects(() => startVerifiedTls(conn, options), TlsError);
  assert(await server.ended instanceof Error, "the server must see that it was refused");
  return error;
}

for (const [bad] of BAD_CERTIFICATES) {
  test(`startShownTls refuses a certificate, whatever it shows: ${bad}`, async () => {
    const server = serveTls(pki[bad], greet);
    const options = { name: NAME, caCerts: [pki.authority], limit: undefined, signal: never };
    const conn = await connect(server.port);
    await assertRejects(() => startShownTls(conn, options, undefined), TlsError);
    await server.ended;
  });
}

for (const caCerts of [[], [pki.authority]]) {
  const name = caCerts.length === 0 ? NAME : "mx9.dest.test";
  test(`startShownTls trusts ${caCerts.length} authorities and ${name} only`, async () => {
    const server = serveTls(pki.good, greet);
    const options = { name, caCerts, limit: undefined, signal: never };
    const conn = await connect(server.port);
    await assertRejects(() => startShownTls(conn, options, undefined), TlsError);
    await server.ended;
  });
}

test("startShownTls shows the certificates, and the cipher where Deno does", async () => {
  const server = serveTls(pki.good, greet);
  const options = { name: NAME, caCerts: [pki.authority], limit: undefined, signal: never };
  const { transport, state } = await startShownTls(await connect(server.port), options, undefined);
  const { verified, chain = [], cipher } = state;
  assertEquals([verified, chain[0]?.names.includes(NAME)], [true, true]);
  assert(cipher === undefined ? Deno.version.deno.startsWith("2.7.") : /^TLSv1\.3, /.test(cipher));
  assertEquals(await readText(transport), "220 hello\r\n");
  transport.close();
  await server.ended;
});

for (const name of ["127.0.0.1", "::1", "mx_1.dest.test", ""]) {
  test(`startShownTls verifies no name in place of "${name}"`, async () => {
    const server = serveTls(pki.good, greet);
    const options = { name, caCerts: [pki.authority], limit: undefined, signal: never };
    const conn = await connect(server.port);
    await assertRejects(() => startShownTls(conn, options, undefined), TlsError);
    await server.ended;
  });
}

test("startVerifiedTls trusts nobody whom it was not told to trust", async () => {
  const server = serveTls(pki.good, greet);
  const options = { name: NAME, caCerts: [], limit: undefined, signal: never };
  const conn = await connect(server.port);
  const { problem } = await assertRejects(() => startVerifiedTls(conn, options), TlsError);
  assertEquals(problem, "unknown-issuer");
  await server.ended;
});

for (const name of ["", "mx1 dest", "[127.0.0.1]"]) {
  test(`startVerifiedTls verifies no name that no certificate can have: "${name}"`, async () => {
    const server = serveTls(pki.good, greet);
    const options = { name, caCerts: [pki.authority], limit: undefined, signal: never };
    const conn = await connect(server.port);
    const { problem } = await assertRejects(() => startVerifiedTls(conn, options), TlsError);
    assertEquals(problem, "wrong-name");
    await server.ended;
  });
}

/** What a peer that is no proper TLS server does, and the problem it is. */
const BROKEN_SERVERS: readonly [string, () => OneConnectionServer, TlsProblem][] = [
  ["ends with an alert", () => serveOctets(fatalAlert(40)), "alert"],
  ["has no version in common", () => serveOctets(fatalAlert(70)), "version"],
  ["answers with TLS 1.0", () => serveOctets(tls10Hello()), "version"],
  ["answers in clear text", () => serveOctets(encoder.encode("500 what?\r\n")), "not-tls"],
  ["closes at once", () => serveTcp(() => Promise.resolve()), "closed"],
  ["closes when asked", () => serveOctets(new Uint8Array(0)), "closed"],
  ["closes within a record", () => serveOctets(Uint8Array.of(0x16, 3, 3, 1, 0, 2)), "closed"],
];

for (const { way, start } of WAYS) {
  for (const [does, serve, problem] of BROKEN_SERVERS) {
    test(`${way} TLS fails when the server ${does}`, async () => {
      const server = serve();
      const error = await assertRejects(() => start(server.port), TlsError);
      assertEquals(error.problem, problem, error.message);
      assert(!error.isAboutCertificate);
      assert(error.temporary);
    });
  }

  test(`${way} TLS gives a server up that says nothing`, async () => {
    const { promise: patience, resolve } = Promise.withResolvers<void>();
    const server = serveSilence(patience);
    const { problem, kind, message } = await assertRejects(
      () => start(server.port, { limit: LIMIT }),
      TlsError,
    );
    assertEquals([problem, kind], ["timeout", "timeout"]);
    assertEquals(message, `no TLS connection within ${LIMIT} ms`);
    resolve();
    await server.ended;
  });

  test(`${way} TLS stops in the handshake when the user wants no more`, async () => {
    const stop = new AbortController();
    const server = serveTcp(async (conn) => {
      await conn.read(new Uint8Array(KIBIBYTE));
      stop.abort();
    });
    const starting = start(server.port, { signal: stop.signal });
    const { problem, kind } = await assertRejects(() => starting, TlsError);
    assertEquals([problem, kind], ["interrupted", "interrupted"]);
    await server.ended;
  });

  test(`${way} TLS does not even begin when the user wants no more`, async () => {
    const server = serveTcp(readToEnd);
    const starting = start(server.port, { signal: AbortSignal.abort() });
    assertEquals((await assertRejects(() => starting, TlsError)).problem, "interrupted");
    assertEquals(await server.ended, 0);
  });

  test(`${way} TLS carries megabytes both ways, octet for octet`, async () => {
    const sent = new Uint8Array(3 * MEBIBYTE).map((_, index) => index * 7 % 251);
    const server = serveTls(pki.good, async (conn) => {
      const received = new Uint8Array(sent.length);
      for (let at = 0; at < sent.length;) at += await conn.read(received.subarray(at)) ?? NaN;
      await writeAll(conn, received);
    });
    const transport = await start(server.port);
    await writeAll(transport, sent);
    const received = new Uint8Array(sent.length);
    for (let at = 0; at < sent.length;) at += await transport.read(received.subarray(at)) ?? NaN;
    assert(received.every((octet, index) => octet === sent[index]));
    assertEquals(await transport.read(received), null);
    transport.close();
    await server.ended;
  });

  test(`${way} TLS: closing fails the read that waits`, async () => {
    const server = serveTls(pki.good, readToEnd);
    const transport = await start(server.port);
    const reading = transport.read(new Uint8Array(1));
    transport.close();
    await assertRejects(() => reading, Error);
    await assertRejects(() => transport.write(new Uint8Array(1)), Error);
    await server.ended;
  });

  test(`${way} TLS: a server that dies is an error or the end, and writing to it fails`, async () => {
    const server = serveTls(pki.good, (conn) => conn.read(new Uint8Array(1)));
    const transport = await start(server.port);
    await writeAll(transport, encoder.encode("QUIT\r\n"));
    await server.ended;
    const end = await transport.read(new Uint8Array(1)).catch(() => null);
    assertEquals(end, null);
    await assertRejects(() => writeUntilItFails(transport), Error);
    transport.close();
  });
}

test("startUnverifiedTls closes the connection to a server that it gives up", async () => {
  const server = serveTcp(readToEnd);
  const options = { name: NAME, refused, limit: LIMIT, signal: never };
  const conn = await connect(server.port);
  await assertRejects(() => startUnverifiedTls(conn, options), TlsError);
  assert(Number(await server.ended) > 0, "the server got a ClientHello and then the end");
});

/** Made while this file may still connect. */
const strict = serveTcp(readToEnd);
const connectedBefore = await connect(strict.port);

Deno.test({
  name: "startUnverifiedTls says that it needs a connection of this program to itself",
  permissions: { net: false },
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (): Promise<void> => {
    const options = { name: NAME, refused, limit: undefined, signal: never };
    const starting = startUnverifiedTls(connectedBefore, options);
    const { kind, message } = await assertRejects(() => starting, SmtpError);
    assertEquals(kind, "permission");
    assertStringIncludes(message, "127.0.0.1");
    await strict.ended;
  },
});

async function writeUntilItFails(transport: Transport): Promise<void> {
  for (let megabytes = 0; megabytes < 64; megabytes++) {
    await writeAll(transport, new Uint8Array(MEBIBYTE));
  }
}

/** Certificates that are refused, and what is said of them when TLS goes on without verification. */
const UNVERIFIED: readonly [keyof Omit<Pki, "authority">, string][] = [
  ["unknownIssuer", "the certificate's issuer is unknown: CN=unknown authority"],
  ["selfSigned", "the certificate is self-signed"],
  ["selfSignedAuthority", "the certificate is self-signed: an authority's own, not a server's"],
  ["wrongName", "the certificate is for other.example, 192.0.2.1, not for mx1.dest.test"],
  ["expired", "the certificate expired on 2020-02-01"],
  ["notYetValid", "the certificate is not valid before 2090-01-01"],
];

for (const [bad, words] of UNVERIFIED) {
  test(`startUnverifiedTls encrypts and says why it is not verified: ${bad}`, async () => {
    const refused = await refusal(pki[bad]);
    const server = serveTls(pki[bad], greet);
    const options = { name: NAME, refused, limit: undefined, signal: never };
    const { transport, state } = await startUnverifiedTls(await connect(server.port), options);
    assertEquals([state.encrypted, state.verified, state.problem], [true, false, words]);
    assertEquals(state.peer?.selfSigned, bad.startsWith("selfSigned"));
    const year = { expired: 2020, notYetValid: 2091 }[String(bad)];
    if (year !== undefined) assertEquals(state.peer?.notAfter.getUTCFullYear(), year);
    assertEquals(await readText(transport), "220 hello\r\n");
    transport.close();
    await server.ended;
  });
}

for (const name of ["[127.0.0.1]", "[IPv6:::1]", "[x]", "a b", "-a.test", "x".repeat(300)]) {
  test(`startUnverifiedTls asks no server for the name ${name.slice(0, 12)}, which is none`, async () => {
    const server = serveTls(pki.good, greet);
    const options = { name, refused, limit: undefined, signal: never };
    const { transport } = await startUnverifiedTls(await connect(server.port), options);
    assertEquals(await readText(transport), "220 hello\r\n");
    transport.close();
    await server.ended;
  });
}

test("startUnverifiedTls reads the names of the certificate", async () => {
  const server = serveTls(pki.wrongName, greet);
  const options = { name: NAME, refused, limit: undefined, signal: never };
  const { transport, state } = await startUnverifiedTls(await connect(server.port), options);
  assertEquals(state.peer?.names, ["other.example", "192.0.2.1"]);
  assertEquals([state.peer?.subject, state.peer?.issuer], ["CN=mua server", "CN=test authority"]);
  transport.close();
  await server.ended;
});

for (const name of ["127.0.0.1", "::1", "mx_1.dest.test", "mx1.dest.test."]) {
  test(`startUnverifiedTls can go to ${name}`, async () => {
    const server = serveTls(pki.selfSigned, greet);
    const options = { name, refused, limit: undefined, signal: never };
    const { transport } = await startUnverifiedTls(await connect(server.port), options);
    assertEquals(await readText(transport), "220 hello\r\n");
    transport.close();
    await server.ended;
  });
}

test("a TLS session without verification is no way into one with it", async () => {
  const { cert, key } = pki.selfSigned;
  const listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key });
  const serving = (async () => {
    for (let connection = 0; connection < 3; connection++) {
      const conn = await listener.accept();
      await greet(conn).catch(() => {});
      conn.close();
    }
  })();
  const { port } = listener.addr;
  const unverified = await WAYS[1]?.start(port);
  await (unverified && readText(unverified));
  unverified?.close();
  for (let attempt = 0; attempt < 2; attempt++) {
    const conn = await connect(port);
    const options = { name: NAME, caCerts: [pki.authority], limit: undefined, signal: never };
    const { problem } = await assertRejects(() => startVerifiedTls(conn, options), TlsError);
    assertEquals(problem, "unknown-issuer");
  }
  await serving;
  listener.close();
});

for (const { way, start } of WAYS) {
  test(`${way} TLS takes no more of a flood than it is asked for`, async () => {
    const flood = 64 * MEBIBYTE;
    let flooded = 0;
    const server = serveTls(pki.good, async (conn) => {
      const piece = new Uint8Array(64 * KIBIBYTE);
      while (flooded < flood) flooded += await conn.write(piece);
    });
    const transport = await start(server.port);
    await transport.read(new Uint8Array(1));
    await quiet(() => flooded);
    assert(flooded < flood / 2, `${flooded} octets were taken`);
    transport.close();
    assert(await server.ended instanceof Error);
  });
}

/**
 * Waits until a number has stopped to grow: a flood that nobody takes fills the buffers of the system,
 * and stands still. That nothing more happens can only be seen by waiting.
 */
async function quiet(number: () => number): Promise<void> {
  for (let before = -1; before !== number();) {
    before = number();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
