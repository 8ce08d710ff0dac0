import {
  type AddressScope,
  addressScope,
  formatAddressLiteral,
  type IpAddress,
  parseAddressLiteral,
  parseIpAddress,
} from "../../dns/ip.ts";
import { assertEquals, fail } from "../std/assert.ts";
import fc from "fast-check";

function ip(text: string): IpAddress {
  return parseIpAddress(text) ?? fail(`${text} is an address`);
}

Deno.test("parseIpAddress writes the canonical text of RFC 5952", () => {
  const canonical: Record<string, string> = {
    "192.0.2.1": "192.0.2.1",
    "0.0.0.0": "0.0.0.0",
    "255.255.255.255": "255.255.255.255",
    "::": "::",
    "::1": "::1",
    "1::": "1::",
    "2001:DB8:0:0:0:0:0:1": "2001:db8::1",
    "2001:0db8:0000:0000:0001:0000:0000:0001": "2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1": "2001:db8:0:1:1:1:1:1",
    "2001:db8::1:1:1:1:1": "2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1": "2001:0:0:1::1",
    "::ffff:7f00:1": "::ffff:127.0.0.1",
    "::FFFF:192.0.2.1": "::ffff:192.0.2.1",
    "64:ff9b::192.0.2.33": "64:ff9b::c000:221",
    "1:2:3:4:5:6:192.0.2.1": "1:2:3:4:5:6:c000:201",
  };
  for (const [text, expected] of Object.entries(canonical)) {
    assertEquals(ip(text).text, expected, text);
    assertEquals(ip(text).bytes.length, text.includes(":") ? 16 : 4, text);
  }
});

Deno.test("parseIpAddress refuses what only some readers take for an address", () => {
  const texts = [
    ...["", "127.1", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.01", "256.0.0.1", "1.2.3", "1.2.3.4.5"],
    ...["1.2.3.4 ", " 1.2.3.4", "1.2.3.4\n", "١.2.3.4", "1..2.3", "1.2.3.4."],
    ...[":", ":::", "1:::2", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1:2:3:4:5:6:7:8"],
    ...[
      "12345::",
      "g::",
      "fe80::1%eth0",
      "[::1]",
      "::1.2.3.4.5",
      "1.2.3.4::",
      "::1.2.3.4:1",
      ":1::",
    ],
    ...["1:2:3:4:5:6:7:1.2.3.4", "::ffff:1.2.3.256", "::ffff:01.2.3.4", "1:2:3:4:5:6:7:8::"],
  ];
  for (const text of texts) assertEquals(parseIpAddress(text), undefined, JSON.stringify(text));
});

Deno.test("parseIpAddress reads back every address it writes", () => {
  const octets = (length: number): fc.Arbitrary<number[]> =>
    fc.array(fc.oneof(fc.constant(0), fc.nat(255)), { minLength: length, maxLength: length });
  fc.assert(fc.property(octets(16), (bytes) => {
    const hex = Array.from({ length: 8 }, (_, group) => {
      return ((bytes[group * 2] ?? 0) << 8 | (bytes[group * 2 + 1] ?? 0)).toString(16);
    });
    const parsed = ip(hex.join(":"));
    assertEquals([...parsed.bytes], bytes);
    assertEquals(ip(parsed.text), parsed);
    assertEquals(parseAddressLiteral(formatAddressLiteral(parsed)), parsed);
  }));
  fc.assert(fc.property(octets(4), (bytes) => {
    assertEquals([...ip(bytes.join(".")).bytes], bytes);
  }));
});

Deno.test("addressScope knows the ranges of RFC 6890, to their last address", () => {
  const scopes: Record<AddressScope, string[]> = {
    global: ["8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "128.0.0.0"]
      .concat(["169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255"])
      .concat(["192.169.0.0", "223.255.255.255", "2606:4700::1", "2a00:1450::1", "::ffff:8.8.8.8"])
      .concat(["64:ff9b::808:808", "2002:808:808::1", "192.88.98.255", "192.88.100.0"])
      .concat(["191.255.255.255", "192.0.1.0", "192.0.3.0", "198.17.255.255", "198.20.0.0"])
      .concat([
        "2001:200::1",
        "2001:db7:ffff::",
        "2001:db9::",
        "3ffe:ffff::",
        "2620:4f:8000::1",
        "2001:4:112::1",
      ]),
    loopback: ["127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]
      .concat(["2002:7f00:1::"]),
    private: ["10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0"]
      .concat(["192.168.255.255", "100.64.0.0", "100.127.255.255", "fd00::1", "fc00::", "fdff::1"])
      .concat(["fec0::1", "::ffff:10.1.2.3", "2002:c0a8:101::1", "64:ff9b:1::1"]),
    "link-local": ["169.254.0.0", "169.254.169.254", "fe80::1", "febf::1", "::ffff:169.254.1.1"],
    unspecified: ["0.0.0.0", "0.1.2.3", "::", "::ffff:0.0.0.0"],
    multicast: ["224.0.0.1", "239.255.255.255", "ff02::1", "::ffff:224.0.0.1"],
    reserved: ["192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "240.0.0.1"]
      .concat(["255.255.255.255", "2001:db8::1", "3fff::1", "::127.0.0.1", "100::1", "4000::1"])
      .concat(["192.0.0.255", "192.88.99.1", "198.19.255.255", "::8.8.8.8", "::2", "5f00::1"])
      .concat([
        "2001::808:808",
        "2001:0:7f00:1::",
        "2001:1ff:ffff::",
        "2001:2::1",
        "2001:10::1",
        "2001:1::1",
      ])
      .concat(["100:0:0:1::1", "200::1", "2002:c612:1::1", "64:ff9b::c612:1", "::ffff:240.0.0.1"]),
  };
  for (const [scope, texts] of Object.entries(scopes)) {
    for (const text of texts) assertEquals(addressScope(ip(text)), scope, text);
  }
});

Deno.test("formatAddressLiteral writes the literals of RFC 5321 4.1.3", () => {
  assertEquals(formatAddressLiteral(ip("192.0.2.1")), "[192.0.2.1]");
  assertEquals(formatAddressLiteral(ip("2001:DB8::1")), "[IPv6:2001:db8::1]");
  assertEquals(formatAddressLiteral(ip("::ffff:192.0.2.1")), "[IPv6:::ffff:192.0.2.1]");
});

Deno.test("parseAddressLiteral wants brackets, and the tag for IPv6 only", () => {
  assertEquals(parseAddressLiteral("[192.0.2.1]"), ip("192.0.2.1"));
  assertEquals(parseAddressLiteral("[ipv6:::1]"), ip("::1"));
  for (
    const text of [
      ...["192.0.2.1", "[192.0.2.1", "[::1]", "[IPv6:192.0.2.1]", "[]", "[IPv6:]", "[127.1]"],
      ...["[192.0.2.1]\n", "[[192.0.2.1]]", "[IPv6:fe80::1%1]", "[x-tag:foo]", "[192.0.2.1]]"],
    ]
  ) assertEquals(parseAddressLiteral(text), undefined, JSON.stringify(text));
});
