/** Properties of what looks at a message: any octets are one, and none is lost or counted twice. */
import { inspectionJson } from "../../cli/inspect/json.ts";
import { type Inspection, Inspector } from "../../message/inspect/inspection.ts";
import { MboxReader } from "../../message/file/mbox.ts";
import { readContents } from "../../message/body/part_content.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import { assert, assertEquals } from "../std/assert.ts";
import fc from "fast-check";
import { latin1Of, octets } from "../message/support.ts";
import { cut, lengthsUpTo, octetsOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

const NOW = Date.UTC(2026, 10, 24);

const MESSAGE = octetsOf(
  "\r\n",
  "\n",
  "\r",
  " ",
  "--",
  "--b",
  "--b\r\n",
  "\r\n--b\r\n",
  "\n--b--\n",
  "\r\n--c \t\r\n",
  "--c--",
  "\r\n\r\n",
  "Content-Type: multipart/mixed; boundary=b\r\n",
  'Content-Type: multipart/digest; boundary="c"\n',
  "Content-Type: message/rfc822\r\n",
  "Content-Type: text/html; charset=utf-8\r\n\r\n",
  "Content-Transfer-Encoding: base64\r\n",
  "Content-Transfer-Encoding: quoted-printable\r\n",
  "Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1*=%A9\r\n",
  "Received: from a (b [192.0.2.1]) by c with ESMTPS; Tue, 24 Nov 2026 00:00:00 +0000\r\n",
  "Authentication-Results: a; spf=pass\r\n",
  "From: =?utf-8?Q?=C3=A9?= <a@b.example>\r\n",
  "Date: Tue, 24 Nov 2026 00:00:00 +0000\r\n",
  "=C3=A9= \r\n",
  "QUJD",
  "é",
  "\0",
  "(",
  '"',
  "<a href='x'>",
);

function inspect(pieces: readonly Uint8Array[]): Inspection {
  const inspector = new Inspector();
  for (const piece of pieces) inspector.push(piece);
  return inspector.end(NOW);
}

Deno.test("any octets are looked at, and how they are cut into pieces changes nothing", () => {
  fc.assert(
    fc.property(MESSAGE, lengthsUpTo(9), (message, lengths) => {
      const whole = inspectionJson("x", inspect([message]));
      assertEquals(inspectionJson("x", inspect(cut(message, lengths))), whole);
    }),
    RUNS,
  );
});

Deno.test("the fields, the blank line and the body of any message are all of it", () => {
  fc.assert(
    fc.property(MESSAGE, (message) => {
      const { fields, header, body, size, lines, parts } = inspect([message]);
      const text = latin1Of(message);
      const raw = fields.map(({ field }) => latin1Of(field.raw)).join("");
      assert(text.startsWith(raw));
      assertEquals(size, message.length);
      assertEquals(header.size + body.size, size);
      assertEquals(text.slice(raw.length, header.size).length > 0, header.complete);
      assertEquals(lines, text === "" ? 0 : text.replace(/\n$/, "").split("\n").length);
      for (const { field } of fields) {
        assertEquals(
          text.slice(field.offset, field.offset + field.raw.length),
          latin1Of(field.raw),
        );
        assertEquals(text.slice(0, field.offset).split("\n").length, field.line);
      }
      assertEquals([parts[0]?.header.size, parts[0]?.body.size], [header.size, body.size]);
    }),
    RUNS,
  );
});

Deno.test("each part lies in the one that it is in, behind the one before it", () => {
  fc.assert(
    fc.property(MESSAGE, (message) => {
      const { parts } = inspect([message]);
      const text = latin1Of(message);
      const ends = new Map<number | undefined, number>();
      for (const part of parts) {
        const { header, body, parent } = part;
        assertEquals(header.offset + header.size, body.offset);
        assertEquals(text.slice(0, body.offset).split("\n").length, body.line);
        const outer = parts[parent ?? 0]?.body;
        const start = ends.get(parent) ?? (parent === undefined ? 0 : outer?.offset ?? 0);
        assert(header.offset >= start);
        if (parent !== undefined) {
          assert(body.offset + body.size <= (outer?.offset ?? 0) + (outer?.size ?? 0));
        }
        ends.set(parent, body.offset + body.size);
      }
    }),
    RUNS,
  );
});

Deno.test("a second reading finds the contents that the first has measured", async () => {
  await fc.assert(
    fc.asyncProperty(MESSAGE, lengthsUpTo(9), async (message, lengths) => {
      const leaves = inspect([message]).parts.filter(({ kind }) => kind === "leaf");
      const sizes = new Map<number, number>();
      await readContents(iterate(cut(message, lengths)), leaves, ({ index }) => ({
        push: (octets) => void sizes.set(index, (sizes.get(index) ?? 0) + octets.length),
        end: () => void sizes.set(index, sizes.get(index) ?? 0),
      }));
      assertEquals([...sizes], leaves.map(({ index, decodedSize }) => [index, decodedSize]));
    }),
    RUNS,
  );
});

async function* iterate(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

Deno.test("messages that are put into an mbox come out as they were", () => {
  const line = fc.constantFrom("From a", ">From b", ">>From c", "Subject: Hi", "", ">", "Fro", "x");
  const message = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) =>
    lines.map((each) => `${each}\n`).join("")
  );
  fc.assert(
    fc.property(
      fc.array(message, { minLength: 1, maxLength: 4 }),
      lengthsUpTo(9),
      (messages, lengths) => {
        const quoted = messages.map((text) => text.replace(/^(?=>*From )/gm, ">"));
        const mbox = octets(quoted.map((text) => `From ana Tue Nov 24\n${text}\n`).join(""));
        const found: Uint8Array[][] = [];
        const reader = new MboxReader({
          begin: () => void found.push([]),
          content: (piece) => void found.at(-1)?.push(piece.slice()),
        });
        for (const piece of cut(mbox, lengths)) reader.push(piece);
        reader.end();
        assertEquals(
          found.map((pieces) => new TextDecoder().decode(concatenate(pieces))),
          messages,
        );
      },
    ),
    RUNS,
  );
});
