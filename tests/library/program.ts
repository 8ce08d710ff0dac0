import { findRoute, type Lookup } from "@mua/mua/dns";
import { Inbox } from "@mua/mua/inbox";
import { readMail, writeMail } from "@mua/mua/message";
import { sendMail } from "@mua/mua/smtp";

// An inbox on a free port of this machine.
await using inbox = await Inbox.start();

// A lookup of one's own in place of DNS: the mail of every domain goes to this machine.
const lookup: Lookup = {
  mx: () =>
    Promise.resolve({
      status: "found",
      records: [{ preference: 10, exchange: "mx.gmail.example" }],
    }),
  addresses: (_name, family) =>
    Promise.resolve(
      family === 4 ? { status: "found", records: [inbox.hostname] } : { status: "no-data" },
    ),
};

// Which hosts take the mail of a domain?
const route = await findRoute("gmail.com", { lookup, allowPrivate: true });
for (const { name, preference, addresses } of route.hosts) {
  console.log(`gmail.com: ${preference} ${name} ${addresses.map(({ text }) => text)}`);
}

// A mail, and what became of it for each recipient.
const { envelope, message } = await writeMail({
  from: "Alberto <alberto@ualg.pt>",
  to: "Ana <ana.maria@gmail.com>",
  bcc: "eva@example.com",
  subject: "Olá",
  text: "Hi, Ana!",
  attachments: [{ filename: "lab.txt", content: "It works.\n" }],
});
const how = { lookup, allowPrivate: true, port: inbox.port };
for (const { recipient, status, reply } of await sendMail(envelope, message, how)) {
  console.log(`${recipient}: ${status} (${reply?.code})`);
}

// What arrived.
for (const { envelope, raw } of inbox.messages) {
  const mail = await readMail(raw);
  console.log(`for ${envelope.rcptTo}: "${mail.header("Subject")}" from ${mail.header("From")}`);
  console.log(`${mail.text} (${mail.attachments.map(({ filename }) => filename)})`);
}
