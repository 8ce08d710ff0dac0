import { Inbox, NoMailError } from "../../../inbox/mod.ts";
import { writeMail } from "../../../message/mod.ts";
import { type Outcome, sendMail } from "../../../smtp/mod.ts";
import { assertEquals, assertNotEquals, assertRejects, assertThrows } from "../../std/assert.ts";

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

Deno.test(
  "next waits for a mail, and takes one that came before, each mail once",
  strict,
  async () => {
    await using inbox = await Inbox.start();
    const waiting = inbox.next({ to: "ida@y.example" });
    await send(inbox, "ana@y.example");
    await send(inbox, "ida@y.example");
    await send(inbox, "ana@y.example");
    assertEquals((await waiting).number, 2);
    assertEquals((await inbox.next({ to: "ANA@y.example" })).number, 1);
    assertEquals((await inbox.next({ to: /^ana@/ })).number, 3);
    assertEquals(
      await inbox.next({ to: "*@y.example", since: 3, timeout: 1 }).catch(nameOf),
      "NoMailError",
    );
    await send(inbox, "leo@y.example");
    const [one] = inbox.messages;
    assertEquals([(await inbox.next()).number, one === inbox.messages[0], one?.text], [
      4,
      true,
      "Hi\r\n",
    ]);
  },
);

Deno.test("of two that wait for the same, each gets a mail of its own", strict, async () => {
  await using inbox = await Inbox.start();
  const both = Promise.all([inbox.next({ from: "app@x.example" }), inbox.next({ from: "app@*" })]);
  await send(inbox, "ana@y.example");
  await send(inbox, "eva@y.example");
  assertEquals((await both).map(({ number }) => number), [1, 2]);
});

Deno.test(
  "next that waits in vain says what came, and ends with the inbox or its signal",
  strict,
  async () => {
    await using inbox = await Inbox.start();
    await send(inbox, "ana@y.example");
    const error = await assertRejects(
      () => inbox.next({ to: "eva@y.example", subject: /x/i, timeout: 1 }),
      NoMailError,
      "no mail to eva@y.example with subject /x/i within 0.001 s; what came:\n  1  app@x.example -> ana@y.example",
    );
    assertEquals(error.came, [1]);
    await inbox.clear();
    await assertRejects(() => inbox.next({ timeout: 1 }), NoMailError, "no mail came at all");
    await assertRejects(
      () => inbox.next({ signal: AbortSignal.abort(new Error("enough")) }),
      Error,
      "enough",
    );
    const waiting = assertRejects(() => inbox.next(), Error, "the inbox was stopped");
    await inbox.stop();
    await waiting;
  },
);

Deno.test("a rule of faults applies until it is removed, or all are", strict, async () => {
  await using inbox = await Inbox.start();
  const status = async (): Promise<unknown> => (await send(inbox, "ana@y.example"))[0]?.status;
  const fault = inbox.fail("rcpt:ana@*=550 5.1.1 nobody");
  inbox.fail("mail=451 4.3.0 later after 1");
  assertEquals([await status(), await status()], ["refused", "deferred"]);
  fault[Symbol.dispose]();
  assertEquals(await status(), "deferred");
  inbox.recover();
  assertEquals(await status(), "delivered");
  assertThrows(() => inbox.fail("rcpt=nonsense"), Error, "not an action");
});

Deno.test(
  "an inbox with TLS and users takes mail from them alone, and keeps as many as it is told",
  strict,
  async () => {
    await using inbox = await Inbox.start({
      tls: "on-connect",
      auth: { app: "secret", ana: "other" },
      requireAuth: true,
      max: 1,
    });
    const statusFor = async (user: string, secret: string): Promise<unknown> => {
      const { envelope, message } = await writeMail({ from: "a@x.example", to: "b@y.example" });
      const [outcome] = await sendMail(envelope, message, {
        server: inbox.hostname,
        port: inbox.port,
        tls: "on-connect",
        caCerts: inbox.caCerts,
        auth: { user, secret, kind: "password" },
      });
      return outcome?.status;
    };
    assertEquals(await statusFor("app", "secret"), "delivered");
    assertEquals(await statusFor("ana", "other"), "delivered");
    assertEquals(await statusFor("ana", "secret"), "refused");
    assertEquals(inbox.messages.map(({ number, envelope }) => [number, envelope.user]), [[
      2,
      "ana",
    ]]);
  },
);

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}
