import {
  DomainError,
  hostNameFault,
  nameFromDns,
  toAsciiDomain,
  toUnicodeDomain,
} from "../../dns/domain.ts";
import { assert, assertEquals, assertMatch, assertThrows } from "../std/assert.ts";
import fc from "fast-check";

Deno.test("toAsciiDomain gives lower-case A-labels without a trailing dot", () => {
  const domains: Record<string, string> = {
    "Gmail.COM": "gmail.com",
    "gmail.com.": "gmail.com",
    "localhost": "localhost",
    "Bücher.example": "xn--bcher-kva.example",
    "XN--BCHER-KVA.example": "xn--bcher-kva.example",
    "straße.de": "xn--strae-oqa.de",
    "日本語。ＪＰ": "xn--wgv71a119e.jp",
    "e\u0301.com": "xn--9ca.com",
    "3com.com": "3com.com",
    "a--b.xn--p1ai": "a--b.xn--p1ai",
    "iana.123": "iana.123",
    "1.2.3.4a": "1.2.3.4a",
  };
  for (const [domain, ascii] of Object.entries(domains)) {
    assertEquals(toAsciiDomain(domain), ascii);
    assertEquals(toAsciiDomain(ascii), ascii);
  }
});

Deno.test("toAsciiDomain refuses with a reason what is no domain of mail", () => {
  const refused: Record<string, string> = {
    "": "empty",
    ".": "empty",
    "\u00ad": "valid internationalized",
    "a..b": "empty label",
    ".a": "empty label",
    "a.b..": "empty label",
    "a_b.com": "letters, digits and hyphens",
    "a b.com": "letters, digits and hyphens",
    "a%41.com": "letters, digits and hyphens",
    "a\r\nb.com": "letters, digits and hyphens",
    "ü:25.de": "letters, digits and hyphens",
    "\u0000ü.de": "letters, digits and hyphens",
    "％41.com": "letters, digits and hyphens",
    "-a.com": "hyphen",
    "a-.com": "hyphen",
    "127.0.0.1": "brackets",
    "127.1": "brackets",
    "2130706433": "brackets",
    "0x7F.1": "brackets",
    "１２７.1": "brackets",
    "[127.0.0.1]": "letters, digits and hyphens",
    "a\u200db.com": "valid internationalized",
    "\ud800.com": "valid internationalized",
  };
  for (const [domain, reason] of Object.entries(refused)) {
    assertThrows(() => toAsciiDomain(domain), DomainError, reason);
  }
});

Deno.test("toAsciiDomain keeps to the lengths of RFC 1035", () => {
  const label = "a".repeat(63);
  assertEquals(toAsciiDomain(`${label}.com`), `${label}.com`);
  assertThrows(() => toAsciiDomain(`a${label}.com`), DomainError, "longer than 63");
  assertThrows(() => toAsciiDomain(`${"ü".repeat(60)}.com`), DomainError, "longer than 63");
  const longest = [label, label, label, "b".repeat(61)].join(".");
  assertEquals(toAsciiDomain(longest).length, 253);
  assertThrows(() => toAsciiDomain(`${longest}b`), DomainError, "longer than 253");
});

Deno.test("toAsciiDomain gives a name that SMTP may carry, or refuses, whatever it is given", () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.domain()), (text) => {
    try {
      assertMatch(toAsciiDomain(text), /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*$/);
    } catch (error) {
      assert(error instanceof DomainError);
    }
  }));
});

Deno.test("toUnicodeDomain shows U-labels, but never another name", () => {
  assertEquals(toUnicodeDomain("xn--bcher-kva.example"), "bücher.example");
  assertEquals(toUnicodeDomain("gmail.com"), "gmail.com");
  assertEquals(toUnicodeDomain("XN--BCHER-KVA.example"), "bücher.example");
  for (
    const odd of [
      "[IPv6:2001:db8::1]",
      "[192.0.2.1]",
      "xn--a.com",
      "xn--zzzzzzzzzzzzzzz99999",
      "mx\r\n.evil",
      "",
    ]
  ) {
    assertEquals(toUnicodeDomain(odd), odd);
  }
});

Deno.test("nameFromDns gives lower-case A-labels, and what is none as it is", () => {
  const names: Record<string, string> = {
    "MX1.Dest.TEST.": "mx1.dest.test",
    "bücher.test.": "xn--bcher-kva.test",
    ".": ".",
    "mx\\013.evil.": "mx\\013.evil",
    "a\u202eb.": "a\u202eb",
  };
  for (const [text, name] of Object.entries(names)) assertEquals(nameFromDns(text), name);
});

Deno.test("hostNameFault lets host names pass, and underscores, and nothing else", () => {
  for (const name of ["mx.test", "localhost", "_mx.a-b.test", "3.mx", "xn--bcher-kva.test"]) {
    assertEquals(hostNameFault(name), undefined);
  }
  const faults = ["", ".", "a..b", "a.", "-a.test", "a-.test", "a b", "a\\.b", "ü.test", "A.test"];
  for (const name of [...faults, `${"a".repeat(64)}.test`, `${"a.".repeat(130)}test`]) {
    assert(hostNameFault(name) !== undefined, name);
  }
});
