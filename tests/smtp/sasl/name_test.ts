import { SaslError } from "../../../smtp/sasl/mechanism.ts";
import { saslName, saslPrepare } from "../../../smtp/sasl/name.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

for (
  const [text, prepared] of [
    ["I\u00adX", "IX"],
    ["user", "user"],
    ["USER", "USER"],
    ["\u00aa", "a"],
    ["\u2168", "IX"],
  ] as const
) {
  Deno.test(`saslPrepare makes of ${JSON.stringify(text)} what RFC 4013 section 3 says`, () => {
    assertEquals(saslPrepare(text, "password"), prepared);
  });
}

Deno.test("saslPrepare knows other spaces, composes, and leaves what is new to Unicode", () => {
  assertEquals(saslPrepare("a\u00a0b\u3000c", "password"), "a b c");
  assertEquals(saslPrepare("e\u0301", "password"), "\u00e9");
  assertEquals(saslPrepare("\u{1f600}", "password"), "\u{1f600}");
  assertEquals(saslPrepare("\u05d0 1 \u05d1", "password"), "\u05d0 1 \u05d1");
});

for (
  const text of [
    "\u0007",
    "a\tb",
    "\0",
    "\x7f",
    "\x85",
    "\ue000",
    "\ufffe",
    "\ud800",
    "\ufffd",
    "\u2ff0",
    "\u200e",
    "\u202e",
    "\u2028",
    "\u{e0041}",
  ]
) {
  const points = [...text].map((each) => `U+${each.codePointAt(0)?.toString(16)}`);
  Deno.test(`saslPrepare refuses ${points.join(" ")}`, () => {
    const error = assertThrows(() => saslPrepare(text, "password"), SaslError, "the password");
    assertEquals(error.kind, "auth");
  });
}

Deno.test("saslPrepare refuses mixed writing directions (RFC 3454 section 6)", () => {
  assertThrows(() => saslPrepare("\u06271", "password"), SaslError, "directions");
  assertThrows(() => saslPrepare("1\u0627", "password"), SaslError, "directions");
  assertThrows(() => saslPrepare("\u05d0a\u05d0", "password"), SaslError, "directions");
});

Deno.test("saslName prepares, and quotes = and , (RFC 5801 section 4)", () => {
  assertEquals(saslName("\u2168=a,b"), "IX=3Da=2Cb");
  assertThrows(() => saslName("a\nb"), SaslError, "user name");
});
