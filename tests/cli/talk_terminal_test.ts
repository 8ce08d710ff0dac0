/** The dialogue by hand at a terminal: editing, completion, secrets, and every way out. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { type Turn, turn } from "../support/memory_server.ts";
import { testUnless } from "../support/needs.ts";
import { type Process, run } from "../support/process.ts";
import { underDeno } from "../support/program.ts";
import { assertSameSettings, onTerminal, terminalObstacle } from "../support/pseudo_terminal.ts";
import { ScriptServer } from "../support/script_server.ts";

const BANNER = turn("", "220 mx.example ESMTP\r\n");
const EHLO = turn("EHLO lab\r\n", "250-mx\r\n250-SIZE 9\r\n250 AUTH PLAIN\r\n");
const QUIT = turn("QUIT\r\n", "221 bye\r\n", "FIN");

const CTRL = {
  a: "\x01",
  c: "\x03",
  d: "\x04",
  e: "\x05",
  k: "\x0b",
  r: "\x12",
  u: "\x15",
  w: "\x17",
};
const UP = "\x1b[A";
const LEFT = "\x1b[D";

/** How it ended: all that stood on the terminal, the exit code in it, and what the server heard. */
interface Seen {
  readonly shown: string;
  readonly code: string | undefined;
  readonly heard: string;
}

/** Keys to type, a signal to send to the program, or another width of its terminal. */
type Given = string | { readonly signal: Deno.Signal } | { readonly columns: number };

/** Gives each when what stands on the terminal matches the pattern before it. */
async function atTerminal(
  turns: readonly Turn[],
  given: readonly (readonly [when: RegExp, what: Given])[],
  argv: readonly string[] = [],
  columns = 80,
): Promise<Seen> {
  await using server = new ScriptServer([turns]);
  await using process = onTalkTerminal(server, argv, columns);
  for (const [when, what] of given) {
    await process.said(when);
    if (typeof what === "string") await process.give(what);
    else if ("signal" in what) Deno.kill(await pidOf(process), what.signal);
    else await resize(await pidOf(process), what.columns);
  }
  const { stdout } = await process.end();
  const shown = stdout.replaceAll("\r\n", "\n");
  assertGivenBack(shown);
  const code = /exit (\d+)\n/.exec(shown)?.[1];
  return { shown, code, heard: server.sessions[0]?.sent ?? "" };
}

/** Starts a dialogue with a server on a terminal. */
function onTalkTerminal(
  server: ScriptServer,
  argv: readonly string[] = [],
  columns?: number,
): Process {
  const address = `127.0.0.1:${server.port}`;
  const patience = argv.includes("--timeout") ? [] : ["--timeout", "20s"];
  const program = [...underDeno(), "talk", address, ...patience, ...argv];
  return onTerminal(["sh", "-c", 'echo "pid $$"; exec "$@"', "sh", ...program], columns);
}

/** The number of the program on the terminal, that of the terminal's own program being another. */
async function pidOf(process: Process): Promise<number> {
  const [, pid] = await process.said(/pid (\d+)\r?\n/);
  return Number(pid);
}

/** Changes the width of the terminal of a program. */
async function resize(pid: number, columns: number): Promise<void> {
  await run(["stty", "-F", `/proc/${pid}/fd/0`, "cols", String(columns)]);
}

