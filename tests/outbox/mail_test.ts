import { assertEquals } from "../std/assert.ts";
import { formatHead, type QueuedMail, readHead } from "../../outbox/mail.ts";

const MAIL: QueuedMail = {
  queuedAt: 1_795_997_615_792,
  envelope: {
    reversePath: "olá@x.example",
    recipients: [{ address: "b@y.example", domain: "y.example" }],
    notification: { notify: ["failure"], return: "hdrs", envelopeId: "1" },
    submitter: "me@x.example",
    requireTls: true,
  },
  message: { size: 12, eightBit: true, utf8Header: true, mayReencode: true },
  way: new Map<string, readonly string[] | boolean>([
    ["account", ["work"]],
    ["ca", ["/a.pem", "/b.pem"]],
    ["pipelining", false],
  ]),
};

Deno.test("a mail is read as it was written", () => {
  assertEquals(readHead(formatHead(MAIL).trimEnd()), MAIL);
});

Deno.test("what is no mail, or may not be sent, is not read", () => {
  const whole: Record<string, unknown> = JSON.parse(formatHead(MAIL));
  const changes: Record<string, unknown>[] = [
    { outbox: 2 },
    { queuedAt: "now" },
    { message: { ...MAIL.message, size: -1 } },
    { message: { ...MAIL.message, mayReencode: undefined } },
    { way: { account: [1] } },
    { way: undefined },
    { envelope: { ...MAIL.envelope, reversePath: "a\r\nRSET" } },
    { envelope: { ...MAIL.envelope, recipients: [{ address: "b@y> X:<", domain: 1 }] } },
    { envelope: { ...MAIL.envelope, notification: { notify: ["sometimes"] } } },
  ];
  for (const change of changes) {
    assertEquals(
      readHead(JSON.stringify({ ...whole, ...change })),
      undefined,
      JSON.stringify(change),
    );
  }
});
