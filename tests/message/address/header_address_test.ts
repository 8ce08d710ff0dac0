import { AddressError, parseMailbox } from "../../../message/address/address.ts";
import {
  mailboxesOf,
  parseAddressList,
  parseMailboxList,
} from "../../../message/address/header_address.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

function pairs(text: string): string[] {
  return mailboxesOf(parseAddressList(text)).map(({ name, mailbox }) => `${name}|${mailbox}`);
}

Deno.test("parseAddressList reads names, angle brackets, comments and commas", () => {
  const lists: Record<string, string[]> = {
    "": [],
    " , ,": [],
    "a@x.pt": ["|a@x.pt"],
    "<a@x.pt>": ["|a@x.pt"],
    "Ana Maria <a@x.pt>": ["Ana Maria|a@x.pt"],
    '"Maria, Ana" <a@x.pt>, b@x.pt': ["Maria, Ana|a@x.pt", "|b@x.pt"],
    '"a \\"b\\" \\\\" <a@x.pt>': ['a "b" \\|a@x.pt'],
    'Ana "M." Reis <a@x.pt>': ["Ana M. Reis|a@x.pt"],
    "John Q. Public <a@x.pt>": ["John Q. Public|a@x.pt"],
    "João Ção <a@x.pt>": ["João Ção|a@x.pt"],
    "=?utf-8?q?Jo=C3=A3o?= <a@x.pt>": ["=?utf-8?q?Jo=C3=A3o?=|a@x.pt"],
    "a@x.pt (Ana (of (the)) lab \\) )": ["|a@x.pt"],
    "(x)Ana(y)<(z)a@x.pt(w)>(v),(u) b@x.pt": ["Ana|a@x.pt", "|b@x.pt"],
    "a (c) @ (d) x.pt": ["|a@x.pt"],
    "a@x.pt,\tb@x.pt,,c@x.pt": ["|a@x.pt", "|b@x.pt", "|c@x.pt"],
    '"a b"@x.pt': ['|"a b"@x.pt'],
    '"a\\ b" <"c,d"@x.pt>': ['a b|"c,d"@x.pt'],
    "a@[192.0.2.1], b@[IPv6:2001:db8::1]": ["|a@[192.0.2.1]", "|b@[IPv6:2001:db8::1]"],
    "a@bücher.example": ["|a@xn--bcher-kva.example"],
    "undisclosed-recipients:;": [],
    "Lab (c): Ana <a@x.pt>, b@x.pt; (d), c@x.pt": ["Ana|a@x.pt", "|b@x.pt", "|c@x.pt"],
    '"Lab: 2":,a@x.pt,;': ["|a@x.pt"],
  };
  for (const [text, expected] of Object.entries(lists)) assertEquals(pairs(text), expected, text);
});

Deno.test("parseAddressList keeps groups and their names", () => {
  assertEquals(parseAddressList("Lab 2: a@x.pt;"), [
    { name: "Lab 2", members: [{ name: "", mailbox: parseMailbox("a@x.pt") }] },
  ]);
});

Deno.test("parseAddressList never splits a quoted local part (CVE-2025-13033)", () => {
  assertEquals(pairs('"xclow3n@gmail.com x"@internal.domain'), [
    '|"xclow3n@gmail.com x"@internal.domain',
  ]);
  assertEquals(pairs('"<eve@evil.example>," <"a@evil.example"@x.pt>'), [
    '<eve@evil.example>,|"a@evil.example"@x.pt',
  ]);
});

Deno.test("parseAddressList refuses with a reason what is no address list", () => {
  const refused: Record<string, string> = {
    "Ana": '"Ana" has no @',
    "Ana, a@x.pt": '"Ana" has no @',
    "Ana <>": "the angle brackets are empty",
    "Ana <a>": "the angle brackets are empty",
    "Ana <a@x.pt": "is not closed",
    "Ana <a@x.pt> Maria": '"M" is out of place',
    "a@x.pt b@x.pt": '"b" is out of place',
    "a@x.pt; b@x.pt": '";" is out of place',
    "Ana a@x.pt": "angle brackets",
    '"a".b@x.pt': "angle brackets",
    "<@relay.pt:a@x.pt>": "source route",
    "@x.pt": "nothing comes before an @",
    "a@b@x.pt": '"@" is out of place',
    "a@(c)": "no domain follows",
    "a@x.pt.": "ends with a dot",
    '"Ana <a@x.pt>': "a quote is not closed",
    "a@x.pt (c": "a comment is not closed",
    "a@x.pt (c\\": "a comment is not closed",
    "a@x.pt )": '")" is out of place',
    "\\a@x.pt": '"\\" is out of place',
    "[a]@x.pt": '"[" is out of place',
    "Lab: a@x.pt": "does not end with a semicolon",
    "Lab: inner: a@x.pt;;": '"inner" has no @',
    ": a@x.pt;": "a group has no name",
    "a@x.pt\r\nBcc: eve@x.pt": "CR (U+000D)",
    "Ana\u2028 <a@x.pt>": "LINE SEPARATOR",
    "a\u00a0b@x.pt": "U+00A0",
  };
  for (const [text, reason] of Object.entries(refused)) {
    assertThrows(() => parseAddressList(text), AddressError, reason);
  }
});

Deno.test("parseMailboxList takes no group (RFC 5322 3.6.2)", () => {
  assertEquals(parseMailboxList("a@x.pt, Ana <b@x.pt>").length, 2);
  assertThrows(() => parseMailboxList("Lab: a@x.pt;"), AddressError, "groups are not allowed");
});

Deno.test("an address list is read or refused in time that grows with its length", () => {
  const started = performance.now();
  for (const unit of ["(", '"', "\\", "a ", "a,", '"\\', "<", "a@x.pt,"]) {
    try {
      parseAddressList(unit.repeat(100_000));
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
    }
  }
  // A second where the machine is busy; minutes, if it grew with the square.
  assertEquals(performance.now() - started < 20_000, true);
});
