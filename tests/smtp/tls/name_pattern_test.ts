import { matchesName } from "../../../smtp/tls/name_pattern.ts";
import { assertEquals } from "../../std/assert.ts";

Deno.test("matchesName takes a wildcard for one whole label on the left, and for nothing else", () => {
  const yes = [["a.test", "A.TEST"], ["a.test.", "a.test"], ["*.a.test", "mx.a.test"]] as const;
  const no = [
    ...[["*.a.test", "a.test"], ["*.a.test", "x.mx.a.test"], ["*.a.test", ".a.test"]] as const,
    ...[["m*.a.test", "mx.a.test"], ["mx.*.test", "mx.a.test"], ["*", "test"]] as const,
    ...[["a.test", "b.test"], ["a.test", "a.test.evil"], ["*.test", "a.b.test"]] as const,
  ];
  assertEquals(yes.map(([pattern, name]) => matchesName(pattern, name)), yes.map(() => true));
  assertEquals(no.map(([pattern, name]) => matchesName(pattern, name)), no.map(() => false));
});
