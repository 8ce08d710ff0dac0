import { decodeWords } from "../../../message/header/encoded_word.ts";
import { assertEquals } from "../../std/assert.ts";

const JIS_OPEN = "=?iso-2022-jp?Q?=1B$B%F?=";

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
    [
      "two words that shift out of ASCII and back",
      "=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?= =?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=",
      "テストテスト",
    ],
    [
      "a word of ISO-2022-JP that does not shift back",
      `${JIS_OPEN} =?iso-2022-jp?Q?abc?=`,
      "テabc",
    ],
    ["one that the next word shifts back", `${JIS_OPEN} =?iso-2022-jp?Q?%9=1B(B!?=`, "テス!"],
    [
      "a character of ISO-2022-JP that two words share",
      "=?iso-2022-jp?Q?=1B$B%F%?= =?iso-2022-jp?Q?9=1B(B?=",
      "テス",
    ],
    [
      "an escape sequence that two words share",
      "=?iso-2022-jp?Q?=1B$?= =?iso-2022-jp?Q?B%F=1B(B?=",
      "テ",
    ],
    ["words of UTF-7, each by itself", "=?utf-7?Q?Ol+AOE?= =?utf-7?Q?bc?=", "Olábc"],
    ["a character of UTF-7 that two words share", "=?utf-7?Q?Ol+AO?= =?utf-7?Q?E-?=", "Olá"],
    ["words of HZ", "=?hz-gb-2312?Q?~{VP~}?= =?hz-gb-2312?Q?~{ND~}~~?=", "中文~"],
    [
      "words of ISO-2022-KR",
      "=?iso-2022-kr?Q?=1B$)C=0EGQ=0F?= =?iso-2022-kr?Q?=0E1[=0F?=",
      "한글",
    ],
    ["marks of UTF-16, in each word its own", `=?utf-16?B?/v8AYQ==?= =?UTF-16?B?//5iAA==?=`, "ab"],
    ["UTF-16 that two words share", "=?utf-16?B?//5h?= =?utf-16?B?AGIA?=", "ab"],
    ["UTF-16 without a mark", "=?utf-16?B?AGEAYg==?=", "ab"],
    ["marks of UTF-8", "=?utf-8?B?77u/YQ==?= =?utf-8?B?77u/Yg==?=", "ab"],
    [
      "a raw octet of the character set named",
      "\udcf6=?iso-8859-1?Q?Fr\udcf6sche?=",
      "\ufffdFrösche",
      [
        "eight-bit",
      ],
    ],
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
