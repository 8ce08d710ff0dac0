import { AddressError } from "../../../message/mod.ts";
import { MessageError } from "../../../message/message.ts";
import { readAddressField } from "../../../message/merge/address_field.ts";
import type { Piece } from "../../../message/merge/template.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

/** Text of the template as it is, a value as `{ value }`. */
function read(...pieces: Piece[]): string[] {
  return readAddressField(pieces, false).map(({ name, mailbox }) => `${name}|${mailbox}`);
}

const v = (value: string): Piece => ({ value });

Deno.test("the text of a template divides a field into addresses", () => {
  for (
    const [text, addresses] of [
      ["a@x.example", ["|a@x.example"]],
      ["a@x.example, b@x.example,", ["|a@x.example", "|b@x.example"]],
      ["Ana  Silva <a@x.example>", ["Ana Silva|a@x.example"]],
      ['"Silva, Ana" <a@x.example>', ["Silva, Ana|a@x.example"]],
      ['"Ana \\"A\\" S" <a@x.example>', ['Ana "A" S|a@x.example']],
      ['"a b"@x.example', ['|"a b"@x.example']],
      ["a@[192.0.2.1], b@[IPv6:2001:db8::1]", ["|a@[192.0.2.1]", "|b@[IPv6:2001:db8::1]"]],
      ["", []],
      [" , ", []],
    ] as const
  ) {
    assertEquals(read(text), [...addresses], text);
  }
});

Deno.test("a value in a name is that name, whatever it holds", () => {
  for (const name of ["Silva, Ana", 'a "b" c', "x <e@evil.example>", "a:b;", "(x)", "\\", "Ana"]) {
    assertEquals(read(v(name), " <", v("a@x.example"), ">"), [`${name}|a@x.example`]);
    assertEquals(read('"', v(name), '" <a@x.example>'), [`${name}|a@x.example`]);
  }
});

Deno.test("values beside each other and beside text make one name or one address", () => {
  assertEquals(read("Dr. ", v("Ana"), " ", v("Silva, PhD"), " <", v("ana"), "@x.example>"), [
    "Dr. Ana Silva, PhD|ana@x.example",
  ]);
  assertEquals(read(v("ana"), "@", v("x.example"), ", ", v("b@y.example")), [
    "|ana@x.example",
    "|b@y.example",
  ]);
});

Deno.test("a value never becomes more than one address", () => {
  for (
    const value of [
      "a@x.example, b@evil.example",
      "a@x.example>, <b@evil.example",
      "Ana <a@x.example>",
      "a@x.example\r\nBcc: b@evil.example",
      "list: a@x.example;",
      "a@x.example (b)",
      '"a@x.example, "@evil.example x',
      "a@x.example;b@y.example",
      " ",
      "",
    ]
  ) {
    assertThrows(() => read(v(value)), AddressError);
    assertThrows(() => read("Ana <", v(value), ">"), AddressError);
  }
});

Deno.test("a blank value is nobody where that may be", () => {
  assertEquals(readAddressField([v(" ")], true), []);
  assertEquals(readAddressField([v(""), " <", v(""), ">"], true), []);
  assertThrows(() => readAddressField([v("Ana"), " <", v(""), ">"], true), AddressError, "Ana");
});

Deno.test("what divides a field in no clear way is told", () => {
  for (
    const [text, words] of [
      ["Ana <a@x.example", "an angle bracket is not closed"],
      ['"Ana <a@x.example>', "a quote is not closed"],
      ["a@x.example (Ana)", '"(" must be in quotes'],
      ["friends: a@x.example;", '":" must be in quotes'],
      ["Ana <a@x.example> Silva", "a comma is missing"],
      ["a@x.example; b@x.example", '";" must be in quotes'],
    ] as const
  ) {
    assertThrows(() => read(text), MessageError, words);
  }
  assertThrows(() => read("<a@x.example>", v("x")), MessageError, "behind the brackets");
});
