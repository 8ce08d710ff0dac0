import { AddressError, MessageError, readMail, writeMail } from "../../../message/mod.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";

Deno.test("writeMail puts everybody into the envelope once, and Bcc only there", async () => {
  const { envelope, message } = await writeMail({
    from: "Alberto <alberto@ualg.pt>",
    to: ["Ana <ana@x.example>, eva@y.example", "friends: ana@X.example;"],
    cc: "leo@Bücher.example",
    bcc: "ida@z.example",
    date: new Date(0),
    headers: ["X-Lab: 2"],
    html: "<p>Hi</p>",
  });
  assertEquals(envelope, {
    reversePath: "alberto@ualg.pt",
    recipients: [
      { address: "ana@x.example", domain: "x.example" },
      { address: "eva@y.example", domain: "y.example" },
      { address: "leo@xn--bcher-kva.example", domain: "xn--bcher-kva.example" },
      { address: "ida@z.example", domain: "z.example" },
    ],
  });
  const mail = await readMail(message.open());
  assertEquals(mail.fields.some(({ value }) => value.includes("ida@")), false);
  assertEquals(mail.header("Date"), "Thu, 01 Jan 1970 00:00:00 +0000");
  assertEquals([mail.header("X-Lab"), mail.html], ["2", "<p>Hi</p>\r\n"]);
});

Deno.test("writeMail encodes the octets of an attachment as they are", async () => {
  const content = Uint8Array.from({ length: 256 }, (_, index) => index);
  const { message } = await writeMail({
    from: "a@x.example",
    attachments: [{ filename: "all.bin", content }, { filename: "olá.txt", content: "olá" }],
  });
  const { attachments } = await readMail(message.open());
  assertEquals(attachments.map(({ filename }) => filename), ["all.bin", "olá.txt"]);
  assertEquals(attachments.map(({ content }) => content), [
    content,
    new TextEncoder().encode("olá"),
  ]);
});

Deno.test("writeMail refuses what is no address, two authors, and a line break in the header", async () => {
  const from = "a@x.example";
  await assertRejects(() => writeMail({ from, to: "nobody" }), AddressError, "no @ and domain");
  await assertRejects(
    () => writeMail({ from: `${from}, b@x.example` }),
    AddressError,
    "one address",
  );
  await assertRejects(() => writeMail({ from: "" }), AddressError, "one address");
  await assertRejects(() => writeMail({ from, subject: "x\r\nBcc: b@x.example" }), MessageError);
});
