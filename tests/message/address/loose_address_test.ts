import { readAddresses } from "../../../message/address/loose_address.ts";
import { assertEquals } from "../../std/assert.ts";

type Case = readonly [name: string, value: string, addresses: string[], isBroken?: true];

const CASES: readonly Case[] = [
  ["a list", "Ana <a@b.example>, c@d.example", [
    "Ana|a@b.example|b.example",
    "|c@d.example|d.example",
  ]],
  ["a group", "us: a@b.example;, x@y.example", [
    "|a@b.example|b.example",
    "|x@y.example|y.example",
  ]],
  ["an encoded name", "=?utf-8?Q?Jos=C3=A9?= <a@b.example>", ["José|a@b.example|b.example"]],
  ["a domain of U-labels", "a@Bücher.example", ["|a@xn--bcher-kva.example|xn--bcher-kva.example"]],
  ["nothing", "", []],
  ["a word", "nobody", ["|nobody|"], true],
  ["two at signs", "a@b@c.example", ["|a@b@c.example|c.example"], true],
  ["a bracket that does not close", "Ana <a@b.example, c@d.example", [
    "Ana|a@b.example|b.example",
    "|c@d.example|d.example",
  ], true],
  ["a quote that does not close", '"Ana <a@b.example>', ['|"Ana <a@b.example>|b.example>'], true],
  ["a source route", "<@x.example:a@b.example>", [
    "|@x.example|x.example",
    "|a@b.example|b.example",
  ], true],
];

Deno.test("readAddresses reads a raw octet in an encoded word as that of its character set", () => {
  const [address] = readAddresses("=?iso-8859-1?Q?Fr\udcf6sche?= <a@b.example>").addresses;
  assertEquals([address?.name, address?.address], ["Frösche", "a@b.example"]);
});

for (const [name, value, addresses, isBroken] of CASES) {
  Deno.test(`readAddresses reads ${name}`, () => {
    const read = readAddresses(value);
    assertEquals(
      read.addresses.map(({ name, address, domain }) => `${name}|${address}|${domain}`),
      addresses,
    );
    assertEquals(read.fault !== undefined, isBroken ?? false);
  });
}
