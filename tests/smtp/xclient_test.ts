import { CommandError } from "../../smtp/command.ts";
import { Session } from "../../smtp/connection/session.ts";
import { Wire } from "../../smtp/connection/wire.ts";
import { SmtpError } from "../../smtp/error.ts";
import { greetAs, parseXclient } from "../../smtp/xclient.ts";
import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "../std/assert.ts";
import { noTls } from "../support/dialogue.ts";
import { MemoryServer, type Turn, turn } from "../support/memory_server.ts";

const BANNER = turn("", "220 mx ESMTP\r\n");

/** Greets with these attributes; what is offered in the end. */
async function greeted(attributes: readonly string[], ...turns: Turn[]): Promise<string[]> {
  const server = new MemoryServer([BANNER, ...turns]);
  const wire = new Wire(server, new AbortController().signal);
  const session = new Session(wire, { limit: 300, transcript: undefined, handshake: noTls });
  try {
    const { keywords } = await greetAs(attributes.map(parseXclient))(session, "me.example", "off");
    server.assertPlayed();
    return [...keywords.keys()];
  } finally {
    session.close();
  }
}

function ehlo(...keywords: string[]): Turn {
  const lines = ["mx", ...keywords];
  const reply = lines.map((line, index) => `250${index < lines.length - 1 ? "-" : " "}${line}\r\n`);
  return turn("EHLO me.example\r\n", reply.join(""));
}

Deno.test("XCLIENT goes behind EHLO, its values as xtext, and EHLO again behind its answer", async () => {
  const command = "XCLIENT NAME=a+3Db.example ADDR=IPV6:2001:db8::1 LOGIN=ana+20b\r\n";
  const offered = await greeted(
    ["NAME=a=b.example", "addr=IPV6:2001:db8::1", "LOGIN=ana b"],
    ehlo("XCLIENT NAME ADDR LOGIN", "SIZE"),
    turn(command, "220 mx ESMTP\r\n"),
    ehlo("PIPELINING"),
  );
  assertEquals(offered, ["PIPELINING"]);
});

Deno.test("XCLIENT is not sent where it is not offered, and no attribute that is not known", async () => {
  const cases: [Turn, string][] = [
    [ehlo("SIZE"), "the server does not offer XCLIENT to this client"],
    [ehlo("XCLIENT NAME HELO"), "the server's XCLIENT knows no ADDR, but NAME, HELO"],
  ];
  for (const [greeting, message] of cases) {
    const error = await assertRejects(() => greeted(["ADDR=192.0.2.1"], greeting), SmtpError);
    assertEquals([error.kind, error.message], ["policy", message]);
  }
});

Deno.test("a refusal of XCLIENT ends the session", async () => {
  const refused = turn("XCLIENT ADDR=x\r\n", "501 5.5.4 bad address\r\n");
  const error = await assertRejects(
    () => greeted(["ADDR=x"], ehlo("XCLIENT ADDR"), refused),
    SmtpError,
  );
  assertEquals([error.kind, error.reply?.code], ["reply", 501]);
});

Deno.test("parseXclient refuses what is no NAME=VALUE", () => {
  for (const text of ["ADDR", "ADDR=", "=x", "A B=x", "ADDR=é", "ADDR=a\nb"]) {
    assertThrows(() => parseXclient(text), CommandError);
  }
  const { message } = assertThrows(() => parseXclient("ADDR"), CommandError);
  assertStringIncludes(message, "NAME=VALUE");
});
