import { CliError } from "../../../cli/terminal/exit.ts";
import { blue, bold, green, red } from "../../../cli/terminal/style.ts";
import type { Sink } from "../../../cli/terminal/stream.ts";
import { makeTerminal, type Terminal, wantsColor } from "../../../cli/terminal/terminal.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "../../std/assert.ts";
import { memoryTerminal } from "../memory_terminal.ts";

Deno.test("out and err escape every piece and write no style where there is no colour", () => {
  const { terminal, stdout, stderr } = memoryTerminal();
  terminal.out("250 \x1b[1mok", red(" \u202e", bold("x")), "\n");
  terminal.err(green("<-  "), "\x9b2J\n");
  assertEquals(stdout(), "250 \\x1b[1mok \\u{202e}x\n");
  assertEquals(stderr(), "<-  \\x9b2J\n");
});

Deno.test("styles surround the escaped text, and an inner style does not end the outer", () => {
  const { terminal, stdout } = memoryTerminal({ color: true });
  terminal.out(blue("a\x1b[0m", red("b"), "c"), "\x1b[31m\n");
  assertEquals(stdout(), "\x1b[34ma\\x1b[0m\x1b[31mb\x1b[39m\x1b[34mc\x1b[39m\\x1b[31m\n");
});

Deno.test("json writes one line that is safe for a terminal and means the same", () => {
  const { terminal, stdout } = memoryTerminal();
  const value = { reply: "550 \x1b\x9b\u202e\ud800\n", codes: [1] };
  terminal.json(value);
  assertEquals(stdout().match(/[^\x20-\x7e]/g), ["\n"]);
  assertEquals(JSON.parse(stdout()), { version: 1, ...value });
});

Deno.test("octets go to a file as they are", () => {
  const { terminal, stdoutOctets } = memoryTerminal();
  const octets = new Uint8Array([0, 0x1b, 0xff, 0x0d, 0x0a]);
  terminal.octets(octets);
  assertEquals(stdoutOctets(), octets);
});

Deno.test("octets are escaped where a person reads, and what waited comes before the next text", () => {
  const { terminal, stdout } = memoryTerminal({ isTerminal: true });
  terminal.octets(new TextEncoder().encode("Subject: \x1b[2J\r"));
  terminal.octets(new TextEncoder().encode("\nHi\r"));
  terminal.out("end\n");
  assertEquals(stdout(), "Subject: \\x1b[2J\nHi\\x0dend\n");
});

Deno.test("input gives the octets of standard input", async () => {
  const { terminal } = memoryTerminal({ input: "Hi\r\n" });
  assertEquals(await new Response(terminal.input.readable).text(), "Hi\r\n");
});

/** A sink that does with each call what the next step says. */
class ScriptedSink implements Sink {
  written = "";
  calls = 0;
  isATerminal = false;
  readonly #steps: (number | Error)[];

  constructor(...steps: (number | Error)[]) {
    this.#steps = steps;
  }

  writeSync(octets: Uint8Array): number {
    this.calls++;
    const step = this.#steps.shift() ?? octets.length;
    if (step instanceof Error) throw step;
    const count = Math.min(step, octets.length);
    this.written += new TextDecoder().decode(octets.subarray(0, count));
    return count;
  }

  isTerminal(): boolean {
    return this.isATerminal;
  }
}

function terminalOver(stdout: Sink, stderr: Sink = new ScriptedSink()): Terminal {
  const input = { isTerminal: false, readable: new Blob([]).stream() };
  return makeTerminal({ stdout, stderr, input, color: () => false, columns: 80 });
}

Deno.test("a sink that takes a few octets at a time gets them all, in order", () => {
  const sink = new ScriptedSink(1, 2, 1);
  const terminal = terminalOver(sink);
  terminal.out("250 ok\n");
  terminal.out("done\n");
  assertEquals(sink.written, "250 ok\ndone\n");
});

Deno.test("a full non-blocking pipe is tried again", () => {
  const sink = new ScriptedSink(
    2,
    new Deno.errors.WouldBlock("full"),
    new Deno.errors.WouldBlock("full"),
  );
  terminalOver(sink).out("250 ok\n");
  assertEquals(sink.written, "250 ok\n");
});

