import { Inbox, NoMailError } from "@mua/mua/inbox";
import { writeMail } from "@mua/mua/message";
import { sendMail } from "@mua/mua/smtp";
import { assertEquals, assertRejects } from "@std/assert";

/** What is tested: it sends a new user a link and a code. */
async function signUp(email: string, smtp: { hostname: string; port: number }): Promise<string> {
  const { envelope, message } = await writeMail({
    from: "Shop <shop@x.example>",
    to: email,
    subject: "Please confirm your address",
    text: "Go to https://x.example/confirm?a=1 and type 123456.",
  });
  const [outcome] = await sendMail(envelope, message, { server: smtp.hostname, port: smtp.port });
  return outcome?.status ?? "not sent";
}

Deno.test("a new user gets a link and a code", async () => {
  await using inbox = await Inbox.start();
  await signUp("ana@y.example", inbox);
  const mail = await inbox.next({ to: "ana@y.example", subject: /confirm/i, timeout: 5_000 });
  assertEquals(mail.header("From"), "Shop <shop@x.example>");
  assertEquals(mail.links, ["https://x.example/confirm?a=1"]);
  assertEquals(mail.codes(), ["123456"]);
  assertEquals(mail.envelope.rcptTo, ["ana@y.example"]);
});

Deno.test("an address that is refused temporarily is tried again later", async () => {
  await using inbox = await Inbox.start();
  {
    using _fault = inbox.fail("rcpt=451 4.2.1 mailbox busy");
    assertEquals(await signUp("ana@y.example", inbox), "deferred");
  }
  assertEquals(await signUp("ana@y.example", inbox), "delivered");
});

Deno.test("nobody else gets a mail", async () => {
  await using inbox = await Inbox.start();
  await signUp("ana@y.example", inbox);
  await assertRejects(() => inbox.next({ to: "eva@*", timeout: 100 }), NoMailError);
});
