import { decodeMailboxName, encodeMailboxName, quoted } from "../../../mailbox/imap/command.ts";
import { MailboxError } from "../../../mailbox/mailbox.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

Deno.test("quoted lets nothing out of its quotes", () => {
  assertEquals(quoted('a" \\ b'), '"a\\" \\\\ b"');
  for (const text of ["a\r\nb LOGOUT", "a\nb", "a\0b", "ã", "a\x7fb"]) {
    assertThrows(() => quoted(text), MailboxError, "cannot be sent in an IMAP command");
  }
});

// The examples of RFC 3501 section 5.1.3, and characters beyond the first 65536.
for (
  const [name, encoded] of [
    ["~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"],
    ["Lixo eletrônico", "Lixo eletr&APQ-nico"],
    ["a&b", "a&-b"],
    ["😀", "&2D3eAA-"],
  ] as const
) {
  Deno.test(`a mailbox ${name} is ${encoded} in a command, and back`, () => {
    assertEquals(encodeMailboxName(name), encoded);
    assertEquals(decodeMailboxName(encoded), name);
  });
}

Deno.test("a mailbox name that is not encoded by the rules is taken as it is", () => {
  assertEquals(decodeMailboxName("A&!-b"), "A&!-b");
});
