import { withServerVariables } from "../../../cli/route/variables.ts";
import { serverOptions, tlsOptions } from "../../../cli/route/options.ts";
import { assertEquals } from "../../std/assert.ts";

const FILE = new URL(import.meta.url).pathname;

/** The authorities with what was given, what an account adds to that, and SSL_CERT_FILE. */
function authorities(
  given: readonly string[] | undefined,
  account: readonly string[] | undefined,
  variable: string | undefined = FILE,
  table: Parameters<typeof withServerVariables>[0] = tlsOptions,
): unknown {
  const typed = new Map(given === undefined ? [] : [["ca", given]]);
  const known = new Map(account === undefined ? typed : [["ca", account], ...typed]);
  const variables: Readonly<Record<string, string | undefined>> = { SSL_CERT_FILE: variable };
  return withServerVariables(table, typed, known, (name) => variables[name]).get("ca");
}

Deno.test("SSL_CERT_FILE is trusted beside the authorities of an account, and not beside --ca", () => {
  assertEquals(authorities(undefined, undefined), [FILE]);
  assertEquals(authorities(undefined, ["own.pem"]), ["own.pem", FILE]);
  assertEquals(authorities(["my.pem"], ["own.pem"]), ["my.pem"]);
});

Deno.test("SSL_CERT_FILE that is empty, or that a command has no use for, is not heard", () => {
  assertEquals(authorities(undefined, ["own.pem"], ""), ["own.pem"]);
  assertEquals(authorities(undefined, undefined, FILE, {}), undefined);
});

Deno.test("SSL_CERT_FILE that is no file stops nobody, who may need no TLS", () => {
  assertEquals(authorities(undefined, undefined, `${FILE}.gone`), undefined);
  assertEquals(authorities(undefined, undefined, "/"), undefined);
});

Deno.test({
  name: "SSL_CERT_FILE that may not be read stops nobody",
  permissions: { read: false },
  fn: () => assertEquals(authorities(undefined, undefined), undefined),
});

Deno.test("ALL_PROXY stands behind --proxy, and its small form behind the large one", () => {
  const proxy = (
    given: string | undefined,
    variables: Readonly<Record<string, string>>,
  ): unknown => {
    const typed = new Map(given === undefined ? [] : [["proxy", [given]]]);
    return withServerVariables(serverOptions, typed, typed, (name) => variables[name]).get("proxy");
  };
  assertEquals(proxy(undefined, { ALL_PROXY: "socks5://a" }), ["socks5://a"]);
  assertEquals(proxy(undefined, { all_proxy: "socks5://b" }), ["socks5://b"]);
  assertEquals(proxy(undefined, { ALL_PROXY: "socks5://a", all_proxy: "b" }), ["socks5://a"]);
  assertEquals(proxy("none", { ALL_PROXY: "socks5://a" }), ["none"]);
  assertEquals(proxy(undefined, { ALL_PROXY: "" }), undefined);
});
