import { CliError } from "../../../cli/terminal/exit.ts";
import { type Keyboard, promptSecret, SecretLine } from "../../../cli/terminal/secret_prompt.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "../../std/assert.ts";
import { testUnless } from "../../support/needs.ts";
import { assertSameSettings, onTerminal, terminalObstacle } from "../../support/pseudo_terminal.ts";
import { memoryTerminal } from "../memory_terminal.ts";

const octets = (text: string) => new TextEncoder().encode(text);

/** What a line holds after these readings, and how it ended. */
function typed(...readings: string[]): string {
  const line = new SecretLine();
  const ends = readings.map((reading) => line.type(octets(reading)));
  return `${line.text} ${ends.at(-1) ?? "goes on"}`;
}

Deno.test("a line ends with Enter or Ctrl-D, and Ctrl-C interrupts it", () => {
  assertEquals(typed("p", "w"), "pw goes on");
  for (const end of ["\r", "\n", "\r\n", "\x04"]) assertEquals(typed("pw", end), "pw entered");
  assertEquals(typed("pw\rmore"), "pw entered");
  assertEquals(typed("pw\x03"), "pw interrupted");
});

Deno.test("Backspace takes back one character, however many octets it has, and Ctrl-U all", () => {
  assertEquals(typed("pä\x7f", "w\r"), "pw entered");
  assertEquals(typed("p\u{1f600}\b", "w\r"), "pw entered");
  assertEquals(typed("\x7f\x7fpw\r"), "pw entered");
  assertEquals(typed("no", "\x15pw\r"), "pw entered");
});

Deno.test("a character may come in pieces; spaces count; other control and function keys do not", () => {
  const line = new SecretLine();
  for (const octet of octets(" ü ")) line.type(new Uint8Array([octet]));
  assertEquals(line.text, " ü ");
  assertEquals(typed("p", "\x1b[A", "\x1bOP", "\x01\x1aw", "\r"), "pw entered");
});

Deno.test("what is pasted counts, also where the terminal marks it; a function key may come in pieces", () => {
  assertEquals(typed("\x1b[200~pasted pw\x1b[201~", "\r"), "pasted pw entered");
  assertEquals(typed("p\x1b", "[", "A", "w\r"), "pw entered");
});

/** A keyboard that types these, then waits for ever, and keeps how it was set. */
function keyboard(...readings: (string | null)[]): Keyboard & { readonly modes: boolean[] } {
  const modes: boolean[] = [];
  return {
    modes,
    setRaw: (raw) => void modes.push(raw),
    read: (buffer) => {
      const reading = readings.shift();
      if (reading === undefined) return new Promise(() => {});
      if (reading === null) return Promise.resolve(null);
      buffer.set(octets(reading));
      return Promise.resolve(octets(reading).length);
    },
  };
}

Deno.test("the prompt asks on standard error, shows nothing that is typed, and sets the keyboard back", async () => {
  const { terminal, stdout, stderr } = memoryTerminal();
  const keys = keyboard("hun", "ter2", "\r");
  const { signal } = new AbortController();
  assertEquals(await promptSecret("Password", { terminal, signal }, keys), "hunter2");
  assertEquals([stdout(), stderr(), keys.modes], ["", "Password: \n", [true, false]]);
});

Deno.test("the end of the input ends the line", async () => {
  const { terminal } = memoryTerminal();
  const { signal } = new AbortController();
  assertEquals(await promptSecret("Password", { terminal, signal }, keyboard("pw", null)), "pw");
});

Deno.test("Ctrl-C at the prompt ends with 130, the keyboard set back", async () => {
  const { terminal } = memoryTerminal();
  const keys = keyboard("pw\x03");
  const { signal } = new AbortController();
  const asking = (): Promise<string> => promptSecret("Password", { terminal, signal }, keys);
  assertEquals((await assertRejects(asking, CliError)).exitCode, 130);
  assertEquals(keys.modes, [true, false]);
});

for (const moment of ["before", "during"] as const) {
  Deno.test(`a signal ${moment} the prompt ends with 130, the keyboard set back`, async () => {
    const { terminal } = memoryTerminal();
    const keys = keyboard();
    const controller = new AbortController();
    if (moment === "before") controller.abort();
    const asking = promptSecret("Password", { terminal, signal: controller.signal }, keys);
    controller.abort();
    assertEquals((await assertRejects(() => asking, CliError)).exitCode, 130);
    assertEquals(keys.modes, [true, false]);
  });
}

const FIXTURE = new URL("fixtures/secret_prompt.ts", import.meta.url).pathname;

/** Runs the fixture on a terminal, types `keys` when it asks, and gives all that stood on the terminal. */
async function onTerminalTyped(keys: string): Promise<string> {
  const argv = [Deno.execPath(), "run", "--quiet", "--allow-env", FIXTURE];
  await using process = onTerminal(argv);
  await process.said(/Password: /);
  await process.give(keys);
  const { stdout } = await process.end();
  return stdout.replaceAll("\r\n", "\n");
}

testUnless(
  terminalObstacle,
  "on a terminal nothing that is typed is shown, and the terminal is as it was",
  async () => {
    const shown = await onTerminalTyped("hunter2\r");
    assertStringIncludes(shown, "\nPassword: \n2retnuh\nexit 0\n");
    assertSameSettings(shown);
  },
);

testUnless(
  terminalObstacle,
  "Ctrl-C on a terminal ends with 130, and the terminal is as it was",
  async () => {
    const shown = await onTerminalTyped("hun\x03");
    assertStringIncludes(shown, "Password: \nmua ask: interrupted\nexit 130\n");
    assertSameSettings(shown);
  },
);
