/** Authentication at an IMAP server that repeats what it is sent. */
import { authenticate } from "../../../mailbox/imap/authenticate.ts";
import { ImapSession } from "../../../mailbox/imap/session.ts";
import { MailboxError } from "../../../mailbox/mailbox.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../../std/assert.ts";
import { MemoryServer, type Turn, turn } from "../../support/memory_server.ts";

const SECRET = 'pa"ss wörd!';
const ASCII = 'pa"ss word!';
const token = { user: "ana", secret: "ya29.a0AfB_byC-long.token", kind: "token" } as const;
const service = { host: "imap.example", port: 993 };

/** The base64 of a text in UTF-8. */
function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

/** How authenticating fails at a server that plays this. */
async function failure(
  turns: readonly Turn[],
  credentials: Parameters<typeof authenticate>[1],
): Promise<MailboxError> {
  const session = new ImapSession(new MemoryServer(turns, 10_000), {
    limit: undefined,
    signal: new AbortController().signal,
  });
  try {
    return await assertRejects(
      () => authenticate(session, credentials, service, undefined),
      MailboxError,
    );
  } finally {
    session.close();
  }
}

function offering(capabilities: string): Turn {
  return turn("a1 CAPABILITY\r\n", `* CAPABILITY IMAP4rev1 ${capabilities}\r\na1 OK\r\n`);
}

const PLAIN = base64(`\0ana\0${SECRET}`);
const BEARER = base64(`user=ana\x01auth=Bearer ${token.secret}\x01\x01`);
const LOGIN = 'LOGIN "ana" "pa\\"ss word!"';

const cases: readonly (readonly [
  what: string,
  turns: readonly Turn[],
  credentials: Parameters<typeof authenticate>[1],
  shown: string,
])[] = [
  [
    "BAD to LOGIN",
    [offering(""), turn(`a2 ${LOGIN}\r\n`, `a2 BAD unknown command: ${LOGIN}\r\n`)],
    { user: "ana", secret: ASCII, kind: "password" },
    'BAD unknown command: LOGIN "ana" "********"',
  ],
  [
    "BYE and the end",
    [offering(""), turn(`a2 ${LOGIN}\r\n`, `* BYE ana/${ASCII} is wrong\r\n`, "FIN")],
    { user: "ana", secret: ASCII, kind: "password" },
    "closed the connection: ana/******** is wrong",
  ],
  [
    "NO to AUTHENTICATE with a response",
    [
      offering("SASL-IR AUTH=PLAIN"),
      turn(`a2 AUTHENTICATE PLAIN ${PLAIN}\r\n`, `a2 NO [ALERT] ${PLAIN.slice(0, -2)}\r\n`),
    ],
    { user: "ana", secret: SECRET, kind: "password" },
    "NO ********",
  ],
  [
    "NO to the response, decoded",
    [
      offering("AUTH=PLAIN"),
      turn("a2 AUTHENTICATE PLAIN\r\n", "+ \r\n"),
      turn(`${PLAIN}\r\n`, `a2 NO {ana}{${SECRET}}\r\n`),
    ],
    { user: "ana", secret: SECRET, kind: "password" },
    "NO {ana}{********}",
  ],
  [
    "NO with a token",
    [
      offering("SASL-IR AUTH=XOAUTH2"),
      turn(`a2 AUTHENTICATE XOAUTH2 ${BEARER}\r\n`, `a2 NO ${token.secret} or ${BEARER}\r\n`),
    ],
    token,
    "NO ******** or ********",
  ],
];

for (const [what, turns, credentials, shown] of cases) {
  Deno.test(`no secret is in the error where the server repeats it: ${what}`, async () => {
    const { message } = await failure(turns, credentials);
    assertStringIncludes(message, shown);
    assert(!message.includes(credentials.secret));
  });
}

Deno.test("a password that is a word is masked only where it stands alone", async () => {
  const error = await failure([
    offering(""),
    turn('a2 LOGIN "ana" "no"\r\n', "a2 NO not now, nobody\r\n"),
  ], { user: "ana", secret: "no", kind: "password" });
  const text =
    "the IMAP server does not accept ana: the IMAP server refuses LOGIN: NO not now, nobody";
  assertEquals(error.message, text);
});
