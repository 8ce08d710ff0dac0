import { createInboxCertificate } from "../../../inbox/tls/certificate.ts";
import type { Connection } from "../../../inbox/serve/connection.ts";
import { createTlsUpgrader } from "../../../inbox/serve/tls.ts";
import { startVerifiedTls } from "../../../smtp/tls/tls.ts";
import { TlsError } from "../../../smtp/tls_error.ts";
import type { Transport } from "../../../smtp/connection/wire.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../../std/assert.ts";

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

const certificate = await createInboxCertificate("inbox.test", new Date());
const upgrader = createTlsUpgrader(certificate);
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const never = new AbortController().signal;
const patient = { limit: undefined, signal: never };

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: true, sanitizeResources: true, fn });
}

/** Both ends of a connection on loopback. */
async function connected(): Promise<{ client: Deno.TcpConn; server: Deno.TcpConn }> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [client, server] = await Promise.all([
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
    listener.accept(),
  ]);
  listener.close();
  return { client, server };
}

/** Both ends of a TLS connection. */
async function secured(
  name = "localhost",
): Promise<{ client: Transport; server: Connection }> {
  const { client, server } = await connected();
  const options = { name, caCerts: [certificate.authority], ...patient };
  const [secure, connection] = await Promise.all([
    startVerifiedTls(client, options),
    upgrader.upgrade(server, patient),
  ]);
  return { client: secure.transport, server: connection };
}

interface Stream {
  read(buffer: Uint8Array): Promise<number | null>;
  write(octets: Uint8Array): Promise<number>;
}

async function readAll(stream: Stream): Promise<Uint8Array> {
  const pieces: number[] = [];
  const buffer = new Uint8Array(64 * KIBIBYTE);
  for (let count = await stream.read(buffer); count !== null; count = await stream.read(buffer)) {
    for (const octet of buffer.subarray(0, count)) pieces.push(octet);
  }
  return Uint8Array.from(pieces);
}

async function writeAll(stream: Stream, octets: Uint8Array): Promise<void> {
  for (let rest = octets; rest.length > 0;) rest = rest.subarray(await stream.write(rest));
}

for (const name of ["localhost", "127.0.0.1", "::1", "inbox.test"]) {
  test(`a client that trusts the inbox's authority verifies it as ${name}`, async () => {
    const { client, server } = await secured(name);
    await writeAll(server, encoder.encode("220 hello\r\n"));
    const buffer = new Uint8Array(KIBIBYTE);
    const count = await client.read(buffer) ?? 0;
    assertEquals(decoder.decode(buffer.subarray(0, count)), "220 hello\r\n");
    client.close();
    assertEquals(await server.read(buffer), null);
    server.close();
  });
}

test("TLS comes after STARTTLS in clear text, on the same connection", async () => {
  const { client, server } = await connected();
  const buffer = new Uint8Array(KIBIBYTE);
  await writeAll(client, encoder.encode("STARTTLS\r\n"));
  const count = await server.read(buffer) ?? 0;
  assertEquals(decoder.decode(buffer.subarray(0, count)), "STARTTLS\r\n");
  const upgrading = upgrader.upgrade(server, patient);
  await writeAll(server, encoder.encode("220 go ahead\r\n"));
  assertEquals(await client.read(buffer), 14);
  const options = { name: "localhost", caCerts: [certificate.authority], ...patient };
  const { transport } = await startVerifiedTls(client, options);
  const connection = await upgrading;
  await writeAll(transport, encoder.encode("EHLO again\r\n"));
  assertEquals(await connection.read(buffer), 12);
  transport.close();
  assertEquals(await connection.read(buffer), null);
  connection.close();
});

