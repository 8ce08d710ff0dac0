import { UsageError } from "../../../cli/terminal/exit.ts";
import { parseHostPort } from "../../../cli/route/host_port.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

for (
  const [text, host, port] of [
    ["mx.example", "mx.example", undefined],
    ["mx.example:587", "mx.example", 587],
    ["192.0.2.1", "192.0.2.1", undefined],
    ["192.0.2.1:25", "192.0.2.1", 25],
    ["2001:DB8::1", "2001:db8::1", undefined],
    ["[2001:db8::1]", "2001:db8::1", undefined],
    ["[::1]:2525", "::1", 2525],
    ["Bücher.example.:25", "xn--bcher-kva.example", 25],
    ["mail_server", "mail_server", undefined],
  ] as const
) {
  Deno.test(`parseHostPort reads ${text}`, () => {
    assertEquals(parseHostPort(text, "--server"), { host, port });
  });
}

for (
  const text of ["", ":25", "mx:", "mx:0", "mx:65536", "mx:smtp", "mx:25:25", "[::1", "[mx]:25"]
) {
  Deno.test(`parseHostPort refuses ${JSON.stringify(text)}`, () => {
    assertThrows(
      () => parseHostPort(text, "--server"),
      UsageError,
      `--server must be HOST or HOST:PORT`,
    );
  });
}

for (
  const text of [
    "mx\r\n",
    "mx\0",
    "a b",
    "a\u2028b",
    "-mx",
    "a..b",
    "a".repeat(64),
    "a.".repeat(200),
  ]
) {
  Deno.test(`parseHostPort refuses ${JSON.stringify(text.slice(0, 10))}, which no host is called`, () => {
    assertThrows(
      () => parseHostPort(text, "--server"),
      UsageError,
      "--server must be a host name",
    );
  });
}
