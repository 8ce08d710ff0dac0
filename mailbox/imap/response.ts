/**
 * What an IMAP server says (RFC 3501 section 7), out of octets that come in pieces of any size.
 * @module
 */
import { MailboxError } from "../mailbox.ts";

/** A value in a response: an atom or string, a literal, NIL, or values in parentheses. */
export type Value = string | Uint8Array | null | readonly Value[];

/** How a command went, or what the server wants to say besides (RFC 3501 section 7.1). */
export interface Status {
  readonly kind: "status";
  /** The tag of the command that it completes; `*` for none. */
  readonly tag: string;
  /** What it says. */
  readonly state: "OK" | "NO" | "BAD" | "BYE" | "PREAUTH";
  /** What stands in brackets: `READ-ONLY`, `UIDVALIDITY 1`. */
  readonly code: string | undefined;
  /** The words for people. */
  readonly text: string;
}

/** Data of the server (RFC 3501 sections 7.2 to 7.4). */
export interface Data {
  readonly kind: "data";
  /** The values, the name of the response among them. */
  readonly values: readonly Value[];
}

/** The server waits for more of a command (RFC 3501 section 7.5). */
interface Continuation {
  readonly kind: "continuation";
  /** The words, or the challenge of an authentication. */
  readonly text: string;
}

/** A response of an IMAP server. */
export type Response = Status | Data | Continuation;

/** Octets of a line at most: what is longer is no answer to anything that is asked here. */
export const LINE_OCTETS = 64 * 1024;
/** Octets of a literal at most: a message is one, and no server takes larger ones. */
export const LITERAL_OCTETS = 256 * 1024 * 1024;
/** Octets of the lines of one answer at most: 20,000 mailboxes or new messages have room in them. */
export const ANSWER_LINES_OCTETS = 4 * 1024 * 1024;
/** Literals of one response at most: those that are asked for here have one. */
const LITERALS = 8;
/** Values of one response at most: two octets can make one, which takes more than twenty times that. */
const VALUES = 1000;
/** Parentheses within parentheses at most. */
const DEPTH = 32;

const CR = 0x0d;
const LF = 0x0a;

/** Reads responses. */
export class ResponseReader {
  /** Octets that were not used yet. */
  #pieces: Uint8Array[] = [];
  #octets = 0;
  /** How much of it holds no end of a line. */
  #searched = { pieces: 0, octets: 0 };
  #parts: (string | Uint8Array)[] = [];
  #literal: number | undefined;
  #literalMax = 0;
  #lineOctets = 0;

  /** Whether there are octets that no response was made of yet. */
  get unread(): boolean {
    return this.#octets > 0 || this.#parts.length > 0;
  }

  /**
   * Begins a new answer, which may be as long as the last one.
   *
   * @param literalMax Octets that a literal in it may have; 0 where none was asked for.
   */
  expect(literalMax: number): void {
    this.#literalMax = literalMax;
    this.#lineOctets = 0;
  }

  /**
   * Takes octets.
   *
   * @param octets What came; it is copied.
   */
  feed(octets: Uint8Array): void {
    if (octets.length === 0) return;
    this.#pieces.push(octets.slice());
    this.#octets += octets.length;
  }

