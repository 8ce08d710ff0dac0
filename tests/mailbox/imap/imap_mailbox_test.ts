/** The dialogue with an IMAP server that plays a script, in clear text on loopback. */
import { parseIpAddress } from "../../../dns/ip.ts";
import { type ImapOptions, openImapMailbox } from "../../../mailbox/imap/imap_mailbox.ts";
import { parseImapUrl } from "../../../mailbox/imap/url.ts";
import { type Mailbox, MailboxError } from "../../../mailbox/mailbox.ts";
import { assert, assertEquals, assertRejects } from "../../std/assert.ts";
import { type Turn, turn } from "../../support/memory_server.ts";
import { ScriptServer } from "../../support/script_server.ts";

const sought = { messageId: "<1@x.example>", token: "mua-1" };
const SEARCH = 'UID SEARCH OR HEADER Message-ID "<1@x.example>" SUBJECT "mua-1"\r\n';

/** Opens the mailbox of ana at a server that plays this script. */
async function open(port: number, more: Partial<ImapOptions> = {}): Promise<Mailbox> {
  const address = parseIpAddress("127.0.0.1");
  assert(address !== undefined);
  return await openImapMailbox(parseImapUrl(`imap://ana@127.0.0.1:${port}`), sought, {
    addresses: [address],
    credentials: { user: "ana", secret: "s3cret", kind: "password" },
    mechanism: undefined,
    caCerts: [],
    allowInsecure: true,
    limit: 5000,
    signal: new AbortController().signal,
    ...more,
  });
}

/** A server that is greeted and offers this. */
function greeted(capabilities: string): Turn[] {
  const answer = `* CAPABILITY IMAP4rev1 ${capabilities}\r\na1 OK\r\n`;
  return [turn("", "* OK hello\r\n"), turn("a1 CAPABILITY\r\n", answer)];
}

const LOGIN = turn('a2 LOGIN "ana" "s3cret"\r\n', "a2 OK\r\n");
const CAPABILITIES = turn("a3 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1\r\na3 OK\r\n");
const LIST = turn(
  'a4 LIST "" "*"\r\n',
  '* LIST () "/" INBOX\r\n* LIST () "/" {4}\r\nSpam\r\na4 OK\r\n',
);

/** EXAMINE and SEARCH, with what is found. */
function look(tag: number, name: string, uids: string, validity = 7): Turn[] {
  const examined = `* OK [UIDVALIDITY ${validity}] valid\r\na${tag} OK [READ-ONLY]\r\n`;
  return [
    turn(`a${tag} EXAMINE "${name}"\r\n`, examined),
    turn(`a${tag + 1} ${SEARCH}`, `* SEARCH${uids}\r\na${tag + 1} OK\r\n`),
  ];
}

function logout(tag: number): Turn {
  return turn(`a${tag} LOGOUT\r\n`, `* BYE\r\na${tag} OK\r\n`, "FIN");
}

function imapTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: true, sanitizeResources: true, fn });
}

imapTest(
  "what was there before is passed over; what comes is read, and nothing is marked",
  async () => {
    await using server = new ScriptServer([[
      ...greeted(""),
      LOGIN,
      CAPABILITIES,
      LIST,
      ...look(5, "INBOX", " 3"),
      ...look(7, "Spam", ""),
      ...look(9, "INBOX", " 3"),
      ...look(11, "Spam", ""),
      ...look(13, "INBOX", " 3"),
      ...look(15, "Spam", " 3"),
      turn("a17 UID FETCH 3 (UID BODY.PEEK[])\r\n", '* 1 FETCH (UID 3 BODY[] "Hi")\r\na17 OK\r\n'),
      logout(18),
    ]]);
    const mailbox = await open(server.port);
    assertEquals(await mailbox.look(5000), undefined);
    const octets = new TextEncoder().encode("Hi");
    assertEquals(await mailbox.look(5000), { octets, place: "Spam", junk: true });
    await mailbox.close();
  },
);

imapTest("a mailbox that was made anew holds other messages, whatever their numbers", async () => {
  await using server = new ScriptServer([[
    ...greeted(""),
    LOGIN,
    CAPABILITIES,
    turn('a4 LIST "" "*"\r\n', "a4 OK\r\n"),
    ...look(5, "INBOX", " 3"),
    ...look(7, "INBOX", " 3", 8),
    turn("a9 UID FETCH 3 (UID BODY.PEEK[])\r\n", "* 1 FETCH (UID 3 BODY[] {2}\r\nHi)\r\na9 OK\r\n"),
    logout(10),
  ]]);
  const mailbox = await open(server.port);
  assertEquals((await mailbox.look(5000))?.place, "INBOX");
  await mailbox.close();
});

