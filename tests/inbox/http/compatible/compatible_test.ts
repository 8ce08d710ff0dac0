/** The APIs of MailHog and MailDev, as their users ask them. */
import mailhog from "mailhog";
import { serveHttp } from "../../../../inbox/http/serve.ts";
import { assert, assertEquals } from "../../../std/assert.ts";
import { TestFace } from "../face.ts";

const ORDER = [
  "From: =?utf-8?Q?Jos=C3=A9?= <jose@x.example>",
  "To: bob@y.example",
  "Subject: =?utf-8?B?T2zDoQ==?=",
  "Date: Sun, 29 Nov 2026 12:00:00 +0000",
  'Content-Type: multipart/mixed; boundary="m"',
  "",
  "--m",
  'Content-Type: multipart/alternative; boundary="a"',
  "",
  "--a",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Ol=C3=A1",
  "--a",
  "Content-Type: text/html; charset=utf-8",
  "Content-Transfer-Encoding: base64",
  "",
  "PGI+T2zDoTwvYj4=",
  "--a--",
  "--m",
  "Content-Type: application/pdf",
  'Content-Disposition: attachment; filename="a.pdf"',
  "",
  "%PDF-",
  "--m--",
  "",
].join("\r\n");

async function withClient(
  test: (client: mailhog.API, face: TestFace) => Promise<void>,
): Promise<void> {
  using face = await TestFace.open();
  const server = serveHttp({ hostname: "127.0.0.1", port: 0 }, (request) => face.handle(request));
  try {
    await test(mailhog({ host: "127.0.0.1", port: server.port }), face);
  } finally {
    await server.stop();
  }
}

Deno.test("MailHog's client reads texts, headers and files of the mails, the newest first", async () => {
  await withClient(async (client, face) => {
    await face.receive("Subject: one\r\n\r\nfirst\r\n");
    await face.receive(ORDER);
    const result = await client.messages(0, 10);
    assert(result);
    assertEquals([result.total, result.count, result.start], [2, 2, 0]);
    const [order, one] = result.items;
    assert(order && one);
    assertEquals([order.subject, order.from, order.to], [
      "Olá",
      "José <jose@x.example>",
      "bob@y.example",
    ]);
    assertEquals([order.text, order.html], ["Olá", "<b>Olá</b>"]);
    assertEquals(order.attachments.map(({ name, type, Body }) => [name, type, Body]), [
      ["a.pdf", "application/pdf", "%PDF-"],
    ]);
    assertEquals([one.ID, one.subject], ["1", "one"]);
  });
});

Deno.test("MailHog's client searches, and deletes one", async () => {
  await withClient(async (client, face) => {
    await face.receive(ORDER);
    await face.receive("Subject: other\r\n\r\n", { rcptTo: ["eva@z.example"] });
    assertEquals((await client.latestTo("bob@y.example"))?.ID, "1");
    assertEquals((await client.latestFrom("jose@"))?.ID, "1");
    assertEquals((await client.latestContaining("olá"))?.ID, "1");
    assertEquals((await client.search("nobody", "to"))?.total, 0);
    await client.deleteMessage("1");
    assertEquals(face.store.messages.map(({ number }) => number), [2]);
  });
});

Deno.test("a mail in MailHog's API has its envelope, and its source", async () => {
  using face = await TestFace.open();
  await face.receive("Subject: Hi\r\n\r\nBody\r\n");
  const { items: [item] } = await (await face.ask("/api/v2/messages?limit=1")).json();
  assertEquals([item.From.Mailbox, item.From.Domain, item.To[0].Mailbox], [
    "a",
    "x.example",
    "b",
  ]);
  assertEquals([item.Content.Headers.Subject, item.Content.Body, item.MIME], [
    ["Hi"],
    "Body\r\n",
    null,
  ]);
  assertEquals(item.Raw.Data, "Subject: Hi\r\n\r\nBody\r\n");
  assertEquals(await face.json("/api/v1/messages/1"), item);
  assertEquals((await face.status("/api/v2/search?kind=x&query=y"))[0], 400);
  assertEquals((await face.status("/api/v1/messages", { method: "DELETE" }))[0], 200);
  assertEquals(face.store.messages, []);
});

for (const prefix of ["", "/api"]) {
  Deno.test(`MailDev's API lists, filters, reads and deletes mails below ${prefix}/email`, async () => {
    using face = await TestFace.open();
    await face.receive(ORDER);
    await face.receive("Subject: other\r\n\r\nHi\r\n", { rcptTo: ["eva@z.example"] });
    const list = async (query = ""): Promise<Record<string, unknown>[]> =>
      await (await face.ask(`${prefix}/email${query}`)).json();
    const [order] = await list();
    assert(order);
    const { subject, text, html, from, to, headers } = order;
    assertEquals([subject, text, html], ["Olá", "Olá", "<b>Olá</b>"]);
    assertEquals([from, to], [
      [{ address: "jose@x.example", name: "José" }],
      [{ address: "bob@y.example", name: "" }],
    ]);
    assert(typeof headers === "object" && headers !== null && "subject" in headers);
    assertEquals([headers.subject, order.date], ["Olá", "2026-11-29T12:00:00.000Z"]);
    const idsOf = async (query: string): Promise<unknown[]> =>
      (await list(query)).map(({ id }) => id);
    assertEquals(await idsOf("?subject=other"), ["2"]);
    assertEquals(await idsOf("?from.address=jose@x.example&limit=1"), ["1"]);
    assertEquals(await idsOf("?envelope.to.address=eva@z.example"), ["2"]);
    assertEquals(await idsOf("?subject=none"), []);
    assertEquals(await idsOf("?sort=desc&limit=1"), ["2"]);
    assertEquals(await idsOf("?skip=1"), ["2"]);
    assertEquals(await face.text(`${prefix}/email/1/attachment/a.pdf`), "%PDF-");
    assertEquals(await face.text(`${prefix}/email/1/source`), ORDER);
    assertEquals((await face.status(`${prefix}/email/9`))[0], 404);
    assertEquals(await face.json(`${prefix}/email/1`), order);
    assertEquals((await list())[0]?.read, true);
    const remove = async (id: string): Promise<unknown> =>
      await face.json(`${prefix}/email/${id}`, { method: "DELETE" });
    assertEquals(await remove("2"), true);
    assertEquals(face.store.messages.map(({ number }) => number), [1]);
    assertEquals(await remove("all"), true);
    assertEquals(face.store.messages, []);
  });
}

for (const path of ["/api/v2/messages", "/email"]) {
  Deno.test(`GET ${path} of more mail than fits into an answer is 413`, async () => {
    using face = await TestFace.open();
    const large = new Uint8Array(9 * 1024 * 1024).fill(10);
    for (let count = 0; count < 4; count++) await face.receive(large);
    assertEquals((await face.status(path))[0], 413);
    assertEquals((await face.status(`${path}?limit=1`))[0], 200);
  });
}
