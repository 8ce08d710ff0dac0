import {
  CsvError,
  readCells,
  RecordFinder,
  type Span,
  writeCell,
} from "../../../message/merge/csv.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

const encoder = new TextEncoder();

function find(text: string, size = Infinity, separator = ","): Span[] {
  const spans: Span[] = [];
  const finder = new RecordFinder(separator, (span) => spans.push(span));
  const octets = encoder.encode(text);
  for (let at = 0; at < octets.length; at += size) finder.push(octets.slice(at, at + size));
  finder.end();
  return spans;
}

/** Line and cells of each record. */
function read(text: string, separator = ","): [number, ...string[]][] {
  const octets = encoder.encode(text);
  return find(text, Infinity, separator).map(({ start, end, line }) => [
    line,
    ...readCells(octets.subarray(start, end), separator),
  ]);
}

Deno.test("records are found with their lines, whatever ends a line and whatever is quoted", () => {
  for (
    const [text, records] of [
      ["", []],
      ["a,b", [[1, "a", "b"]]],
      ["a,b\n1,2\n", [[1, "a", "b"], [2, "1", "2"]]],
      ["a,b\r\n1,2\r\n", [[1, "a", "b"], [2, "1", "2"]]],
      ["\ufeffa\n1\n", [[1, "a"], [2, "1"]]],
      ['\ufeff"a"\n1\n', [[1, "a"], [2, "1"]]],
      ['a\n"x\ny, ""z"""\n2', [[1, "a"], [2, 'x\ny, "z"'], [4, "2"]]],
      ['a,b\n\n  \n,\n"",\n1,2', [[1, "a", "b"], [6, "1", "2"]]],
      ["a,b\n,2\n1,\n", [[1, "a", "b"], [2, "", "2"], [3, "1", ""]]],
      ["Olá,日本\n", [[1, "Olá", "日本"]]],
    ] as [string, [number, ...string[]][]][]
  ) {
    assertEquals(read(text), records, text);
  }
  assertEquals(read("a;b\n1,5;2\n", ";"), [[1, "a", "b"], [2, "1,5", "2"]]);
  assertEquals(read("a\tb\n\t\n", "\t"), [[1, "a", "b"]]);
});

Deno.test("records are the same wherever the octets are cut", () => {
  const text = '\ufeffa,"b\r\n""c"""\r\n\r\nd,"é"\n"e';
  const whole = find(text);
  for (let size = 1; size < 12; size++) assertEquals(find(text, size), whole);
});

Deno.test("a record that is no CSV is told", () => {
  for (const text of ['a,5" pipe,"x', '"a"b,c', '"a', 'a,"b']) {
    assertThrows(() => readCells(encoder.encode(text), ","), CsvError);
  }
  assertThrows(() => readCells(new Uint8Array([0x61, 0xe1]), ","), CsvError, "UTF-8");
});

Deno.test("a cell of a megabyte is read", () => {
  const cell = "a".repeat(1_000_000);
  assertEquals(readCells(encoder.encode(`x,"${cell}"\n`), ","), ["x", cell]);
});

Deno.test("a cell is written so that it is read again as it was", () => {
  for (const value of ["", "a", "a,b", 'a "b"', "a\nb", "a\r\nb", " a ", ";"]) {
    const cell = writeCell(value, ",");
    assertEquals(readCells(encoder.encode(`${cell},x`), ","), [value, "x"]);
  }
});