test("megabytes go both ways at the same time", async () => {
  const { client, server } = await secured();
  const up = new Uint8Array(2 * MEBIBYTE).map((_, index) => index * 7 % 251);
  const down = new Uint8Array(MEBIBYTE).map((_, index) => index * 11 % 241);
  const sending = (async () => {
    await writeAll(server, down);
    await server.closeWrite();
  })();
  const receiving = readAll(client);
  await writeAll(client, up);
  const received = new Uint8Array(up.length);
  for (let at = 0; at < up.length;) at += await server.read(received.subarray(at)) ?? NaN;
  await sending;
  assert((await receiving).every((octet, index) => octet === down[index]));
  assert(received.every((octet, index) => octet === up[index]));
  client.close();
  assertEquals(await server.read(received), null);
  server.close();
});

test("what was written before the close arrives, and then the end", async () => {
  const { client, server } = await secured();
  const reply = new Uint8Array(100 * KIBIBYTE).fill(0x32);
  const reading = readAll(client);
  await writeAll(server, reply);
  server.close();
  assertEquals((await reading).length, reply.length);
  client.close();
});

test("closing fails the read that waits", async () => {
  const { client, server } = await secured();
  const reading = server.read(new Uint8Array(1));
  server.close();
  await assertRejects(() => reading, Error);
  assertEquals(await client.read(new Uint8Array(1)), null);
  client.close();
});

test("several connections become TLS at the same time, each with its own client", async () => {
  const pairs = await Promise.all(Array.from({ length: 8 }, () => secured()));
  await Promise.all(pairs.map(async ({ client, server }, index) => {
    const buffer = new Uint8Array(1);
    await writeAll(server, Uint8Array.of(index));
    await client.read(buffer);
    assertEquals(buffer[0], index);
    client.close();
    assertEquals(await server.read(buffer), null);
    server.close();
  }));
});

test("a client that does not trust the certificate says so", async () => {
  const { client, server } = await connected();
  const upgrading = assertRejects(() => upgrader.upgrade(server, patient), TlsError);
  const options = { name: "localhost", caCerts: [], ...patient };
  await assertRejects(() => startVerifiedTls(client, options), TlsError);
  assertEquals(
    (await upgrading).message,
    "the client ended the TLS handshake with the alert unknown_ca: it does not know the certificate's issuer",
  );
});

/** What a client does instead of TLS, and what is said of it. */
const BROKEN_CLIENTS = [
  ["EHLO in clear text\r\n", "the client answered with something that is not TLS"],
  ["", "the client closed the connection in the TLS handshake"],
] as const;

for (const [sent, words] of BROKEN_CLIENTS) {
  test(`a client that sends ${JSON.stringify(sent)} gets no TLS`, async () => {
    const { client, server } = await connected();
    await writeAll(client, encoder.encode(sent));
    await client.closeWrite();
    const { message } = await assertRejects(() => upgrader.upgrade(server, patient), TlsError);
    assertEquals(message, words);
    await readAll(client).catch(() => {});
    client.close();
  });
}

test("a client that says nothing loses the connection at the deadline", async () => {
  const { client, server } = await connected();
  const options = { limit: 100, signal: never };
  const { message } = await assertRejects(() => upgrader.upgrade(server, options), TlsError);
  assertEquals(message, "no TLS connection within 100 ms");
  assertEquals(await client.read(new Uint8Array(1)), null);
  client.close();
});

test("an inbox that is stopped waits for no handshake", async () => {
  const { client, server } = await connected();
  const stop = new AbortController();
  const upgrading = upgrader.upgrade(server, { limit: undefined, signal: stop.signal });
  stop.abort();
  assertEquals((await assertRejects(() => upgrading, TlsError)).problem, "interrupted");
  assertEquals(await client.read(new Uint8Array(1)), null);
  client.close();
});

Deno.test("a certificate and a key that do not belong together are refused at once", async () => {
  const { key } = await createInboxCertificate("other.test", new Date());
  assertThrows(() => createTlsUpgrader({ cert: certificate.cert, key }), Error);
  assertThrows(() => createTlsUpgrader({ cert: "", key }), Error);
  assertThrows(() => createTlsUpgrader({ cert: certificate.cert, key: "" }), Error);
});
