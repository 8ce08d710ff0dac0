import {
  type EntityPiece,
  EntityReader,
  MAX_DEPTH,
  MAX_ENTITIES,
} from "../../../message/body/entity_reader.ts";
import { MAX_HEADER_LENGTH } from "../../../message/header/header.ts";
import { MessageError } from "../../../message/message.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";
import fc from "fast-check";
import { latin1Of, octets, piecesOf } from "../support.ts";

function read(message: Uint8Array, pieceLength = Infinity): EntityPiece[] {
  const reader = new EntityReader();
  const pieces = piecesOf(message, Math.min(pieceLength, Math.max(message.length, 1)));
  return [...pieces.flatMap((piece) => [...reader.push(piece)]), ...reader.end()];
}

/** The pieces in short, octets of one kind that follow one another joined. */
function outline(text: string, pieceLength?: number): string[] {
  const lines: string[] = [];
  let kind = "";
  for (const piece of read(octets(text), pieceLength)) {
    const shown = show(piece);
    const isMore = kind === piece.kind && (kind === "content" || kind === "frame");
    if (isMore) lines.push(`${lines.pop() ?? ""}${shown}`);
    else lines.push(`${piece.kind} ${shown}`);
    kind = piece.kind;
  }
  return lines.map((line) => line.trimEnd());
}

function show(piece: EntityPiece): string {
  switch (piece.kind) {
    case "header": {
      const { index, ancestors, isMessage, complete, body } = piece.entity;
      return [
        [...ancestors, index].join("."),
        body.kind,
        ...(isMessage ? ["message"] : []),
        ...(complete ? [] : ["incomplete"]),
      ].join(" ");
    }
    case "end":
      return "";
    default:
      return latin1Of(piece.octets).replaceAll("\r\n", "|");
  }
}

function lines(...each: string[]): string {
  return each.map((line) => `${line}\r\n`).join("");
}

const MULTIPART = "Content-Type: multipart/mixed; boundary=b";

const CASES: readonly (readonly [name: string, text: string, outline: string[]])[] = [
  ["a message that is no multipart", lines("Subject: Hi", "", "--b", "", "x"), [
    "header 0 leaf message",
    "content --b||x|",
    "end",
  ]],
  ["a message without a body", lines("Subject: Hi"), ["header 0 leaf message incomplete"]],
  ["a message with an empty body", lines("Subject: Hi", ""), ["header 0 leaf message", "end"]],
  ["a message without a last line end", "\r\nHi", ["header 0 leaf message", "content Hi", "end"]],
  [
    "parts, and what is around them",
    lines(MULTIPART, "", "preamble", "--b", "", "1", "", "--b", "A: 1", "", "2", "--b--", "end"),
    [
      "header 0 multipart message",
      "frame preamble|--b|",
      "header 0.1 leaf",
      "content 1|",
      "end",
      "frame |--b|",
      "header 0.2 leaf",
      "content 2",
      "end",
      "frame |--b--|end|",
    ],
  ],
  [
    "parts without a body, a header, or both",
    lines(MULTIPART, "", "--b", "A: 1", "--b", "", "--b", "--b", "", "", "--b--"),
    [
      "header 0 multipart message",
      "frame --b|",
      "header 0.1 leaf incomplete",
      "frame --b|",
      "header 0.2 leaf",
      "end",
      "frame --b|",
      "header 0.3 leaf incomplete",
      "frame --b|",
      "header 0.4 leaf",
      // The empty line is the body: its end belongs to the boundary.
      "content",
      "end",
      "frame |--b--|",
    ],
  ],
  [
    "what is like a boundary and none",
    lines(MULTIPART, "", "--b", "", "--", "--bc", "--b-", "--b x", "--B", " --b", "x--b", "--b \t"),
    [
      "header 0 multipart message",
      "frame --b|",
      "header 0.1 leaf",
      "content --|--bc|--b-|--b x|--B| --b|x--b",
      "end",
      "frame |--b \t|",
      "header 0.2 leaf incomplete",
    ],
  ],
  [
    "a part that ends with the message",
    lines(MULTIPART, "", "--b", "", "1"),
    ["header 0 multipart message", "frame --b|", "header 0.1 leaf", "content 1|", "end"],
  ],
  [
    "multiparts in one another, the inner one not ended",
    lines(
      MULTIPART,
      "",
      "--b",
      "Content-Type: multipart/mixed; boundary=c",
      "",
      "--c",
      "",
      "1",
      "--c--",
      "--c",
      "--b",
      "Content-Type: multipart/mixed; boundary=c",
      "",
      "--c",
      "A: 1",
      "--b--",
      "--c",
    ),
    [
      "header 0 multipart message",
      "frame --b|",
      "header 0.1 multipart",
      "frame --c|",
      "header 0.1.2 leaf",
      "content 1",
      "end",
      "frame |--c--|--c|--b|",
      "header 0.3 multipart",
      "frame --c|",
      "header 0.3.4 leaf incomplete",
      "frame --b--|--c|",
    ],
  ],
  [
    "a message in a message, which ends at the boundary around it",
    lines(MULTIPART, "", "--b", "Content-Type: message/rfc822", "", "A: 1", "", "x", "--b--"),
    [
      "header 0 multipart message",
      "frame --b|",
      "header 0.1 message",
      "header 0.1.2 leaf message",
      "content x",
      "end",
      "frame |--b--|",
    ],
  ],
  [
    "a digest, whose parts are messages when they do not say otherwise",
    lines(
      "Content-Type: multipart/digest; boundary=b",
      "",
      "--b",
      "",
      "A: 1",
      "",
      "x",
      "--b",
      "Content-Type: text/plain",
      "",
      "y",
      "--b--",
    ),
    [
      "header 0 multipart message",
      "frame --b|",
      "header 0.1 message",
      "header 0.1.2 leaf message",
      "content x",
      "end",
      "frame |--b|",
      "header 0.3 leaf",
      "content y",
      "end",
      "frame |--b--|",
    ],
  ],
  [
    "a signed part as it is, up to the boundary around it",
    lines(
      MULTIPART,
      "",
      "--b",
      "Content-Type: multipart/signed; boundary=c",
      "",
      "--c",
      "",
      "x",
      "--c--",
      "--b--",
    ),
    [
      "header 0 multipart message",
      "frame --b|",
      "header 0.1 opaque",
      "content --c||x|--c--",
      "end",
      "frame |--b--|",
    ],
  ],
];

