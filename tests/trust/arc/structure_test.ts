import { readFault } from "../../../trust/arc/structure.ts";
import { assertEquals } from "../../std/assert.ts";

const FAULTS = [
  ["i=2 cv=fail", 2, "seal 2 says that the chain before it was broken"],
  ['i=1 cv="pass', 1, 'seal 1 says "pass" of those before (cv=), and there are none'],
  ["i=3 cv=none", 3, 'seal 3 says "none" of those before (cv=), not pass'],
  ["i=1 no arc-seal set", 1, "set 1 has no field ARC-Seal"],
  [
    "i=2 multiple arc-message-signature values",
    2,
    "set 2 has several fields ARC-Message-Signature",
  ],
  ["i=3 expected=2", 3, "set 2 is missing"],
  ["i=2 as missing d=", 2, "set 2 is malformed: as missing d="],
  ["chain-length=51", 0, "there are more than 50 sets"],
  ["invalid aar instance", 0, "a field has no number of its set (i=) from 1 to 50"],
  ["something else", 0, "something else"],
] as const;

for (const [said, instance, text] of FAULTS) {
  Deno.test(`the package's "${said}" in words`, () => {
    assertEquals(readFault(said), { instance, text });
  });
}
