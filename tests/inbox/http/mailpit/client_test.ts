/** The public client of Mailpit, as it is, against the API of an inbox. */
import { MailpitClient } from "mailpit-api";
import { assertEquals, assertRejects } from "../../../std/assert.ts";
import { serveHttp, upgrade } from "../../../../inbox/http/serve.ts";
import { TestFace } from "../face.ts";

const ORDER = [
  "From: Ana <ana@x.example>",
  "To: bob@y.example",
  "Subject: Your order",
  'Content-Type: multipart/mixed; boundary="m"',
  "",
  "--m",
  "",
  "Thank you.",
  "--m",
  "Content-Type: application/pdf",
  'Content-Disposition: attachment; filename="a.pdf"',
  "",
  "%PDF-",
  "--m--",
  "",
].join("\r\n");

/** Its events leave timers and sockets of its own behind. */
function clientTest(
  name: string,
  act: (client: MailpitClient, face: TestFace) => Promise<void>,
): void {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const credentials = { user: "ana", password: "secret" };
      using face = await TestFace.open({
        upgrade,
        guard: { hosts: [], origins: [], credentials },
      });
      const server = serveHttp(
        { hostname: "127.0.0.1", port: 0 },
        (request) => face.handle(request),
      );
      const access = { username: "ana", password: "secret" };
      // Under Deno 2.7 node:http, which it would use, never sends the body of DELETE.
      const client = new MailpitClient(`http://127.0.0.1:${server.port}`, access, {
        adapter: "fetch",
      });
      try {
        await act(client, face);
      } finally {
        client.disconnect();
        face[Symbol.dispose]();
        await server.stop();
      }
      assertEquals(face.failures, []);
    },
  });
}

clientTest("mailpit-api lists mails, reads one and its file", async (client, face) => {
  await face.receive(ORDER);
  const { total, messages: [listed] } = await client.listMessages();
  assertEquals([total, listed?.Subject, listed?.Attachments], [1, "Your order", 1]);
  const mail = await client.getMessageSummary();
  assertEquals([mail.From.Address, mail.Text], ["ana@x.example", "Thank you."]);
  const [file] = mail.Attachments;
  const { data, contentType } = await client.getMessageAttachment(mail.ID, file?.PartID ?? "");
  assertEquals([new TextDecoder().decode(data), contentType], ["%PDF-", "application/pdf"]);
  assertEquals((await client.getMessageHeaders()).Subject, ["Your order"]);
  assertEquals(await client.getMessageSource(), ORDER);
  assertEquals(await client.renderMessageText(), "Thank you.");
  assertEquals((await client.getInfo()).Messages, 1);
});

clientTest("mailpit-api waits for a mail, searches and marks", async (client, face) => {
  const waiting = client.waitForMessages({ query: "subject:order" }, { interval: 20 });
  await face.receive("Subject: other\r\n\r\n");
  await face.receive(ORDER);
  assertEquals((await waiting).messages.map(({ ID }) => ID), ["2"]);
  assertEquals((await client.searchMessages({ query: "has:attachment" })).messages_count, 1);
  await client.setReadStatus({ IDs: ["1"], Read: true });
  assertEquals((await client.searchMessages({ query: "is:unread" })).messages_count, 1);
  await client.setTags({ IDs: ["1"], Tags: ["a"] });
  assertEquals(await client.getTags(), ["a"]);
});

clientTest("mailpit-api deletes mails: some, those found, and all", async (client, face) => {
  for (let count = 0; count < 2; count++) await face.receive(ORDER);
  await face.receive("Subject: other\r\n\r\n");
  await client.deleteMessages({ IDs: ["1"] });
  await client.deleteMessagesBySearch({ query: "subject:other" });
  assertEquals((await client.listMessages()).messages.map(({ ID }) => ID), ["2"]);
  await client.deleteMessages();
  assertEquals((await client.listMessages()).total, 0);
  await assertRejects(() => client.getMessageSummary(), Error, "404");
});

clientTest("mailpit-api is told of a mail when it comes, by WebSocket", async (client, face) => {
  const told = client.waitForEvent("new", 20_000);
  const opened = Promise.withResolvers<void>();
  const poll = setInterval(() => {
    if (face.desk.events.hasListener("new")) opened.resolve();
  }, 5);
  await opened.promise;
  clearInterval(poll);
  await face.receive(ORDER);
  const { Data } = await told;
  assertEquals([Data.ID, Data.Subject, Data.Read], ["1", "Your order", false]);
});

clientTest("mailpit-api sends a mail, and makes faults", async (client, face) => {
  const { ID } = await client.sendMessage({
    From: { Email: "ana@x.example" },
    To: [{ Email: "bob@y.example" }],
    Subject: "Hi",
  });
  assertEquals([ID, face.desk.messages.length], ["1", 1]);
  await client.setChaosTriggers({ Recipient: { ErrorCode: 451, Probability: 100 } });
  assertEquals(face.rules, ['rcpt=451 "Chaos trigger"']);
  assertEquals((await client.getChaosTriggers()).Recipient?.Probability, 100);
});
