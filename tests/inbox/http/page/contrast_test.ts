/** The colours of the page: what is to be read stands out from its ground (WCAG 2.2, 1.4.3, level AA). */
import { assert, assertEquals } from "../../../std/assert.ts";

/** The least contrast of text with what is behind it. */
const LEAST = 4.5;

const style = await Deno.readTextFile(
  new URL("../../../../inbox/http/page/style.css", import.meta.url),
);

/** The light and the dark form of each colour, by its name. */
const colours = new Map(
  Array.from(
    style.matchAll(/--([a-z]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);/g),
    ([, name = "", light = "", dark = ""]) => [name, { light, dark }],
  ),
);

/** The luminance of a colour in sRGB, from 0 to 1. */
function luminance(colour: string): number {
  const digits = colour.slice(1).length === 3
    ? [...colour.slice(1)].map((digit) => digit + digit)
    : colour.slice(1).match(/../g) ?? [];
  const [red = 0, green = 0, blue = 0] = digits.map((pair) => {
    const part = Number.parseInt(pair, 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [less = 0, more = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (more + 0.05) / (less + 0.05);
}

Deno.test("black on white has the contrast of 21, and grey on white what is known of it", () => {
  assertEquals(contrast("#000", "#ffffff"), 21);
  assertEquals(contrast("#767676", "#fff").toFixed(2), "4.54");
});

for (const scheme of ["light", "dark"] as const) {
  for (const ground of ["ground", "raised", "chosen"]) {
    for (const text of ["text", "quiet", "accent", "error", "warning"]) {
      Deno.test(`${text} on ${ground} can be read where it is ${scheme}`, () => {
        const [above, below] = [colours.get(text)?.[scheme], colours.get(ground)?.[scheme]];
        assert(above !== undefined && below !== undefined);
        const found = contrast(above, below);
        assert(found >= LEAST, `${found.toFixed(2)} is less than ${LEAST}`);
      });
    }
  }
}

Deno.test("every colour of the page is one of these", () => {
  const used = style.matchAll(/^ *(?:color|background|background-color): ([^;]+);/gm);
  const others = Array.from(used, ([, value = ""]) => value)
    .filter((value) => !/^(?:var\(--[a-z]+\)|inherit|none|transparent)$/.test(value));
  // A mail is shown on white, as its sender expects it.
  assertEquals(others, ["#fff"]);
});
