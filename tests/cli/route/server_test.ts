import { parseServer, readServer, type ServerOptionValues } from "../../../cli/route/server.ts";
import { UsageError } from "../../../cli/terminal/exit.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "../../std/assert.ts";

function read(given: Partial<ServerOptionValues>): unknown[] {
  const options = { server: undefined, port: undefined, tls: undefined, lmtp: false, ...given };
  const { server, port, tls, lmtp } = readServer(options);
  return [server?.host, port, tls, lmtp, server?.socket];
}

Deno.test("readServer takes hosts, URLs and sockets", () => {
  const cases: [Partial<ServerOptionValues>, unknown[]][] = [
    [{}, [undefined, 25, undefined, false, undefined]],
    [{ server: "mx.example" }, ["mx.example", 25, undefined, false, undefined]],
    [{ server: "mx.example:26" }, ["mx.example", 26, undefined, false, undefined]],
    [{ server: "smtp://mx.example" }, ["mx.example", 25, undefined, false, undefined]],
    [{ server: "SMTP://mx.example:587/" }, ["mx.example", 587, undefined, false, undefined]],
    [{ server: "smtp://[::1]", port: 2525 }, ["::1", 2525, undefined, false, undefined]],
    [{ server: "smtps://mx.example" }, ["mx.example", 465, "on-connect", false, undefined]],
    [{ server: "smtps://[::1]:8465" }, ["::1", 8465, "on-connect", false, undefined]],
    [{ server: "lmtp://mx.example" }, ["mx.example", 24, undefined, true, undefined]],
    [{ server: "mx.example", lmtp: true }, ["mx.example", 24, undefined, true, undefined]],
    [{ server: "lmtp://mx.example:2003" }, ["mx.example", 2003, undefined, true, undefined]],
    [{ server: "unix:/run/lmtp" }, ["unix:/run/lmtp", 0, "off", true, "/run/lmtp"]],
    [{ server: "unix:///run/lmtp" }, ["unix:/run/lmtp", 0, "off", true, "/run/lmtp"]],
  ];
  for (const [given, expected] of cases) assertEquals(read(given), expected);
});

Deno.test("readServer refuses what contradicts itself", () => {
  const cases: [Partial<ServerOptionValues>, string][] = [
    [{ server: "smtp://mx.example:26", port: 25 }, "twice"],
    [{ server: "smtps://mx.example", port: 25 }, "twice"],
    [
      { server: "smtps://mx.example", tls: "off" },
      "--tls off and smtps:// cannot be used together",
    ],
    [{ server: "unix:/run/lmtp", tls: "require" }, "--tls require and unix:"],
    [{ server: "unix:/run/lmtp", port: 24 }, "a socket has no port"],
    [{ server: "unix:run/lmtp" }, "begins with /"],
    [{ server: "lmtp://mx.example:25" }, "must not be spoken on port 25"],
    [{ lmtp: true }, "not for an MX"],
    [{ server: "imap://mx.example" }, 'must be smtp://, smtps:// or lmtp://; not "imap://"'],
    [{ server: "smtp://mx.example/path" }, "nothing may follow"],
    [{ server: "smtp://" }, "must be HOST or HOST:PORT"],
    [{ server: "constructor://mx.example" }, "must be smtp://"],
  ];
  for (const [given, words] of cases) {
    assertStringIncludes(assertThrows(() => read(given), UsageError).message, words);
  }
});

Deno.test("parseServer never repeats what may be a password", () => {
  for (
    const text of [
      "smtp://ana:s3cret@mx.example",
      "smtps://ana@mx.example:s3cret",
      "ana:s3cret@mx.example",
      "unix:/run/ana:s3cret@x",
      "http://ana:s3cret@mx",
    ]
  ) {
    const error = assertThrows(() => parseServer(text, "--server"), UsageError);
    assert(!`${error.message}${error.hint}`.includes("s3cret"), error.message);
  }
});
