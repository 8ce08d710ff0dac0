import { AddressError } from "../../../message/address/address.ts";
import { type HeaderParties, readParties, readReadyMessage } from "../../../message/compose/eml.ts";
import { MAX_HEADER_LENGTH, parseHeader } from "../../../message/header/header.ts";
import { hasOnlyCrlf } from "../../../message/compose/line_ends.ts";
import { MessageError } from "../../../message/message.ts";
import { SourceError } from "../../../message/encoding/octets.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../../std/assert.ts";
import fc from "fast-check";
import { collect, latin1Of, octets, sourceOf, textOf } from "../support.ts";

async function sent(text: string, pieceLength = Infinity): Promise<string> {
  const message = await readReadyMessage(sourceOf(text, pieceLength));
  const result = await collect(message.open());
  assertEquals(message.size, result.length);
  return textOf(result);
}

function refusal(text: string | Uint8Array, reason: string): Promise<MessageError> {
  return assertRejects(() => readReadyMessage(sourceOf(text)), MessageError, reason);
}

const MAIL = "From: a@x.pt\nBCC: eve@x.pt,\r\n\tmallory@x.pt\r\nTo: b@x.pt\nbcc : c@x.pt\n" +
  "Resent-Bcc: d@x.pt\n e@x.pt\nSubject: Hi\n\nbcc: in the body\n.\n\r\r\nlast";
const SENT =
  "From: a@x.pt\r\nTo: b@x.pt\r\nSubject: Hi\r\n\r\nbcc: in the body\r\n.\r\n\r\n\r\nlast\r\n";

Deno.test("line ends become CRLF and Bcc is removed, at every chunk boundary", async () => {
  for (let length = 1; length <= MAIL.length; length++) {
    assertEquals(await sent(MAIL, length), SENT, `pieces of ${length}`);
  }
});

Deno.test("what is right already is sent octet for octet", async () => {
  const mail = "X:  odd \t spacing\r\n\tkept \r\nSubject: =?utf-8?q?a?=\r\n\r\n\r\nBody \r\n\r\n";
  assertEquals(await sent(mail, 3), mail);
});

Deno.test("a message may lack a body, a header, or a last line end", async () => {
  const messages: Record<string, string> = {
    "Subject: Hi": "Subject: Hi\r\n",
    "Subject: Hi\r\n": "Subject: Hi\r\n",
    "Subject: Hi\n\n": "Subject: Hi\r\n\r\n",
    "Subject: Hi\n\nBody": "Subject: Hi\r\n\r\nBody\r\n",
    "\nBody": "\r\nBody\r\n",
    "Bcc: eve@x.pt\n\nBody": "\r\nBody\r\n",
  };
  for (const [text, expected] of Object.entries(messages)) {
    for (const length of [1, 2, 100]) assertEquals(await sent(text, length), expected);
  }
});

Deno.test("the From line of an mbox file is no part of the message", async () => {
  const message = "Subject: Hi\r\n\r\nFrom here on\r\n";
  assertEquals(await sent(`From a@x.pt Mon Nov 23 22:00:00 2026\n${message}`), message);
  assertEquals(await sent(`From : a@x.pt\n${message}`), `From : a@x.pt\r\n${message}`);
  await refusal(`Subject: Hi\nFrom a@x.pt Mon Nov 23\n\n`, "line 2 is neither");
});

Deno.test("what the message asks of a server is known before it is sent", async () => {
  const facts: Record<string, [boolean, boolean]> = {
    "Subject: Hi\n\nBody": [false, false],
    "Subject: Hi\n\nOlá": [true, false],
    "Subject: Olá\n\nBody": [true, true],
    "Bcc: José <j@x.pt>\n\nBody": [false, false],
  };
  for (const [text, expected] of Object.entries(facts)) {
    const { eightBit, utf8Header } = await readReadyMessage(sourceOf(text, 1));
    assertEquals([eightBit, utf8Header], expected, text);
  }
});

Deno.test("what no server may be asked to take is refused with its line", async () => {
  const long = "x".repeat(999);
  await refusal("", "it is empty");
  await refusal("Bcc: eve@x.pt", "it is empty");
  await refusal("Hi, Ana!\n", "line 1 is neither a header field nor a blank line");
  await refusal(" folded: x\n\n", "line 1 is neither");
  await refusal("A: 1\nHi, Ana\n\n", "line 2 is neither");
  await refusal(`A: 1\nB: 2\n ${long}\n\nBody`, "line 3 is longer than 998 octets");
  await refusal(`A: 1\n\nBody\n${long}\n`, "line 4 is longer than 998 octets");
  await refusal(`A: 1\n\nBody\r${long}`, "line 4 is longer than 998 octets");
  await refusal("A: 1\0\n\nBody", "line 1 holds a NUL");
  await refusal("A: 1\n\nBody\n\0", "line 4 holds a NUL");
  await refusal(Uint8Array.of(...octets("A: 1\nB: "), 0xe9, 0x0a), "line 2 is not UTF-8");
  await refusal(`A: 1\n${"B: 2\n".repeat(MAX_HEADER_LENGTH / 5)}`, "longer than 1 MiB");
});

