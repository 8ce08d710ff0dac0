/** The dialogue with an IMAP server that plays a script, in clear text on loopback. */
import { parseIpAddress } from "../../../dns/ip.ts";
import type { ImapOptions } from "../../../mailbox/imap/connect.ts";
import { openImapMailbox } from "../../../mailbox/imap/imap_mailbox.ts";
import { parseImapUrl } from "../../../mailbox/imap/url.ts";
import { type Mailbox, MailboxError } from "../../../mailbox/mailbox.ts";
import { assert, assertEquals, assertRejects } from "../../std/assert.ts";
import { type Turn, turn } from "../../support/memory_server.ts";
import { ScriptServer } from "../../support/script_server.ts";

const sought = { messageId: "<1@x.example>", token: "mua-1" };

/** Opens the mailbox of ana at a server that plays this script. */
async function open(
  port: number,
  more: Partial<ImapOptions> = {},
  name = "",
): Promise<Mailbox> {
  const address = parseIpAddress("127.0.0.1");
  assert(address !== undefined);
  return await openImapMailbox(parseImapUrl(`imap://ana@127.0.0.1:${port}/${name}`), sought, {
    addresses: [address],
    credentials: { user: "ana", secret: "s3cret", kind: "password" },
    mechanism: undefined,
    caCerts: [],
    allowInsecure: true,
    limit: 5000,
    signal: new AbortController().signal,
    note: () => {},
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

/** A user with these mailboxes beside INBOX. */
function list(tag: number, ...names: string[]): Turn {
  const literals = names.map((name) => `* LIST () "/" {${name.length}}\r\n${name}\r\n`);
  const data = `* LIST () "/" INBOX\r\n${literals.join("")}`;
  return turn(`a${tag} LIST "" "*"\r\n`, `${data}a${tag} OK\r\n`);
}

/** EXAMINE, and UID FETCH as it is answered. */
function examine(tag: number, name: string, fetch: string, data: string, validity = 7): Turn[] {
  const examined = `* OK [UIDVALIDITY ${validity}] valid\r\na${tag} OK [READ-ONLY]\r\n`;
  return [
    turn(`a${tag} EXAMINE "${name}"\r\n`, examined),
    turn(`a${tag + 1} UID FETCH ${fetch}\r\n`, `${data}a${tag + 1} OK\r\n`),
  ];
}

/** Passes over a mailbox whose last message has this UID. */
function passOver(tag: number, name: string, last: number): Turn[] {
  return examine(tag, name, "* (UID)", `* 1 FETCH (UID ${last})\r\n`);
}

/** Looks into a mailbox from a UID on, and sees these headers. */
function look(
  tag: number,
  name: string,
  from: number,
  headers: Readonly<Record<number, string>>,
  validity = 7,
): Turn[] {
  const data = Object.entries(headers).map(([uid, header]) =>
    `* 1 FETCH (UID ${uid} BODY[HEADER.FIELDS (MESSAGE-ID SUBJECT FROM CONTENT-TYPE AUTO-SUBMITTED)] ` +
    `{${header.length + 4}}\r\n${header}\r\n\r\n)\r\n`
  );
  const fetch =
    `${from}:* (UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID SUBJECT FROM CONTENT-TYPE AUTO-SUBMITTED)])`;
  return examine(tag, name, fetch, data.join(""), validity);
}

function read(tag: number, uid: number, data: string): Turn {
  return turn(`a${tag} UID FETCH ${uid} (UID BODY.PEEK[])\r\n`, `${data}a${tag} OK\r\n`);
}

const OURS = "Message-ID: <1@x.example>";
const OTHER = "Message-ID: <2@x.example>";

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
      list(4, "Spam"),
      ...passOver(5, "INBOX", 3),
      ...passOver(7, "Spam", 0),
      list(9, "Spam"),
      ...look(10, "INBOX", 4, { 3: OURS }),
      ...look(12, "Spam", 1, { 5: OTHER, 2: OTHER }),
      list(14, "Spam"),
      ...look(15, "INBOX", 4, {}),
      ...look(17, "Spam", 6, { 6: OURS }),
      read(19, 6, '* 9 FETCH (FLAGS ())\r\n* 1 FETCH (BODY[] "Hi" UID 6)\r\n'),
      logout(20),
    ]]);
    const notes: string[] = [];
    const mailbox = await open(server.port, { note: (text) => notes.push(text) });
    assertEquals(await mailbox.look(5000), undefined);
    const octets = new TextEncoder().encode("Hi");
    assertEquals(await mailbox.look(5000), { octets, place: "Spam", junk: true });
    await mailbox.close();
    assertEquals(notes, [
      `IMAP: connected to 127.0.0.1 [127.0.0.1] port ${server.port}`,
      "IMAP: authenticated as ana by LOGIN",
      "IMAP: looking into INBOX, from UID 4 on",
      "IMAP: looking into Spam, from UID 1 on",
      "IMAP: found in Spam, 2 octets",
    ]);
  },
);

