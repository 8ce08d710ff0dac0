/**
 * What a server sent to say that a mail came back, taken apart: the text for people, the fields for
 * programs, and the mail that came back. Bounces are often broken MIME, so boundaries are found by
 * their form as well as by their name.
 * @module
 */
import { decodeCharset } from "../../message/encoding/charset.ts";
import { contentDecoder } from "../../message/encoding/content_decoding.ts";
import { type HeaderField, parseHeader } from "../../message/header/header.ts";
import { htmlToText } from "../../message/body/html_text.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import { withoutFields } from "./delivery_status.ts";

/** Octets of a message that are looked at: the mail that came back stands behind what is said of it. */
export const MAX_NOTICE_OCTETS = 256 * 1024;
/** Lines of a message that are looked at. */
const MAX_LINES = 8000;
/** Fields of its header that are looked at. */
const MAX_FIELDS = 1000;
/** Characters of a line that are looked at. */
const MAX_LINE = 4000;
/** Lines of the mail that came back: its header is what is wanted. */
const MAX_RETURNED_LINES = 400;

/** A message of a server, taken apart. */
export interface Notice {
  /** The fields of its own header; none where only its body was pasted. */
  readonly fields: readonly HeaderField[];
  /** What it says to people, a line each. */
  readonly text: readonly string[];
  /** The lines of its `message/delivery-status` (RFC 3464). */
  readonly status: readonly string[];
  /** The lines of its `message/feedback-report` (RFC 5965), if it has one. */
  readonly feedback: readonly string[] | undefined;
  /** The beginning of the mail that came back. */
  readonly returned: readonly string[];
  /** The part that holds the mail that came back, if it has one. */
  readonly returnedPart: Uint8Array | undefined;
}

/** A part whose end is not known yet. */
interface OpenPart {
  readonly type: string;
  readonly charset: string;
  readonly encoding: string;
  readonly lines: Uint8Array[];
}

const LF = 0x0a;
const HYPHEN = 0x2d;
const SPACE = 0x20;
const latin1 = new TextDecoder("latin1");

/**
 * Takes a message apart.
 *
 * @param octets The message, or only what stands in its body.
 */
export function readNotice(octets: Uint8Array): Notice {
  const begun = withoutEnvelope(octets.subarray(0, MAX_NOTICE_OCTETS));
  const { fields: all, size } = parseHeader(begun);
  const fields = all.slice(0, MAX_FIELDS);
  const names = new Set(fields.map(({ name }) => name.toLowerCase()));
  const isMessage = OWN_FIELDS.some((name) => names.has(name)) &&
    !names.has("final-recipient") && !names.has("reporting-mta");
  const header = isMessage ? fields : [];
  return sort(header, splitParts(header, linesOf(isMessage ? begun.subarray(size) : begun)));
}

/** A header has at least one of these. */
const OWN_FIELDS = ["from", "to", "subject", "received", "return-path", "date"];

/** The line `From ` of an mbox, and empty lines, are none of the message. */
function withoutEnvelope(octets: Uint8Array): Uint8Array {
  let rest = octets;
  for (;;) {
    const end = rest.indexOf(LF);
    if (end < 0 || !/^(?:>?From .*)?\s*$/.test(latin1.decode(rest.subarray(0, end)))) return rest;
    rest = rest.subarray(end + 1);
  }
}

/** Lines with their ends. */
function linesOf(octets: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < octets.length && lines.length < MAX_LINES;) {
    const lineFeed = octets.indexOf(LF, at);
    const end = lineFeed < 0 ? octets.length : lineFeed + 1;
    lines.push(octets.subarray(at, end));
    at = end;
  }
  return lines;
}

function textOf(line: Uint8Array | undefined): string {
  return line === undefined ? "" : latin1.decode(line.subarray(0, MAX_LINE)).trimEnd();
}

const BOUNDARY = /\bboundary[ \t]*=[ \t]*(?:"([^"]{1,200})"|([^\s";]{1,200}))/i;

/** What a header says of its body. */
function openPart(header: string): OpenPart {
  const [, type = ""] = /^content-type:\s*([\w.+-]+\/[\w.+-]+)/im.exec(header) ?? [];
  const [, charset = ""] = /\bcharset\s*=\s*"?([\w:.-]+)/i.exec(header) ?? [];
  const [, encoding = ""] = /^content-transfer-encoding:\s*([\w-]+)/im.exec(header) ?? [];
  return { type: type.toLowerCase(), charset, encoding: encoding.toLowerCase(), lines: [] };
}

function boundaryIn(header: string): string | undefined {
  const [, quoted, plain] = BOUNDARY.exec(header) ?? [];
  return (quoted ?? plain)?.trim();
}

/** The parts in their order; those within the mail that came back are not taken apart. */
function splitParts(fields: readonly HeaderField[], lines: readonly Uint8Array[]): OpenPart[] {
  const own = fields.filter(({ name }) => /^content-/i.test(name))
    .map(({ name, value }) => `${name}: ${value}`).join("\n");
  const boundaries = new Set([boundaryIn(own)].filter((each) => each !== undefined));
  const parts = [openPart(own)];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    const part = parts.at(-1);
    if (line === undefined || part === undefined) break;
    if (!isBoundary(line, lines[at + 1], boundaries, isReturned(part.type))) {
      part.lines.push(line);
      continue;
    }
    const { header, end } = partHeader(lines, at + 1);
    const boundary = boundaryIn(header);
    if (boundary !== undefined) boundaries.add(boundary);
    // What follows the last part is of nobody.
    parts.push({ ...openPart(header), ...isLast(line, boundaries) ? { type: NOTHING } : {} });
    at = end - 1;
  }
  return parts;
}

