/**
 * The blanks around a text.
 * @module
 */

/**
 * Takes spaces and tabs off both ends. A pattern such as `[ \t]+$` would look at a run of blanks in
 * the middle once for each of them, which is for ever when the run is long.
 */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text, start)) start++;
  while (end > start && isBlank(text, end - 1)) end--;
  return text.slice(start, end);
}

function isBlank(text: string, at: number): boolean {
  const character = text[at];
  return character === " " || character === "\t";
}
