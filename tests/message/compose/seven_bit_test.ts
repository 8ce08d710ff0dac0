import { readReadyMessage } from "../../../message/compose/eml.ts";
import { MAX_LINE_LENGTH } from "../../../message/compose/scan.ts";
import { type Message, MessageError } from "../../../message/message.ts";
import { octetsInMemory, SourceError } from "../../../message/encoding/octets.ts";
import { toSevenBit } from "../../../message/compose/seven_bit.ts";
import { assert, assertEquals, assertRejects } from "../../std/assert.ts";
import { leavesOf } from "../body/mime_tree.ts";
import { collect, latin1Of, octets, sourceOf } from "../support.ts";

function lines(...each: string[]): string {
  return each.map((line) => `${line}\r\n`).join("");
}

async function reencode(text: string | Uint8Array, pieceLength = Infinity): Promise<string> {
  const message = await toSevenBit(await readReadyMessage(sourceOf(text, pieceLength)));
  const sent = await collect(message.open());
  assertEquals(message.size, sent.length);
  assertEquals([message.eightBit, message.utf8Header], [false, false]);
  return latin1Of(sent);
}

function refusal(text: string | Uint8Array, reason: string): Promise<MessageError> {
  return assertRejects(() => reencode(text), MessageError, reason);
}

const MIME = "MIME-Version: 1.0";
const UTF8 = "Content-Type: text/plain; charset=utf-8";
const EIGHT = "Content-Transfer-Encoding: 8bit";
const SEVEN = "Content-Transfer-Encoding: 7bit";
const QUOTED = "Content-Transfer-Encoding: quoted-printable";
const BASE64 = "Content-Transfer-Encoding: base64";
const BINARY = "Content-Transfer-Encoding: binary";
const MIXED = "Content-Type: multipart/mixed; boundary=b";
const OCTET_STREAM = "Content-Type: application/octet-stream";
const RFC822 = "Content-Type: message/rfc822";

const CASES: readonly (readonly [name: string, text: string, sent: string])[] = [
  [
    "text",
    lines("Subject: Hi", MIME, UTF8, EIGHT, "X: 1", "", "Olá, Ana: 1=1 ", "", ".bye"),
    lines("Subject: Hi", MIME, UTF8, QUOTED, "X: 1", "", "Ol=C3=A1, Ana: 1=3D1=20", "", ".bye"),
  ],
  [
    "text of a declared type that says nothing of its encoding",
    lines(MIME, UTF8, "", "é"),
    lines(MIME, UTF8, QUOTED, "", "=C3=A9"),
  ],
  [
    "text that is declared to have 7 bits",
    lines(MIME, "content-transfer-encoding : 7BIT", UTF8, "", "é"),
    lines(MIME, QUOTED, UTF8, "", "=C3=A9"),
  ],
  [
    "text without any declaration",
    lines("Subject: Hi", "", "é"),
    lines(
      "Subject: Hi",
      MIME,
      UTF8,
      QUOTED,
      "",
      "=C3=A9",
    ),
  ],
  [
    "a type without MIME-Version",
    lines(UTF8, "", "é"),
    lines(UTF8, MIME, QUOTED, "", "=C3=A9"),
  ],
  [
    "what is no text",
    lines(MIME, OCTET_STREAM, BINARY, "", "é"),
    lines(MIME, OCTET_STREAM, BASE64, "", "w6kNCg=="),
  ],
  [
    "the parts of a multipart that need it, and only those",
    lines(MIME, MIXED, EIGHT, "", "pre", "--b", UTF8, EIGHT, "", "é ", "--b", "", "1=1 ") +
    lines("--b", UTF8, EIGHT, "", "a", "--b", OCTET_STREAM, BINARY, "", "é", "--b", "A: 1") +
    lines("--b", BASE64, "", "AAAA", "--b", "Content-Type: text/html", "", "é", "", "--b--", "end"),
    lines(MIME, MIXED, SEVEN, "", "pre", "--b", UTF8, QUOTED, "", "=C3=A9=20", "--b", "", "1=1 ") +
    lines("--b", UTF8, SEVEN, "", "a", "--b", OCTET_STREAM, BASE64, "", "w6k=", "--b", "A: 1") +
    lines("--b", BASE64, "", "AAAA", "--b", "Content-Type: text/html", QUOTED, "", "=C3=A9") +
    lines("", "--b--", "end"),
  ],
  [
    "a part without any declaration",
    lines(MIME, MIXED, "", "--b", "", "é", "--b--"),
    lines(MIME, MIXED, "", "--b", UTF8, QUOTED, "") +
    lines("=C3=A9", "--b--"),
  ],
  [
    "a multipart without MIME-Version",
    lines(MIXED, "", "--b", UTF8, "", "é", "--b--"),
    lines(MIXED, MIME, "", "--b", UTF8, QUOTED, "", "=C3=A9", "--b--"),
  ],
  [
    "a part in a multipart that is not ended",
    lines(MIME, MIXED, "", "--b", OCTET_STREAM, "", "é"),
    lines(MIME, MIXED, "", "--b", OCTET_STREAM, BASE64, "", "w6kNCg=="),
  ],
  [
    "messages in messages",
    lines(MIME, RFC822, EIGHT, "", RFC822, EIGHT, "", "Subject: Hi", "", "é"),
    lines(MIME, RFC822, SEVEN, "", RFC822, SEVEN, MIME, "", "Subject: Hi", MIME) +
    lines(UTF8, QUOTED, "", "=C3=A9"),
  ],
  [
    "a digest",
    lines(
      MIME,
      "Content-Type: multipart/digest; boundary=b",
      "",
      "--b",
      "",
      UTF8,
      "",
      "é",
      "--b--",
    ),
    lines(MIME, "Content-Type: multipart/digest; boundary=b", "", "--b", "", UTF8, MIME, QUOTED) +
    lines("", "=C3=A9", "--b--"),
  ],
  [
    "a message of the kind that may be encoded (RFC 6532 3.7)",
    lines(MIME, "Content-Type: message/global", "", "Subject: é", ""),
    lines(MIME, "Content-Type: message/global", BASE64, "", "U3ViamVjdDogw6kNCg0K"),
  ],
  [
    "what is beside a signed part without 8-bit octets, which stays as it is",
    lines(MIME, MIXED, "", "--b", "Content-Type: multipart/signed; boundary=c", EIGHT, "") +
    lines("--c", UTF8, EIGHT, "", "a ", "--c--", "--b", UTF8, "", "é", "--b--"),
    lines(MIME, MIXED, "", "--b", "Content-Type: multipart/signed; boundary=c", EIGHT, "") +
    lines("--c", UTF8, EIGHT, "", "a ", "--c--", "--b", UTF8, QUOTED, "", "=C3=A9", "--b--"),
  ],
];