  /**
   * The next response.
   *
   * @returns It, or `undefined` while it is not whole.
   * @throws {MailboxError} `protocol` if the server does not speak IMAP, or says too much.
   */
  next(): Response | undefined {
    for (;;) {
      if (this.#literal !== undefined) {
        if (this.#octets < this.#literal) return undefined;
        this.#parts.push(this.#take(this.#literal));
        this.#literal = undefined;
      }
      const line = this.#takeLine();
      if (line === undefined) return undefined;
      const length = this.#literalLength(line);
      if (length === undefined) {
        const parts = [...this.#parts, line];
        this.#parts = [];
        return parseResponse(parts);
      }
      if (this.#literalMax === 0) throw senseless("a literal that nobody asked for");
      if (length > this.#literalMax) throw senseless(`a literal of ${length} octets`);
      if (this.#parts.length >= 2 * LITERALS) throw senseless("a response of too many literals");
      this.#parts.push(line.replace(LITERAL, ""));
      this.#literal = length;
    }
  }

  /** How long the literal is that the line announces, if it does: words for people announce none. */
  #literalLength(line: string): number | undefined {
    const isText = this.#parts.length === 0 && (STATUS.test(line) || line.startsWith("+"));
    const digits = isText ? undefined : LITERAL.exec(line)?.[1];
    return digits === undefined ? undefined : Number(digits);
  }

  #takeLine(): string | undefined {
    const end = this.#findLineFeed();
    const size = end ?? this.#octets;
    if (size > LINE_OCTETS) throw senseless(`a line of more than ${LINE_OCTETS} octets`);
    if (end === undefined) return undefined;
    this.#lineOctets += end + 1;
    if (this.#lineOctets > ANSWER_LINES_OCTETS) {
      throw senseless(`an answer of more than ${ANSWER_LINES_OCTETS} octets`);
    }
    const line = this.#take(end + 1);
    return decoder.decode(line.subarray(0, line.at(-2) === CR ? -2 : -1));
  }

  /** Where the first LF is; what was searched is not searched again. */
  #findLineFeed(): number | undefined {
    for (const piece of this.#pieces.slice(this.#searched.pieces)) {
      const at = piece.indexOf(LF);
      if (at >= 0) return this.#searched.octets + at;
      this.#searched = {
        pieces: this.#searched.pieces + 1,
        octets: this.#searched.octets + piece.length,
      };
    }
    return undefined;
  }

  #take(count: number): Uint8Array {
    const taken = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const piece = this.#pieces[0] ?? new Uint8Array(0);
      const used = piece.subarray(0, count - filled);
      taken.set(used, filled);
      filled += used.length;
      if (used.length === piece.length) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(used.length);
    }
    this.#octets -= count;
    this.#searched = { pieces: 0, octets: 0 };
    return taken;
  }
}

const decoder = new TextDecoder();

/** `literal` of RFC 3501 section 9, and `literal8` of RFC 3516, at the end of a line. */
const LITERAL = /~?\{(\d{1,15})\+?\}$/;
const STATUS = /^(\S+) (OK|NO|BAD|BYE|PREAUTH)(?: (?:\[([^\]]*)\] ?)?(.*))?$/is;
const STATES = ["OK", "NO", "BAD", "BYE", "PREAUTH"] as const;

function parseResponse(parts: readonly (string | Uint8Array)[]): Response {
  const [first = ""] = parts;
  if (typeof first !== "string") throw senseless("a literal where a response begins");
  if (first.startsWith("+")) return { kind: "continuation", text: first.slice(1).trim() };
  const [, tag = "", word = "", code, text = ""] = STATUS.exec(first) ?? [];
  const state = STATES.find((each) => each === word.toUpperCase());
  if (state !== undefined) return { kind: "status", tag, state, code, text };
  if (!first.startsWith("* ")) throw senseless("what is no response");
  return { kind: "data", values: new ValueReader([first.slice(2), ...parts.slice(1)]).all() };
}

/** A blank, a parenthesis, a quoted string, or an atom with what stands in its brackets, if they are two. */
const TOKEN = /( +)|([()])|"((?:[^"\\]|\\.)*)"|((?:\[[^[\]]*\]|[^\s()"])+)/sy;

/** Reads the values of one response. */
class ValueReader {
  readonly #stack: Value[][] = [[]];
  #count = 0;

  constructor(parts: readonly (string | Uint8Array)[]) {
    for (const part of parts) {
      if (typeof part === "string") this.#readText(part);
      else this.#push(part);
    }
  }

  all(): readonly Value[] {
    const [values, ...open] = this.#stack;
    if (values === undefined || open.length > 0) throw senseless("a parenthesis without its end");
    return values;
  }

  #readText(text: string): void {
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const [, blank, parenthesis, quoted, atom] = TOKEN.exec(text) ?? [];
      if (blank !== undefined) continue;
      if (parenthesis === "(") this.#open();
      else if (parenthesis === ")") this.#close();
      else if (quoted !== undefined) this.#push(quoted.replace(/\\(.)/gs, "$1"));
      else if (atom !== undefined) this.#push(atom.toUpperCase() === "NIL" ? null : atom);
      else throw senseless("a response that is not of RFC 3501");
    }
  }

  #push(value: Value): void {
    if (++this.#count > VALUES) throw senseless(`a response of more than ${VALUES} values`);
    this.#stack.at(-1)?.push(value);
  }

  #open(): void {
    if (this.#stack.length > DEPTH) throw senseless("parentheses without end");
    this.#stack.push([]);
  }

  #close(): void {
    const values = this.#stack.pop() ?? [];
    if (this.#stack.length === 0) throw senseless("a parenthesis without its beginning");
    this.#push(values);
  }
}

function senseless(what: string): MailboxError {
  return new MailboxError("protocol", `the IMAP server sent ${what}`);
}
