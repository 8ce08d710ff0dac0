import { FindingList } from "../../../message/finding.ts";
import type { Part } from "../../../message/body/part.ts";
import { MAX_PART_DEPTH, MAX_PARTS, PartReader } from "../../../message/body/part_reader.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { latin1Of, octets, piecesOf } from "../support.ts";

interface Read {
  readonly parts: Part[];
  readonly contents: string[];
  readonly codes: string[];
}

function read(text: string, pieceLength = Infinity): Read {
  const findings = new FindingList();
  const parts: Part[] = [];
  const contents: string[] = [];
  let index = 0;
  const reader = new PartReader({
    begin: (part) => void (index = part.index),
    content: (piece) => void (contents[index] = (contents[index] ?? "") + latin1Of(piece)),
    end: (part) => void (parts[part.index] = part),
  }, findings);
  const message = octets(text);
  for (const piece of piecesOf(message, Math.min(pieceLength, Math.max(1, message.length)))) {
    reader.push(piece);
  }
  reader.end();
  return { parts, contents, codes: findings.list().map(({ code }) => code) };
}

/** The parts in short: `1.2 text/plain "content"`, and the codes of what was found. */
function outline(text: string): string[] {
  const { parts, contents, codes } = read(text);
  const lines = parts.map(({ path, type, kind, index }) => {
    const content = kind === "leaf" ? JSON.stringify(contents[index] ?? "") : kind;
    return `${path} ${type} ${content}`.trim();
  });
  return [...lines, ...codes];
}

function lines(...each: string[]): string {
  return each.map((line) => `${line}\r\n`).join("");
}

const MULTIPART = "Content-Type: multipart/mixed; boundary=b";

const CASES: readonly (readonly [name: string, text: string, outline: string[]])[] = [
  ["a message that is no multipart", lines("A: 1", "", "--b", "x"), [
    'text/plain "--b\\r\\nx\\r\\n"',
  ]],
  ["nothing at all", "", ['text/plain ""']],
  ["a header without a body", "A: 1", ['text/plain ""']],
  ["a body of one blank line", "\r\n", ['text/plain ""']],
  [
    "parts, and leaves out what is around them",
    lines(MULTIPART, "", "preamble", "--b", "", "1", "", "--b \t", "A: 1", "", "2", "--b--", "end"),
    ["multipart/mixed multipart", '1 text/plain "1\\r\\n"', '2 text/plain "2"'],
  ],
  [
    "line ends of LF alone",
    `${MULTIPART}\n\n--b\n\n1\n--b\n\n2\n--b--\n`,
    ["multipart/mixed multipart", '1 text/plain "1"', '2 text/plain "2"'],
  ],
  [
    "a last boundary line without its line end",
    `${MULTIPART}\r\n\r\n--b\r\n\r\n1\r\n--b--`,
    ["multipart/mixed multipart", '1 text/plain "1"'],
  ],
  [
    "parts of a digest as messages",
    lines(
      "Content-Type: multipart/digest; boundary=b",
      "",
      "--b",
      "",
      "Subject: 1",
      "",
      "x",
      "--b--",
    ),
    ["multipart/digest multipart", "1 message/rfc822 message", '1.1 text/plain "x"'],
  ],
  [
    "multiparts in one another, the inner of which does not end",
    lines(
      MULTIPART,
      "",
      "--b",
      "Content-Type: multipart/mixed; boundary=c",
      "",
      "--c",
      "",
      "1",
      "--b",
      "",
      "2",
      "--b--",
    ),
    [
      "multipart/mixed multipart",
      "1 multipart/mixed multipart",
      '1.1 text/plain "1"',
      '2 text/plain "2"',
      "boundary-unclosed",
    ],
  ],
  [
    "multiparts in one another with the same boundary",
    lines(MULTIPART, "", "--b", MULTIPART, "", "--b", "", "1", "--b--", "x", "--b--"),
    [
      "multipart/mixed multipart",
      "1 multipart/mixed multipart",
      '1.1 text/plain "1"',
      "boundary-unclosed",
      "boundary-after-end",
    ],
  ],
  [
    "a multipart without its boundary",
    lines(MULTIPART, "", "x"),
    ["multipart/mixed multipart", "boundary-missing"],
  ],
  [
    "a multipart that is cut off",
    lines(MULTIPART, "", "--b", "", "1"),
    ["multipart/mixed multipart", '1 text/plain "1\\r\\n"', "boundary-unclosed"],
  ],
  [
    "a last boundary line first",
    lines(MULTIPART, "", "--b--", "--b", "", "1"),
    ["multipart/mixed multipart", "boundary-unopened", "boundary-after-end"],
  ],
  [
    "a boundary in a header",
    lines(MULTIPART, "", "--b", "A: 1", "--b--"),
    ["multipart/mixed multipart", '1 text/plain ""'],
  ],
  [
    "a multipart that names no boundary",
    lines("Content-Type: multipart/mixed", "", "--b"),
    ['multipart/mixed "--b\\r\\n"'],
  ],
  [
    "a message that is encoded, as content",
    lines("Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "", "QQ=="),
    ['message/rfc822 "QQ==\\r\\n"'],
  ],
  [
    "a message in a message",
    lines("Content-Type: message/rfc822", "", "Subject: Hi", "", "x"),
    ["message/rfc822 message", '1 text/plain "x\\r\\n"'],
  ],
];

for (const [name, text, expected] of CASES) {
  Deno.test(`the part reader reads ${name}`, () => {
    assertEquals(outline(text), expected);
    for (let length = 1; length <= Math.min(7, text.length); length++) {
      assertEquals(read(text, length), read(text));
    }
  });
}

Deno.test("a part tells where its header and its body lie", () => {
  const text = lines(MULTIPART, "", "--b", "A: 1", "", "12345", "--b--");
  const [, part] = read(text).parts;
  assertEquals(part?.header, { offset: text.indexOf("A: 1"), line: 4, size: 8 });
  assertEquals(part?.body, { offset: text.indexOf("12345"), line: 6, size: 5 });
});

Deno.test("parts that are too deep stay in the last one that is read apart", () => {
  const text = Array.from(
    { length: 5_000 },
    (_, depth) => lines(`Content-Type: multipart/mixed; boundary=b${depth}`, "", `--b${depth}`),
  ).join("");
  const { parts, codes } = read(text);
  assertEquals(parts.length, MAX_PART_DEPTH + 1);
  assert(codes.includes("deep-parts"));
});

Deno.test("parts that are too many are counted once as a finding", () => {
  const { parts, codes } = read(lines(MULTIPART, "") + "--b\n\n".repeat(MAX_PARTS + 10));
  assertEquals(parts.length, MAX_PARTS);
  assert(codes.includes("many-parts"));
});
