import { authResponse, authWithResponse, QUIT } from "../../../smtp/command.ts";
import { Mask } from "../../../smtp/connection/mask.ts";
import { Session } from "../../../smtp/connection/session.ts";
import type { TranscriptEvent } from "../../../smtp/connection/transcript.ts";
import { Wire } from "../../../smtp/connection/wire.ts";
import { assert, assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { messageOf, noTls } from "../../support/dialogue.ts";
import { MemoryServer, turn } from "../../support/memory_server.ts";
import { authDialogue } from "../sasl/auth_dialogue.ts";

const response = new TextEncoder().encode("\0ana\0pa55word");
const base64 = response.toBase64();

Deno.test("a secret is masked whatever its length, and nothing else is", () => {
  const mask = new Mask();
  assertEquals(mask.show(authResponse(response)), "********");
  assertEquals(mask.show(authResponse(new Uint8Array(1))), "********");
  assertEquals(mask.show(authResponse(new Uint8Array())), "********");
  assertEquals(mask.show(QUIT), "QUIT");
});

Deno.test("a reply is masked only where it repeats a secret that was sent", () => {
  const mask = new Mask();
  const reply = { code: 500, enhanced: undefined, lines: ["what?", `"AUTH PLAIN ${base64}"?`] };
  assertEquals(mask.conceal(reply), reply);
  mask.show(authResponse(new Uint8Array()));
  assertEquals(mask.conceal(reply), reply);
  mask.show(authResponse(response));
  assertEquals(mask.conceal(reply).lines, ["what?", '"AUTH PLAIN ********"?']);
});

/** What is left of what a server says, when mua has sent this. */
function concealed(lines: readonly string[], ...sent: readonly string[]): readonly string[] {
  const mask = new Mask();
  for (const line of sent) {
    const [, secret] = /^(?:AUTH \S+ ?)?(.*)$/.exec(line) ?? [];
    mask.show({ stage: "auth", line, ...(secret ? { secret } : {}) });
  }
  return mask.concealLines(lines);
}

const SECRET = 'co"rrect-h?rse';
const PLAIN = btoa(`\0ana\0${SECRET}`);
const repeated: readonly (readonly [what: string, ...lines: string[]])[] = [
  ["as it was sent", `AUTH PLAIN ${PLAIN}?`],
  ["without its padding", `AUTH PLAIN ${PLAIN.replace(/=+$/, "")}?`],
  ["in another case", `auth plain ${PLAIN.toUpperCase()}?`],
  ["cut off", `AUTH PLAIN ${PLAIN.slice(0, -5)}...`],
  ["over two lines", `AUTH PLAIN ${PLAIN.slice(0, 12)}`, PLAIN.slice(12)],
  [
    "over three, with codes",
    ...[PLAIN.slice(0, 7), PLAIN.slice(7, 14), PLAIN.slice(14)].map(
      (piece) => `5.7.8 ${piece}`,
    ),
  ],
  ["with blanks in it", `${PLAIN.slice(0, 10)} ${PLAIN.slice(10)}`],
  ["with another name before it", btoa(`x\0ana\0${SECRET}`)],
  ["behind a colon", btoa(`a:${SECRET}`), btoa(`ana:${SECRET}`)],
  ["in the base64 of URLs", btoa(`ana:${SECRET}`).replaceAll("+", "-").replaceAll("/", "_")],
  ["decoded", `user ana, password ${SECRET}!`],
  ["decoded and in quotes", `LOGIN "ana" ${JSON.stringify(SECRET)}`],
  ["decoded, in capitals", SECRET.toUpperCase()],
  ["in percents", encodeURIComponent(SECRET)],
  ["alone in base64", btoa(SECRET)],
];

for (const [what, ...lines] of repeated) {
  Deno.test(`a secret is masked where a server repeats it ${what}`, () => {
    const shown = concealed(lines, `AUTH PLAIN ${PLAIN}`);
    assertEquals(shown.length, lines.length);
    assert(shown.every((line) => line.includes("********")), shown.join("\n"));
    const text = shown.join("").replaceAll(/\W|5\.7\.8/g, "").toLowerCase();
    for (const part of [SECRET, btoa(SECRET), PLAIN.slice(8)]) {
      for (let at = 0; at + 6 <= part.length; at++) {
        const piece = part.slice(at, at + 6).replaceAll(/\W/g, "").toLowerCase();
        assert(piece.length < 6 || !text.includes(piece), `${piece} in ${shown.join("\n")}`);
      }
    }
  });
}

Deno.test("the words beside a secret stay, and so does the user", () => {
  const said = ["5.7.8 ana gave", `5.7.8 ${PLAIN}, which is wrong`];
  const shown = ["5.7.8 ana gave", "5.7.8 ********, which is wrong"];
  assertEquals(concealed(said, `AUTH PLAIN ${PLAIN}`), shown);
});

Deno.test("of LOGIN the password is masked, and no word that the user's name is in", () => {
  const lines = ["535 ana is a banana", `535 "s3cret1" and ${btoa("s3cret1")} are wrong`];
  const shown = ["535 ana is a banana", '535 "********" and ******** are wrong'];
  assertEquals(concealed(lines, "AUTH LOGIN", btoa("ana"), btoa("s3cret1")), shown);
  assertEquals(concealed(lines, `AUTH LOGIN ${btoa("ana")}`, btoa("s3cret1")), shown);
});

Deno.test("a token is masked, also a part of it in its own base64", () => {
  const token = "ya29.a0AfB_byC-long.token";
  const sent = `AUTH XOAUTH2 ${btoa(`user=ana\x01auth=Bearer ${token}\x01\x01`)}`;
  const shown = concealed([`Bearer ${token} has expired`, btoa(`Bearer ${token}`)], sent);
  assertEquals(shown[0], "Bearer ******** has expired");
  assertStringIncludes(shown[1] ?? "", "********");
});

Deno.test("a short secret is masked where it stands alone, and not within words", () => {
  const sent = `AUTH PLAIN ${btoa("\0ana\0no")}`;
  assertEquals(concealed(["not known: no"], sent), ["not known: ********"]);
  assertEquals(concealed(['LOGIN "ana" "no"', "nobody"], sent), [
    'LOGIN "ana" "********"',
    "nobody",
  ]);
});

Deno.test("what is cut off in the middle of a secret is masked to its end", () => {
  const mask = new Mask();
  mask.keep({ secret: "correct horse" });
  assertEquals(mask.concealReceived(["what is correct", "what is corr"]), [
    "what is correct",
    "what is ********",
  ]);
  assertEquals(mask.concealReceived([]), []);
});

Deno.test("a challenge reaches the mechanism as it is, though it holds what was sent", async () => {
  const secret = "Password:1";
  const { error, events } = await authDialogue([
    turn("AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n"),
    turn("YW5h\r\n", `334 ${btoa(secret)}\r\n`),
    turn(`${btoa(secret)}\r\n`, `535 5.7.8 ${btoa(secret)}\r\n`),
  ], { offered: "LOGIN", credentials: { user: "ana", secret, kind: "password" } });
  assertEquals(error?.kind, "auth");
  assertStringIncludes(error?.message ?? "", "535 5.7.8 ********");
  assertEquals(events.at(-1)?.text, "535 5.7.8 ********");
});

Deno.test("a status that is the token itself is not shown", async () => {
  const secret = "ya29-token-of-ana";
  const sent = btoa(`user=ana\x01auth=Bearer ${secret}\x01\x01`);
  const { error } = await authDialogue([
    turn(`AUTH XOAUTH2 ${sent}\r\n`, `334 ${btoa(JSON.stringify({ status: secret }))}\r\n`),
    turn("\r\n", "535 5.7.8 no\r\n"),
  ], { offered: "XOAUTH2", credentials: { user: "ana", secret, kind: "token" } });
  assertStringIncludes(error?.message ?? "", "the token has the status unknown");
});

Deno.test("the server gets a secret whole; transcript and reply are masked even if it repeats it", async () => {
  const command = authWithResponse("PLAIN", response);
  assert(command !== undefined);
  const said = `AUTH PLAIN ${base64}`;
  const server = new MemoryServer([turn(`${said}\r\nQUIT\r\n`, `500 "${said}"?\r\n`)]);
  const events: TranscriptEvent[] = [];
  const session = new Session(new Wire(server, new AbortController().signal), {
    limit: undefined,
    transcript: (event) => events.push(event),
    handshake: noTls,
  });
  await session.send([command, QUIT]);
  const reply = await session.receive("auth");
  session.close();
  server.assertPlayed();
  assertEquals(reply.lines, ['"AUTH PLAIN ********"?']);
  const shown = ["AUTH PLAIN ********", "QUIT", '500 "AUTH PLAIN ********"?'];
  assertEquals(events.map(({ text }) => text), shown);
});

Deno.test("an answer that comes before the message is whole repeats no secret either", async () => {
  const command = authWithResponse("PLAIN", response);
  assert(command !== undefined);
  const said = `${command.line}\r\n`;
  const server = new MemoryServer([turn(said, `235 ok\r\n554 ${base64} and pa55word?\r\n`)]);
  const events: TranscriptEvent[] = [];
  const session = new Session(new Wire(server, new AbortController().signal), {
    limit: 1000,
    transcript: (event) => events.push(event),
    handshake: noTls,
  });
  await session.send([command]);
  await session.receive("auth");
  const early = await session.sendMessage(messageOf("Hi\r\n".repeat(100_000)), {
    before: () => {},
  });
  session.close();
  assertEquals(early?.lines, ["******** and ********?"]);
  assertEquals(events.at(-1)?.text, "554 ******** and ********?");
});
