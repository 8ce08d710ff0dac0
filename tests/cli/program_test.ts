import { type Command, defineCommand } from "../../cli/command/command.ts";
import { CliError, Exit, type ExitCode, InputError } from "../../cli/terminal/exit.ts";
import { Interrupted } from "../../cli/command/interrupt.ts";
import type { Needs } from "../../cli/command/permissions.ts";
import { runProgram } from "../../cli/program.ts";
import type { ColorChoice } from "../../cli/terminal/terminal.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { memoryTerminal } from "./memory_terminal.ts";

/** What a run of the program did. */
interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What was kept of the permissions, call by call. */
  readonly kept: readonly Needs[];
  /** The colours asked for, terminal by terminal. */
  readonly colors: readonly ColorChoice[];
}

/** What a test may set. */
interface Setting {
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly strayFailure?: Promise<never>;
}

/** Runs the program with one command `try`, which ends as `end` says, with a subcommand `list`. */
async function run(
  argv: string[],
  end: () => ExitCode | Promise<ExitCode> = () => Exit.ok,
  setting: Setting = {},
): Promise<Ran> {
  const memory = memoryTerminal();
  const kept: Needs[] = [];
  const colors: ColorChoice[] = [];
  const code = await runProgram(argv, {
    commands: [{
      name: "try",
      summary: "try it",
      example: { line: "mua try", what: "tries" },
      load: () => Promise.resolve(tryCommand(end)),
    }],
    openTerminal: (color) => {
      colors.push(color);
      return memory.terminal;
    },
    environment: (name) => setting.environment?.[name],
    signal: setting.signal ?? new AbortController().signal,
    keepOnly: (needs) => kept.push(needs),
    strayFailure: setting.strayFailure ?? new Promise(() => {}),
  });
  return { code, stdout: memory.stdout(), stderr: memory.stderr(), kept, colors };
}

function tryCommand(end: () => ExitCode | Promise<ExitCode>): Command {
  const options = {
    dir: { kind: "text", value: "DIR", help: "where" },
    json: { kind: "flag", help: "JSON" },
  } as const;
  const list = defineCommand({
    name: "list",
    summary: "list it",
    operands: "[N]",
    options,
    examples: [],
    needs: { read: true },
    run({ options, operands, terminal }): Promise<ExitCode> {
      terminal.json({ list: operands, ...options });
      return Promise.resolve(Exit.ok);
    },
  });
  return defineCommand({
    name: "try",
    summary: "try it",
    operands: "",
    options,
    examples: [],
    subcommands: [list],
    needs: { net: true },
    async run({ terminal }): Promise<ExitCode> {
      terminal.out("trying\n");
      return await end();
    },
  });
}

Deno.test("bare mua, -h, --help and help show the overview and end with 0", async () => {
  const bare = await run([]);
  assertMatch(bare.stdout, /^mua: .*\n\nExamples\n {2}mua try\n/);
  assertEquals([bare.code, bare.stderr], [0, ""]);
  for (const argv of [["-h"], ["--help"], ["help"], ["help", "--color=never"]]) {
    assertEquals((await run(argv)).stdout, bare.stdout);
  }
});

Deno.test("the overview needs no permission", async () => {
  assertEquals((await run([])).kept, [{}]);
});

Deno.test("--version, -V and version show one line", async () => {
  for (const argv of [["--version"], ["-V"], ["version"]]) {
    const { code, stdout } = await run(argv);
    assertMatch(stdout, /^mua \d+\.\d+\.\d+ \(Deno \d+\.\d+\.\d+, [\w-]+\)\n$/);
    assertEquals(code, 0);
  }
});

Deno.test("help CMD, CMD -h and CMD --help show the same, of subcommands too", async () => {
  for (
    const [path, summary] of [[["try"], "mua try: try it"], [
      ["try", "list"],
      "mua try list: list it",
    ]] as const
  ) {
    const texts = [];
    for (const argv of [["help", ...path], [...path, "-h"], [...path, "--help"]]) {
      const { code, stdout, kept } = await run(argv);
      assertEquals([code, kept], [0, [{}]]);
      texts.push(stdout);
    }
    assertEquals(new Set(texts).size, 1);
    assertStringIncludes(texts[0] ?? "", summary);
  }
});

Deno.test("a command runs with what it needs and its exit code is the program's", async () => {
  const { code, stdout, kept } = await run(["try"], () => Exit.temporary);
  assertEquals({ code, stdout, kept }, { code: 75, stdout: "trying\n", kept: [{ net: true }] });
});

const listCalls: [argv: string[], expected: unknown][] = [
  [["try", "list"], { version: 1, list: [], json: false }],
  [["try", "list", "3", "--json"], { version: 1, list: ["3"], json: true }],
  [["try", "--dir", "list", "list", "list"], {
    version: 1,
    list: ["list"],
    dir: "list",
    json: false,
  }],
  [["--color", "never", "try", "--json", "list"], { version: 1, list: [], json: true }],
  [["try", "list", "--", "--json"], { version: 1, list: ["--json"], json: false }],
];

for (const [argv, expected] of listCalls) {
  Deno.test(`mua ${argv.join(" ")} calls the subcommand`, async () => {
    const { code, stdout, kept } = await run(argv);
    assertEquals([code, JSON.parse(stdout), kept], [0, expected, [{ read: true }]]);
  });
}

