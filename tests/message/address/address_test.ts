import { AddressError, parseMailbox, parseReversePath } from "../../../message/address/address.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

Deno.test("parseMailbox gives the form of RFC 5321 4.1.2, quoted only when it must be", () => {
  const mailboxes: Record<string, string> = {
    "ana.maria@gmail.com": "ana.maria@gmail.com",
    "Ana+lab@GMAIL.com": "Ana+lab@gmail.com",
    "!#$%&'*+-/=?^_`{|}~@x.pt": "!#$%&'*+-/=?^_`{|}~@x.pt",
    '"ana.maria"@x.pt': "ana.maria@x.pt",
    '"a b"@x.pt': '"a b"@x.pt',
    '"a\\b"@x.pt': "ab@x.pt",
    '"a\\"\\\\"@x.pt': '"a\\"\\\\"@x.pt',
    '".a"@x.pt': '".a"@x.pt',
    '""@x.pt': '""@x.pt',
    '"a<b>,c@d"@x.pt': '"a<b>,c@d"@x.pt',
    "user@[192.0.2.1]": "user@[192.0.2.1]",
    "user@[IPv6:2001:DB8:0::1]": "user@[IPv6:2001:db8::1]",
    "a@bücher.example": "a@xn--bcher-kva.example",
    "josé@x.pt": "josé@x.pt",
    '"josé maria"@x.pt': '"josé maria"@x.pt',
    "🙂@x.pt": "🙂@x.pt",
    "root@localhost": "root@localhost",
  };
  for (const [text, form] of Object.entries(mailboxes)) {
    assertEquals(parseMailbox(text).toString(), form);
    assertEquals(parseMailbox(form).toString(), form);
  }
});

Deno.test("parseMailbox splits at the @ that is outside quotes (CVE-2025-13033)", () => {
  const mailbox = parseMailbox('"xclow3n@gmail.com x"@internal.domain');
  assertEquals(mailbox.localPart, "xclow3n@gmail.com x");
  assertEquals(mailbox.domain, "internal.domain");
});

Deno.test("parseMailbox says whether SMTPUTF8 is needed; an IDN domain alone does not need it", () => {
  const needed = ["a@x.pt", '"a b"@x.pt', "a@bücher.example", "josé@x.pt", '"é"@x.pt']
    .map((text) => parseMailbox(text).needsSmtpUtf8);
  assertEquals(needed, [false, false, false, true, true]);
});

Deno.test("parseMailbox refuses with a reason what is no mailbox", () => {
  const refused: Record<string, string> = {
    "": "no @ and domain",
    "ana": "no @ and domain",
    "postmaster": "no @ and domain",
    "@x.pt": "nothing comes before",
    "a@": "no domain follows",
    "a@b@c": "more than one @",
    "a@@b": "more than one @",
    "a b@x.pt": "U+0020 is allowed in a local part only inside quotes",
    " a@x.pt": "inside quotes",
    "a@x.pt ": "letters, digits and hyphens",
    "a@ x.pt": "letters, digits and hyphens",
    "<a@x.pt>": '"<" is allowed',
    "a@x.pt>": "letters, digits and hyphens",
    "Ana <a@x.pt>": "U+0020",
    "a(comment)@x.pt": '"(" is allowed',
    "a@x.pt(comment)": "letters, digits and hyphens",
    "a,b@x.pt": '"," is allowed',
    "a\\@b@x.pt": '"\\" is allowed',
    ".a@x.pt": "an unquoted local part may not start",
    "a.@x.pt": "an unquoted local part may not start",
    "a..b@x.pt": "an unquoted local part may not start",
    '"a@x.pt': "are not closed",
    '"a\\"@x.pt': "are not closed",
    '"a"b@x.pt': "not followed by @",
    '"a".b@x.pt': "not followed by @",
    'a"b"@x.pt': '""" is allowed',
    '"a\\é"@x.pt': "are not closed",
    "a@x.pt.": "ends with a dot",
    "a@x..pt": "empty label",
    "a@-x.pt": "hyphen",
    "a@x_y.pt": "letters, digits and hyphens",
    "a@192.0.2.1": "brackets",
    "a@[192.0.2.256]": "do not contain an address literal",
    "a@[2001:db8::1]": "do not contain an address literal",
    "a@[192.0.2.1": "do not contain an address literal",
    "a@[x.pt]": "do not contain an address literal",
    "a@[IPv6:fe80::1%eth0]": "do not contain an address literal",
    "a@x.pt\r\nRCPT TO:<eve@x.pt>": "CR (U+000D)",
    '"a\r\n"@x.pt': "CR (U+000D)",
    "a\n@x.pt": "LF (U+000A)",
    "a\0@x.pt": "NUL (U+0000)",
    '"a\tb"@x.pt': "TAB (U+0009)",
    "a\x7f@x.pt": "DEL (U+007F)",
    "a\x85@x.pt": "NEL (U+0085)",
    "a\u2028@x.pt": "LINE SEPARATOR (U+2028)",
    "a\u202e@x.pt": "U+202E",
    "a\u00a0b@x.pt": "U+00A0",
    '"a\u3000b"@x.pt': "U+3000",
    "a\ufeff@x.pt": "U+FEFF",
    "a\ufffd@x.pt": "U+FFFD",
  };
  for (const [text, reason] of Object.entries(refused)) {
    assertThrows(() => parseMailbox(text), AddressError, reason);
  }
  assertThrows(() => parseMailbox("a\ud800@x.pt"), AddressError, "U+D800");
});

Deno.test("parseMailbox keeps to the lengths of RFC 5321 4.5.3.1, in octets as written", () => {
  const local = "a".repeat(64);
  assertEquals(parseMailbox(`${local}@x.pt`).localPart, local);
  assertThrows(() => parseMailbox(`a${local}@x.pt`), AddressError, "longer than 64 octets");
  assertThrows(() => parseMailbox(`${"é".repeat(33)}@x.pt`), AddressError, "longer than 64 octets");
  assertThrows(() => parseMailbox(`"${"a ".repeat(32)}"@x.pt`), AddressError, "64 octets");
  const label = "b".repeat(63);
  const domain = `${label}.${label}.${label}`;
  assertEquals(parseMailbox(`${"a".repeat(62)}@${domain}`).toString().length, 254);
  assertThrows(() => parseMailbox(`${"a".repeat(63)}@${domain}`), AddressError, "256 octets");
});

Deno.test("parseMailbox shortens what it repeats of a long text", () => {
  const { message } = assertThrows(() => parseMailbox("a ".repeat(1e6)), AddressError);
  assertEquals(message.length < 300, true);
});

Deno.test("parseReversePath knows the null reverse-path (RFC 5321 4.5.5)", () => {
  assertEquals(parseReversePath("<>"), undefined);
  assertEquals(parseReversePath("a@x.pt")?.toString(), "a@x.pt");
  for (const text of ["", " ", "< >"]) {
    assertThrows(() => parseReversePath(text), AddressError);
  }
});
