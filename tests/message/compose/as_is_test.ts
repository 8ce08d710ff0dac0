import { readAsIs } from "../../../message/compose/as_is.ts";
import { concatenate, octetsInMemory } from "../../../message/encoding/octets.ts";
import { assertEquals } from "../../std/assert.ts";

const HEADER = "From: a@x.example\r\nDate: Sun, 29 Nov 2026 12:00:00 +0000\r\n";

/** What is said of a message, whose octets must be the same when it is opened. */
async function faultsOf(text: string): Promise<readonly string[]> {
  const octets = Uint8Array.from(text, (character) => character.charCodeAt(0));
  for (const size of [1, 2, octets.length]) {
    const source = {
      ...octetsInMemory("mail.eml", octets),
      async *open(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < octets.length; at += size) {
          yield await Promise.resolve(octets.slice(at, at + size));
        }
      },
    };
    const { faults, size: told, open } = await readAsIs(source);
    assertEquals(concatenate(await Array.fromAsync(open())), octets);
    assertEquals(told, octets.length);
    if (size === octets.length) return faults;
    assertEquals(faults, (await readAsIs(octetsInMemory("mail.eml", octets))).faults);
  }
  return [];
}

Deno.test("a message in order has no faults", async () => {
  assertEquals(await faultsOf(`${HEADER}\r\n.dots\r\n.\r\n${"x".repeat(998)}\r\n`), []);
});

Deno.test("what is not according to the RFCs is named with its first line", async () => {
  const cr = "line 4 has a bare CR (RFC 5321 section 2.3.8)";
  const lf = "line 4 has a bare LF (RFC 5321 section 2.3.8)";
  const smuggled =
    "a lone dot behind a bare line end: a lax server ends the message there, and takes " +
    "what follows for commands";
  const unended = "its last line does not end with CRLF: one is added before the final dot";
  const cases: [string, string[]][] = [
    ["a\rb\r\n", [cr]],
    ["a\nb\nc\r\n", [`${lf}; 2 in all`]],
    ["a\r", [cr, unended]],
    ["a\n", [lf, unended]],
    ["a", [unended]],
    ["a\n.\r\n", [lf, `line 5 has ${smuggled}`]],
    ["a\r.\r\n", [cr, `line 5 has ${smuggled}`]],
    ["a\n..\r\n", [lf]],
    ["a\0b\0\r\n", ["line 4 has NUL (RFC 5321 section 4.1.1.4); 2 in all"]],
    [`${"x".repeat(999)}\r\n`, ["line 4 has more than 998 octets (RFC 5322 section 2.1.1)"]],
    ["\xe9\r\n", ["it has 8-bit octets, which are sent also where 8BITMIME is not offered"]],
  ];
  for (const [body, faults] of cases) assertEquals(await faultsOf(`${HEADER}\r\n${body}`), faults);
  assertEquals(await faultsOf("Subject: Hi\r\n\r\n"), [
    "it has no From field (RFC 5322 section 3.6)",
    "it has no Date field (RFC 5322 section 3.6)",
  ]);
});
