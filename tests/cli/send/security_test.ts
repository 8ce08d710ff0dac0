import { readArguments } from "../../../cli/command/arguments.ts";
import { UsageError } from "../../../cli/terminal/exit.ts";
import { readValues } from "../../../cli/command/options.ts";
import { type SendOptions, sendOptions } from "../../../cli/send/options.ts";
import { readTlsPolicy } from "../../../cli/send/security.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";

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
