import {
  Exit,
  type ExitCode,
  exitCodeOfAll,
  InputError,
  UsageError,
} from "../../../cli/terminal/exit.ts";
import { assertEquals } from "../../std/assert.ts";

const cases: [codes: ExitCode[], expected: ExitCode][] = [
  [[], 0],
  [[0, 0], 0],
  [[0, 67], 67],
  [[67, 68], 68],
  [[69, 67, 68], 69],
  [[76, 69], 76],
  [[77, 76], 77],
  [[0, 75], 75],
  [[75, 67], 75],
  [[77, 75], 75],
  [[130, 75, 0], 130],
  [[77, 130], 130],
  [[130, 79], 79],
  [[79, 75], 79],
  [[75, 0, 79, 69], 79],
  [[0, 79], 79],
];

for (const [codes, expected] of cases) {
  Deno.test(`several recipients with ${JSON.stringify(codes)} end with ${expected}`, () => {
    assertEquals(exitCodeOfAll(codes), expected);
  });
}

Deno.test("the exit codes are those of sysexits, with 1, 2, 3, 79 and 130", () => {
  assertEquals(
    [...new Set(Object.values(Exit))].toSorted((a, b) => a - b),
    [0, 1, 2, 3, 64, 65, 66, 67, 68, 69, 70, 74, 75, 76, 77, 78, 79, 130],
  );
});

Deno.test("an error carries its exit code, its hint and its cause", () => {
  const cause = new Error("why");
  const error = new InputError("no such address", { hint: "try another", cause });
  assertEquals([error.exitCode, error.hint, error.cause, error.name], [
    65,
    "try another",
    cause,
    "InputError",
  ]);
  assertEquals(new UsageError("what").hint, undefined);
});
