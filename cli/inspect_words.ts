/**
 * Numbers and sentences as the sections of `mua inspect` write them.
 * @module
 */

/**
 * Breaks a text between its words.
 *
 * @param text The text, on one line.
 * @param width The columns that a line may have; a longer word has a line of its own.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** `1 octet`, `12 octets`. */
export function octets(size: number): string {
  return count(size, "octet");
}

/** `1 line`, `12 lines`. */
export function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}
