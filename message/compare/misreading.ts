/**
 * UTF-8 that somebody took for Latin-1 and encoded once more: `Olá` becomes `OlÃ¡`.
 * @module
 */

/** The octets by the characters that they are in windows-1252, as which Latin-1 is read everywhere. */
const OCTETS: ReadonlyMap<string, number> = new Map(
  Array.from(
    new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, octet) => octet)),
    (character, octet) => [character, octet],
  ),
);

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Undoes the misreading of UTF-8 as Latin-1 or windows-1252, wherever a text has it.
 *
 * @param text Any text.
 * @returns The text as it was before; the same text, where nothing in it looks misread.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { undoMisreading } from "./misreading.ts";
 * assertEquals(undoMisreading("OlÃ¡, Ã“scar â‚¬"), "Olá, Óscar €");
 * assertEquals(undoMisreading("Olá"), "Olá");
 * ```
 */
export function undoMisreading(text: string): string {
  return text.replace(/[^\p{ASCII}]+/gu, undoRun);
}

/** Reads a run of characters as the octets that they were; what is no UTF-8 stays. */
function undoRun(run: string): string {
  const octets = Array.from(run, octetOf).filter((octet) => octet !== undefined);
  if (octets.length < run.length) return run;
  try {
    return utf8.decode(Uint8Array.from(octets));
  } catch {
    return run;
  }
}

/** Latin-1 proper has controls where windows-1252 has other characters. */
function octetOf(character: string): number | undefined {
  const code = character.charCodeAt(0);
  return OCTETS.get(character) ?? (code <= 0xff ? code : undefined);
}
