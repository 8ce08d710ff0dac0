import { HeaderReader, parseHeader } from "../../message/header/header.ts";
import { assertEquals } from "../std/assert.ts";
import fc from "fast-check";
import { latin1Of } from "../message/support.ts";
import { cut, lengthsUpTo, octetsOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

const MESSAGE = octetsOf(
  "A",
  ":",
  " ",
  "\t",
  "\r",
  "\n",
  "\r\n",
  "\0",
  "é",
  "Subject: Hi\r\n",
  " folded\r\n",
  "From ana\r\n",
  "\r\n\r\n",
);

/** A message as it was read: its fields, the end of its header, and what follows that. */
function read(pieces: readonly Uint8Array[]): unknown {
  const reader = new HeaderReader();
  const fields = pieces.flatMap((piece) => reader.done ? [] : reader.push(piece));
  fields.push(...reader.end());
  const { done, size, lines } = reader;
  return {
    fields: fields.map(({ raw, name, value, offset, line }) => ({
      raw: latin1Of(raw),
      name,
      value,
      offset,
      line,
    })),
    done,
    size,
    lines,
  };
}

Deno.test("any octets have a header, and its fields and the rest are all of them", () => {
  fc.assert(
    fc.property(MESSAGE, lengthsUpTo(9), (message, lengths) => {
      const text = latin1Of(message);
      const blank = /(?<=^|\n)\r?\n/.exec(text);
      const header = text.slice(0, blank?.index);
      const { fields, size, complete } = parseHeader(message);
      assertEquals(complete, blank !== null);
      assertEquals(size, header.length + (blank?.[0].length ?? 0));
      // A line that does not begin with a blank begins a field (RFC 5322 2.2.3).
      const expected = header === "" ? [] : header.split(/(?<=\n)(?![ \t])/);
      assertEquals(fields.map(({ raw }) => latin1Of(raw)), expected);
      const reader = new HeaderReader();
      reader.push(message);
      assertEquals(latin1Of(reader.rest), text.slice(size));
      assertEquals(read(cut(message, lengths)), read([message]));
    }),
    RUNS,
  );
});
