import { compareText, type TextChange } from "../../../message/compare/text.ts";
import { assert, assertEquals, assertNotEquals } from "../../std/assert.ts";
import fc from "fast-check";

/** The causes in a line, with what stands around; the kind of any other change. */
function causes(sent: string, received: string, isHtml = false): string {
  return show(compareText(sent, received, isHtml));
}

function show(change: TextChange): string {
  if (change.kind !== "rewritten") return change.kind;
  const { causes, services = [], before, after } = change;
  return [
    ...causes,
    ...services.map((service) => `(${service})`),
    ...before === undefined ? [] : [`before=${before}`],
    ...after === undefined ? [] : [`after=${after}`],
  ].join(" ");
}

const SAFE = (url: string): string =>
  `https://eur01.safelinks.protection.outlook.com/?url=${
    encodeURIComponent(url)
  }&data=05&reserved=0`;
const MIMECAST = (domain: string): string =>
  `https://url.uk.m.mimecastprotect.com/s/AbC1?domain=${domain}`;
const PROOFPOINT = (url: string): string => `https://urldefense.com/v3/__${url}__;!!Org!Hash$`;

for (
  const [name, sent, received, expected] of [
    ["UTF-8 read as Latin-1", "Olá, São\n", "OlÃ¡, SÃ£o\n", "misread-utf-8"],
    ["a dot lost", "a\n.b\n..c\n", "a\r\nb\r\n.c\r\n", "dot-lost"],
    ["a dot doubled", "a\n.b\n", "a\n..b\n", "dot-doubled"],
    ["a lone dot lost", "a\n.\nb\n", "a\n\nb\n", "dot-lost"],
    ["> before From", "a\nFrom b\n", "a\n>From b\n", "from-quoted"],
    ["> before From lost", "a\n>From b\n", "a\nFrom b\n", "from-unquoted"],
    ["lines wrapped", "a b c d\n\ne\n", "a b\nc d\n\ne\n", "wrapped"],
    ["lines joined", "a b\nc d\n\ne\n", "a b c d\n\ne\n", "wrapped"],
    [
      "two causes and a footer",
      ".Olá\n\nb\n",
      "OlÃ¡\n\nb\n-- \nlist\n",
      "misread-utf-8 dot-lost after=--\nlist",
    ],
    ["lines wrapped and a footer", "a b c\n", "a b\nc\n-- \nA list\n", "wrapped after=--\nA list"],
    [
      "a link through Safe Links",
      "See https://x.example/a?b=c.\n",
      `See ${SAFE("https://x.example/a?b=c")}.\n`,
      "links (Safe Links (Microsoft))",
    ],
    [
      "a link to a bare host",
      "See www.x.example, or http://y.example\n",
      `See ${SAFE("http://www.x.example/")}, or ${SAFE("http://y.example/")}\n`,
      "links (Safe Links (Microsoft))",
    ],
    [
      "a link through URL Defense, with a blank behind it",
      "See https://x.example/a.\n",
      `See ${PROOFPOINT("https://x.example/a")} .\n`,
      "links (URL Defense (Proofpoint))",
    ],
    [
      "a link through Mimecast",
      "See https://www.x.example/a and https://y.example/\n",
      `See ${MIMECAST("x.example")} and https://y.example/\n`,
      "links-hidden (URL Protect (Mimecast))",
    ],
    [
      "links behind a banner with a link of its own",
      "See https://x.example/a\n",
      `Careful! https://help.example/\n\nSee ${MIMECAST("x.example")}\n`,
      "links-hidden (URL Protect (Mimecast)) before=Careful! https://help.example/\n",
    ],
  ] as const
) {
  Deno.test(`compareText names a cause: ${name}`, () => {
    assertEquals(causes(sent, received), expected);
  });
}

for (
  const [name, sent, received] of [
    ["another letter", "Olá\n", "Olà\n"],
    ["another misreading", "Olá\n", "OlÃ©\n"],
    ["a word more in a wrapped text", "a b c\n", "a b\nx c\n"],
    ["a word among others", "Test\n", "This is a\nTest mail\n"],
    ["a paragraph broken in two", "a b\n", "a\n\nb\n"],
    ["a dot within a line", "a.b\n", "ab\n"],
    [
      "another address behind Safe Links",
      "https://x.example/a\n",
      `${SAFE("https://x.example/b")}\n`,
    ],
    ["another domain behind Mimecast", "https://x.example/a\n", `${MIMECAST("y.example")}\n`],
    [
      "another link beside one of Mimecast",
      "https://x.example/a https://y.example/a\n",
      `${MIMECAST("x.example")} https://y.example/b\n`,
    ],
    ["a link taken out", "https://x.example/a\n", "[link removed]\n"],
  ] as const
) {
  Deno.test(`compareText names no cause of ${name}`, () => {
    assertEquals(causes(sent, received), "altered");
  });
}

const PAGE =
  '<html><body><p>Hi, <a href="https://x.example/a?b=1&amp;c=2">look</a></p></body></html>\n';

for (
  const [name, received, expected] of [
    ["another way of writing", PAGE.replace("<p>", '<P class="a">\n'), "markup"],
    [
      "a banner",
      PAGE.replace("<body>", "<body><div>From outside!</div>"),
      "markup before=From outside!\n",
    ],
    ["a footer", PAGE.replace("</body>", "<p>A list</p></body>"), "markup after=\nA list"],
    [
      "a link",
      PAGE.replace(/https:[^"]+/, SAFE("https://x.example/a?b=1&c=2").replaceAll("&", "&amp;")),
      "links (Safe Links (Microsoft))",
    ],
    [
      "a link, and a banner before it",
      PAGE.replace(/https:[^"]+/, MIMECAST("x.example"))
        .replace("<body>", "<body><div>From outside!</div>"),
      "links-hidden markup (URL Protect (Mimecast)) before=From outside!\n",
    ],
    ["another text", PAGE.replace("look", "here"), "altered"],
    ["another address", PAGE.replace("x.example", "y.example"), "altered"],
  ] as const
) {
  Deno.test(`compareText of HTML reads it: ${name}`, () => {
    assertEquals(causes(PAGE, received, true), expected);
  });
}

const WORDS = fc.array(fc.constantFrom("a", "é", ".b", "From", ">c", "https://x.example/"), {
  minLength: 1,
  maxLength: 12,
});

Deno.test("compareText names the break of a line anywhere, and nothing else", () => {
  fc.assert(
    fc.property(WORDS, fc.nat(11), (words, place) => {
      const sent = `z ${words.join(" ")} y\n`;
      const at = place % words.length;
      const broken = ["z", ...words].toSpliced(at + 1, 0, "\n").join(" ") + " y\n";
      // A break before a dot or From looks like a line that servers change as well.
      fc.pre(!/^\s*(?:\.|From)/m.test(broken));
      assertEquals(causes(sent, broken), "wrapped");
    }),
  );
});

Deno.test("compareText of very long lines, words and blanks takes no long time", () => {
  const start = performance.now();
  for (const unit of [" ", "\n", ".", ">", "é", "<", "https://", "__;", "a "]) {
    const long = unit.repeat(60_000);
    assertNotEquals(causes(`x${long}y`, `x${long}z`), "identical");
    causes(`x${long}y`, `x${long}z`, true);
  }
  assert(performance.now() - start < 20_000);
});