Deno.test("a CR without LF in the header is refused, wherever it stands, for it could hide a field", async () => {
  await refusal("Subject: hi\rBcc: x@y.z\n\nBody", "line 1 holds a CR without LF");
  await refusal("A: 1\nB: 2\n 3\r 4\n\n", "line 3 holds a CR without LF");
  await refusal("A: 1\r\r\nB: 2\r\n\r\n", "line 1 holds a CR without LF");
  await refusal("A: 1\n\rB: 2\n\n", "line 2 holds a CR without LF");
  await refusal("A: 1\n\r\r\nBody", "line 2 holds a CR without LF");
  await refusal("Bcc: a@x.pt\rTo: b@x.pt\nA: 1\n\n", "line 1 holds a CR without LF");
  await refusal("A: 1\r\rBody", "line 1 holds a CR without LF");
  await refusal("A: 1\r", "line 1 holds a CR without LF");
  await refusal(
    "From MAILER-DAEMON Wed Jun 17 16:39:15 2026\rFrom: a@x.pt\r\rHi\r",
    "line 1 holds a CR without LF",
  );
  assertEquals(await sent("A: 1\n\nHi\rAna", 1), "A: 1\r\n\r\nHi\r\nAna\r\n");
});

Deno.test("a body may hold octets that are no UTF-8", async () => {
  const message = await readReadyMessage(sourceOf(Uint8Array.of(0x0a, 0xe9, 0xff)));
  assertEquals(latin1Of(await collect(message.open())), "\r\n\xe9\xff\r\n");
});

Deno.test("a source that fails while it is sent ends the message with its error", async () => {
  const whole = sourceOf("Subject: Hi\n\nBody");
  let readings = 0;
  const message = await readReadyMessage({
    ...whole,
    async *open(): AsyncGenerator<Uint8Array> {
      yield* whole.open();
      if (++readings > 1) throw new SourceError("mail.eml", "it changed while it was being read");
    },
  });
  await assertRejects(() => collect(message.open()), SourceError, "it changed");
});

Deno.test("a body is read only as fast as it is sent", async () => {
  let given = 0;
  const piece = octets("x".repeat(76) + "\n");
  const size = 1000;
  const message = await readReadyMessage({
    name: "mail.eml",
    size,
    async *open(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(octets("Subject: Hi\n\n"));
      for (let count = 0; count < size; count++) {
        given++;
        yield piece;
      }
    },
  });
  assertEquals(given, size);
  given = 0;
  let taken = 0;
  for await (const _ of message.open()) assert(given <= taken++);
  assertEquals(given, size);
});

Deno.test("any message that is taken leaves with CRLF alone and the size it said", async () => {
  const part = fc.constantFrom("A: 1", "Bcc: x", "\r", "\n", "\r\n", " ", "é", ".", "From ", "x");
  const text = fc.array(part, { maxLength: 20 }).map((parts) => `S: x\n${parts.join("")}`);
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (mail, length) => {
      let message: string;
      try {
        message = await sent(mail, length);
      } catch (error) {
        if (!(error instanceof MessageError)) throw error;
        return;
      }
      assert(hasOnlyCrlf(octets(message)));
      assert(message.endsWith("\r\n"));
      const { fields } = parseHeader(octets(message));
      assertEquals(fields.filter(({ name }) => name === "" || name.toLowerCase() === "bcc"), []);
    }),
    { numRuns: 500 },
  );
});

function parties(header: string): string[] {
  const { from, to, cc, bcc }: HeaderParties = readParties(parseHeader(octets(header)).fields);
  return [from, to, cc, bcc].map((list) => list.map(({ mailbox }) => mailbox).join(" "));
}

Deno.test("readParties takes the mailboxes of the header, as sendmail -t does", () => {
  assertEquals(
    parties(
      "from: Ana <a@x.pt>\r\nTo: b@x.pt,\r\n Lab: c@x.pt, d@x.pt;\r\nTO: e@x.pt\r\nCc: f@x.pt\r\nBcc: g@x.pt\r\n",
    ),
    ["a@x.pt", "b@x.pt c@x.pt d@x.pt e@x.pt", "f@x.pt", "g@x.pt"],
  );
  assertEquals(parties("Subject: Hi\r\n"), ["", "", "", ""]);
  assertEquals(parties("From: a@x.pt\r\nTo: b@x.pt\r\nCc: c@x.pt\r\nResent-Bcc: d@x.pt\r\n"), [
    "a@x.pt",
    "",
    "",
    "d@x.pt",
  ]);
});

Deno.test("readParties sees Bcc, which is not sent", async () => {
  const { fields } = await readReadyMessage(sourceOf("Bcc: eve@x.pt\nSubject: Hi\n\n"));
  assertEquals(readParties(fields).bcc.map(({ mailbox }) => mailbox.toString()), ["eve@x.pt"]);
});

Deno.test("readParties names the field that holds no address", () => {
  assertThrows(() => parties("To: a@x.pt\r\nCc: Ana\r\n"), AddressError, "(Cc, line 2)");
});