function isBoundary(
  line: Uint8Array,
  next: Uint8Array | undefined,
  boundaries: ReadonlySet<string>,
  inReturned: boolean,
): boolean {
  const begin = line[0] === SPACE ? 1 : 0;
  if (line[begin] !== HYPHEN || line[begin + 1] !== HYPHEN) return false;
  const name = textOf(line).slice(begin + 2);
  if (boundaries.has(name) || boundaries.has(name.replace(/--$/, ""))) return true;
  // One that no header named, as where a gateway has broken the header.
  return !inReturned && name.length > 4 && /^content-[a-z-]+[ \t]*:/i.test(textOf(next));
}

/** The type of what is no part. */
const NOTHING = "application/x-nothing";

function isLast(line: Uint8Array, boundaries: ReadonlySet<string>): boolean {
  const name = textOf(line).trim().slice(2);
  return name.endsWith("--") && !boundaries.has(name) && boundaries.has(name.slice(0, -2));
}

/** The fields of a part; the empty line behind them may be missing. */
function partHeader(
  lines: readonly Uint8Array[],
  start: number,
): { readonly header: string; readonly end: number } {
  const header: string[] = [];
  let at = start;
  for (; at < lines.length; at++) {
    const line = textOf(lines[at]);
    const isFold = /^[ \t]+\S/.test(line) && header.length > 0;
    if (!isFold && !/^(?:content-[a-z-]+|mime-version)[ \t]*:/i.test(line)) break;
    header.push(line);
  }
  if (textOf(lines[at]) === "") at++;
  return { header: header.join("\n"), end: at };
}

function isReturned(type: string): boolean {
  return /^(?:message\/(?:rfc822|global|partial|global-headers)|text\/rfc822-headers?)$/.test(type);
}

/** The header of a mail, where a part has no type that says so. */
const HEADER_LINE =
  /^(?:received|return-path|from|to|cc|subject|message-id|date|mime-version|dkim-signature|x-[\w-]+)[ \t]*:/i;

function sort(fields: readonly HeaderField[], parts: readonly OpenPart[]): Notice {
  const text: string[] = [];
  const html: string[] = [];
  const status: string[] = [];
  let feedback: string[] | undefined;
  let returned: string[] | undefined;
  let returnedPart: Uint8Array | undefined;
  let rest: readonly string[] = [];
  for (const part of parts) {
    if (isReturned(part.type)) {
      returnedPart ??= concatenate(part.lines);
      returned ??= decode(part).slice(0, MAX_RETURNED_LINES);
    } else if (/^message\/(?:global-)?delivery-status$/.test(part.type)) {
      const lines = decode(part);
      append(status, lines);
      // Some write to people there.
      append(text, withoutFields(lines));
    } else if (part.type === "message/feedback-report") feedback = decode(part);
    else if (part.type === "text/html") append(html, decode(part));
    else if (/^(?:$|text\/)/.test(part.type) || parts.length === 1) {
      const lines = decode(part);
      const first = lines.find((line) => line.trim() !== "") ?? "";
      if (part !== parts[0] && HEADER_LINE.test(first)) rest = lines;
      else append(text, lines);
    }
  }
  const isHtml = text.every((line) => line.trim() === "" || /^This is a multi-?part/i.test(line));
  const all = isHtml ? htmlToText(html.join("\n")).split("\n") : text;

  const begin = beginOfReturned(all);
  return {
    fields,
    text: all.slice(0, begin),
    status,
    feedback,
    returned: returned?.some((line) => line !== "") ? returned : [...rest, ...all.slice(begin + 1)],
    returnedPart,
  };
}

/** Adds the lines of a part, and an empty one that ends it. */
function append(all: string[], lines: readonly string[]): void {
  for (const line of lines) all.push(line);
  all.push("");
}

/** Before these words everything is said, and behind them the mail that came back begins. */
const RETURNED_MARKS: readonly RegExp[] = [
  /^[-=*\s>]*(?:this is|below (?:this line )?is|here is|included (?:below )?is|enclosed is|the following is) (?:a |the )?(?:copy|text|header)/i,
  /^[-=*\s]*(?:begin(?:ning)? of )?(?:the )?(?:original|returned|unsent|undelivered|non-?delivered|failed|rejected|bounced) (?:message|mail|e-?mail)(?: (?:text|info(?:rmation)?|headers?|body))*(?: (?:follows?|below))?[-=*\s.:]*$/i,
  /^[-=*\s]*(?:the )?(?:original )?(?:message|mail)(?:'s)? (?:headers?|text|body|contents?) (?:of .{0,40})?(?:follows?|is following|are following)[-=*\s.:]*$/i,
  /^[-=*\s]*(?:the )?(?:headers?|text|body) of (?:the |your |original )+(?:message|mail)\b.{0,30}$/i,
  /^[-=*\s]*(?:your |the )?original (?:message|mail) (?:follows|is below|begins|headers follow)/i,
  /^[-=*\s]*(?:-{2,}|={2,}) ?(?:original|returned|unsent|forwarded) (?:message|mail)\b/i,
];

function beginOfReturned(lines: readonly string[]): number {
  const at = lines.findIndex((line, index) =>
    index > 0 && RETURNED_MARKS.some((mark) => mark.test(line.slice(0, 200)))
  );
  return at < 0 ? lines.length : at;
}

function decode({ charset, encoding, lines }: OpenPart): string[] {
  const octets = concatenate(lines);
  const decoder = contentDecoder(encoding);
  const content = decoder === undefined
    ? octets
    : concatenate([decoder.push(octets), decoder.end()]);
  return decodeCharset(content, charset).text.split(/\r\n|\n|\r/, MAX_LINES)
    .map((line) => line.slice(0, MAX_LINE).trimEnd());
}
