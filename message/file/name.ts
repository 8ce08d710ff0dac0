/**
 * Names of files that a message gives, made safe to be used here.
 * @module
 */
import { utf8Length } from "../../octets/length.ts";
import { UNSEEN } from "../encoding/unseen.ts";

const UNSEEN_CHARACTERS = new RegExp(UNSEEN, "gv");

/** The longest name, in octets: file systems take 255, and a number may be added. */
const MAX_LENGTH = 200;

/** Names that are devices on Windows, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;

/**
 * Makes a name safe: no path, no character that cannot be seen or that a shell or a file system takes
 * for something else, no leading dot or hyphen, no name of a device.
 *
 * @param name The name as the message gives it.
 * @param fallback What it is called when nothing of it is left.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { safeFileName } from "./name.ts";
 *
 * assertEquals(safeFileName("../../.bashrc", "part"), "bashrc");
 * assertEquals(safeFileName("C:\\tmp\\CON.txt", "part"), "_CON.txt");
 * assertEquals(safeFileName("a\u202egnp.exe", "part"), "agnp.exe");
 * assertEquals(safeFileName("..", "part"), "part");
 * ```
 */
export function safeFileName(name: string, fallback: string): string {
  const last = name.slice(-10 * MAX_LENGTH).split(/[/\\]/).at(-1) ?? "";
  const visible = last.replace(/[\u200c\u200d]/g, "")
    .replace(UNSEEN_CHARACTERS, "")
    .normalize("NFC")
    .replace(/[<>:"|?*]/g, "_")
    .replace(/\s/gu, " ");
  const start = visible.search(/[^. -]/);
  if (start < 0) return fallback;
  const bounded = shorten(visible.slice(start));
  const trimmed = bounded.slice(0, lastVisible(bounded) + 1);
  return DEVICE.test(trimmed) ? `_${trimmed}` : trimmed;
}

/** Windows drops dots and blanks at the end, so that two names would be one. */
function lastVisible(name: string): number {
  let at = name.length - 1;
  while (at > 0 && (name[at] === "." || name[at] === " ")) at--;
  return at;
}

/** Shortens a name that is too long in UTF-8, and keeps its extension. */
function shorten(name: string): string {
  if (utf8Length(name) <= MAX_LENGTH) return name;
  const [, extension = ""] = /(\.[A-Za-z0-9]{1,16})$/.exec(name) ?? [];
  let stem = [...name.slice(0, name.length - extension.length)].slice(0, MAX_LENGTH);
  while (utf8Length(stem.join("")) + extension.length > MAX_LENGTH) stem = stem.slice(0, -1);
  return stem.join("") + extension;
}

/**
 * The name with a number before its extension: `a-2.txt`.
 *
 * @param name A safe name.
 * @param number The number.
 */
export function numberedFileName(name: string, number: number): string {
  const dot = name.lastIndexOf(".");
  const at = dot <= 0 ? name.length : dot;
  return `${name.slice(0, at)}-${number}${name.slice(at)}`;
}
