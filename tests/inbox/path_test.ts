import { pathFault, splitPathArgument } from "../../inbox/path.ts";
import { assertEquals, assertMatch } from "../std/assert.ts";

const PATHS: readonly (readonly [argument: string, path: string | undefined])[] = [
  ["FROM:<ana@ualg.pt>", "ana@ualg.pt"],
  ["from:<ana@ualg.pt>", "ana@ualg.pt"],
  ["FROM:<>", ""],
  ["FROM:<ana@ualg.pt> SIZE=12", "ana@ualg.pt"],
  ['FROM:<"a> b"@ualg.pt> SIZE=12', '"a> b"@ualg.pt'],
  ['FROM:<"a\\"> b"@ualg.pt>', '"a\\"> b"@ualg.pt'],
  ["FROM:<@one.test,@two.test:ana@ualg.pt>", "ana@ualg.pt"],
  ["FROM:<@one.test:>", ""],
  ["FROM:<ana@[IPv6:2001:db8::1]>", "ana@[IPv6:2001:db8::1]"],
  ["FROM: <ana@ualg.pt>", "ana@ualg.pt"],
  ["FROM :<ana@ualg.pt>", undefined],
  ["FROM:ana@ualg.pt", undefined],
  ["FROM:<ana@ualg.pt", undefined],
  ["FROM:<ana@ualg.pt>SIZE=12", undefined],
  ["FROM:Ana <ana@ualg.pt>", undefined],
  ["FROM:<a b@ualg.pt>", undefined],
  ["FROM:<<ana@ualg.pt>>", undefined],
  ['FROM:<"ana@ualg.pt>', undefined],
  ["FROM:<ana@ualg.pt> =12", undefined],
  ["FROM:<ana@ualg.pt> SIZE=1 size=2", undefined],
  ["TO:<ana@ualg.pt>", undefined],
  ["FROM", undefined],
  ["", undefined],
];

for (const [argument, path] of PATHS) {
  const verdict = path === undefined ? "refused" : `the path <${path}>`;
  Deno.test(`MAIL ${argument} is ${verdict}`, () => {
    assertEquals(splitPathArgument(argument, "FROM")?.path, path);
  });
}

Deno.test("parameters of a path are split by keyword in capitals", () => {
  const split = splitPathArgument("TO:<ana@ualg.pt>  Notify=NEVER smtputf8 ", "TO");
  assertEquals(Array.from(split?.parameters ?? []), [["NOTIFY", "NEVER"], ["SMTPUTF8", undefined]]);
});

Deno.test("a path is a mailbox or Postmaster alone", () => {
  for (const path of ["ana@ualg.pt", "postMaster", '"a b"@ualg.pt', "ana@[192.0.2.1]"]) {
    assertEquals(pathFault(path), undefined, path);
  }
  for (
    const path of [
      "ana",
      "",
      "a b@ualg.pt",
      "ana@-ualg.pt",
      "ana@[300.0.0.1]",
      "a@b@c.test",
      `a@${"é".repeat(99)}.test`,
      "\0@x.test",
    ]
  ) {
    assertMatch(pathFault(path) ?? "", /^[ -~]{10,300}$/, path);
  }
});

Deno.test("a path with many quotes is refused in no time", () => {
  assertEquals(splitPathArgument(`FROM:<${'"\\'.repeat(5000)}`, "FROM"), undefined);
});
