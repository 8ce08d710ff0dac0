/**
 * Drafts as people and programs write them, and worse.
 * @module
 */
import type { HeaderAddress } from "../../../../message/address/header_address.ts";
import { parseMailbox } from "../../../../message/address/address.ts";
import type { Draft } from "../../../../message/compose/draft.ts";
import { forbiddenCharacter } from "../../../../message/encoding/character.ts";
import { octetsInMemory } from "../../../../message/encoding/octets.ts";
import fc from "fast-check";

/** A file of a draft: its name and what is in it. */
export type File = readonly [name: string, content: Uint8Array];

/** A draft, and its files in a form that can be compared. */
export interface RandomDraft extends Draft {
  readonly files: readonly File[];
}

const SCRIPTS = [
  "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789",
  "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
  "áàâãçéêíóôõúüñßøåæœšžłİı",
  "абвгґдеёжзиыэюяїє",
  "αβγδεζηθικλμνξοπρστυφχψωάέ",
  "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
  "אבגדהוזחטיכלמנסעפצקרשת",
  "日本語中文漢字かなカナ、。「」",
  "한국어가나다라마바사",
  "नमस्तेदुनिया",
  "สวัสดีชาวโลก",
  "🙂🎉👍🏽👩‍👩‍👧‍👦🇵🇹",
  "\u00a0\u200b\u200d\u200f\u202e\u2060\u3000\u0301\u20dd",
].map((characters) => [...characters]);

/** Words that mean something in a header, a body or a file name. */
const SPECIAL_WORDS = [
  "=?UTF-8?Q?x?=",
  "=?utf-8?b?eA==?=",
  "=?",
  "?=",
  "From",
  ".",
  "..",
  "--",
  "-- ",
  "=_mua_",
  "--=_mua_",
  "=3D",
  "=",
  "&amp;",
  "<b>",
  "eve@x.example",
  "<eve@x.example>,",
  "Re:",
  '"',
  '\\"',
  "'",
  "utf-8''%C3",
  ".tar.gz",
  ".eml",
  ".html",
  ".png",
  "(comment)",
];

const WORD = fc.oneof(
  { weight: 6, arbitrary: ofScript(1, 12) },
  { weight: 2, arbitrary: fc.constantFrom(...SPECIAL_WORDS) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
  { weight: 1, arbitrary: ofScript(50, 1500) },
);

function ofScript(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.constantFrom(...SCRIPTS).chain((characters) =>
    fc.array(fc.constantFrom(...characters), { minLength, maxLength, size: "max" })
  ).map((characters) => characters.join(""));
}

/** Words in a line, some of them with several blanks between. */
function ofWords(maxLength: number): fc.Arbitrary<string> {
  const blanks = fc.constantFrom(" ", " ", " ", "", "  ");
  return fc.array(fc.tuple(WORD, blanks), { maxLength, size: "max" })
    .map((words) => words.flat().join(""));
}

/** What a header may hold: no control characters, and no blanks around it. */
function headerText(maxWords: number): fc.Arbitrary<string> {
  return ofWords(maxWords).map((text) =>
    [...text].filter((character) => forbiddenCharacter(character) === undefined).join("").trim()
  );
}

const PHRASE = fc.oneof(fc.constant(""), headerText(4));
const SUBJECT = fc.oneof({ weight: 9, arbitrary: headerText(8) }, headerText(100));
const FILENAME = headerText(4).map((name) => name.replace(/[/\\]/g, "").trim() || "x");
const MAILBOX = fc.constantFrom(
  "a@x.example",
  "o'hara+tag@x.example",
  '"a b"@x.example',
  "x@[192.0.2.1]",
  `${"l".repeat(64)}@${"d".repeat(60)}.example`,
).map(parseMailbox);
const ADDRESS: fc.Arbitrary<HeaderAddress> = fc.record({ name: PHRASE, mailbox: MAILBOX });

const LINE_END = fc.constantFrom("\n", "\n", "\r\n", "\r", "\n\n");
const TEXT = fc.oneof(
  fc.constant(""),
  textOf(20, 4),
  textOf(20, 4),
  fc.string({ unit: "binary", maxLength: 3000, size: "max" }),
  textOf(300, 30),
);

function textOf(maxLines: number, maxWords: number): fc.Arbitrary<string> {
  return fc.array(fc.tuple(ofWords(maxWords), LINE_END), { maxLength: maxLines })
    .map((lines) => lines.flat().join(""));
}

const FILE: fc.Arbitrary<File> = fc.tuple(
  FILENAME,
  fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.uint8Array({ maxLength: 5000, size: "max" }),
    TEXT.map((text) => new TextEncoder().encode(text)),
  ),
);
const FILES = fc.oneof(
  { weight: 10, arbitrary: fc.array(FILE, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(FILE, { minLength: 4, maxLength: 50, size: "max" }) },
);

/** Drafts that can be sent: each is composed and never refused. */
export const DRAFT: fc.Arbitrary<RandomDraft> = fc.record({
  from: ADDRESS,
  to: fc.array(ADDRESS, { minLength: 1, maxLength: 5 }),
  cc: fc.array(ADDRESS, { maxLength: 3 }),
  subject: SUBJECT,
  text: TEXT,
  html: fc.option(TEXT, { nil: undefined }),
  files: FILES,
  headers: fc.constantFrom<string[]>([], ["X-Lab: 2"], ["Reply-To: ü <a@x.example>, b@x.example"]),
  date: fc.constant(new Date(0)),
}).map(({ html, ...draft }) => ({
  ...draft,
  ...(html === undefined ? {} : { html }),
  attachments: draft.files.map(([filename, content]) => ({
    filename,
    source: octetsInMemory(filename, content),
  })),
}));