for (const [name, text, expected] of CASES) {
  Deno.test(`EntityReader reads ${name}, at every chunk boundary`, () => {
    for (let length = 1; length <= text.length; length++) {
      assertEquals(outline(text, length), expected, `pieces of ${length}`);
    }
  });
}

function octetsOf(piece: EntityPiece): Uint8Array {
  switch (piece.kind) {
    case "header": {
      const { fields, complete } = piece.entity;
      return concatenate([...fields.map(({ raw }) => raw), octets(complete ? "\r\n" : "")]);
    }
    case "end":
      return new Uint8Array(0);
    default:
      return piece.octets;
  }
}

/** Its last content begins with a piece of no octets where it is cut after each octet. */
const EMPTY_PIECE_FIRST = [
  "Content-Type: multipart/digest; boundary=c",
  "",
  "--c",
  "",
  "",
  "",
  MULTIPART,
  MULTIPART,
];

Deno.test("EntityReader loses no octet of any message and is the same at every cut", () => {
  const line = fc.constantFrom(
    MULTIPART,
    "Content-Type: multipart/digest; boundary=c",
    "Content-Type: message/rfc822",
    "",
    "--b",
    "--b--",
    "--c",
    "--c--",
    "x",
    " folded",
  );
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 20 }),
      fc.constantFrom("", "\r\n", "\r", "--b"),
      fc.integer({ min: 1, max: 9 }),
      (each, end, length) => {
        const text = each.join("\r\n") + end;
        assertEquals(latin1Of(concatenate(read(octets(text)).map(octetsOf))), text);
        assertEquals(outline(text, length), outline(text));
      },
    ),
    { numRuns: 1000, examples: [[EMPTY_PIECE_FIRST, "", 1]] },
  );
});

Deno.test("EntityReader refuses messages without bounds", () => {
  const refuse = (text: string, reason: string): MessageError =>
    assertThrows(() => read(octets(text)), MessageError, reason);
  const message = lines("Content-Type: message/rfc822", "");
  refuse(message.repeat(MAX_DEPTH + 1), "over 100 parts in one another");
  assertEquals(read(octets(message.repeat(MAX_DEPTH))).length, MAX_DEPTH + 1);
  refuse(lines(MULTIPART, "") + lines("--b").repeat(MAX_ENTITIES), "over 10000 parts");
  const long = lines(MULTIPART, "", "--b") + "A: 1\r\n".repeat(MAX_HEADER_LENGTH / 6 + 1);
  refuse(long, "longer than 1 MiB");
});
