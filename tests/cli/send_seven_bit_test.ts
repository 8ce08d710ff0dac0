import { assertEquals, assertStringIncludes } from "../std/assert.ts";
import { type Turn, turn } from "../support/memory_server.ts";
import { runMua } from "../support/run_mua.ts";
import { ScriptServer } from "../support/script_server.ts";

const GREETING = [
  turn("", "220 mx.y.example ESMTP\r\n"),
  turn("EHLO me.example\r\n", "250-mx.y.example\r\n250 SIZE 1000\r\n"),
];
const QUIT = turn("QUIT\r\n", "221 bye\r\n", "FIN");

const HEADER = "From: a@x.example\r\nTo: b@y.example\r\nSubject: Hi\r\n";

function sendEml(port: number): string[] {
  return ["send", "--server", `127.0.0.1:${port}`, "--ehlo", "me.example", "--eml", "-"];
}

Deno.test("send --eml gives a server without 8BITMIME the message in 7 bits", async () => {
  const sent = `${HEADER}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n` +
    "Content-Transfer-Encoding: quoted-printable\r\n\r\nOl=C3=A1\r\n";
  const script: Turn[] = [
    ...GREETING,
    turn(`MAIL FROM:<a@x.example> SIZE=${sent.length}\r\n`, "250 ok\r\n"),
    turn("RCPT TO:<b@y.example>\r\n", "250 ok\r\n"),
    turn("DATA\r\n", "354 go on\r\n"),
    turn(`${sent}.\r\n`, "250 queued\r\n"),
    QUIT,
  ];
  await using mx = new ScriptServer([script]);
  const run = await runMua(sendEml(mx.port), { input: `${HEADER}\r\nOlá\r\n` });
  assertEquals(run.code, 0, run.stdout + run.stderr);
  mx.sessions[0]?.assertPlayed();
});

Deno.test("send --eml refuses a signed message that would have to be re-encoded, and says why", async () => {
  const input =
    `${HEADER}Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\né\r\n--b--\r\n`;
  await using mx = new ScriptServer([[...GREETING, QUIT]]);
  const run = await runMua(sendEml(mx.port), { input });
  assertEquals(run.code, 69);
  assertStringIncludes(run.stdout, "the server does not offer 8BITMIME (5.6.3). Cannot re-encode");
  assertStringIncludes(run.stdout, "it is signed");
  mx.sessions[0]?.assertPlayed();
});
