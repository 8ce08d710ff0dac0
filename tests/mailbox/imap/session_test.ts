/** One session with an IMAP server that plays a script, with no socket. */
import { ImapSession } from "../../../mailbox/imap/session.ts";
import { MailboxError } from "../../../mailbox/mailbox.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";
import { MemoryServer, turn } from "../../support/memory_server.ts";

/** A session with a server that answers its first command with this. */
function answered(answer: string): ImapSession {
  const server = new MemoryServer([turn("a1 NOOP\r\n", answer)], 10_000);
  return new ImapSession(server, { limit: undefined, signal: new AbortController().signal });
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
  ["says no end of things", "* 1 EXISTS\r\n".repeat(30_000)],
];

for (const [what, answer] of senseless) {
  Deno.test(`a server that ${what} is left`, async () => {
    const session = answered(answer);
    const error = await assertRejects(() => session.command("NOOP"), MailboxError);
    assertEquals([error.problem, session.closed], ["protocol", true]);
  });
}
