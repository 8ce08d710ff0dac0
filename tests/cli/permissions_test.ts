import { permissionError } from "../../cli/permissions.ts";
import { assertEquals } from "../std/assert.ts";

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
      "may not have read access to /etc/mail",
      "Allow it: deno run --allow-read=/etc/mail main.ts",
    ],
  );
  assertEquals(
    denied('Requires sys access to "hostname", run again with the --allow-sys flag', false),
    [78, "may not have sys access to hostname", "Allow it: deno run --allow-sys=hostname main.ts"],
  );
});

Deno.test("a scope that a shell or a flag would split is left out", () => {
  for (const target of ["/a b", "/a,b"]) {
    const [, message, hint] = denied(`Requires read access to "${target}", run again with`, false);
    assertEquals(message, `may not have read access to ${target}`);
    assertEquals(hint, "Allow it: deno run --allow-read main.ts");
  }
  assertEquals(
    denied("Requires read access to <CWD>, run again with the --allow-read flag", false),
    [78, "may not have read access to <CWD>", "Allow it: deno run --allow-read main.ts"],
  );
  assertEquals(
    denied("Requires run access, run again with the --allow-run flag", false),
    [78, "may not have run access", "Allow it: deno run --allow-run main.ts"],
  );
});

Deno.test("the executable names the ports that it reaches", () => {
  const message =
    'Requires net access to "192.0.2.1:2526", specify the required permissions during ' +
    "compilation using `deno compile --allow-net`";
  assertEquals(denied(message, true), [
    78,
    "may not have net access to 192.0.2.1:2526",
    "Without that bound: deno run --allow-net main.ts",
  ]);
  assertEquals(
    denied('Requires run access to "pass", specify the', true)[2],
    'The executable was built without it; "deno run" can give it.',
  );
});

Deno.test("a message that is not understood is told as it is", () => {
  assertEquals(denied("no way", false), [78, "no way", undefined]);
});