for (const [name, text, sent] of CASES) {
  Deno.test(`toSevenBit re-encodes ${name}, at every chunk boundary`, async () => {
    const size = octets(text).length;
    for (let length = 1; length <= size; length++) {
      assertEquals(await reencode(text, length), sent, `pieces of ${length}`);
    }
  });
}

Deno.test("toSevenBit gives a message of 7 bits back", async () => {
  const message = await readReadyMessage(sourceOf(lines(MIME, UTF8, EIGHT, "", "Hi")));
  assert(await toSevenBit(message) === message);
});

Deno.test("toSevenBit lets no text become a boundary or another part", async () => {
  const text = lines(MIME, MIXED, "", "--b", UTF8, "", `é${"x".repeat(69)}--b`, "--b=", "--b--");
  const sent = await reencode(text);
  assertEquals(
    leavesOf(sent).map(({ content }) => content),
    leavesOf(latin1Of(octets(text))).map((
      { content },
    ) => content),
  );
  const crafted = lines(MIME, 'Content-Type: multipart/mixed; boundary="a=3D"', "", "--a=3D", UTF8);
  const parts = leavesOf(await reencode(crafted + lines("", "é", "--a=", "", "x", "--a=3D--")));
  assertEquals(parts.map(({ content }) => content), ["\xc3\xa9\r\n--a=\r\n\r\nx"]);
});

const SIGNED = "Content-Type: multipart/signed; boundary=c";

