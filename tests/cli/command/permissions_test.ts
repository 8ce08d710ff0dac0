import { ANY_HOST_HINT, permissionError } from "../../../cli/command/permissions.ts";
import config from "../../../deno.json" with { type: "json" };
import { assertEquals, assertStringIncludes } from "../../std/assert.ts";

function denied(message: string, standalone: boolean): [number, string, string | undefined] {
  const needs = { net: true, read: true, sys: true, run: true };
  const error = permissionError(new Deno.errors.NotCapable(message), needs, standalone);
  return [error.exitCode, error.message, error.hint?.split("\n").at(-1)];
}

Deno.test("the flag of deno run is named with its scope", () => {
  assertEquals(
    denied('Requires read access to "/etc/mail", run again with the --allow-read flag', false),
    [
      78,
      "no read access to /etc/mail",
      "To allow it: deno run --allow-read=/etc/mail main.ts",
    ],
  );
  assertEquals(
    denied('Requires sys access to "hostname", run again with the --allow-sys flag', false),
    [
      78,
      "no sys access to hostname",
      "To allow it: deno run --allow-sys=hostname main.ts",
    ],
  );
});

Deno.test("a scope that a shell or a flag would split is left out", () => {
  for (const target of ["/a b", "/a,b"]) {
    const [, message, hint] = denied(`Requires read access to "${target}", run again with`, false);
    assertEquals(message, `no read access to ${target}`);
    assertEquals(hint, "To allow it: deno run --allow-read main.ts");
  }
  assertEquals(
    denied("Requires read access to <CWD>, run again with the --allow-read flag", false),
    [78, "no read access to <CWD>", "To allow it: deno run --allow-read main.ts"],
  );
  assertEquals(
    denied("Requires run access, run again with the --allow-run flag", false),
    [78, "no run access", "To allow it: deno run --allow-run main.ts"],
  );
});

const NARROW: readonly (readonly [what: string, target: string, words: string])[] = [
  ["net", '"192.0.2.1:2526"', "24, 25, 26, 465, 587, 2525, 2587"],
  ["net", '"0.0.0.0:1025"', "On loopback it may connect to and listen"],
  ["run", '"sh"', "runs no other programs"],
];

for (const [kind, target, words] of NARROW) {
  Deno.test(`the executable says what it may instead of ${kind} access to ${target}, and what may more`, () => {
    const message =
      `Requires ${kind} access to ${target}, specify the required permissions during ` +
      `compilation using \`deno compile --allow-${kind}\``;
    const needs = { net: true, run: true };
    const { exitCode, hint } = permissionError(
      new Deno.errors.NotCapable(message),
      needs,
      true,
    );
    assertEquals(exitCode, 78);
    assertStringIncludes(hint ?? "", words);
    assertStringIncludes(hint ?? "", ANY_HOST_HINT);
  });
}

Deno.test("what errors name is there, and may what they say: any host and port, and the shell", () => {
  const { tasks, permissions } = config;
  assertStringIncludes(ANY_HOST_HINT, "deno task compile:any-host");
  assertStringIncludes(tasks["compile:any-host"].command, "-P=mua-any-host");
  const { net, run, ...others } = permissions["mua-any-host"];
  assertEquals([net, run], [true, ["sh"]]);
  const { net: bounded, ...same } = permissions.mua;
  assertEquals([others, Array.isArray(bounded)], [same, true]);
});

Deno.test("a message that is not understood is told as it is", () => {
  assertEquals(denied("no way", false), [78, "no way", undefined]);
});

Deno.test("a file below /dev is no fault of mua, and no flag is named that would open everything", () => {
  const message = 'Requires all access to "/dev/stdout", run again with the --allow-all flag';
  for (const standalone of [false, true]) {
    assertEquals(denied(message, standalone), [
      78,
      "may not use /dev/stdout",
      "Deno keeps programs away from /dev, /proc and /sys: name a file of another directory.",
    ]);
  }
});