Deno.test("--color stands before or after the command", async () => {
  for (const argv of [["--color=always", "try"], ["try", "--color=always"]]) {
    assertEquals((await run(argv)).colors, ["auto", "always"]);
  }
});

const mistakes: [argv: string[], stderr: string][] = [
  [["tyr"], 'mua: unknown command "tyr"\nDid you mean try?\nSee: mua --help\n'],
  [["hlep"], 'mua: unknown command "hlep"\nDid you mean help?\nSee: mua --help\n'],
  [["help", "nothing"], 'mua: unknown command "nothing"\nSee: mua --help\n'],
  [
    ["--jsn", "try"],
    "mua: unknown option --jsn\nPut the options of a command after its name: mua try …\nSee: mua --help\n",
  ],
  [["--jsn"], "mua: unknown option --jsn\nSee: mua --help\n"],
  [[
    "try",
    "--jsn",
  ], "mua try: unknown option --jsn\nDid you mean --json?\nSee: mua try --help\n"],
  [["try", "lst"], 'mua try: unknown command "lst"\nDid you mean list?\nSee: mua try --help\n'],
  [[
    "try",
    "list",
    "1",
    "2",
  ], 'mua try list: unexpected argument: "2"\nSee: mua try list --help\n'],
  [["\x1b[2J\n"], 'mua: unknown command "\\x1b[2J\\x0a"\nSee: mua --help\n'],
];

for (const [argv, expected] of mistakes) {
  Deno.test(`mua ${JSON.stringify(argv.join(" "))} is a usage error with a hint`, async () => {
    const { code, stdout, stderr, kept } = await run(argv);
    assertEquals({ code, stdout, stderr, kept }, {
      code: 64,
      stdout: "",
      stderr: expected,
      kept: [],
    });
  });
}

Deno.test("an error of a command is told with its hint, and its code is the program's", async () => {
  const { code, stderr } = await run(["try"], () => {
    throw new InputError("no @ in \x9b2J", { hint: "Write USER@DOMAIN" });
  });
  assertEquals([code, stderr], [65, "mua try: no @ in \\x9b2J\nWrite USER@DOMAIN\n"]);
});

Deno.test("an unexpected error is one line, exit code 70 and how to see more", async () => {
  const { code, stderr } = await run(["try"], () => {
    throw new TypeError("x is not y");
  });
  assertEquals(code, 70);
  assertMatch(
    stderr,
    /^mua try: internal error: TypeError: x is not y\n.*add --debug or set MUA_DEBUG=1\.\n$/,
  );
});

Deno.test("what is thrown and is no error is told too", async () => {
  const { code, stderr } = await run(["try"], () => Promise.reject("why\nnot"));
  assertEquals(code, 70);
  assertStringIncludes(stderr, "internal error: why\\x0anot\n");
});

Deno.test("MUA_DEBUG and --debug show where an unexpected error arose", async () => {
  const end = () => Promise.reject(new TypeError("x is not y"));
  const runs = [
    await run(["try", "--debug"], end),
    await run(["try"], end, { environment: { MUA_DEBUG: "1" } }),
  ];
  for (const { stderr } of runs) assertMatch(stderr, /\n {4}at .*program_test\.ts/);
  assertEquals((await run(["try"], end)).stderr.includes("program_test.ts"), false);
});

Deno.test("a missing permission is named with the flag that gives it", async () => {
  const { code, stderr } = await run(["try"], () => {
    throw new Deno.errors.NotCapable(
      'Requires net access to "192.0.2.1:2526", run again with the --allow-net flag',
    );
  });
  assertEquals(code, 78);
  assertEquals(
    stderr,
    "mua try: no net access to 192.0.2.1:2526\n" +
      "To allow it: deno run --allow-net=192.0.2.1:2526 main.ts\n",
  );
});

Deno.test("a permission that the command gave up itself is a fault of the program", async () => {
  const { code, stderr } = await run(["try"], () => {
    throw new Deno.errors.NotCapable(
      'Requires write access to "/tmp/x", run again with the --allow-write flag',
    );
  });
  assertEquals(code, 70);
  assertMatch(stderr, /^mua try: write access to \/tmp\/x was given up\nThis is a bug in mua/);
});

Deno.test("an interrupted command ends with 130, unless it has more to say", async () => {
  const signal = AbortSignal.abort(new Interrupted());
  const aborted = await run(["try"], () => Promise.reject(signal.reason), { signal });
  assertEquals([aborted.code, aborted.stderr], [130, "mua try: interrupted\n"]);
  const unknown = await run(["try"], () => {
    throw new CliError(Exit.unknown, "the final dot was sent and no answer came");
  }, { signal });
  assertEquals(unknown.code, 79);
  assertEquals((await run(["try"], () => Exit.ok, { signal })).code, 0);
});

Deno.test("a failure that no command waits for ends the program with 70", async () => {
  const { promise: never } = Promise.withResolvers<ExitCode>();
  const { code, stderr } = await run(["try"], () => never, {
    strayFailure: Promise.reject(new RangeError("lost")),
  });
  assertEquals(code, 70);
  assertStringIncludes(stderr, "internal error: RangeError: lost\n");
});
