/** One session with an IMAP server that plays a script, with no socket. */
import { ImapSession } from "../../../mailbox/imap/session.ts";
import { MailboxError } from "../../../mailbox/mailbox.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";
import { MemoryServer, turn } from "../../support/memory_server.ts";

const options = { limit: undefined, signal: new AbortController().signal };

/** A session with a server that answers its first command with this. */
function answered(answer: string): ImapSession {
  const server = new MemoryServer([turn("a1 NOOP\r\n", answer)], 10_000);
  return new ImapSession(server, options);
}

Deno.test("data and remarks of a server come with the answer, in any case of letters", async () => {
  const session = answered("* 3 exists\r\n* ok [ALERT] full\r\na1 ok done\r\n");
  const { status, data, remarks } = await session.command("NOOP");
  assertEquals([status.state, data.length, remarks[0]?.code], ["OK", 1, "ALERT"]);
  session.close();
});

const refused: readonly (readonly [code: string, problem: string])[] = [
  ["", "refused"],
  ["[NOPERM] ", "refused"],
  ["[UNAVAILABLE] ", "unreachable"],
  ["[inuse] ", "unreachable"],
];

for (const [code, problem] of refused) {
  Deno.test(`a server that says NO ${code}is ${problem}, and the session goes on`, async () => {
    const session = answered(`a1 NO ${code}not now\r\n`);
    const error = await assertRejects(() => session.command("NOOP"), MailboxError, "NO not now");
    assertEquals([error.problem, session.closed], [problem, false]);
    session.close();
  });
}

const senseless: readonly (readonly [what: string, answer: string])[] = [
  ["answers another command", "a2 OK\r\n"],
  ["asks to go on", "+ go on\r\n"],
  ["sends a literal that nobody asked for", "* 1 FETCH (BODY[] {3}\r\nabc)\r\na1 OK\r\n"],
  ["says no end of things", "* 1 EXISTS\r\n".repeat(30_000)],
];

for (const [what, answer] of senseless) {
  Deno.test(`a server that ${what} is left`, async () => {
    const session = answered(answer);
    const error = await assertRejects(() => session.command("NOOP"), MailboxError);
    assertEquals([error.problem, session.closed], ["protocol", true]);
  });
}

Deno.test("what a server can do is asked anew under TLS, whatever was said before", async () => {
  const clear = new MemoryServer([
    turn("a1 CAPABILITY\r\n", "* CAPABILITY STARTTLS AUTH=PLAIN\r\na1 OK\r\n"),
    turn("a2 STARTTLS\r\n", "* CAPABILITY AUTH=CRAM-MD5\r\na2 OK [CAPABILITY AUTH=LOGIN]\r\n"),
  ]);
  const secure = new MemoryServer([
    turn("a3 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1\r\na3 OK\r\n"),
  ]);
  const session = new ImapSession(clear, options);
  assertEquals([...await session.capabilities()], ["STARTTLS", "AUTH=PLAIN"]);
  await session.startTls(() => Promise.resolve(secure));
  assertEquals([...await session.capabilities()], ["IMAP4REV1"]);
  session.close();
  assertEquals(secure.closed, true);
});
