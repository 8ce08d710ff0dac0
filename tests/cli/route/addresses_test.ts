import { readAddresses } from "../../../cli/route/addresses.ts";
import { InputError } from "../../../cli/terminal/exit.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

function addresses(text: string): string[] {
  return readAddresses(text).map(({ mailbox }) => mailbox.toString());
}

Deno.test("addresses are one, a list with commas, or a mailto link", () => {
  assertEquals(addresses("a@x.example"), ["a@x.example"]);
  assertEquals(addresses("Ana <a@x.example>, b@x.example"), ["a@x.example", "b@x.example"]);
  assertEquals(addresses("mailto:a@x.example,b@x.example"), ["a@x.example", "b@x.example"]);
  assertEquals(addresses(","), []);
});

const HINTS: Record<string, string | undefined> = {
  "a@x.example; b@x.example": "'a@x.example, b@x.example'",
  "a@x.example;b@x.example;": "'a@x.example,b@x.example'",
  "Ana <a@x.example>; Bo <b@x.example>; ": "'Ana <a@x.example>, Bo <b@x.example>'",
  '"Reis; Ana" <a@x.example>; b@x.example': `'"Reis; Ana" <a@x.example>, b@x.example'`,
  "Ana; b@x.example": undefined,
  "a@x.example b@x.example": undefined,
  '"a;b': undefined,
};

for (const [text, list] of Object.entries(HINTS)) {
  const what = list === undefined ? "no list that would do" : "the list with commas";
  Deno.test(`the error of ${JSON.stringify(text)} shows ${what}`, () => {
    const { hint } = assertThrows(() => readAddresses(text), InputError);
    assertEquals(hint, list === undefined ? undefined : `Separate addresses with commas: ${list}`);
  });
}

Deno.test("a group ends with a semicolon, which is no error", () => {
  assertEquals(addresses("Lab: a@x.example, b@x.example;"), ["a@x.example", "b@x.example"]);
});