for (const gone of [Deno.errors.BrokenPipe, Deno.errors.ConnectionReset]) {
  Deno.test(`when the reader of standard output has gone (${gone.name}), closed is aborted and the rest dropped`, () => {
    const sink = new ScriptedSink(100, new gone("gone"));
    const terminal = terminalOver(sink);
    terminal.out("one\n");
    assertEquals(terminal.closed.aborted, false);
    terminal.out("two\n");
    terminal.json({ three: 3 });
    terminal.octets(new Uint8Array([52]));
    assertEquals(terminal.closed.aborted, true);
    assertEquals([sink.written, sink.calls], ["one\n", 2]);
  });
}

Deno.test("a result that cannot be written is an error with exit code 74", () => {
  const terminal = terminalOver(new ScriptedSink(new Error("No space left on device")));
  const error = assertThrows(() => terminal.out("x"), CliError, "No space left on device");
  assertEquals(error.exitCode, 74);
});

Deno.test("a window that was closed is a reader that has gone", () => {
  const sink = new ScriptedSink(new Error("Input/output error"));
  sink.isATerminal = true;
  const terminal = terminalOver(sink);
  terminal.out("x");
  assertEquals(terminal.closed.aborted, true);
});

Deno.test("a transcript that cannot be written stops nothing and is not the reader of the result", () => {
  for (const failure of [new Error("No space left"), new Deno.errors.BrokenPipe("gone")]) {
    const stdout = new ScriptedSink();
    const terminal = terminalOver(stdout, new ScriptedSink(failure));
    terminal.err("=== connecting\n");
    terminal.err("=== connected\n");
    terminal.out("delivered\n");
    assertEquals([stdout.written, terminal.closed.aborted], ["delivered\n", false]);
  }
});

Deno.test("escape sequences of a server do not survive any of the ways to write", () => {
  const { terminal, stdout, stderr } = memoryTerminal({ color: true, isTerminal: true });
  const hostile = "\x1b]52;c;cm0gLXJm\x07\x1b[?1049h\x9b5n";
  terminal.out(hostile, red(hostile, bold(hostile)));
  terminal.err(hostile, green(hostile));
  terminal.json({ [hostile]: hostile });
  terminal.octets(new TextEncoder().encode(hostile));
  const styles = new RegExp("\x1b\\[(?:1|22|31|32|39)m", "g");
  const ours = (stdout() + stderr()).replace(styles, "");
  assertStringIncludes(ours, "\\x1b]52;c;cm0gLXJm\\x07");
  assertEquals(ours.match(/[^\n\x20-\x7e]/g), null);
});

type Environment = Record<string, string>;

const colors: [
  choice: "auto" | "always" | "never",
  environment: Environment,
  tty: boolean,
  expected: boolean,
][] = [
  ["auto", {}, true, true],
  ["auto", {}, false, false],
  ["auto", { TERM: "dumb" }, true, false],
  ["auto", { TERM: "xterm" }, true, true],
  ["auto", { NO_COLOR: "1" }, true, false],
  ["auto", { NO_COLOR: "" }, true, true],
  ["auto", { FORCE_COLOR: "1" }, false, true],
  ["auto", { FORCE_COLOR: "" }, false, false],
  ["auto", { FORCE_COLOR: "0" }, true, false],
  ["auto", { FORCE_COLOR: "false" }, true, false],
  ["auto", { FORCE_COLOR: "1", TERM: "dumb" }, false, true],
  ["auto", { FORCE_COLOR: "1", NO_COLOR: "1" }, true, false],
  ["always", { NO_COLOR: "1", TERM: "dumb" }, false, true],
  ["never", { FORCE_COLOR: "1" }, true, false],
];

for (const [choice, environment, tty, expected] of colors) {
  const where = tty ? "on a terminal" : "elsewhere";
  const given = `${choice} and ${JSON.stringify(environment)}`;
  Deno.test(`--color ${given} ${expected ? "colours" : "does not colour"} ${where}`, () => {
    assertEquals(wantsColor(choice, (name) => environment[name], tty), expected);
  });
}
