import { decodeWords } from "../../message/encoded_word.ts";
import { assertEquals } from "../std/assert.ts";

const CASES: readonly (readonly [name: string, value: string, text: string, faults?: string[]])[] =
  [
    ["text without words", "Hi, Ana", "Hi, Ana"],
    ["a word of Q", "=?utf-8?Q?Ol=C3=A1_Ana?=", "Olá Ana"],
    ["a word of B in lower case", "=?ISO-8859-1?b?T2zh?=", "Olá"],
    ["words beside other text", "a =?utf-8?Q?b?= c", "a b c"],
    ["the blanks between two words as none", "=?utf-8?Q?a?=  \t =?utf-8?Q?b?=", "ab"],
    ["a character that two words share", "=?utf-8?Q?=C3?= =?UTF-8?B?oQ==?=", "á"],
    ["words of two character sets", "=?utf-8?Q?=C3=A1?= =?iso-8859-1?Q?=E1?=", "áá"],
    ["a language behind the character set", "=?us-ascii*en?Q?hi?=", "hi"],
    ["words with no blank between", "=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"],
    ["an unknown character set as it may be", "=?x-none?Q?Ol=C3=A1?=", "Olá", ["unknown-charset"]],
    ["octets that are none of the set", "=?utf-8?Q?=FF?=", "\ufffd", ["damaged"]],
    ["blanks in a word", "=?utf-8?Q?a b?=", "a b", ["broken"]],
    ["base64 without its padding", "=?utf-8?B?YQ?=", "a", []],
    ["base64 with other characters", "=?utf-8?B?Y*Q==?=", "a", ["broken"]],
    ["base64 of one digit", "=?utf-8?B?Y?=", "", ["broken"]],
    ["an escape that is none", "=?utf-8?Q?=4?=", "=4", []],
    ["an encoding that is none", "=?utf-8?X?a?=", "=?utf-8?X?a?=", ["broken"]],
    ["a word that does not end", "=?utf-8?Q?a", "=?utf-8?Q?a", ["broken"]],
    ["what only looks like one", "2 =? 3", "2 =? 3"],
  ];

for (const [name, value, text, faults = []] of CASES) {
  Deno.test(`decodeWords reads ${name}`, () => {
    const decoded = decodeWords(value);
    assertEquals(decoded.text, text);
    assertEquals([...decoded.faults.keys()], faults);
  });
}

Deno.test("decodeWords notes a word of more than 75 characters, and reads it", () => {
  const { text, faults } = decodeWords(`=?utf-8?Q?${"a".repeat(70)}?=`);
  assertEquals([text.length, [...faults.keys()]], [70, ["long"]]);
});
