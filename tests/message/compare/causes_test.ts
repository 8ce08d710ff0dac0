import { concludeComparison } from "../../../message/compare/conclusions.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { compareTexts } from "./comparing.ts";

const DATE = "Date: Tue, 24 Nov 2026 09:00:00 +0000\r\n";
const FIELDS = `From: Ana <ana@x.pt>\r\nSubject: Olá\r\n${DATE}Message-ID: <1@x.pt>\r\n`;

/** Whether it is altered, and the conclusions that match. */
async function about(
  sent: string,
  received: string,
  words: RegExp,
): Promise<[boolean, ...string[]]> {
  const comparison = await compareTexts(sent, received);
  return [comparison.altered, ...concludeComparison(comparison).filter((each) => words.test(each))];
}

async function aboutHeader(
  one: string,
  other: string,
  words: RegExp,
): Promise<[boolean, ...string[]]> {
  const received = FIELDS.replace(one, other);
  assert(received !== FIELDS);
  return await about(`${FIELDS}\r\nHi\r\n`, `${received}\r\nHi\r\n`, words);
}

Deno.test("a date in another zone, or with a comment, is no alteration", async () => {
  for (const date of ["10:00:00 +0100", "09:00:00 +0000 (UTC)", "04:00:00 EST"]) {
    assertEquals(await aboutHeader("09:00:00 +0000", date, /Date|Altered/), [
      false,
      "Written differently, with the same meaning: Date.",
    ]);
  }
  assertEquals(await aboutHeader("09:00:00", "09:00:01", /Altered/), [
    true,
    "Altered on the way: Date.",
  ]);
});

Deno.test("a subject that was read as Latin-1 is named so, and one that is another is not", async () => {
  const sentence =
    "The text of Subject is UTF-8 that was read as Latin-1 and encoded again: é became Ã©.";
  assertEquals(await aboutHeader("Olá", "OlÃ¡", /Latin-1/), [true, sentence]);
  assertEquals(await aboutHeader("Olá", "=?utf-8?B?T2zDg8Kh?=", /Latin-1/), [true, sentence]);
  assertEquals(await aboutHeader("Olá", "Olà", /Latin-1/), [true]);
});

Deno.test("a list that takes over From is named so where the author is kept", async () => {
  const list = "From: Ana via List <list@l.pt>\r\n";
  for (const author of ["Reply-To: ana@x.pt", "X-Original-From: Ana <ana@X.pt>"]) {
    const [altered, sentence = ""] = await aboutHeader(
      "From: Ana <ana@x.pt>\r\n",
      `${author}\r\n${list}`,
      /DMARC/,
    );
    assertEquals([altered, sentence.slice(0, 20)], [true, "From now names the l"]);
  }
  assertEquals(
    await aboutHeader("From: Ana <ana@x.pt>\r\n", `Reply-To: eve@x.pt\r\n${list}`, /DMARC/),
    [
      true,
    ],
  );
});

Deno.test("what a filter puts before a subject is quoted, and another subject is not", async () => {
  assertEquals(await aboutHeader("Olá", "[EXTERNAL] Olá", /the tag/), [
    true,
    "The subject was given the tag “[EXTERNAL]”, as lists and filters do.",
  ]);
  assertEquals(await aboutHeader("Olá", "Olá!", /the tag/), [true]);
});

/** A mail of parts, each with its header. */
function mixed(...parts: readonly string[]): string {
  const type = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  return `${FIELDS}${type}${parts.map((part) => `--b\r\n${part}\r\n`).join("")}--b--\r\n`;
}

const TEXT = "\r\nHi, Bob!";
const FILE =
  "Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC";
const NOTE = 'Content-Type: text/plain; name="removed.txt"\r\n\r\nThe file was removed.';
const TNEF = "Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx";
const FOOTER = "\r\n-- \r\nA list";

for (
  const [name, received, sentences] of [
    ["taken out", mixed(TEXT), ["The attachment “a.zip”, application/zip, was removed."]],
    ["replaced by a note", mixed(TEXT, NOTE), [
      "The attachment “a.zip”, application/zip, was replaced by text/plain, “removed.txt”: “The file " +
      "was removed.”.",
    ]],
    ["replaced by another of its name", mixed(TEXT, FILE.replace("AAEC", "AAED")), [
      "The attachment “a.zip”, application/zip, has different content: 3 octets instead of 3.",
    ]],
    ["cut to one octet", mixed(TEXT, FILE.replace("AAEC", "AA==")), [
      "The attachment “a.zip”, application/zip, has different content: 1 octet instead of 3.",
    ]],
    ["emptied", mixed(TEXT, FILE.replace("AAEC", "")), [
      "The attachment “a.zip”, application/zip, was emptied: nothing of its 3 octets is left.",
    ]],
    ["packed into winmail.dat", mixed(TEXT, TNEF), [
      "Exchange or Outlook packed the mail into “winmail.dat” (TNEF), which few other programs " +
      "can open: send it as HTML or plain text, not as Rich Text.",
      "The attachment “a.zip”, application/zip, was removed.",
    ]],
    ["left as it is, with a footer behind it", mixed(TEXT, FILE, FOOTER), [
      "A part was added: text/plain.",
    ]],
  ] as const
) {
  Deno.test(`concludeComparison says of an attachment that it was ${name}`, async () => {
    const [altered, ...found] = await about(
      mixed(TEXT, FILE),
      received,
      /attachment|winmail|A part/i,
    );
    assertEquals([altered, found], [true, [...sentences]]);
  });
}

const LINK = "https://x.example/a";
const SAFE_LINK =
  "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example%2Fa&data=1";

for (
  const [name, sent, received, sentence] of [
    [
      "a link",
      `See ${LINK}`,
      `See ${SAFE_LINK}`,
      "The text has links that now lead through Safe Links " +
      "(Microsoft) to the same addresses as before.",
    ],
    [
      "a banner",
      "Hi",
      "From outside!\r\n\r\nHi",
      "The text now begins with “From outside!”.",
    ],
    [
      "a lone dot",
      "Hi\r\n.\r\nAna",
      "Hi",
      "The text ends before line 2, which was “.”: a line with a single " +
      "dot ends a message, unless the dot is doubled (RFC 5321 4.5.2).",
    ],
    [
      "a dot",
      ".Hi",
      "Hi",
      "The text lost dots at the beginning of lines: the sender must " +
      "double them, because the server removes one (RFC 5321 4.5.2).",
    ],
  ] as const
) {
  Deno.test(`concludeComparison names the cause of a text that is another: ${name}`, async () => {
    const found = await about(
      `${FIELDS}\r\n${sent}\r\n`,
      `${FIELDS}\r\n${received}\r\n`,
      /^The text/,
    );
    assertEquals(found, [true, sentence]);
  });
}

Deno.test("concludeComparison finds a banner in HTML, and does not speak of the HTML", async () => {
  const html = `${FIELDS}Content-Type: text/html\r\n\r\n<body><p>Hi</p></body>\r\n`;
  const banner = html.replace("<body>", "<body><div>From outside!</div>");
  assertEquals(await about(html, banner, /^The text/), [
    true,
    "The text now begins with “From outside!”.",
  ]);
  assertEquals(await about(html, html.replace("<p>", "<p\r\nclass=x>"), /^The text/), [
    true,
    "The text was rewritten as HTML, and reads the same.",
  ]);
});
