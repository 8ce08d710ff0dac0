import { parseMailbox } from "../../../message/address/address.ts";
import { compose } from "../../../message/compose/compose.ts";
import { hasOnlyCrlf } from "../../../message/compose/line_ends.ts";
import { MessageError } from "../../../message/message.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { collect, sourceOf } from "../support.ts";

/** Words as people write them, with all that is special in a header. */
const WORD = fc.oneof(
  fc.constantFrom(
    "a",
    "Olá",
    "日本語",
    "🙂",
    '"',
    "\\",
    "<",
    ">",
    ",",
    ";",
    ":",
    "(",
    "@",
    "=?",
    "?=",
    "=",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);
const LINE = fc.array(WORD, { maxLength: 30 })
  .map((words) => words.join(" ").replace(/\s+/g, " ").trim());

Deno.test("any draft is refused, or leaves with CRLF alone, lines of at most 998, 7-bit, and comes back", async () => {
  await fc.assert(
    fc.asyncProperty(
      LINE,
      LINE,
      fc.string({ unit: "grapheme", maxLength: 2000 }),
      LINE,
      fc.uint8Array({ maxLength: 300 }),
      async (subject, name, text, filename, content) => {
        const message = await compose({
          from: { name, mailbox: parseMailbox("a@x.pt") },
          to: [{ name, mailbox: parseMailbox("b@x.pt") }],
          cc: [],
          subject,
          text,
          attachments: [{ filename: filename || "x", source: sourceOf(content) }],
          headers: [],
          date: new Date(0),
        }).catch((error) => {
          if (error instanceof MessageError) return undefined;
          throw error;
        });
        fc.pre(message !== undefined);
        const sent = await collect(message.open());
        assertEquals(sent.length, message.size);
        assert(hasOnlyCrlf(sent));
        assert(sent.every((octet) => octet > 0 && octet < 0x80));
        const parsed = await PostalMime.parse(sent);
        assertEquals(parsed.subject ?? "", subject);
        assertEquals(parsed.from?.name, name);
        assertEquals(parsed.attachments[0]?.filename, filename || "x");
        const [attached] = parsed.attachments;
        assert(attached !== undefined && typeof attached.content !== "string");
        assertEquals(new Uint8Array(attached.content), content);
      },
    ),
    { numRuns: 300 },
  );
});
