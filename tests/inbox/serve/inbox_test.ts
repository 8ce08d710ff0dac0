import { Inbox } from "../../../inbox/mod.ts";
import { writeMail } from "../../../message/mod.ts";
import { type Outcome, sendMail } from "../../../smtp/mod.ts";
import { assertEquals, assertNotEquals, assertRejects } from "../../std/assert.ts";

const strict = { sanitizeOps: true, sanitizeResources: true, sanitizeExit: true };

async function send(inbox: Inbox, to: string): Promise<readonly Outcome[]> {
  const { envelope, message } = await writeMail({ from: "app@x.example", to, text: "Hi" });
  const { hostname: server, port } = inbox;
  return await sendMail(envelope, message, { server, port, ehloName: "app.example" });
}

Deno.test("inboxes in one process each have a port and messages of their own", strict, async () => {
  await using one = await Inbox.start();
  await using other = await Inbox.start();
  assertNotEquals(one.port, other.port);
  await send(one, "ana@y.example, eva@y.example");
  await send(other, "leo@y.example");
  await send(one, "ida@y.example");
  assertEquals(one.messages.map(({ number, envelope }) => [number, envelope.rcptTo]), [
    [1, ["ana@y.example", "eva@y.example"]],
    [2, ["ida@y.example"]],
  ]);
  const [only] = other.messages;
  assertEquals([only?.envelope.mailFrom, only?.envelope.ehlo], ["app@x.example", "app.example"]);
  const text = new TextDecoder().decode(only?.raw);
  assertEquals(text.startsWith("Return-Path: <app@x.example>\r\nReceived: "), true);
});

Deno.test(
  "the messages of an inbox are a list of that moment, and outlive it",
  strict,
  async () => {
    const inbox = await Inbox.start();
    const before = inbox.messages;
    await send(inbox, "ana@y.example");
    await inbox.stop();
    assertEquals([before.length, inbox.messages.length], [0, 1]);
  },
);

Deno.test(
  "an inbox that is stopped ends its dialogues, frees its port, and may be stopped again",
  strict,
  async () => {
    const inbox = await Inbox.start();
    const { hostname, port } = inbox;
    using client = await Deno.connect({ hostname, port });
    const octets = new Uint8Array(512);
    await client.read(octets);
    const stopped = inbox.stop();
    while (await client.read(octets) !== null);
    client.closeWrite();
    await stopped;
    await inbox.stop();
    await using another = await Inbox.start({ port });
    assertEquals(another.address, `127.0.0.1:${port}`);
  },
);

Deno.test("an inbox is not started on a port that is in use", strict, async () => {
  await using inbox = await Inbox.start();
  await assertRejects(() => Inbox.start({ port: inbox.port }), Deno.errors.AddrInUse);
});
