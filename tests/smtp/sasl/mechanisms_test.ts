import { chooseMechanism, findMechanism } from "../../../smtp/sasl/mechanisms.ts";
import { MECHANISM_NAMES } from "../../../smtp/security.ts";
import { assertEquals } from "../../std/assert.ts";

Deno.test("the strongest mechanism that is offered is chosen, in whatever order they are offered", () => {
  const strongestFirst = ["SCRAM-SHA-256", "CRAM-MD5", "PLAIN", "LOGIN"];
  for (const at of strongestFirst.keys()) {
    const offered = strongestFirst.slice(at).toReversed();
    assertEquals(chooseMechanism(offered, undefined, "password")?.name, strongestFirst[at]);
  }
});

Deno.test("a token is for OAUTHBEARER or XOAUTH2 only, a password never", () => {
  assertEquals(chooseMechanism(MECHANISM_NAMES, undefined, "token")?.name, "OAUTHBEARER");
  assertEquals(chooseMechanism(["PLAIN", "XOAUTH2"], undefined, "token")?.name, "XOAUTH2");
  assertEquals(chooseMechanism(["PLAIN"], undefined, "token"), undefined);
  assertEquals(chooseMechanism(["XOAUTH2", "OAUTHBEARER"], undefined, "password"), undefined);
});

Deno.test("a mechanism that was asked for is taken or none is", () => {
  assertEquals(chooseMechanism(["PLAIN", "CRAM-MD5"], "PLAIN", "password")?.name, "PLAIN");
  assertEquals(chooseMechanism(["PLAIN"], "CRAM-MD5", "password"), undefined);
  assertEquals(chooseMechanism(["XOAUTH2"], "XOAUTH2", "password"), undefined);
});

Deno.test("names are compared in any case; unknown ones are passed over", () => {
  assertEquals(chooseMechanism(["gssapi", "plain"], undefined, "password")?.name, "PLAIN");
  assertEquals(chooseMechanism(["GSSAPI", "SCRAM-SHA-256-PLUS"], undefined, "password"), undefined);
  assertEquals(findMechanism("xoauth2")?.uses, "token");
  assertEquals(findMechanism("GSSAPI"), undefined);
});
