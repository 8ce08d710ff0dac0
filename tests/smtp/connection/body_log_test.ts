import { BODY_LOG_MAX_OCTETS, BodyLog } from "../../../smtp/connection/body_log.ts";
import { assertEquals } from "../../std/assert.ts";

const encoder = new TextEncoder();

Deno.test("BodyLog gives back the same lines however the data is cut", () => {
  const text = "Subject: Hi\r\n\r\nfirst\r\n..second\r\n.\r\n";
  for (let size = 1; size <= text.length; size++) {
    const log = new BodyLog();
    const lines: string[] = [];
    for (let start = 0; start < text.length; start += size) {
      lines.push(...log.push(encoder.encode(text.slice(start, start + size))));
    }
    assertEquals(lines, ["Subject: Hi", "", "first", "..second", "."]);
    assertEquals(log.hidden, 0);
  }
});

Deno.test("BodyLog shows whole lines up to its bound and counts the rest", () => {
  const log = new BodyLog();
  const line = `${"x".repeat(98)}\r\n`;
  const lines = log.push(encoder.encode(line.repeat(200)));
  assertEquals(lines.length, Math.floor(BODY_LOG_MAX_OCTETS / line.length));
  assertEquals(log.push(encoder.encode("more\r\n")), []);
  assertEquals(log.hidden, 200 * line.length + 6 - lines.length * line.length);
});
