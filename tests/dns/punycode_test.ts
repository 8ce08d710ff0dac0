import { domainToASCII } from "node:url";
import fc from "fast-check";
import { toAsciiDomain, toUnicodeDomain } from "../../dns/domain.ts";
import { decodePunycode } from "../../dns/punycode.ts";
import { assertEquals } from "../std/assert.ts";

Deno.test("decodePunycode decodes the examples of RFC 3492 7.1", () => {
  const examples: [string, string][] = [
    ["egbpdaj6bu4bxfgehfvwxn", "ليهمابتكلموشعربي؟"],
    ["ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"],
    ["ihqwctvzc91f659drss3x8bo0yb", "他們爲什麽不說中文"],
    ["n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa", "なぜみんな日本語を話してくれないのか"],
    ["3b-ww4c5e180e575a65lsy2b", "3年b組金八先生"],
    ["d9juau41awczczp", "そのスピードで"],
    ["majikoi5-783gue6qz075azm5e", "majiでkoiする5秒前"],
    ["bcher-kva", "bücher"],
  ];
  for (const [label, text] of examples) assertEquals(decodePunycode(label), text);
});

Deno.test("decodePunycode says of what is none that it is none", () => {
  for (const label of ["9", "a-", "zzzzzzzzzzzzzz", "a_b-ä", "bcher-kv"]) {
    const text = decodePunycode(label);
    assertEquals(text === undefined || toUnicodeDomain(`xn--${label}`) === `xn--${label}`, true);
  }
  assertEquals(decodePunycode("9"), undefined);
  assertEquals(decodePunycode("99999999999999999999"), undefined);
});

Deno.test("a domain of any script becomes A-labels as elsewhere, and is shown as it was meant", () => {
  const letter = fc.constantFrom(..."aeimnz019üßéøçñžğабвгдеλμνאבגعربमनภาษไทย日本語한국어𠀀");
  const label = fc.array(letter, { minLength: 1, maxLength: 12 }).map((letters) =>
    letters.join("")
  );
  fc.assert(fc.property(fc.array(label, { minLength: 2, maxLength: 3 }), (labels) => {
    const domain = labels.join(".");
    const expected = domainToASCII(domain);
    let ascii: string;
    try {
      ascii = toAsciiDomain(domain);
    } catch {
      return;
    }
    assertEquals(ascii, expected);
    assertEquals(toAsciiDomain(toUnicodeDomain(ascii)), ascii);
  }));
});
