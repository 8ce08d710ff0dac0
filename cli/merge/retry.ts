/**
 * When a mail that was deferred is tried again (RFC 5321 section 4.5.4.1).
 * @module
 */

/** Milliseconds from each attempt to the next; the last one stays. */
const PAUSES = [60_000, 300_000, 900_000];

/** A mail that waits for its next attempt. */
interface Waiting {
  readonly mail: number;
  /** The moment of the next attempt. */
  readonly due: number;
}

/** Mails that all wait equally long, so that the first that came is the first to go. */
class Line {
  #mails: Waiting[] = [];
  #gone = 0;

  get size(): number {
    return this.#mails.length - this.#gone;
  }

  get first(): Waiting | undefined {
    return this.#mails[this.#gone];
  }

  push(waiting: Waiting): void {
    this.#mails.push(waiting);
  }

  shift(): number | undefined {
    const mail = this.first?.mail;
    if (mail !== undefined) this.#gone++;
    if (this.size === 0) [this.#mails, this.#gone] = [[], 0];
    return mail;
  }
}

/** The mails of a run that were deferred. */
export class RetryQueue {
  readonly #limit: number;
  /** By the number of attempts. */
  readonly #lines: readonly Line[] = PAUSES.map(() => new Line());
  /** By mail, the moment that it was first deferred, and how often it was. */
  readonly #history = new Map<number, { readonly first: number; readonly times: number }>();

  /** @param limit For how many milliseconds from then on a mail is tried again. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many mails wait. */
  get size(): number {
    return this.#lines.reduce((sum, { size }) => sum + size, 0);
  }

  /** The moment that the next of them is due; `undefined` if none waits. */
  get due(): number | undefined {
    const moments = this.#lines.flatMap(({ first }) => first?.due ?? []);
    return moments.toSorted((a, b) => a - b)[0];
  }

  /**
   * Takes a mail that was deferred.
   *
   * @param mail The number of the mail.
   * @param now The moment of that, in milliseconds.
   * @returns Whether it is tried again.
   */
  add(mail: number, now: number): boolean {
    const { first, times } = this.#history.get(mail) ?? { first: now, times: 0 };
    const place = Math.min(times, PAUSES.length - 1);
    const due = now + (PAUSES[place] ?? 0);
    if (due - first > this.#limit) {
      this.#history.delete(mail);
      return false;
    }
    this.#history.set(mail, { first, times: times + 1 });
    this.#lines[place]?.push({ mail, due });
    return true;
  }

  /**
   * Takes out a mail whose time has come.
   *
   * @param now The moment, in milliseconds.
   * @returns Its number; `undefined` if none is due.
   */
  take(now: number): number | undefined {
    return this.#lines.find(({ first }) => first !== undefined && first.due <= now)?.shift();
  }
}
