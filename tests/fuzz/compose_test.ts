import { compose } from "../../message/compose/compose.ts";
import { hasOnlyCrlf } from "../../message/compose/line_ends.ts";
import type { HeaderAddress } from "../../message/address/header_address.ts";
import { assert, assertEquals } from "../std/assert.ts";
import fc from "fast-check";
import { DRAFT, type RandomDraft } from "../message/compose/readers/drafts.ts";
import { Python } from "../message/compose/readers/python.ts";
import {
  type ReadAddress,
  type ReadMail,
  readWithMailparser,
  readWithPostalMime,
} from "../message/compose/readers/reader.ts";
import { collect } from "../message/support.ts";
import { RUNS } from "./runs.ts";

/** A tenth of what other properties try: three programs read each mail. */
const MAILS = { numRuns: Math.ceil(RUNS.numRuns / 10) };

Deno.test("any draft leaves in CRLF lines of at most 998 octets of 7 bits, and is read as meant", async () => {
  await using python = new Python();
  await fc.assert(
    fc.asyncProperty(DRAFT, async (draft) => {
      const message = await compose(draft);
      const sent = await collect(message.open());
      assertEquals(sent.length, message.size);
      assertCanBeSent(sent);
      assertReadAsMeant(draft, [
        await python.read(sent),
        await readWithPostalMime(sent),
        await readWithMailparser(sent),
      ]);
    }),
    MAILS,
  );
});

function assertCanBeSent(sent: Uint8Array): void {
  assert(hasOnlyCrlf(sent));
  assert(sent.every((octet) => octet > 0 && octet < 0x80));
  for (const line of new TextDecoder().decode(sent).split("\r\n")) assert(line.length <= 998);
}

/** No reader is without faults of its own: what two of the three find must be what was meant. */
function assertReadAsMeant(draft: RandomDraft, readings: readonly ReadMail[]): void {
  const meant = meaningOf(draft);
  for (const thing of Object.keys(meant)) {
    const wanted = textOf(meant, thing);
    const found = readings.map((reading) => textOf(reading, thing));
    if (found.filter((text) => text === wanted).length < 2) {
      assertEquals(found, readings.map(() => wanted), thing);
    }
  }
}

function meaningOf({ from, to, cc, subject, text, html = "", files }: RandomDraft): ReadMail {
  const read = (list: readonly HeaderAddress[]): ReadAddress[] =>
    list.map(({ name, mailbox }) => [name, mailbox.toString()]);
  return {
    subject,
    from: read([from]),
    to: read(to),
    cc: read(cc),
    text,
    html,
    attachments: files,
  };
}

/** What a mail says under a name; a line may end in any way, and the last one also in none. */
function textOf(mail: ReadMail, name: string): string {
  const said: unknown = Object.entries(mail).find(([each]) => each === name)?.[1];
  return JSON.stringify(
    typeof said === "string" ? said.replace(/\r\n?|\n/g, "\n").replace(/\n$/, "") : said,
    (_, value) => value instanceof Uint8Array ? value.toBase64() : value,
  );
}
