import { readArguments } from "../../../cli/command/arguments.ts";
import { CliError, UsageError } from "../../../cli/terminal/exit.ts";
import { readValues } from "../../../cli/command/options.ts";
import { type SendOptions, sendOptions } from "../../../cli/send/options.ts";
import { readTlsPolicy } from "../../../cli/send/security.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "../../std/assert.ts";
import { withDirectory } from "../../support/directory.ts";

function optionsOf(...argv: string[]): SendOptions {
  return readValues(sendOptions, readArguments(sendOptions, argv).given);
}

Deno.test("the port decides about TLS where nothing else does (RFC 8314 3.3)", async () => {
  const modes = { 25: "auto", 2525: "auto", 465: "on-connect", 587: "require", 2587: "require" };
  for (const [port, mode] of Object.entries(modes)) {
    assertEquals((await readTlsPolicy(optionsOf(), Number(port))).mode, mode, port);
    assertEquals((await readTlsPolicy(optionsOf("--tls", "off"), Number(port))).mode, "off");
  }
});

Deno.test("a name for TLS is one that a certificate can have", async () => {
  const names = { "Bücher.Example.": "xn--bcher-kva.example", "2001:DB8::1": "2001:db8::1" };
  for (const [given, name] of Object.entries(names)) {
    assertEquals((await readTlsPolicy(optionsOf("--tls-name", given), 25)).name, name);
  }
  for (const given of ["", "mx\r\n", "a b", "mx\u2028"]) {
    const read = async () => await readTlsPolicy(optionsOf(`--tls-name=${given}`), 25);
    await assertRejects(read, UsageError);
  }
});

Deno.test("a client certificate has its key and a server, and both files hold what they should", async () => {
  await withDirectory(async (directory) => {
    const cert = `${directory}/cert.pem`;
    const key = `${directory}/key.pem`;
    await Deno.writeTextFile(cert, "-----BEGIN CERTIFICATE-----\n");
    await Deno.writeTextFile(key, "-----BEGIN PRIVATE KEY-----\n");
    const read = (...argv: string[]) => readTlsPolicy(optionsOf(...argv), 587);
    const server = ["--server", "mx.example"];
    const { client } = await read("--cert", cert, "--key", key, ...server);
    assertEquals(client?.key, "-----BEGIN PRIVATE KEY-----\n");
    const cases: [string[], number, string][] = [
      [["--cert", cert, ...server], 64, "--cert needs --key FILE"],
      [["--key", key, ...server], 64, "--key needs --cert FILE"],
      [["--cert", cert, "--key", key], 64, "--cert needs --server HOST, which asks for it"],
      [["--cert", cert, "--key", key, ...server, "--tls", "off"], 64, "--cert and --tls off"],
      [["--cert", key, "--key", key, ...server], 65, "holds no certificate in PEM"],
      [["--cert", cert, "--key", cert, ...server], 65, "holds no unencrypted private key in PEM"],
      [["--cert", `${cert}x`, "--key", key, ...server], 66, "cert.pemx"],
    ];
    for (const [argv, code, words] of cases) {
      const error = await assertRejects(() => read(...argv), CliError);
      assertEquals(error.exitCode, code, error.message);
      assertStringIncludes(error.message, words);
    }
  });
});
