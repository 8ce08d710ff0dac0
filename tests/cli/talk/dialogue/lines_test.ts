import { LINE_MAX_OCTETS, LineError, readLines } from "../../../../cli/talk/dialogue/lines.ts";
import { prepareLines } from "../../../../cli/talk/dialogue/outgoing.ts";
import { lineOf } from "../../../../cli/talk/dialogue/lines.ts";
import { assertEquals, assertRejects } from "../../../std/assert.ts";

/** The octets in pieces of `size`. */
async function* pieces(octets: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < octets.length; at += size) {
    yield await Promise.resolve(octets.subarray(at, at + size));
  }
}

Deno.test("lines end with LF or CRLF, keep every other octet, and may be cut anywhere", async () => {
  const octets = Uint8Array.from([0x41, 0x0d, 0x0a, 0xff, 0x0d, 0x42, 0x0a, 0x0a, 0x43]);
  for (let size = 1; size <= octets.length; size++) {
    const lines = await Array.fromAsync(readLines(pieces(octets, size)));
    assertEquals(lines.map((line) => line.octets.toHex()), ["41", "ff0d42", "", "43"]);
  }
});

Deno.test("the end of the input is no line", async () => {
  assertEquals(await Array.fromAsync(readLines(pieces(new Uint8Array(), 1))), []);
  const one = await Array.fromAsync(readLines(pieces(Uint8Array.of(0x41, 0x0a), 1)));
  assertEquals(one.length, 1);
});

Deno.test("a line that does not end is refused", async () => {
  const endless = pieces(new Uint8Array(LINE_MAX_OCTETS + 1), 64 * 1024);
  await assertRejects(() => Array.fromAsync(readLines(endless)), LineError);
});

/** What leaves for these lines. */
function leaves(phase: "greeted" | "data" | "chunk", ...lines: string[]): string[] {
  const typed = lines.map((line) => lineOf(new TextEncoder().encode(line)));
  const outgoing = prepareLines(typed, phase, () => undefined);
  return outgoing.map(({ octets }) => new TextDecoder().decode(octets));
}

Deno.test("dots are stuffed in a message, in one that follows DATA in the same write, and nowhere else", () => {
  assertEquals(leaves("data", ".x", "..", ".", ".y"), ["..x\r\n", "...\r\n", ".\r\n", ".y\r\n"]);
  assertEquals(leaves("greeted", ".x", "data", ".x", "."), [
    ".x\r\n",
    "data\r\n",
    "..x\r\n",
    ".\r\n",
  ]);
  assertEquals(leaves("chunk", ".x"), [".x\r\n"]);
});

Deno.test("octets that are no text leave as they are", () => {
  const [line] = prepareLines([lineOf(Uint8Array.of(0xff, 0x00))], "greeted", () => undefined);
  assertEquals([line?.octets.toHex(), line?.isLine], ["ff000d0a", false]);
});
