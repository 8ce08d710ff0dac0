import { noExtensions, parseExtensions } from "../../smtp/extensions.ts";
import { assertEquals } from "../std/assert.ts";

const reply = (...lines: string[]) => ({ code: 250, enhanced: undefined, lines });

Deno.test("parseExtensions reads keywords in any case, with their parameters", () => {
  const offered = parseExtensions(
    reply(
      "mx.example hello",
      "pipelining",
      "SIZE 35882577",
      "Auth PLAIN LOGIN",
      "8BITMIME",
      "STARTTLS",
    ),
  );
  assertEquals(offered.serverName, "mx.example");
  assertEquals(offered.pipelining, true);
  assertEquals(offered.eightBitMime, true);
  assertEquals(offered.startTls, true);
  assertEquals(offered.smtpUtf8, false);
  assertEquals(offered.maxSize, 35882577);
  assertEquals(offered.keywords.get("AUTH"), ["PLAIN", "LOGIN"]);
});

Deno.test("parseExtensions joins AUTH and the AUTH= of old servers", () => {
  const offered = parseExtensions(reply("mx", "AUTH PLAIN", "AUTH=LOGIN"));
  assertEquals(offered.keywords.get("AUTH"), ["PLAIN", "LOGIN"]);
});

Deno.test("parseExtensions reads what stands between lines of no sense, blanks and all", () => {
  const offered = parseExtensions(
    reply("mx", "AUTH=LOGIN PLAIN", "???", " SIZE  1000000 ", "=", "AUTH=", "X-A=B C", "\tDSN"),
  );
  assertEquals([offered.maxSize, offered.dsn], [1_000_000, true]);
  assertEquals(offered.keywords.get("AUTH"), ["LOGIN", "PLAIN"]);
  assertEquals([...offered.keywords.keys()], ["AUTH", "SIZE", "X-A", "DSN"]);
});

Deno.test("parseExtensions takes the first line for the name, even if it is a keyword", () => {
  assertEquals(parseExtensions(reply("PIPELINING")).pipelining, false);
});

Deno.test("parseExtensions knows SIZE without a limit, with zero and with nonsense", () => {
  for (const line of ["SIZE", "SIZE 0", "SIZE x", "SIZE -1"]) {
    const offered = parseExtensions(reply("mx", line));
    assertEquals([offered.size, offered.maxSize], [true, undefined], line);
  }
});

Deno.test("parseExtensions reads RCPTMAX of LIMITS", () => {
  const offered = parseExtensions(reply("mx", "LIMITS MAILMAX=5 RCPTMAX=20"));
  assertEquals(offered.maxRecipients, 20);
});

Deno.test("parseExtensions passes over lines that are no keyword", () => {
  const offered = parseExtensions(reply("mx", "", "\x1b[31m", "  ", "-X", "DSN "));
  assertEquals([...offered.keywords.keys()], ["DSN"]);
});

Deno.test("noExtensions offers nothing, whatever the server said", () => {
  const offered = noExtensions(reply("mx.example", "PIPELINING"));
  assertEquals([offered.serverName, offered.pipelining, offered.keywords.size], [
    "mx.example",
    false,
    0,
  ]);
});
