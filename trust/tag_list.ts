/**
 * Lists of tags, as DKIM keys, DMARC, TLS reporting and BIMI publish them (RFC 6376 section 3.2).
 * @module
 */

/** A tag. */
interface Tag {
  /** Its name, as it stands there: case matters. */
  readonly name: string;
  /** Its value without space around it. */
  readonly value: string;
  /** UTF-16 code units of the text before it. */
  readonly offset: number;
}

/** A list of tags. */
export interface TagList {
  /** The tags in their order. */
  readonly tags: readonly Tag[];
  /** What is wrong with the list: clauses such as `"p" stands there twice`. */
  readonly problems: readonly string[];
}

/**
 * Reads a list of tags.
 *
 * @param text The text: `NAME=VALUE` with semicolons between them.
 * @returns The tags that can be read, and what is wrong with the others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readTagList } from "./tag_list.ts";
 *
 * const { tags } = readTagList("v=DKIM1; p=abc");
 * assertEquals(tags[1], { name: "p", value: "abc", offset: 9 });
 * ```
 */
export function readTagList(text: string): TagList {
  const tags: Tag[] = [];
  const problems: string[] = [];
  let start = 0;
  const parts = text.split(";");
  for (const [index, part] of parts.entries()) {
    const offset = start + part.length - part.trimStart().length;
    start += part.length + 1;
    const [, name, value] = TAG.exec(part.trim()) ?? [];
    if (name !== undefined && value !== undefined) {
      if (tags.some((tag) => tag.name === name)) problems.push(`"${name}" stands there twice`);
      else tags.push({ name, value, offset });
    } else if (part.trim() !== "") {
      problems.push(`${JSON.stringify(part.trim().slice(0, 40))} is not of the form NAME=VALUE`);
    } else if (index < parts.length - 1) {
      problems.push("there is an empty tag between two semicolons");
    }
  }
  return { tags, problems };
}

const TAG = /^([A-Za-z][A-Za-z0-9_]*)\s*=\s*(.*)$/s;

/**
 * The value of a tag.
 *
 * @param list The list.
 * @param name The name of the tag.
 * @returns The value, or `undefined` without such a tag.
 */
export function valueOf({ tags }: TagList, name: string): string | undefined {
  return tags.find((tag) => tag.name === name)?.value;
}
