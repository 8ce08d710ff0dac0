import { numberedFileName, safeFileName } from "../../../message/file/name.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import fc from "fast-check";

const CASES: readonly (readonly [name: string, safe: string])[] = [
  ["a.txt", "a.txt"],
  ["Olá, Ana.pdf", "Olá, Ana.pdf"],
  ["/etc/passwd", "passwd"],
  ["..\\..\\autoexec.bat", "autoexec.bat"],
  ["..", "part"],
  ["", "part"],
  ["a/", "part"],
  [".bashrc", "bashrc"],
  ["-rf", "rf"],
  ["a\0b\x1b[2J\u202e", "ab[2J"],
  ["\ufeffa\u200bb", "ab"],
  ["a:b*c?", "a_b_c_"],
  ["con", "_con"],
  ["NUL.txt", "_NUL.txt"],
  ["a.txt. . ", "a.txt"],
  ["a\n\tb", "ab"],
];

for (const [name, safe] of CASES) {
  Deno.test(`safeFileName makes ${JSON.stringify(safe)} of ${JSON.stringify(name)}`, () => {
    assertEquals(safeFileName(name, "part"), safe);
  });
}

Deno.test("safeFileName shortens a name and keeps its extension", () => {
  const safe = safeFileName(`${"é".repeat(1_000)}.pdf`, "part");
  assert(safe.endsWith("é.pdf") && new TextEncoder().encode(safe).length <= 200);
});

Deno.test("no name leads out of its directory, is hidden, or holds what cannot be seen", () => {
  const piece = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "-",
    " ",
    "\0",
    "\u202e",
    "con",
    "a",
    "é",
    "\ud800",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "binary" }))), (pieces) => {
      const safe = safeFileName(pieces.join(""), "part");
      assert(
        /^[^/\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}.\-][^/\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u.test(
          safe,
        ),
        safe,
      );
      assert(new TextEncoder().encode(safe).length <= 255);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("a number stands before the extension", () => {
  assertEquals(["a.txt", "a", "a.tar.gz"].map((name) => numberedFileName(name, 2)), [
    "a-2.txt",
    "a-2",
    "a.tar-2.gz",
  ]);
});

Deno.test("a name loses what is not seen, and marks beyond four on a letter", () => {
  assertEquals(
    safeFileName(`in\u200dvo\u3164i\u{e0100}ce\ue000\u0378${"\u0323".repeat(100)}.pdf`, "part"),
    `invoic\u1eb9${"\u0323".repeat(3)}.pdf`,
  );
});
