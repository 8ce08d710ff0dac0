/**
 * The parts of a message and their texts, as `mua inspect` shows them.
 * @module
 */
import { htmlToText } from "../../message/body/html_text.ts";
import type { InspectedPart } from "../../message/inspect/part_inspection.ts";
import { escape } from "../terminal/escape.ts";
import { brief, octets } from "../terminal/words.ts";
import { bold, cyan, dim, type Piece } from "../terminal/style.ts";

/** How many parts are shown; --json has all. */
const MAX_PARTS = 500;
/** How many texts are shown. */
const MAX_TEXTS = 50;
/** How deep the tree is drawn; what is deeper stands where this is. */
const MAX_INDENT = 20;

/**
 * The tree of the parts.
 *
 * @param parts The parts.
 */
export function partLines(parts: readonly InspectedPart[]): Piece[] {
  const shown = parts.slice(0, MAX_PARTS);
  const more = parts.length - shown.length;
  return [
    bold("Parts"),
    "\n",
    ...shown.flatMap(partLine),
    ...(more > 0 ? [dim(`  and ${more} more; --json has all\n`)] : []),
  ];
}

function partLine(part: InspectedPart): Piece[] {
  const { path, depth, type, declared, charset, encoding, fileName, kind } = part;
  const words = [
    ...(declared ? [] : ["(by default)"]),
    ...(charset === undefined ? [] : [`charset ${charset}`]),
    ...(kind === "leaf" || encoding !== "7bit" ? [encoding] : []),
  ];
  return [
    `  ${"  ".repeat(Math.min(depth, MAX_INDENT))}`,
    path === "" ? "" : `${path}  `,
    cyan(brief(type)),
    words.map((word) => ` ${brief(word)}`).join(""),
    ...(fileName === undefined ? [] : ["  ", bold(brief(JSON.stringify(fileName)))]),
    dim(`  ${sizeOf(part)}, line ${part.header.line}\n`),
  ];
}

function sizeOf({ body, decodedSize }: InspectedPart): string {
  return decodedSize === undefined || decodedSize === body.size
    ? octets(body.size)
    : `${octets(body.size)}, decoded ${decodedSize}`;
}

/**
 * The texts of a message, decoded; HTML as text.
 *
 * @param parts The parts.
 */
export function textLines(parts: readonly InspectedPart[]): Piece[] {
  const texts = parts.filter(({ text }) => text !== undefined && text.text.trim() !== "");
  if (texts.length === 0) return [bold("Text"), "  none\n"];
  return texts.slice(0, MAX_TEXTS).flatMap((part, index) => [
    ...(index === 0 ? [] : ["\n"]),
    ...textOf(part),
  ]);
}

function textOf({ path, type, text }: InspectedPart): Piece[] {
  const isHtml = type === "text/html";
  const raw = text?.text.replaceAll("\r\n", "\n") ?? "";
  const shown = isHtml ? htmlToText(raw) : raw;
  return [
    bold(path === "" ? "Text" : `Text of part ${path}`),
    dim(isHtml ? "  HTML as text; nothing was loaded from the network" : ""),
    "\n",
    ...shown.replace(/\n$/, "").split("\n").flatMap((line) => ["  ", escape(line), "\n"]),
    ...(text?.truncated ? [dim("  ... (cut off)\n")] : []),
  ];
}
