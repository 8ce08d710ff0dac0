/** Environment variables that are not UTF-8, which only a shell can set. */
import { assertEquals, assertStringIncludes } from "../../std/assert.ts";

const main = new URL("../../../main.ts", import.meta.url).pathname;
const config = new URL("../../../deno.json", import.meta.url).pathname;

/** Runs the program with `lat£in` in ISO-8859-1 in a variable. */
async function runWith(variable: string, ...argv: string[]): Promise<[number, string]> {
  const script = `export ${variable}="$(printf 'lat\\243in')"; exec "$@"`;
  const deno = [Deno.execPath(), "run", "-q", "--no-prompt", "-P=mua", "-c", config, main];
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", ...deno, ...argv],
    env: { NO_COLOR: "1" },
  }).output();
  return [code, new TextDecoder().decode(stderr)];
}

const SEND = ["send", "-f", "a@x.example", "-t", "b@y.example", "--server", "127.0.0.1:1"];

Deno.test({
  name: "a password in the environment that is not UTF-8 is refused, and no word of it is shown",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const [code, stderr] = await runWith(
      "MUA_PASSWORD",
      ...SEND,
      ...["--body", "Hi", "-u", "ana", "--debug"],
    );
    assertEquals(code, 65);
    assertStringIncludes(stderr, "the environment variable MUA_PASSWORD is not UTF-8");
    assertEquals(/lat|in"/.test(stderr), false, stderr);
  },
});

Deno.test({
  name: "a setting in the environment that is not UTF-8 is none",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    assertEquals(await runWith("TERM", "version"), [0, ""]);
  },
});