imapTest("a mailbox that was made anew holds other messages, whatever their numbers", async () => {
  await using server = new ScriptServer([[
    ...greeted(""),
    LOGIN,
    CAPABILITIES,
    list(4),
    ...passOver(5, "INBOX", 3),
    list(7),
    ...look(8, "INBOX", 1, { 3: OURS }, 8),
    read(10, 3, "* 1 FETCH (UID 3 BODY[] {2}\r\nHi)\r\n"),
    logout(11),
  ]]);
  const mailbox = await open(server.port);
  assertEquals((await mailbox.look(5000))?.place, "INBOX");
  await mailbox.close();
});

imapTest("a bounce for the message is found in its place, and another bounce is not", async () => {
  const bounce = (id: string): string =>
    "From: MAILER-DAEMON@x.example\r\nSubject: failure notice\r\n\r\n" +
    "<ana@x.example>:\r\nRemote host said: 552 5.2.2 Mailbox full\r\n" +
    `--- Below this line is a copy of the message.\r\n\r\nMessage-ID: ${id}\r\n`;
  const whole = (uid: number, id: string): string =>
    `* 1 FETCH (UID ${uid} BODY[] {${bounce(id).length}}\r\n${bounce(id)})\r\n`;
  const header = "From: MAILER-DAEMON@x.example";
  await using server = new ScriptServer([[
    ...greeted(""),
    LOGIN,
    CAPABILITIES,
    list(4),
    ...passOver(5, "INBOX", 0),
    list(7),
    ...look(8, "INBOX", 1, { 1: header, 2: header }),
    read(10, 1, whole(1, "<2@x.example>")),
    read(11, 2, whole(2, "<1@x.example>")),
    logout(12),
  ]]);
  const mailbox = await open(server.port);
  const found = await mailbox.look(5000);
  assertEquals([found?.bounce?.kind, found?.bounce?.bounces[0]?.reason], [
    "failure",
    "mailboxfull",
  ]);
  await mailbox.close();
});

imapTest("a message that is moved before it is read is found where it went", async () => {
  await using server = new ScriptServer([[
    ...greeted(""),
    LOGIN,
    CAPABILITIES,
    list(4),
    ...passOver(5, "INBOX", 0),
    // The mailbox for junk is made when there is some.
    list(7, "Spam"),
    ...look(8, "INBOX", 1, { 1: "Subject: =?utf-8?B?T2zDoSBbbXVhLTFd?=" }),
    read(10, 1, "* 1 EXPUNGE\r\n"),
    ...look(11, "Spam", 1, { 1: OURS }),
    read(13, 1, '* 1 FETCH (UID 1 BODY[] "Hi")\r\n'),
    logout(14),
  ]]);
  const mailbox = await open(server.port);
  assertEquals((await mailbox.look(5000))?.place, "Spam");
  await mailbox.close();
});

