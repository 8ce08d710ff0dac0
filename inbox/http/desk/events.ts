/**
 * What happens at the desk, told to whoever listens: in the form that Mailpit gives its events.
 * @module
 */

/** What can happen. */
const EVENT_TYPES = ["new", "stats", "update", "delete", "truncate"] as const;

/** What happened: a mail came, numbers changed, marks of a mail changed, one was deleted, all were. */
type EventType = typeof EVENT_TYPES[number];

/** Somebody who listens. */
export interface Listener {
  /** What it listens for. */
  readonly types: ReadonlySet<EventType>;
  /**
   * Takes an event in JSON.
   *
   * @returns Whether it goes on listening: not if it is too slow, or gone.
   */
  readonly take: (event: string) => boolean;
  /** Ends it: the server stops. */
  readonly end: () => void;
}

/** Listeners at a time. */
const MAX_LISTENERS = 200;

/** Tells listeners what happens. None of them makes another wait. */
export class Events {
  readonly #listeners = new Set<Listener>();

  /**
   * Whether anybody listens for a type of event.
   *
   * @param type The type.
   */
  hasListener(type: EventType): boolean {
    return this.#listeners.values().some(({ types }) => types.has(type));
  }

  /**
   * Adds a listener.
   *
   * @param listener The listener.
   * @returns Removes it; `undefined` if there are too many.
   */
  add(listener: Listener): (() => void) | undefined {
    if (this.#listeners.size >= MAX_LISTENERS) return undefined;
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Tells what happened.
   *
   * @param type What it is.
   * @param data More about it.
   */
  tell(type: EventType, data: unknown): void {
    if (!this.hasListener(type)) return;
    const event = JSON.stringify({ Type: type, Data: data });
    for (const listener of this.#listeners) {
      if (listener.types.has(type) && !listener.take(event)) this.#listeners.delete(listener);
    }
  }

  /** Ends all listeners. */
  end(): void {
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }
}

/**
 * The types of events that a list of words names.
 *
 * @param words The words with commas between them; `null` and `*` are all types.
 */
export function readEventTypes(words: string | null): ReadonlySet<EventType> {
  const named = (words ?? "*").split(",").map((word) => word.trim());
  return new Set(EVENT_TYPES.filter((type) => named.includes("*") || named.includes(type)));
}
