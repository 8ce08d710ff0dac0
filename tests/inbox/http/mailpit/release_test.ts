/** A stored mail is let out through a server, which here is an inbox of the library. */
import { MailpitClient } from "mailpit-api";
import { serveHttp } from "../../../../inbox/http/serve.ts";
import { Inbox } from "../../../../inbox/mod.ts";
import { assertEquals, assertMatch } from "../../../std/assert.ts";
import { TestFace } from "../face.ts";

const HI = "From: a@x.example\r\nBcc: eve@z.example\r\nSubject: Hi\r\n\r\nHi\r\n";
const TRACE =
  "Return-Path: <a@x.example>\r\nReceived: from x by y; Sun, 29 Nov 2026 12:00:00 +0000\r\n";

/** Releases a mail, and gives the status with what was said. */
async function release(face: TestFace, id: string, body: unknown): Promise<[number, string]> {
  return await face.status(`/api/v1/message/${id}/release`, {
    method: "POST",
    body: JSON.stringify(body),
  });
}

/** A face whose server is an inbox. */
async function withRelay(
  test: (face: TestFace, inbox: Inbox) => Promise<void>,
): Promise<void> {
  await using inbox = await Inbox.start();
  const relay = { host: inbox.hostname, port: inbox.port };
  using face = await TestFace.open({ relay });
  await test(face, inbox);
  assertEquals(face.failures, []);
}

Deno.test("a mail is let out with its own sender to others than it came for, without Return-Path and Bcc", async () => {
  await withRelay(async (face, inbox) => {
    await face.receive(TRACE + HI, { mailFrom: "bounce@x.example" });
    const to = ["Ana <ana@y.example>", "bob@y.example"];
    assertEquals(await release(face, "latest", { To: to }), [200, "ok"]);
    const { envelope, raw } = await inbox.next();
    assertEquals(envelope.mailFrom, "bounce@x.example");
    assertEquals(envelope.rcptTo, ["ana@y.example", "bob@y.example"]);
    const text = new TextDecoder().decode(raw);
    assertEquals(text.match(/^Return-Path:.*/gm), ["Return-Path: <bounce@x.example>"]);
    assertMatch(text, /\r\nReceived: from x by y; [^\r]*\r\nFrom: a@x.example\r\nSubject: Hi\r\n/);
  });
});

Deno.test("a bounce is let out with no sender", async () => {
  await withRelay(async (face, inbox) => {
    await face.receive(HI, { mailFrom: "" });
    assertEquals((await release(face, "1", { To: ["ana@y.example"] }))[0], 200);
    assertEquals((await inbox.next()).envelope.mailFrom, "");
  });
});

Deno.test("what the server refuses is told with its words, and who got it is not named", async () => {
  await withRelay(async (face, inbox) => {
    inbox.fail("rcpt:bob*=550 5.1.1 no such user");
    await face.receive(HI);
    const [status, words] = await release(face, "1", { To: ["ana@y.example", "bob@y.example"] });
    assertEquals([status, words], [400, "refused bob@y.example: 550 5.1.1 no such user\n"]);
    assertEquals((await inbox.next()).envelope.rcptTo, ["ana@y.example"]);
  });
});

for (
  const [what, body, words] of [
    ["no recipient", { To: [] }, /To names no recipient/],
    ["no list", { To: "ana@y.example" }, /To is not a list of strings/],
    ["no To", {}, /To is not a list of strings/],
    ["no address", { To: ["ana"] }, /ana/],
    ["a line break", { To: ["a@y.example>\r\nDATA"] }, /./],
    [
      "101 recipients",
      { To: Array.from({ length: 101 }, (_, at) => `a${at}@y.example`) },
      /more than 100/,
    ],
  ] as const
) {
  Deno.test(`a release with ${what} is refused with 400, and nothing is sent`, async () => {
    await withRelay(async (face, inbox) => {
      await face.receive(HI);
      const [status, text] = await release(face, "1", body);
      assertEquals(status, 400);
      assertMatch(text, words);
      assertEquals(inbox.messages, []);
    });
  });
}

Deno.test("what cannot be sent is refused with the reason, and what is not there with 404", async () => {
  await withRelay(async (face, inbox) => {
    await face.receive(`Subject: Hi\r\n\r\n${"x".repeat(999)}\r\n`);
    const [status, words] = await release(face, "1", { To: ["ana@y.example"] });
    assertEquals(status, 400);
    assertMatch(words, /line 3 .*998/);
    assertEquals((await release(face, "2", { To: ["ana@y.example"] }))[0], 404);
    assertEquals(inbox.messages, []);
  });
});

Deno.test("a server that is not there is told as it is", async () => {
  const inbox = await Inbox.start();
  const relay = { host: inbox.hostname, port: inbox.port };
  await inbox[Symbol.asyncDispose]();
  using face = await TestFace.open({ relay });
  await face.receive(HI);
  const [status, words] = await release(face, "1", { To: ["ana@y.example"] });
  assertEquals(status, 400);
  assertMatch(words, /^deferred ana@y\.example: .*refused/i);
});

Deno.test("mailpit-api releases a mail", async () => {
  await withRelay(async (face, inbox) => {
    await face.receive(HI);
    const server = serveHttp({ hostname: "127.0.0.1", port: 0 }, (request) => face.handle(request));
    try {
      const client = new MailpitClient(`http://127.0.0.1:${server.port}`, undefined, {
        adapter: "fetch",
      });
      await client.releaseMessage("latest", { To: ["ana@y.example"] });
    } finally {
      await server.stop();
    }
    assertEquals((await inbox.next()).envelope.rcptTo, ["ana@y.example"]);
  });
});

Deno.test("without a server nothing is let out, and the page does not offer it", async () => {
  using face = await TestFace.open();
  await face.receive(HI);
  const [status, words] = await release(face, "1", { To: ["ana@y.example"] });
  assertEquals(status, 501);
  assertMatch(words, /--release-to SERVER/);
  const { MessageRelay } = await (await face.ask("/api/v1/webui")).json();
  assertEquals(MessageRelay.Enabled, false);
});
