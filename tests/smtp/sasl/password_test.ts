/** The mechanisms with a password that are no dialogue of their own: PLAIN, LOGIN and CRAM-MD5. */
import { cramMd5 } from "../../../smtp/sasl/cram_md5.ts";
import { login } from "../../../smtp/sasl/login.ts";
import { SaslError } from "../../../smtp/sasl/mechanism.ts";
import type { Credentials } from "../../../smtp/security.ts";
import { plain } from "../../../smtp/sasl/plain.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";
import { say } from "./exchange.ts";

const tim: Credentials = { user: "tim", secret: "tanstaaftanstaaf", kind: "password" };

Deno.test("PLAIN says what RFC 4616 section 4 shows", async () => {
  assertEquals(await say(plain(tim)), ["\0tim\0tanstaaftanstaaf*"]);
});

Deno.test("PLAIN has nothing to say to a challenge", async () => {
  assertEquals(await say(plain(tim), "more?"), ["\0tim\0tanstaaftanstaaf*", "end"]);
});

Deno.test("PLAIN refuses a NUL, which would end user or password early", async () => {
  await assertRejects(() => say(plain({ ...tim, user: "tim\0x" })), SaslError, "NUL");
  await assertRejects(() => say(plain({ ...tim, secret: "\0" })), SaslError, "NUL");
});

Deno.test("PLAIN and LOGIN speak UTF-8", async () => {
  const jürgen: Credentials = { user: "jürgen", secret: "pässword", kind: "password" };
  assertEquals(await say(plain(jürgen)), ["\0jürgen\0pässword*"]);
  assertEquals(await say(login(jürgen), "", ""), ["(nothing)", "jürgen", "pässword*"]);
});

Deno.test("LOGIN answers two prompts, whatever they say, and no third", async () => {
  const said = ["(nothing)", "tim", "tanstaaftanstaaf*"];
  assertEquals(await say(login(tim), "Username:", "Password:"), said);
  assertEquals(await say(login(tim), "", "\0", "again"), [...said, "end"]);
});

Deno.test("CRAM-MD5 gives the digest of RFC 2195 section 2", async () => {
  assertEquals(
    await say(cramMd5(tim), "<1896.697170952@postoffice.reston.mci.net>"),
    ["(nothing)", "tim b913a602c7eda7a495b4e6e7334d3890*"],
  );
});

Deno.test("CRAM-MD5 gives no digest of an empty challenge", async () => {
  const error = await assertRejects(() => say(cramMd5(tim), ""), SaslError, "empty");
  assertEquals(error.kind, "protocol");
});

Deno.test("CRAM-MD5 has nothing to say to a second challenge", async () => {
  assertEquals((await say(cramMd5(tim), "<1@x>", "<2@x>")).at(-1), "end");
});
