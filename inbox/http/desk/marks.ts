/**
 * What the readers of mails did to them: read them, and put tags on them. It is kept as long as the inbox
 * runs.
 * @module
 */

/** The tags of one mail, and how long one is. */
const MAX_TAGS = 50;
const MAX_TAG_LENGTH = 100;

/** The marks of the mails. */
export class Marks {
  readonly #read = new Set<number>();
  readonly #tags = new Map<number, readonly string[]>();

  /** How many mails were read. */
  get readCount(): number {
    return this.#read.size;
  }

  /** All tags, each once, in the order of letters. */
  get allTags(): string[] {
    return [...new Set([...this.#tags.values()].flat())].sort();
  }

  /** Whether a mail was read. */
  isRead(number: number): boolean {
    return this.#read.has(number);
  }

  /** The tags of a mail. */
  tagsOf(number: number): readonly string[] {
    return this.#tags.get(number) ?? [];
  }

  /**
   * Sets whether a mail was read.
   *
   * @returns Whether that changed.
   */
  setRead(number: number, read: boolean): boolean {
    if (this.#read.has(number) === read) return false;
    if (read) this.#read.add(number);
    else this.#read.delete(number);
    return true;
  }

  /** Sets the tags of a mail, in place of those that it has. */
  setTags(number: number, tags: readonly string[]): void {
    const clean = [...new Set(tags.map(cleanTag).filter((tag) => tag !== ""))].slice(0, MAX_TAGS);
    if (clean.length === 0) this.#tags.delete(number);
    else this.#tags.set(number, clean.sort());
  }

  /**
   * Gives a tag another name, or takes it away.
   *
   * @param tag The tag.
   * @param name Its new name; empty to take it away.
   * @returns The mails that have it.
   */
  renameTag(tag: string, name: string): number[] {
    const tagged = [...this.#tags].filter(([, tags]) => tags.includes(tag));
    for (const [number, tags] of tagged) {
      this.setTags(number, tags.map((each) => each === tag ? name : each));
    }
    return tagged.map(([number]) => number);
  }

  /** Forgets a mail. */
  forget(number: number): void {
    this.#read.delete(number);
    this.#tags.delete(number);
  }
}

/** Other characters are left out, as Mailpit does. */
function cleanTag(tag: string): string {
  return tag.replace(/[^\p{L}\p{N} ._-]/gu, "").trim().slice(0, MAX_TAG_LENGTH);
}