/** Checks that the terminal has its settings again, and does not mark what is pasted any more. */
function assertGivenBack(shown: string): void {
  assertSameSettings(shown);
  assertEquals(shown.match(/\[\?2004[hl]/g)?.at(-1), "[?2004l");
}

function test(name: string, fn: () => Promise<void>): void {
  testUnless(terminalObstacle, name, fn);
}

test("a line is edited, completed, and found again; the prompt shows where the dialogue stands", async () => {
  const turns = [
    BANNER,
    EHLO,
    turn("MAIL FROM:<a@x.example>\r\n", "250 one\r\n"),
    turn("RCPT TO:<b@y.example>\r\n", "550 two\r\n"),
    turn("RCPT TO:<c@y.example>\r\n", "250 three\r\n"),
    turn("DATA\r\n", "354 four\r\n"),
    turn("Olá\r\n..x\r\n.\r\n", "250 five\r\n"),
    turn("MAIL FROM:<a@x.example>\r\n", "250 six\r\n"),
    QUIT,
  ];
  const { shown, code, heard } = await atTerminal(turns, [
    [/connected>/, "eh\tlbz\x7f" + LEFT + "a\r"],
    [
      /greeted>/,
      "no" + CTRL.u + "x FROM:<a@x.example>" + CTRL.a + "\x1b[3~" + "MAIL" + CTRL.e + "\r",
    ],
    [/mail>/, "RCPT TO:<b@y.example> x" + CTRL.w + "\x7f" + "\r"],
    [/550 two[^]*mail>/, UP + LEFT.repeat(12) + CTRL.k + "c@y.example>\r"],
    [/rcpt>/, "d\t\r"],
    [/data>/, "Olá\r.x\r.\r"],
    [/five[^]*greeted>/, CTRL.r + "FROM\r"],
    [/six[^]*mail>/, CTRL.d],
  ]);
  assertEquals(code, "0", shown);
  assert(heard.endsWith("QUIT\r\n"), heard);
  assertStringIncludes(shown, "<** 550 two\n");
  assertStringIncludes(shown, " -> ..x\n");
  assertMatch(shown, /mua adds a dot in front/);
});

test("what a server says while a line is typed is shown above it, and the line is still there", async () => {
  const turns = [BANNER, turn("NOOP\r\n", "250 one\r\n421 4.4.2 idle\r\n", "FIN")];
  const { shown, code } = await atTerminal(turns, [
    [/connected>/, "NOOP\r"],
    [/closed the connection[^]*closed>/, "MAIL\r"],
    [/The connection is closed/, ":quit\r"],
  ]);
  assertEquals(code, "75", shown);
  assertStringIncludes(shown, "<** 421 4.4.2 idle\n");
  assertMatch(shown, /421: service not available, closing the connection\./);
});

test("a secret is asked for, and shown neither when it is typed or pasted nor when it is sent", async () => {
  const response = btoa("\0ana\0hunter2");
  const turns = [BANNER, EHLO, turn(`AUTH PLAIN ${response}\r\n`, "235 ok\r\n"), QUIT];
  const { shown, code, heard } = await atTerminal(turns, [
    [/connected>/, "EHLO lab\r"],
    [/greeted>/, ":auth PLAIN ana\r"],
    [/Password for ana at 127\.0\.0\.1: /, "\x1b[200~hunter3\x1b[201~\x7f2\r"],
    [/235 ok[^]*greeted>/, ":quit\r"],
  ], ["--allow-insecure-auth"]);
  assertEquals(code, "0", shown);
  assertStringIncludes(heard, response);
  for (const secret of ["hunter", response]) assert(!shown.includes(secret), shown);
  assertMatch(shown, / -> AUTH PLAIN \*{8}\n/);
});

const INTERRUPTIONS: readonly (readonly [name: string, interruption: Given])[] = [
  ["Ctrl-C", CTRL.c],
  ["SIGTERM", { signal: "SIGTERM" }],
];

for (const [name, interruption] of INTERRUPTIONS) {
  test(`${name} at the question for a secret says QUIT, and ends with 130`, async () => {
    const { shown, code, heard } = await atTerminal([BANNER, EHLO], [
      [/connected>/, "EHLO lab\r"],
      [/greeted>/, ":auth PLAIN ana\r"],
      [/Password for ana at 127\.0\.0\.1: /, interruption],
    ], ["--allow-insecure-auth"]);
    assertEquals([code, heard], ["130", "EHLO lab\r\nQUIT\r\n"], shown);
    assertStringIncludes(shown, "*** interrupted\n");
  });
}

test("what is typed in AUTH is not found again with the arrow keys", async () => {
  const turns = [
    BANNER,
    turn("AUTH PLAIN AGEAYg==\r\n", "235 ok\r\n"),
    turn("NOOP\r\n", "250 ok\r\n"),
    QUIT,
  ];
  const { code, heard, shown } = await atTerminal(turns, [
    [/connected>/, "NOOP" + CTRL.u + "AUTH PLAIN AGEAYg==\r"],
    [/235 ok[^]*connected>/, UP + "NOOP\r"],
    [/250 ok[^]*connected>/, CTRL.d],
  ]);
  assertEquals([code, heard], ["0", "AUTH PLAIN AGEAYg==\r\nNOOP\r\nQUIT\r\n"], shown);
});

test("Ctrl-C drops half a line; then it says QUIT, and ends with 130", async () => {
  const turns = [BANNER, turn("NOOP\r\n", "250 ok\r\n")];
  const { code, heard, shown } = await atTerminal(turns, [
    [/connected>/, "half a line" + CTRL.c + "NOOP\r"],
    [/250 ok[^]*connected>/, CTRL.r + "NO" + CTRL.c + CTRL.c],
  ]);
  assertEquals([code, heard], ["130", "NOOP\r\nQUIT\r\n"], shown);
  assertStringIncludes(shown, "*** interrupted\n");
});

test("Ctrl-C is heard while an answer is waited for", async () => {
  const turns = [BANNER, turn("NOOP\r\n", "SILENCE")];
  const { code, shown } = await atTerminal(turns, [[/connected>/, "NOOP\r"], [/ -> NOOP/, CTRL.c]]);
  assertEquals(code, "130", shown);
});

for (const signal of ["SIGHUP", "SIGTERM"] as const) {
  test(`${signal} says QUIT, ends with 130, and the dialogue is kept up to there`, async () => {
    const path = await Deno.makeTempFile();
    const { code, heard, shown } = await atTerminal([BANNER], [
      [/connected>/, `:save ${path}\r`],
      [/is saved in/, { signal }],
    ]);
    assertEquals([code, heard], ["130", "QUIT\r\n"], shown);
    assertStringIncludes(await Deno.readTextFile(path), "*** interrupted\n");
    await Deno.remove(path);
  });
}

for (const name of ["Ctrl-C", "SIGTERM"]) {
  test(`the second ${name} ends what does not end by itself, and gives the terminal back`, async () => {
    const path = await Deno.makeTempDir() + "/pipe";
    await run(["mkfifo", path]);
    // Somebody holds the pipe and never writes.
    using _writer = await Deno.open(path, { read: true, write: true });
    await using server = new ScriptServer([[BANNER, QUIT]]);
    await using process = onTalkTerminal(server);
    const pid = await pidOf(process);
    const interrupt = async (): Promise<void> => {
      if (name === "Ctrl-C") await process.give(CTRL.c);
      else Deno.kill(pid, "SIGTERM");
    };
    await process.said(/connected>/);
    await process.give(`:file ${path}\r`);
    await process.said(/:file \S+\r?\n/);
    await interrupt();
    // The first one has been heard when the connection is closed.
    await server[Symbol.asyncDispose]();
    await interrupt();
    const { stdout } = await process.end();
    await Deno.remove(path.slice(0, -"/pipe".length), { recursive: true });
    assertMatch(stdout, /exit 130\r\n/);
    assertGivenBack(stdout);
    assertEquals(server.sessions[0]?.sent, "QUIT\r\n");
  });
}

for (const [name, keys] of [["Ctrl-C", CTRL.c], ["Ctrl-D", CTRL.d]] as const) {
  test(`${name} within a message sends no dot`, async () => {
    const turns = [BANNER, turn("DATA\r\n", "354 go\r\n")];
    const { code, heard, shown } = await atTerminal(turns, [
      [/connected>/, "DATA\r"],
      [/data>/, "Hi\r"],
      [/ -> Hi\r\n[^]*data>/, keys],
    ]);
    assertEquals([code, heard], [keys === CTRL.c ? "130" : "65", "DATA\r\nHi\r\n"], shown);
    assertStringIncludes(
      shown,
      "closing the connection without the dot, so nothing is delivered\n",
    );
  });
}

test("what is pasted goes out line by line, each after its answer", async () => {
  const turns = [
    BANNER,
    EHLO,
    turn("NOOP\r\n", "250 one\r\n"),
    turn("NO\tOP\r\n", "500 two\r\n"),
    QUIT,
  ];
  const { code, heard, shown } = await atTerminal(turns, [
    [/connected>/, "\x1b[200~EHLO lab\nNOOP\nNO\tOP\n\x1b[201~"],
    [/500 two[^]*greeted>/, CTRL.d],
  ]);
  assertEquals(code, "69", shown);
  assert(heard.endsWith("NO\tOP\r\nQUIT\r\n"), heard);
});

test("--no-explain shows the dialogue and nothing else, on a terminal of few columns too", async () => {
  const turns = [BANNER, turn(`NOOP ${"x".repeat(60)}\r\n`, "250 ok\r\n"), QUIT];
  const { code, shown, heard } = await atTerminal(
    turns,
    [
      [/connected>/, `NOOP ${"x".repeat(60)}\r`],
      [/250 ok[^]*connected>/, CTRL.d],
    ],
    ["--no-explain"],
    24,
  );
  assertEquals([code, heard], ["0", `NOOP ${"x".repeat(60)}\r\nQUIT\r\n`]);
  assert(!shown.includes("Next:"), shown);
});

test("a window that becomes narrower has narrower lines from then on", async () => {
  const line = `NOOP ${"x".repeat(60)}`;
  const turns = [BANNER, turn(`${line}\r\n`, "250 ok\r\n"), QUIT];
  const { shown } = await atTerminal(turns, [
    [/connected>/, { columns: 40 }],
    [/connected>/, line],
    [/\rconnected> …x{27}[^x]/, "\r"],
    [/250 ok[^]*connected>/, CTRL.d],
  ]);
  assertMatch(shown, /^ {13}250: nothing done; the$/m);
});

test("a terminal that can only print gets no control sequence, and a secret is not shown there either", async () => {
  const response = btoa("\0ana\0hunter2");
  const turns = [
    BANNER,
    EHLO,
    turn(`AUTH PLAIN ${response}\r\n`, "235 ok\r\n"),
    turn("DATA\r\n", "354 go\r\n"),
    turn(":quit\r\n.\r\n", "250 ok\r\n"),
    QUIT,
  ];
  await using server = new ScriptServer([turns]);
  const argv = [...underDeno(), "talk", `127.0.0.1:${server.port}`, "--allow-insecure-auth"];
  await using process = onTerminal(["env", "TERM=dumb", ...argv]);
  const given: readonly (readonly [when: RegExp, keys: string])[] = [
    [/connected> /, "EHLO lab\r"],
    [/greeted> /, ":auth PLAIN ana\r"],
    [/Password for ana at 127\.0\.0\.1: /, "hunter2\r"],
    [/235 ok[^]*greeted> /, ":nonsense\r"],
    [/no such command: :nonsense[^]*greeted> /, "DATA\r"],
    [/data> /, ":quit\r.\r"],
    [/250 ok[^]*greeted> /, CTRL.d],
  ];
  for (const [when, keys] of given) {
    await process.said(when);
    await process.give(keys);
  }
  const { stdout } = await process.end();
  assertSameSettings(stdout);
  assertStringIncludes(stdout, "exit 0\r\n");
  for (const hidden of ["hunter", response, "\x1b"]) assert(!stdout.includes(hidden), stdout);
});

test("no answer in time is said, and what was said can be kept then", async () => {
  const path = await Deno.makeTempFile();
  const turns = [BANNER, turn("NOOP\r\n", "SILENCE")];
  const { code, shown } = await atTerminal(turns, [
    [/connected>/, "NOOP\r"],
    [/no answer within[^]*closed>/, `:save ${path}\r`],
    [/is saved in/, CTRL.d],
  ], ["--timeout", "500ms"]);
  assertEquals(code, "75", shown);
  assertStringIncludes(await Deno.readTextFile(path), "*** no answer within");
  await Deno.remove(path);
});

test("a person who has waited for an answer long enough may type on", async () => {
  const turns = [BANNER, turn("NOOP\r\nRSET\r\n", "250 one\r\n250 two\r\n"), QUIT];
  const { code, shown, heard } = await atTerminal(turns, [
    [/connected>/, "NOOP\r"],
    [/ -> NOOP\r\n[^]*connected>/, "RSET\r"],
    [/250 two[^]*connected>/, ":quit\r"],
  ], ["--timeout", "4s"]);
  assertEquals([code, heard], ["0", "NOOP\r\nRSET\r\nQUIT\r\n"], shown);
});

test("what is collected for one write is shown, but for secrets", async () => {
  const group = "AUTH LOGIN\r\ndXNlcg==\r\nc2VjcmV0\r\n";
  const turns = [BANNER, turn(group, "334 \r\n334 \r\n235 ok\r\n"), QUIT];
  const { code, shown, heard } = await atTerminal(turns, [
    [/connected>/, ":pipeline\rAUTH LOGIN\rdXNlcg==\rc2VjcmV0\r:pipeline\r"],
    [/235 ok[^]*connected>/, UP + UP + CTRL.u + CTRL.d],
  ]);
  assertEquals([code, heard], ["0", `${group}QUIT\r\n`], shown);
  assertMatch(shown, /collected: AUTH LOGIN\n/);
  assertEquals(shown.split("collected: ********").length, 3, shown);
  assert(!shown.slice(shown.indexOf("235 ok")).includes("dXNlcg=="), shown);
});

test("in a message a colon is text where it is pasted or begins no local command", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "kept\n");
  const turns = [
    BANNER,
    turn("DATA\r\n", "354 go\r\n"),
    turn(`:-)\r\n:save ${path}\r\n\r\nkept\r\n.\r\n`, "250 ok\r\n"),
    QUIT,
  ];
  const { code, shown, heard } = await atTerminal(turns, [
    [/connected>/, "DATA\r"],
    [/data>/, ":-)\r\x1b[200~:save " + path + "\n\x1b[201~\r"],
    [/ -> :save [^]*data>/, ':raw "kept\\r\\n"\r.\r'],
    [/250 ok[^]*connected>/, CTRL.d],
  ]);
  assertEquals([code, await Deno.readTextFile(path)], ["0", "kept\n"], shown);
  assert(heard.endsWith("kept\r\n.\r\nQUIT\r\n"), heard);
  await Deno.remove(path);
});