imapTest("the mailbox that is looked into may be the one for junk", async () => {
  const capabilities = "* CAPABILITY SPECIAL-USE LIST-EXTENDED\r\na3 OK\r\n";
  const listed = '* LIST (\\junk) "/" INBOX/a[b\r\n* LIST () NIL INBOX\r\n';
  const marked = (tag: number): Turn =>
    turn(`a${tag} LIST "" "*" RETURN (SPECIAL-USE)\r\n`, `${listed}a${tag} OK\r\n`);
  await using server = new ScriptServer([[
    ...greeted(""),
    LOGIN,
    turn("a3 CAPABILITY\r\n", capabilities),
    marked(4),
    ...passOver(5, "INBOX/a[b", 0),
    marked(7),
    ...look(8, "INBOX/a[b", 1, { 1: OURS }),
    read(10, 1, '* 1 FETCH (UID 1 BODY[] "Hi")\r\n'),
    logout(11),
  ]]);
  const mailbox = await open(server.port, {}, "INBOX/a[b");
  assertEquals((await mailbox.look(5000))?.junk, true);
  await mailbox.close();
});

imapTest(
  "a connection that is lost is made anew, and nothing is looked through twice",
  async () => {
    await using server = new ScriptServer([
      [
        ...greeted(""),
        LOGIN,
        CAPABILITIES,
        list(4),
        ...passOver(5, "INBOX", 3),
        list(7),
        turn('a8 EXAMINE "INBOX"\r\n', "* BYE Server is shutting down\r\n", "FIN"),
      ],
      [turn("", "* BYE not yet\r\n", "FIN")],
      [
        ...greeted(""),
        LOGIN,
        CAPABILITIES,
        list(4),
        ...look(5, "INBOX", 4, { 4: OURS }),
        read(7, 4, '* 1 FETCH (UID 4 BODY[] "Hi")\r\n'),
        logout(8),
      ],
    ]);
    const mailbox = await open(server.port);
    for (const words of ["closed the connection: Server is shutting down", "not yet"]) {
      const error = await assertRejects(() => mailbox.look(5000), MailboxError, words);
      assertEquals(error.problem, "unreachable");
    }
    assertEquals((await mailbox.look(5000))?.place, "INBOX");
    await mailbox.close();
  },
);

imapTest("a server that cannot authenticate anybody now may later", async () => {
  await using server = new ScriptServer([[
    ...greeted(""),
    turn('a2 LOGIN "ana" "s3cret"\r\n', "a2 NO [UNAVAILABLE] no database\r\n"),
    logout(3),
  ]]);
  const error = await assertRejects(() => open(server.port), MailboxError, "no database");
  assertEquals(error.problem, "unreachable");
});

imapTest("a server that refuses STARTTLS gets no secret", async () => {
  const script = [...greeted("STARTTLS"), turn("a2 STARTTLS\r\n", "a2 NO later\r\n"), logout(3)];
  await using server = new ScriptServer([script]);
  const error = await assertRejects(() => open(server.port), MailboxError, "NO later");
  assertEquals(error.problem, "untrusted");
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
  const error = await assertRejects(() => opening, MailboxError, "before TLS");
  assertEquals(error.problem, "untrusted");
});

imapTest("what comes in clear text behind the answer to STARTTLS ends the session", async () => {
  await using server = new ScriptServer([[
    ...greeted("STARTTLS"),
    turn("a2 STARTTLS\r\n", "a2 OK\r\n* PREAUTH injected\r\n"),
  ]]);
  const error = await assertRejects(
    () => open(server.port),
    MailboxError,
    "unexpected data before TLS",
  );
  assertEquals(error.problem, "protocol");
});

imapTest("a mailbox that is not there is missing", async () => {
  await using server = new ScriptServer([[
    ...greeted(""),
    LOGIN,
    CAPABILITIES,
    list(4),
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
