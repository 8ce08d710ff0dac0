import {
  MATCHED_CHARACTERS,
  parseUserPattern,
  PatternError,
} from "../../../inbox/received/user_pattern.ts";
import { assert, assertEquals, assertThrows } from "../../std/assert.ts";

Deno.test("a text between slashes is an expression, and any other a text", () => {
  for (const text of ["confirm", "/", "//", "a/b/", "/a", "50% (off)"]) {
    assertEquals(parseUserPattern(text), text);
  }
  assertEquals(parseUserPattern("/a/b/is"), /a\/b/is);
});

Deno.test("expressions as people write them are taken", () => {
  const usual = [
    "/confirm|verify|reset/i",
    "/^\\[(?:staging|production)\\] (?<what>order|invoice) #\\d+/",
    "/code:? \\d{4,8}/",
    "/[(+*]{3}a+?/",
    "/(?:[0-9]{1,3}\\.){3}[0-9]{1,3}/".replace("{1,3}", "{3}"),
    "/a.*b.*c/",
    "/^.*x.*y.*$/",
    "/(foo \\d+ )?bar/",
    "/\\(a+\\)+/",
    "/x{/",
  ];
  for (const text of usual) assert(parseUserPattern(text) instanceof RegExp, text);
});

Deno.test("an expression that could take too long is refused, and so is what is none", () => {
  const refused = [
    "/(a+)+$/",
    "/(a*)*b/",
    "/(a|a)*b/",
    "/(a|aa)+$/",
    "/((a{1,2})){30}b/",
    "/(?:a?){60}/",
    "/((x)|(y+))+/",
    "/(?<n>[ab]*?)+c/",
    "/([)]+)+/",
    `/${"a?".repeat(30)}${"a".repeat(30)}/`,
    `/${"(a|a)".repeat(30)}b/`,
    "/.*a.*b.*c.*d.*e/",
    "/(/",
    "/a/g",
    "/a/iix",
  ];
  for (const text of refused) {
    assertThrows(() => parseUserPattern(text), PatternError, text);
  }
});

Deno.test("the slowest expressions that are taken end in time", () => {
  const text = "a".repeat(MATCHED_CHARACTERS);
  const began = performance.now();
  for (
    const pattern of [
      "/^a*a*a*b/",
      "/a*a*b/",
      `/^a*${"a?".repeat(13)}b/`,
      "/^(a|a)(a|a)a*a*[ab]{1,9}c/",
    ]
  ) {
    const expression = parseUserPattern(pattern);
    assert(expression instanceof RegExp && !expression.test(text), pattern);
  }
  assert(performance.now() - began < 20_000);
});
