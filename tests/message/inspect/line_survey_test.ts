import { LineSurvey } from "../../../message/inspect/line_survey.ts";
import { assertEquals } from "../../std/assert.ts";
import { piecesOf } from "../support.ts";

function survey(text: string, pieceLength: number): Record<string, unknown> {
  const octets = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const survey = new LineSurvey();
  for (const piece of piecesOf(octets, pieceLength)) survey.push(piece);
  const { crlf, bareLf, bareCr, nul, long, longest, size, lines } = survey.end();
  const counts = [crlf, bareLf, bareCr, nul, long].map(({ count, first }) =>
    first === undefined ? count : `${count} at ${first.offset}, line ${first.line}`
  );
  return { counts, longest, size, lines };
}

const CASES: readonly (readonly [text: string, expected: Record<string, unknown>])[] = [
  ["", { counts: [0, 0, 0, 0, 0], longest: 0, size: 0, lines: 0 }],
  ["a\r\nb", { counts: ["1 at 1, line 1", 0, 0, 0, 0], longest: 1, size: 4, lines: 2 }],
  ["a\nb\r\n", {
    counts: ["1 at 3, line 2", "1 at 1, line 1", 0, 0, 0],
    longest: 1,
    size: 5,
    lines: 2,
  }],
  ["\r\r\n\ra", {
    counts: ["1 at 1, line 1", 0, "2 at 0, line 1", 0, 0],
    longest: 2,
    size: 5,
    lines: 2,
  }],
  ["a\r", { counts: [0, 0, "1 at 1, line 1", 0, 0], longest: 2, size: 2, lines: 1 }],
  ["\0\n\xe9\xe9\n\xe9", {
    counts: [0, "2 at 1, line 1", 0, "1 at 0, line 1", 0],
    longest: 2,
    size: 6,
    lines: 3,
  }],
  [`a\r\n${"b".repeat(999)}\r\n`, {
    counts: ["2 at 1, line 1", 0, 0, 0, "1 at 3, line 2"],
    longest: 999,
    size: 1004,
    lines: 2,
  }],
];

for (const [text, expected] of CASES) {
  Deno.test(`the lines of ${JSON.stringify(text.slice(0, 20))} are counted, however they are cut`, () => {
    for (let length = 1; length <= Math.max(1, Math.min(20, text.length)); length++) {
      assertEquals(survey(text, length), expected);
    }
    assertEquals(survey(text, Math.max(1, text.length)), expected);
  });
}
