import { parseProxy } from "../../../cli/route/proxy.ts";
import { UsageError } from "../../../cli/terminal/exit.ts";
import { assert, assertEquals, assertThrows } from "../../std/assert.ts";

Deno.test("parseProxy takes socks5 and socks5h, and none", () => {
  assertEquals(parseProxy("socks5://proxy.example"), {
    host: "proxy.example",
    port: 1080,
    resolves: false,
  });
  assertEquals(parseProxy("SOCKS5H://[::1]:9050/"), { host: "::1", port: 9050, resolves: true });
  assertEquals(parseProxy("none"), undefined);
});

Deno.test("parseProxy refuses other kinds, and never repeats what may be a password", () => {
  for (
    const text of ["http://proxy:3128", "proxy:1080", "socks4://proxy", "socks5://", "socks5://a/b"]
  ) {
    assertThrows(() => parseProxy(text), UsageError, "--proxy must be socks5://");
  }
  const error = assertThrows(() => parseProxy("socks5://ana:s3cret@proxy"), UsageError);
  assert(!`${error.message}${error.hint}`.includes("s3cret"));
});
