/**
 * Characters that are not seen, or that cover what stands around them: they can make one text look like
 * another.
 * @module
 */

/**
 * Control, format and private-use characters, lone surrogates, unassigned ones, line and paragraph
 * separators, and all that is shown as nothing by default: fillers, variation selectors, tags.
 */
const UNSEEN_CHARACTER = String
  .raw`[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;

/** The scripts that are spelled with joiners (RFC 5892 A.1 and A.2). */
const JOINED = "[" + [
  "Arab",
  "Beng",
  "Deva",
  "Gujr",
  "Guru",
  "Khmr",
  "Knda",
  "Mlym",
  "Mong",
  "Mymr",
  "Nkoo",
  "Orya",
  "Sinh",
  "Syrc",
  "Taml",
  "Telu",
  "Tibt",
].map((script) => String.raw`\p{scx=${script}}`).join("") + "]";

const MARK = String.raw`[[\p{Mn}\p{Me}]--\p{Default_Ignorable_Code_Point}]`;
/** UTS #39 5.4: more of them in a row are no spelling. */
const MAX_MARKS = 4;

const JOINED_LETTER = String.raw`[${JOINED}&&\p{L}]`;
const JOINED_PIECE = String.raw`[[${JOINED}&&[\p{L}\p{M}]]--\p{Default_Ignorable_Code_Point}]`;
const LETTER_MARK = String.raw`[\p{M}--\p{Default_Ignorable_Code_Point}]`;
const PICTURE = String.raw`[\p{Extended_Pictographic}--\p{Cn}]`;

/** Where such a character belongs to what is seen; each ends with the character. */
const SEEN = [
  `${JOINED_LETTER}${LETTER_MARK}{0,${MAX_MARKS}}[\\u200c\\u200d](?=${JOINED_PIECE})`,
  String.raw`${PICTURE}(?:\ufe0f|\p{Emoji_Modifier})?\u200d(?=${PICTURE})`,
  String.raw`${PICTURE}[\ufe0e\ufe0f]`,
  String.raw`[0-9#*]\ufe0f(?=\u20e3)`,
  String.raw`[\p{sc=Han}--\p{Cn}][\ufe00-\ufe02\u{e0100}-\u{e01ef}]`,
  String.raw`[\p{sc=Mong}&&\p{L}][\u180b-\u180d\u180f]`,
].join("|");

/**
 * A pattern, for a regular expression with the flag `v`, of each character that is not seen, and of each
 * mark on a letter that has four already. Joiners between letters of scripts that need them and in
 * emoji, and the variation selectors of emoji, Han and Mongolian, are no such characters.
 *
 * To judge a character, the pattern looks at {@linkcode UNSEEN_CONTEXT} code units before it and at the
 * character behind it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { UNSEEN } from "./unseen.ts";
 *
 * const unseen = new RegExp(UNSEEN, "v");
 * const texts = ["pay\u200cpal", "می\u200cخواهم", "👩\u200d🚀", "Zo\u0308e"];
 * assertEquals(texts.map((text) => unseen.test(text)), [true, false, false, false]);
 * ```
 */
export const UNSEEN = `${UNSEEN_CHARACTER}(?<!${SEEN})|${MARK}(?<=${MARK}{${MAX_MARKS + 1}})`;

/** The most UTF-16 code units before a character that say whether it is seen. */
export const UNSEEN_CONTEXT = 16;
