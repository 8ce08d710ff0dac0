import { parseParameters } from "../../../message/header/parameters.ts";
import { assertEquals } from "../../std/assert.ts";

type Case = readonly [
  name: string,
  text: string,
  value: string,
  parameters: Record<string, string>,
  faults?: string[],
];

const CASES: readonly Case[] = [
  ["a type alone", "Text/Plain", "text/plain", {}],
  ["quotes, comments and blanks", 'a/b (c;d) ; X = "y;\\"z" (e)', "a/b", { x: 'y;"z' }],
  ["a value that is no token", "a/b; boundary=----=_Part", "a/b", { boundary: "----=_Part" }, [
    "broken",
  ]],
  ["blanks in a value without quotes", "a; filename=a b.txt", "a", { filename: "a b.txt" }, [
    "broken",
  ]],
  ["a parameter of RFC 2231", "a; f*=utf-8'pt'Ol%C3%A1", "a", { f: "Olá" }],
  ["one in pieces", 'a; f*1="b"; f*0="a"; f*2*=%63', "a", { f: "abc" }],
  ["a character that two pieces share", "a; f*0*=utf-8''%C3; f*1*=%A1", "a", { f: "á" }],
  ["a missing piece", "a; f*0=a; f*2=c", "a", { f: "ac" }, ["pieces"]],
  ["an unknown character set", "a; f*=x-none''a", "a", { f: "a" }, ["charset"]],
  ["no character set", "a; f*=a%20b", "a", { f: "a b" }, ["charset"]],
  [
    "ISO-2022-JP that shifts back between two pieces",
    "a; f*0*=iso-2022-jp''%1B$B%25F%1B%28B; f*1*=%1B$B%259%1B%28B",
    "a",
    { f: "テス" },
  ],
  ["a mark of UTF-16", "a; f*=utf-16''%FF%FEa%00", "a", { f: "a" }],
  ["raw octets of the character set named", "a; f*=iso-8859-1''\udcf6; g=\udcf6", "a", {
    g: "\ufffd",
    f: "ö",
  }],
  ["both forms of one name", "a; f=plain; f*=utf-8''%C3%A1", "a", { f: "á" }],
  ["one name twice", "a; f=1; F=2", "a", { f: "1" }, ["repeated"]],
  ["an encoded word", 'a; f="=?utf-8?Q?=C3=A1?="', "a", { f: "á" }, ["encoded-word"]],
  ["a quote that does not close", 'a; f="b', "a", { f: "b" }, ["broken"]],
  ["a comment that does not close", "a; f=b (c", "a", { f: "b" }, ["broken"]],
  ["no value", "a; f=; g", "a", {}, ["broken"]],
  ["nothing", "", "", {}],
  ["what every object inherits", "a; constructor=b; __proto__=c", "a", {
    constructor: "b",
    ["__proto__"]: "c",
  }],
];

for (const [name, text, value, parameters, faults = []] of CASES) {
  Deno.test(`parseParameters reads ${name}`, () => {
    const parsed = parseParameters(text);
    assertEquals(parsed.value, value);
    assertEquals([...parsed.parameters], Object.entries(parameters));
    assertEquals([...parsed.faults], faults);
  });
}
