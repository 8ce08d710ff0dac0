/**
 * HTML as text, for a person who wants to read a mail and not to run it. Nothing is loaded, scripts and
 * styles are dropped, and each link shows where it leads.
 * @module
 */

/** Elements whose content is not for reading. */
const HIDDEN: ReadonlySet<string> = new Set(["script", "style", "template", "title"]);
/** Elements that begin a line of their own. */
const BLOCKS: ReadonlySet<string> = new Set([
  ..."address article aside blockquote body dd div dl dt fieldset figure footer form".split(" "),
  ..."h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table td th tr ul".split(" "),
]);
/** Of these, those with an empty line around them. */
const PARAGRAPHS: ReadonlySet<string> = new Set([
  "blockquote",
  "h1",
  "h2",
  "h3",
  "h4",
  "p",
  "table",
  "ul",
  "ol",
]);

/** The names of the characters from U+00A0 to U+00FF, in their order. */
const LATIN_NAMES = [
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr",
  "deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest",
  "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml",
  "ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig",
  "agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml",
  "eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml",
].join(" ").split(" ");

const NAMED_CHARACTERS: ReadonlyMap<string, string> = new Map([
  ...LATIN_NAMES.map((name, index) => [name, String.fromCharCode(0xa0 + index)] as const),
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", " "],
  ["euro", "€"],
  ["ndash", "–"],
  ["mdash", "—"],
  ["hellip", "…"],
  ["lsquo", "‘"],
  ["rsquo", "’"],
  ["ldquo", "“"],
  ["rdquo", "”"],
  ["bull", "•"],
  ["trade", "™"],
  ["zwnj", ""],
  ["shy", ""],
]);

/**
 * Turns HTML into text. Any text is taken; what is broken is read as far as it can be.
 *
 * @param html The HTML.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { htmlToText } from "./html_text.ts";
 *
 * const html = '<p>Ol&aacute; &amp; <a href="https://x.example/">here</a></p><script>alert(1)</script>';
 * assertEquals(htmlToText(html), "Olá & here <https://x.example/>\n");
 * ```
 */
export function htmlToText(html: string): string {
  return new HtmlReader(html).read();
}

/**
 * Where the links of HTML lead: the targets of its `a` elements, in their order, each once.
 *
 * @param html The HTML.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { htmlLinks } from "./html_text.ts";
 *
 * const html = '<a href="https://x.example/?a=1&amp;b=2">here</a> <!-- <a href="/no">no</a> -->';
 * assertEquals(htmlLinks(html), ["https://x.example/?a=1&b=2"]);
 * ```
 */
export function htmlLinks(html: string): string[] {
  const reader = new HtmlReader(html);
  reader.read();
  return [...reader.targets];
}

class HtmlReader {
  /** Where the links that were read lead. */
  readonly targets = new Set<string>();
  readonly #html: string;
  /** The same in lower case, to find the ends of elements in. */
  readonly #lower: string;
  readonly #out: string[] = [];
  /** Line ends that wait for the next text. */
  #breaks = 0;
  #blank = false;
  #isEmpty = true;
  #link: { readonly target: string; text: string } | undefined;

  constructor(html: string) {
    this.#html = html;
    // Only ASCII: a letter such as U+0130 becomes longer in lower case, and places would not agree.
    this.#lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  }

  read(): string {
    for (let at = 0; at < this.#html.length;) {
      const tag = this.#html.indexOf("<", at);
      this.#text(this.#html.slice(at, tag < 0 ? undefined : tag));
      if (tag < 0) break;
      at = this.#tag(tag);
    }
    this.#endLink();
    return this.#isEmpty ? "" : `${this.#out.join("")}\n`;
  }

  /** Reads a tag or a comment; returns where the text goes on. */
  #tag(start: number): number {
    if (this.#html.startsWith("<!--", start)) return this.#after("-->", start + 4);
    if (!/^[/!?a-zA-Z]/.test(this.#html.charAt(start + 1))) {
      this.#text("<");
      return start + 1;
    }
    const end = this.#after(">", start);
    const tag = this.#html.slice(start, end);
    const [, slash, rawName = ""] = /^<(\/?)([a-zA-Z][a-zA-Z0-9]{0,20})/.exec(tag) ?? [];
    const name = rawName.toLowerCase();
    if (slash === "" && HIDDEN.has(name)) return this.#after(">", this.#before(`</${name}`, end));
    this.#element(name, slash === "/", tag);
    return end;
  }

  #element(name: string, isEnd: boolean, tag: string): void {
    if (name === "br") this.#break(Math.min(this.#breaks + 1, 2));
    if (BLOCKS.has(name)) this.#break(PARAGRAPHS.has(name) ? 2 : 1);
    if (name === "li" && !isEnd) this.#text("* ");
    if (name === "img" && !isEnd) this.#text(attribute(tag, "alt") ?? "");
    if (name !== "a") return;
    this.#endLink();
    const target = isEnd ? undefined : attribute(tag, "href");
    if (target === undefined || target.startsWith("#")) return;
    this.#link = { target, text: "" };
    this.targets.add(target.trim());
  }

  /** Shows where a link leads, unless its text says so. */
  #endLink(): void {
    const link = this.#link;
    this.#link = undefined;
    if (link === undefined || link.text.trim() === link.target.trim()) return;
    if (link.text.trim() !== "") this.#text(" ");
    this.#text(`<${link.target.trim()}>`, false);
  }

  #text(text: string, isHtml = true): void {
    const plain = isHtml ? decodeCharacters(text) : text;
    if (this.#link !== undefined) this.#link.text += plain;
    for (const word of plain.split(/([ \t\r\n\f\u00a0]+)/)) {
      if (word === "") continue;
      if (/^[ \t\r\n\f\u00a0]/.test(word)) {
        this.#blank = true;
        continue;
      }
      if (this.#breaks > 0 && !this.#isEmpty) this.#out.push("\n".repeat(this.#breaks));
      else if (this.#blank && !this.#isEmpty) this.#out.push(" ");
      this.#breaks = 0;
      this.#blank = false;
      this.#isEmpty = false;
      this.#out.push(word);
    }
  }

  #break(count: number): void {
    this.#breaks = Math.max(this.#breaks, count);
    this.#blank = false;
  }

  /** Where the text goes on after a mark; without one, everything is over. */
  #after(mark: string, from: number): number {
    const at = this.#lower.indexOf(mark, from);
    return at < 0 ? this.#html.length : at + mark.length;
  }

  #before(mark: string, from: number): number {
    const at = this.#lower.indexOf(mark, from);
    return at < 0 ? this.#html.length : at;
  }
}

/** The most of a tag that is looked at for an attribute. */
const MAX_TAG = 10_000;

function attribute(tag: string, name: string): string | undefined {
  const pattern = new RegExp(`\\s${name}\\s{0,9}=\\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i");
  const [, double, single, plain] = pattern.exec(tag.slice(0, MAX_TAG)) ?? [];
  const value = double ?? single ?? plain;
  return value === undefined ? undefined : decodeCharacters(value);
}

function decodeCharacters(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(frac\d\d|sup\d|[a-zA-Z]{2,8}));?/g,
    (whole, ...groups) => {
      const [decimal, hexadecimal, name]: (string | undefined)[] = groups;
      if (name !== undefined) return NAMED_CHARACTERS.get(name) ?? whole;
      const code = decimal === undefined ? parseInt(hexadecimal ?? "", 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
    },
  );
}
