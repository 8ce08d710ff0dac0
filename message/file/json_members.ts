/**
 * The members of a JSON object that somebody may have written by hand, each of the type it should have.
 * @module
 */

/** Makes the error of a record that cannot be read, from the reason. */
type Refuse = (reason: string) => Error;

/**
 * The members of an object; each is asked for by the type that it should have.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { JsonMembers } from "./json_members.ts";
 *
 * const members = JsonMembers.parse('{ "port": 25, "lines": ["a"] }', (reason) => new Error(reason));
 * assertEquals([members.number("port"), members.texts("lines")], [25, ["a"]]);
 * assertThrows(() => members.text("port"), Error, "port is not a string");
 * ```
 */
export class JsonMembers {
  readonly #value: object;
  readonly #refuse: Refuse;

  /**
   * @param value What was read as JSON.
   * @param refuse Makes the errors.
   * @throws What `refuse` makes, if it is no object; as all methods, where a member has another type.
   */
  constructor(value: unknown, refuse: Refuse) {
    if (typeof value !== "object" || value === null) throw refuse("it is not an object");
    this.#value = value;
    this.#refuse = refuse;
  }

  /**
   * Reads an object.
   *
   * @param text The JSON.
   * @param refuse Makes the errors.
   */
  static parse(text: string, refuse: Refuse): JsonMembers {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw refuse("it is not JSON");
    }
    return new JsonMembers(value, refuse);
  }

  /** Whether there is such a member. */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** A member of any type; `undefined` if there is none. */
  get(name: string): unknown {
    // What every object inherits is no member.
    return Object.hasOwn(this.#value, name) ? Reflect.get(this.#value, name) : undefined;
  }

  /** A text. */
  text(name: string): string {
    const value = this.get(name);
    if (typeof value !== "string") throw this.#refuse(`${name} is not a string`);
    return value;
  }

  /** A number. */
  number(name: string): number {
    const value = this.get(name);
    if (typeof value !== "number") throw this.#refuse(`${name} is not a number`);
    return value;
  }

  /** True or false. */
  boolean(name: string): boolean {
    const value = this.get(name);
    if (typeof value !== "boolean") throw this.#refuse(`${name} is neither true nor false`);
    return value;
  }

  /** A list. */
  list(name: string): readonly unknown[] {
    const value = this.get(name);
    if (!Array.isArray(value)) throw this.#refuse(`${name} is not a list`);
    return value;
  }

  /** A list of texts: the member, or a part of it. */
  texts(name: string, value = this.get(name)): string[] {
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
    throw this.#refuse(`${name} is not a list of strings`);
  }
}