const REFUSALS: readonly (readonly [text: string, reason: string])[] = [
  [lines("Subject: é", "", "Hi"), "its header contains UTF-8, which requires SMTPUTF8"],
  [lines(MIXED, "", "--b", "Subject: é", "", "x", "--b--"), "header of its part 1 holds 8-bit"],
  [lines(RFC822, "", "Subject: é", "", "x"), "the header of its part 1 holds 8-bit"],
  [lines(SIGNED, "", "--c", "", "é", "--c--"), "it is signed"],
  [lines(MIXED, "", "--b", SIGNED, "", "--c", "", "é", "--c--", "--b--"), "its part 1 is signed"],
  [lines(MIXED, "", "é", "--b", "", "x", "--b--"), "outside of its parts"],
  [lines(MIXED, "", "--b", "", "x", "--b--", "é"), "outside of its parts"],
  [lines("Content-Type: multipart/mixed", "", "é"), "without a boundary"],
  [lines("Content-Type: multipart/mixed; boundary=a; boundary=b", "", "é"), "cannot be read"],
  [lines("Content-Type: text", "", "é"), "it has a Content-Type that cannot be read"],
  [lines(UTF8, UTF8, "", "é"), "it has two Content-Type fields"],
  [lines(EIGHT, QUOTED, "", "é"), "it has two Content-Transfer-Encoding fields"],
  [lines(QUOTED, "", "é"), "it has a Content-Transfer-Encoding that allows no 8-bit octets"],
  [lines(MIXED, QUOTED, "", "--b", "", "é", "--b--"), "it has a Content-Transfer-Encoding"],
  [lines("Content-Transfer-Encoding: x-uuencode", "", "é"), "it has a Content-Transfer-Encoding"],
  [
    lines(MIXED, "", "--b", "no field", "", "é", "--b--"),
    "its part 1 has a header line that is not a field",
  ],
  [lines("Content-Type: message/partial; id=1", "", "é"), "message/partial, which must not be"],
  [lines(RFC822, "").repeat(101) + lines("", "é"), "over 100 parts in one another"],
];

for (const [text, reason] of REFUSALS) {
  Deno.test(`toSevenBit refuses and says why: ${reason}`, async () => {
    await refusal(text, reason);
  });
}

Deno.test("toSevenBit gives the same octets at each reading, also of two at a time", async () => {
  const text = lines(MIME, MIXED, "", "--b", UTF8, "", "é", "--b", OCTET_STREAM, "", "é", "--b--");
  const message = await toSevenBit(await readReadyMessage(sourceOf(text, 3)));
  const [first, second] = [message.open(), message.open()].map((each) =>
    each[Symbol.asyncIterator]()
  );
  assert(first !== undefined && second !== undefined);
  for (;;) {
    const results = [await first.next(), await second.next()];
    assertEquals(results[0], results[1]);
    if (results[0]?.done) break;
  }
});

Deno.test("toSevenBit tells when the source fails, before and while it is sent", async () => {
  const whole = sourceOf(lines(MIME, UTF8, "", "é"));
  let readings = 0;
  const failing = (last: number): Promise<Message> => {
    readings = 0;
    return readReadyMessage({
      ...whole,
      async *open(): AsyncGenerator<Uint8Array> {
        yield* whole.open();
        if (++readings > last) throw new SourceError("mail.eml", "it changed");
      },
    });
  };
  const message = await failing(1);
  await assertRejects(() => toSevenBit(message), SourceError, "it changed");
  const ready = await toSevenBit(await failing(3));
  await assertRejects(() => collect(ready.open()), SourceError, "it changed");
});

Deno.test("toSevenBit reads only as fast as the message is sent", async () => {
  const line = octets(`${"é".repeat(38)}\r\n`);
  const count = 2000;
  let given = 0;
  const message = await toSevenBit({
    size: 0,
    eightBit: true,
    utf8Header: false,
    async *open(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(octets(lines(MIME, UTF8, "")));
      for (given = 0; given < count; given++) yield line;
    },
  });
  given = 0;
  let taken = 0;
  for await (const piece of message.open()) {
    taken += piece.length;
    assert(given * 3 * 76 <= taken + 1000);
  }
  assertEquals(given, count);
});

Deno.test("toSevenBit keeps lines of the longest length in short lines", async () => {
  const long = `${"é".repeat(499)}`;
  const sent = await reencode(lines(MIME, UTF8, "", long, `${"x".repeat(997)} `));
  assertEquals(leavesOf(sent)[0]?.content, latin1Of(octets(lines(long, `${"x".repeat(997)} `))));
  assert(sent.split("\r\n").every((line) => line.length <= 76 && line.length <= MAX_LINE_LENGTH));
});

Deno.test("toSevenBit says of undeclared text that is no UTF-8 that it is not known", async () => {
  const text = Uint8Array.of(...octets(lines("Subject: Hi", "", "é")), 0xc3);
  assertEquals(
    await reencode(text, 1),
    lines("Subject: Hi", MIME, "Content-Type: text/plain; charset=unknown-8bit", QUOTED, "") +
      lines("=C3=A9", "=C3"),
  );
});

Deno.test("toSevenBit takes Latin-1 as it is", async () => {
  const source = octetsInMemory("x", Uint8Array.of(...octets(lines(MIME, UTF8, "")), 0xe1, 0xff));
  const message = await toSevenBit(await readReadyMessage(source));
  assertEquals(latin1Of(await collect(message.open())), lines(MIME, UTF8, QUOTED, "", "=E1=FF"));
});
