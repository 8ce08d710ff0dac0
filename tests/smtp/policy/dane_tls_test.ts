import { danePolicy } from "../../../smtp/policy/host_policy.ts";
import { readCertificateFields } from "../../../smtp/tls/certificate_fields.ts";
import { type SecureConnection, startUnverifiedTls } from "../../../smtp/tls/tls.ts";
import { startDaneTls } from "../../../smtp/policy/dane_tls.ts";
import { TlsError } from "../../../smtp/tls_error.ts";
import { SERVER_PROVES_KEY } from "../../../smtp/security.ts";
import { assert, assertEquals, assertRejects } from "../../std/assert.ts";
import { testUnless } from "../../support/needs.ts";
import { createPki } from "../../support/pki.ts";
import { Process } from "../../support/process.ts";
import { readToEnd, serveTls } from "../../support/tls_server.ts";

const NAME = "mx1.dest.test";
const pki = await createPki();
const refused = new TlsError("unknown-issuer", "the certificate's issuer is unknown");
const limits = { limit: 5_000, signal: new AbortController().signal };

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: true, sanitizeResources: true, fn });
}

function der(pem: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(pem.replaceAll(/-----.*-----/g, ""));
}

/** Connects to a server whose record is `usage 1 0` with the key of a certificate. */
async function start(
  port: number,
  usage: number,
  pem: string,
  isFirst = false,
): Promise<SecureConnection> {
  const data = readCertificateFields(der(pem)).publicKey;
  const records = [{ usage, selector: 1, matchingType: 0, data }];
  const policy = danePolicy({ base: NAME, records }, NAME, "dest.test");
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  // Deno 2.7 asks an authority too, unless that was refused before; later versions do not.
  const caCerts = [pki.authority];
  return await startDaneTls(conn, {
    policy,
    caCerts,
    refused: isFirst ? undefined : refused,
    ...limits,
  });
}

for (const kind of ["good", "expired", "wrongName", "selfSigned"] as const) {
  test(`startDaneTls takes the server's own certificate, which is ${kind}`, async () => {
    const server = serveTls(pki[kind], readToEnd);
    const { transport, state } = await start(server.port, 3, pki[kind].cert);
    assertEquals(state.verified, SERVER_PROVES_KEY);
    assertEquals(state.by, SERVER_PROVES_KEY ? "dane" : undefined);
    assertEquals(state.problem === undefined, SERVER_PROVES_KEY);
    await transport.write(new TextEncoder().encode("hello"));
    transport.close();
    await server.ended;
  });
}

test("startDaneTls verifies by record and authority where a record alone proves too little", async () => {
  const server = serveTls(pki.good, readToEnd);
  const { transport, state } = await start(server.port, 3, pki.good.cert, true);
  assertEquals(state, { encrypted: true, verified: true, by: "dane" });
  transport.close();
  await server.ended;
});

test("startDaneTls refuses what an authority vouches for and no record", async () => {
  const server = serveTls(pki.good, readToEnd);
  const starting = start(server.port, 3, pki.expired.cert, true);
  assertEquals((await assertRejects(() => starting, TlsError)).problem, "tlsa");
  await server.ended;
});

if (!SERVER_PROVES_KEY) {
  test("startDaneTls asks an authority first where a record alone proves too little", async () => {
    const server = serveTls(pki.unknownIssuer, readToEnd);
    const starting = start(server.port, 3, pki.unknownIssuer.cert, true);
    assert((await assertRejects(() => starting, TlsError)).isAboutCertificate);
    await server.ended;
  });
}

test("startDaneTls refuses a certificate that no record is for", async () => {
  const server = serveTls(pki.good, readToEnd);
  const error = await assertRejects(() => start(server.port, 3, pki.expired.cert), TlsError);
  assertEquals([error.problem, error.temporary], ["tlsa", true]);
  assertEquals(error.isAboutCertificate, false);
  await server.ended;
});

test("startDaneTls takes a certificate that the authority of a record has signed", async () => {
  const { cert, key, authority } = pki.good;
  const server = serveTls({ cert: cert + authority, key, authority }, readToEnd);
  const { transport, state } = await start(server.port, 2, authority);
  assertEquals(state.verified, SERVER_PROVES_KEY);
  transport.close();
  await server.ended;
});

/** The key of the certificate by its public part, with another private part: no signature is right. */
function forgedKey(pem: string, other: string): string {
  const octets = der(pem);
  const secret = (key: Uint8Array): number => {
    const at = key.findIndex((_, at) =>
      key[at] === 2 && key[at + 2] === 1 && key[at + 3] === 4 && key[at + 4] === 32
    );
    assert(at > 0);
    return at + 5;
  };
  const stranger = der(other);
  const from = secret(stranger);
  octets.set(stranger.subarray(from, from + 32), secret(octets));
  return `-----BEGIN PRIVATE KEY-----\n${octets.toBase64()}\n-----END PRIVATE KEY-----\n`;
}

const noOpenssl = hasOpenssl() ? undefined : "needs openssl";

function hasOpenssl(): boolean {
  try {
    return new Deno.Command("openssl", { args: ["version"] }).outputSync().success;
  } catch {
    return false;
  }
}

for (const version of ["tls1_2", "tls1_3"]) {
  testUnless(
    noOpenssl,
    `SERVER_PROVES_KEY is true of this Deno: a certificate without its key, ${version}`,
    async () => {
      const folder = await Deno.makeTempDir();
      try {
        await Deno.writeTextFile(`${folder}/cert.pem`, pki.good.cert);
        await Deno.writeTextFile(`${folder}/key.pem`, forgedKey(pki.good.key, pki.expired.key));
        const files = ["-cert", `${folder}/cert.pem`, "-key", `${folder}/key.pem`];
        const argv = ["openssl", "s_server", "-accept", "127.0.0.1:0", ...files, `-${version}`];
        await using server = new Process(argv);
        const [, port] = await server.said(/^ACCEPT 127\.0\.0\.1:(\d+)$/m);
        const conn = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
        const starting = startUnverifiedTls(conn, { name: NAME, refused, ...limits });
        if (SERVER_PROVES_KEY) await assertRejects(() => starting, TlsError);
        else (await starting).transport.close();
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  );
}
