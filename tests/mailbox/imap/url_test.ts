import { parseImapUrl } from "../../../mailbox/imap/url.ts";
import { MailboxError } from "../../../mailbox/mailbox.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

Deno.test("an IMAP URL says how, who, where and what", () => {
  const inbox = { tls: "on-connect", user: "ana", host: "x.example", port: 993, mailbox: "INBOX" };
  assertEquals<unknown>(parseImapUrl("imaps://ana@x.example"), inbox);
  assertEquals<unknown>(parseImapUrl("IMAPS://ana@x.example/"), inbox);
  assertEquals<unknown>(parseImapUrl("imap://[::1]:1143/A%20b/c"), {
    tls: "starttls",
    user: undefined,
    host: "::1",
    port: 1143,
    mailbox: "A b/c",
  });
  assertEquals(parseImapUrl("imap://a%40b@x.example").user, "a@b");
});

const refused: readonly (readonly [url: string, why: string])[] = [
  ["ana@x.example", "not of the form"],
  ["http://x.example", "not of the form"],
  ["imaps://", "not of the form"],
  ["imaps://[x]/", "not of the form"],
  ["imaps://x.example:0", "no port 0"],
  ["imaps://x.example:99999", "no port 99999"],
  ["imaps://x.example/%ff", "% in it"],
  ["imaps://a%0d%0ab@x.example", "a control character"],
  ["imaps://ana@x.example/a%00b", "a control character"],
  ["imaps://ana:secret@x.example", "can be read by everybody"],
  ["imaps://ana:secret@x example:y", "ana:********@"],
];

for (const [url, why] of refused) {
  Deno.test(`the IMAP URL ${url} is refused`, () => {
    const error = assertThrows(() => parseImapUrl(url), MailboxError, why);
    assertEquals(error.message.includes("secret"), false);
  });
}
