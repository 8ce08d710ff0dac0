/** The program as a process: permissions, signals, streams and exit codes as the system sees them. */
import config from "../../deno.json" with { type: "json" };
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";

const root = new URL("../../", import.meta.url);
const main = new URL("main.ts", root);
const fixture = new URL("fixtures/program.ts", import.meta.url);

/** How a process is started. */
interface Start {
  readonly permissions?: readonly string[];
  readonly env?: Record<string, string>;
  readonly stdin?: string;
}

function command(program: URL, argv: readonly string[], start: Start): Deno.Command {
  const flags = ["--no-prompt", "--quiet", ...(start.permissions ?? ["--allow-all"])];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, program.pathname, ...argv],
    env: { NO_COLOR: "", FORCE_COLOR: "", MUA_DEBUG: "", ...start.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: URL, argv: readonly string[], start: Start = {}): Promise<Ran> {
  const child = command(program, argv, start).spawn();
  const writer = child.stdin.getWriter();
  if (start.stdin !== undefined) await writer.write(new TextEncoder().encode(start.stdin));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("mua --version says the version of deno.json, of Deno and the target", async () => {
  assertEquals(await run(main, ["--version"], { permissions: [] }), {
    code: 0,
    stdout: `mua ${config.version} (Deno ${Deno.version.deno}, ${Deno.build.target})\n`,
    stderr: "",
  });
});

Deno.test("bare mua needs no permission and shows the help", async () => {
  const { code, stdout, stderr } = await run(main, [], { permissions: [] });
  assertMatch(stdout, /^mua: /);
  assertEquals([code, stderr], [0, ""]);
});

Deno.test("a wrong command goes to standard error and ends with 64", async () => {
  const { code, stdout, stderr } = await run(main, ["vresion"], { permissions: [] });
  assertEquals([code, stdout], [64, ""]);
  assertStringIncludes(stderr, 'mua: unknown command "vresion"\nDid you mean version?\n');
});

Deno.test("a command keeps what it needs", async () => {
  const { code, stdout } = await run(fixture, ["write-kept"]);
  assertEquals([code, stdout], [0, "written\n"]);
});

Deno.test("a command cannot do what it says it does not need, though the program may", async () => {
  const { code, stdout, stderr } = await run(fixture, ["write-given-up"]);
  assertEquals([code, stdout], [70, ""]);
  assertMatch(stderr, /^mua write-given-up: write access to .* was given up/);
});

Deno.test("a command can give up more while it runs", async () => {
  const { code, stdout } = await run(fixture, ["write-then-give-up"]);
  assertEquals([code, stdout], [70, "written\n"]);
});

Deno.test("every kind of permission but the needed ones is given up", async () => {
  const { stdout } = await run(fixture, ["permissions"]);
  assertEquals(JSON.parse(stdout), {
    version: 1,
    net: "prompt",
    read: "granted",
    write: "prompt",
    env: "prompt",
    sys: "prompt",
    run: "prompt",
    ffi: "prompt",
    import: "prompt",
  });
});

Deno.test("modules are still loaded after all permissions are given up", async () => {
  const { code, stdout, stderr } = await run(fixture, ["load-late"]);
  assertEquals([code, stdout, stderr], [0, "1.34 kB function\n", ""]);
});

Deno.test("the permission for the network alone is enough to talk to a server", async () => {
  const argv = [
    "send",
    "-f",
    "a@x.example",
    "b@y.example",
    "--server",
    "127.0.0.1:9",
    "--body",
    "x",
  ];
  for (const words of [argv, ["mx", "nowhere.test", "@127.0.0.1:9", "--timeout", "1s"]]) {
    const { code, stderr } = await run(main, words, { permissions: ["--allow-net"] });
    assertEquals([code, stderr.includes("internal error")], [75, false], stderr);
  }
});

Deno.test("a permission that was never given is named with its flag", async () => {
  const { code, stderr } = await run(fixture, ["write-kept"], { permissions: [] });
  assertEquals(code, 78);
  assertMatch(
    stderr,
    /^mua write-kept: no write access to .*\nTo allow it: deno run --allow-write/,
  );
});

for (const name of ["throw", "throw-late", "reject-unseen"]) {
  Deno.test(`an unexpected error (${name}) is one line without a stack, exit code 70`, async () => {
    const { code, stdout, stderr } = await run(fixture, [name]);
    assertEquals([code, stdout], [70, ""]);
    assertMatch(stderr, /^mua [\w-]+: internal error: TypeError: x is not y\nThis is a bug.*\n$/);
    const debugged = await run(fixture, [name], { env: { MUA_DEBUG: "1" } });
    assertMatch(debugged.stderr, /\n {4}at .*fixtures\/program\.ts/);
  });
}

/** A running process whose standard output is read up to certain words. */
class Running implements AsyncDisposable {
  readonly process: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #seen = "";

  constructor(argv: readonly string[]) {
    this.process = command(fixture, argv, {}).spawn();
    this.#reader = this.process.stdout.getReader();
  }

  async until(words: string): Promise<void> {
    while (!this.#seen.includes(words)) {
      const { value, done } = await this.#reader.read();
      assert(!done, `ended before "${words}": ${this.#seen}`);
      this.#seen += new TextDecoder().decode(value);
    }
  }

  async stopReading(): Promise<void> {
    await this.#reader.cancel();
  }

  async end(): Promise<{ code: number; stderr: string }> {
    const stderr = await new Response(this.process.stderr).text();
    const { code } = await this.process.status;
    return { code, stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.stdin.close();
    await this.#reader.cancel();
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal} ends a command that waits, with exit code 130`, async () => {
    await using running = new Running(["wait"]);
    await running.until("ready");
    running.process.kill(signal);
    assertEquals(await running.end(), { code: 130, stderr: "mua wait: interrupted\n" });
  });
}

Deno.test("a command may end in good order after Ctrl-C", async () => {
  await using running = new Running(["wait-and-end"]);
  await running.until("ready");
  running.process.kill("SIGINT");
  assertEquals(await running.end(), { code: 0, stderr: "" });
});

Deno.test("the second Ctrl-C ends at once", async () => {
  await using running = new Running(["stubborn"]);
  await running.until("ready");
  running.process.kill("SIGINT");
  await running.until("told");
  running.process.kill("SIGINT");
  assertEquals(await running.end(), { code: 130, stderr: "" });
});

Deno.test("a reader that goes away ends the output quietly", async () => {
  await using running = new Running(["print-for-ever"]);
  await running.until("line");
  await running.stopReading();
  assertEquals(await running.end(), { code: 0, stderr: "" });
});

Deno.test("a large result arrives whole and in order", async () => {
  const { code, stdout } = await run(fixture, ["large"]);
  assertEquals([code, stdout.length, stdout.slice(-6)], [0, 3_000_005, "a\nend\n"]);
});

Deno.test("standard input is read as it is", async () => {
  const { code, stdout } = await run(fixture, ["read-all"], { stdin: "Hi\n\n.\n" });
  assertEquals([code, stdout], [0, "Hi\n\n.\n"]);
});

Deno.test({
  name: "a full disk ends with 74 and says so",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const full = new Deno.Command("sh", {
      args: ["-c", 'exec "$@" >/dev/full', "sh", Deno.execPath(), "run", "--quiet", main.pathname],
      stderr: "piped",
    });
    const { code, stderr } = await full.output();
    assertEquals(code, 74);
    assertMatch(new TextDecoder().decode(stderr), /mua: cannot write the result: No space left/);
  },
});

Deno.test("colour is off in a pipe, and on if it is asked for", async () => {
  const escape = (text: string) => text.includes("\x1b[1m");
  assertEquals(escape((await run(main, [])).stdout), false);
  assertEquals(escape((await run(main, ["--color", "always"])).stdout), true);
  assertEquals(escape((await run(main, [], { env: { FORCE_COLOR: "1" } })).stdout), true);
  const both = { FORCE_COLOR: "1", NO_COLOR: "1" };
  assertEquals(escape((await run(main, [], { env: both })).stdout), false);
  assertEquals(
    escape((await run(main, ["--color=always"], { env: { NO_COLOR: "1" } })).stdout),
    true,
  );
});