imapTest("the strongest mechanism that is offered is used, not LOGIN", async () => {
  await using server = new ScriptServer([[
    ...greeted("LOGINDISABLED AUTH=PLAIN SASL-IR"),
    turn("a2 AUTHENTICATE PLAIN AGFuYQBzM2NyZXQ=\r\n", "a2 NO [AUTHENTICATIONFAILED] wrong\r\n"),
    logout(3),
  ]]);
  const error = await assertRejects(() => open(server.port), MailboxError, "wrong");
  assertEquals(error.problem, "authentication");
});

imapTest("without SASL-IR the server asks for the response", async () => {
  await using server = new ScriptServer([[
    ...greeted("AUTH=PLAIN"),
    turn("a2 AUTHENTICATE PLAIN\r\n", "+ \r\n"),
    turn("AGFuYQBzM2NyZXQ=\r\n", "a2 NO wrong\r\n"),
    logout(3),
  ]]);
  await assertRejects(() => open(server.port), MailboxError, "wrong");
});

imapTest("a server that proves nothing in SCRAM is not believed", async () => {
  await using server = new ScriptServer([[
    turn("", "* OK hello\r\n"),
    turn("a1 CAPABILITY\r\n", "* CAPABILITY AUTH=SCRAM-SHA-256\r\na1 OK\r\n"),
    turn("a2 AUTHENTICATE SCRAM-SHA-256\r\n", "a2 OK welcome\r\n"),
    logout(3),
  ]]);
  const error = await assertRejects(() => open(server.port), MailboxError, "before SCRAM-SHA-256");
  assertEquals(error.problem, "protocol");
});

imapTest("no secret goes in clear text where that was not asked for", async () => {
  const scripts = [[...greeted("AUTH=PLAIN"), logout(2)]];
  await using server = new ScriptServer(scripts);
  const opening = open(server.port, { allowInsecure: false });
  const error = await assertRejects(() => opening, MailboxError, "does not offer STARTTLS");
  assertEquals(error.problem, "untrusted");
});

imapTest("a server that greets us as somebody known before TLS is not believed", async () => {
  await using server = new ScriptServer([[turn("", "* PREAUTH hello\r\n"), logout(1)]]);
  const opening = open(server.port, { allowInsecure: false });
  assertEquals((await assertRejects(() => opening, MailboxError)).problem, "untrusted");
});

imapTest("what comes in clear text behind the answer to STARTTLS ends the session", async () => {
  await using server = new ScriptServer([[
    ...greeted("STARTTLS"),
    turn("a2 STARTTLS\r\n", "a2 OK\r\n* PREAUTH injected\r\n"),
  ]]);
  const error = await assertRejects(() => open(server.port), MailboxError, "more before TLS");
  assertEquals(error.problem, "protocol");
});

imapTest("a mailbox that is not there is missing", async () => {
  await using server = new ScriptServer([[
    ...greeted(""),
    LOGIN,
    CAPABILITIES,
    LIST,
    turn('a5 EXAMINE "INBOX"\r\n', "a5 NO no such mailbox\r\n"),
    logout(6),
  ]]);
  const error = await assertRejects(() => open(server.port), MailboxError, "no such mailbox");
  assertEquals(error.problem, "missing");
});

for (
  const [what, script] of [
    ["closes", [turn("", "* OK hello\r\n"), turn("a1 CAPABILITY\r\n", "FIN")]],
    ["says BYE", [turn("", "* BYE too many connections\r\n", "FIN")]],
    ["never answers", [turn("", "* OK hello\r\n"), turn("a1 CAPABILITY\r\n", "SILENCE")]],
  ] as const
) {
  imapTest(`a server that ${what} is not reached`, async () => {
    await using server = new ScriptServer([script]);
    const error = await assertRejects(() => open(server.port, { limit: 200 }), MailboxError);
    assertEquals(error.problem, "unreachable", error.message);
  });
}

imapTest("who wants no more is not kept waiting", async () => {
  const script = [turn("", "* OK hello\r\n"), turn("a1 CAPABILITY\r\n", "SILENCE")];
  await using server = new ScriptServer([script]);
  const controller = new AbortController();
  const opening = open(server.port, { signal: controller.signal });
  while (server.sessions[0]?.sent !== "a1 CAPABILITY\r\n") {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  controller.abort();
  assertEquals((await assertRejects(() => opening, MailboxError)).problem, "interrupted");
});
