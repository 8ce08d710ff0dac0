import { AddressError } from "../../../message/address/address.ts";
import { withoutMailto } from "../../../message/address/mailto.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

Deno.test("a mailto link becomes the addresses that it leads to (RFC 6068)", () => {
  const links: Record<string, string> = {
    "mailto:ana@x.example": "ana@x.example",
    " MAILTO:ana@x.example ": "ana@x.example",
    "<mailto:ana@x.example>": "ana@x.example",
    "mailto:ana@x.example,bob@y.example": "ana@x.example,bob@y.example",
    "mailto:gorby%25kremvax@x.example": "gorby%kremvax@x.example",
    "mailto:%22not%40me%22@x.example": '"not@me"@x.example',
    "mailto:jos%C3%A9@x.example": "josé@x.example",
    "mailto:": "",
  };
  for (const [link, addresses] of Object.entries(links)) {
    assertEquals(withoutMailto(link), addresses, link);
  }
});

Deno.test("what is no link stays as it is", () => {
  for (const text of ["ana@x.example", "Ana <a@x.example>", "", "mailto", "a mailto:b@x.example"]) {
    assertEquals(withoutMailto(text), text);
  }
});

Deno.test("a link that says more than addresses, or cannot be decoded, is refused", () => {
  const refused: Record<string, string> = {
    "mailto:ana@x.example?subject=Hi": "only the addresses",
    "mailto:?to=ana@x.example": "only the addresses",
    "mailto:jos%E9@x.example": "not UTF-8",
    "mailto:100%@x.example": "not UTF-8",
  };
  for (const [link, reason] of Object.entries(refused)) {
    assertThrows(() => withoutMailto(link), AddressError, reason);
  }
});
