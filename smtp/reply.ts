/**
 * Replies of an SMTP server, parsed from bytes (RFC 5321 sections 4.2 and 4.2.1).
 * @module
 */
import { roomFor } from "../octets/octets.ts";

/** Octets of one reply that are read before it is refused. RFC 5321 section 4.5.3.1.5 has 512 a line and no limit of lines. */
export const REPLY_MAX_OCTETS = 64 * 1024;
/** Lines of one reply that are read before it is refused. */
export const REPLY_MAX_LINES = 512;

/** The code of a challenge (RFC 4954 section 4). */
export const CHALLENGE = 334;

/** An enhanced status code (RFC 3463 section 2). */
export interface EnhancedStatus {
  /** 2 success, 4 persistent transient failure, 5 permanent failure. */
  readonly class: 2 | 4 | 5;
  /** What the failure is about: addressing, mailbox, system, network, protocol, content, policy. */
  readonly subject: number;
  /** Which failure of that subject. */
  readonly detail: number;
}

/** One reply, of one or more lines. */
export interface Reply {
  /** The three digits. */
  readonly code: number;
  /** The enhanced status code of the first line, if its class agrees with the code's (RFC 2034 section 4). */
  readonly enhanced: EnhancedStatus | undefined;
  /** The text of each line behind its code, with an enhanced status code if it had one. */
  readonly lines: readonly string[];
  /** Lines with another code that came before these in the same reply, as they stood; most have none. */
  readonly before?: readonly string[];
}

/** The bytes are not a reply of SMTP, or more than a reply may be. */
export class ReplyError extends Error {
  override readonly name = "ReplyError";
  /** What is wrong with the reply, as a predicate: `is not an SMTP reply`. */
  readonly fault: string;

  /**
   * Makes the error.
   *
   * @param fault What is wrong with the reply, as a predicate.
   */
  constructor(fault: string) {
    super(`the server's answer ${fault}`);
    this.fault = fault;
  }
}

/** Codes by which a server refuses its service, whatever it was asked (RFC 5321 section 3.1, RFC 7504). */
const NO_SERVICE: ReadonlySet<number> = new Set([421, 521, 554]);

/** Octets that the answers to a group usually fit into. */
const BUFFER_OCTETS = 1024;

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const HYPHEN = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

const ENHANCED_STATUS = /^([245])\.(\d{1,3})\.(\d{1,3})(?=[ \t]|$)/;

// A byte order mark is a part of the text like any other.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Finds replies in the bytes of a connection, however they are cut into chunks. It holds at most one
 * unfinished reply and the bytes of the last chunk.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ReplyParser } from "./reply.ts";
 * const parser = new ReplyParser();
 * parser.feed(new TextEncoder().encode("250-mx.example\r\n250 SI"));
 * assertEquals(parser.next(), undefined);
 * parser.feed(new TextEncoder().encode("ZE 1000\r\n"));
 * assertEquals(parser.next()?.lines, ["mx.example", "SIZE 1000"]);
 * ```
 */
export class ReplyParser {
  #buffer = new Uint8Array(0);
  /** Where the first unread line begins in the buffer, and where what has come ends. */
  #start = 0;
  #end = 0;
  /** Up to where the first unread line has been searched for its end. */
  #searched = 0;
  #code: number | undefined;
  /** The lines of the reply so far that have the same code, as they stand. */
  #lines: string[] = [];
  /** Those of it before them, which have another code. */
  #before: string[] = [];
  #octets = 0;

  /** Whether bytes are left that {@linkcode next} has not returned as part of a reply. */
  get unread(): boolean {
    return this.#start < this.#end || this.#lines.length > 0;
  }

  /** All that has come and was not returned as a reply, line by line; the last one may have no end yet. */
  get rest(): readonly string[] {
    const rest = this.#buffer.subarray(this.#start, this.#end);
    const lines = rest.length === 0 ? [] : decoder.decode(rest).split(/\r?\n/);
    if (lines.at(-1) === "") lines.pop();
    return [...this.#before, ...this.#lines, ...lines];
  }

  /**
   * Takes the next bytes of the connection.
   *
   * @param chunk The bytes; they are copied.
   */
  feed(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#buffer.length) this.#makeRoom(chunk.length);
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /**
   * The next complete reply.
   *
   * @returns The reply, or `undefined` while it is not complete.
   * @throws {ReplyError} If the bytes are no reply, its lines differ in their codes and the last one is no
   * refusal beyond doubt, or it is longer than {@linkcode REPLY_MAX_OCTETS} or
   * {@linkcode REPLY_MAX_LINES}. The connection is then of no more use: where the next reply begins is not
   * known. What came is the {@linkcode rest}.
   */
  next(): Reply | undefined {
    for (;;) {
      const line = this.#takeLine();
      if (line === undefined) return undefined;
      if (this.#addLine(line)) return this.#finish();
    }
  }

  /** Moves what is left to the beginning, of a larger buffer if need be. */
  #makeRoom(octets: number): void {
    const rest = this.#buffer.subarray(this.#start, this.#end);
    if (rest.length + octets > this.#buffer.length) {
      this.#buffer = roomFor(Math.max(rest.length + octets, BUFFER_OCTETS));
    }
    this.#buffer.set(rest);
    this.#searched -= this.#start;
    this.#start = 0;
    this.#end = rest.length;
  }

  /** Where the next line ends, or less than 0 while that has not come. */
  #findLineEnd(): number {
    const end = this.#buffer.indexOf(LF, Math.max(this.#searched, this.#start));
    // Behind what has come is what came before.
    return end < this.#end ? end : -1;
  }

  /** The next line without its end. A bare LF ends one too: some servers send nothing else. */
  #takeLine(): Uint8Array | undefined {
    const end = this.#findLineEnd();
    const length = (end < 0 ? this.#end : end + 1) - this.#start;
    if (this.#octets + length > REPLY_MAX_OCTETS) {
      throw new ReplyError(`is longer than ${REPLY_MAX_OCTETS} octets`);
    }
    if (end < 0) {
      this.#searched = this.#end;
      return undefined;
    }
    this.#octets += length;
    const textEnd = this.#buffer[end - 1] === CR && end > this.#start ? end - 1 : end;
    const line = this.#buffer.subarray(this.#start, textEnd);
    this.#start = end + 1;
    this.#searched = end + 1;
    return line;
  }

  /** Adds a line to the reply; true if it was the last one. */
  #addLine(line: Uint8Array): boolean {
    const code = lineCode(line);
    if (this.#code !== undefined && code !== this.#code) {
      for (const each of this.#lines.splice(0)) this.#before.push(each);
    }
    this.#lines.push(decoder.decode(line));
    if (code === undefined) throw new ReplyError("is not an SMTP reply");
    if (this.#before.length > 0 && code < 400) throw this.#differentCodes(code);
    if (this.#before.length + this.#lines.length > REPLY_MAX_LINES) {
      throw new ReplyError(`has more than ${REPLY_MAX_LINES} lines`);
    }
    this.#code = code;
    return line[3] !== HYPHEN;
  }

  #differentCodes(code: number): ReplyError {
    const first = this.#before[0]?.slice(0, 3);
    return new ReplyError(`has lines with different codes, ${first} and ${code}`);
  }

  /** A refusal behind lines of another code counts only if nobody can have meant anything else by it. */
  #finish(): Reply {
    const code = this.#code ?? 0;
    const lines = this.#lines.map((line) => line.slice(4));
    const enhanced = enhancedStatus(code, lines[0] ?? "");
    const before = this.#before;
    const isCertain = enhanced !== undefined || NO_SERVICE.has(code);
    if (before.length > 0 && !isCertain) throw this.#differentCodes(code);
    this.#code = undefined;
    this.#lines = [];
    this.#before = [];
    this.#octets = 0;
    return before.length > 0 ? { code, enhanced, lines, before } : { code, enhanced, lines };
  }
}

/** The code of a reply line: three digits, the first 2 to 5, then a space, a hyphen or the end. */
function lineCode(line: Uint8Array): number | undefined {
  const first = line[0] ?? 0;
  const second = line[1] ?? 0;
  const third = line[2] ?? 0;
  const separator = line[3] ?? SPACE;
  const isCode = first >= DIGIT_0 + 2 && first <= DIGIT_0 + 5 && isDigit(second) && isDigit(third);
  if (!isCode || (separator !== SPACE && separator !== HYPHEN)) return undefined;
  return (first - DIGIT_0) * 100 + (second - DIGIT_0) * 10 + (third - DIGIT_0);
}

function isDigit(octet: number): boolean {
  return octet >= DIGIT_0 && octet <= DIGIT_9;
}

function enhancedStatus(code: number, text: string): EnhancedStatus | undefined {
  const match = ENHANCED_STATUS.exec(text);
  if (match === null) return undefined;
  const statusClass = Math.trunc(code / 100);
  if (
    (statusClass !== 2 && statusClass !== 4 && statusClass !== 5) ||
    Number(match[1]) !== statusClass
  ) {
    return undefined;
  }
  return { class: statusClass, subject: Number(match[2]), detail: Number(match[3]) };
}

/** What the first digit of a code says (RFC 5321 section 4.2.1); unknown codes are judged by it too. */
type Severity = "positive" | "intermediate" | "transient" | "permanent";

/**
 * What a reply says by the first digit of its code (RFC 5321 section 4.2.1).
 *
 * @param reply The reply.
 * @returns `positive` for 2yz, `intermediate` for 3yz, `transient` for 4yz, `permanent` for 5yz.
 */
export function severity(reply: Reply): Severity {
  if (reply.code < 300) return "positive";
  if (reply.code < 400) return "intermediate";
  if (reply.code < 500) return "transient";
  return "permanent";
}

/**
 * An enhanced status code as it is written (RFC 3463 section 2).
 *
 * @param status The status code.
 * @returns For example `5.1.1`.
 */
export function formatEnhancedStatus(status: EnhancedStatus): string {
  return `${status.class}.${status.subject}.${status.detail}`;
}

/**
 * A reply in one line, for a table or an error. The text is the server's: escape it for a terminal.
 *
 * @param reply The reply.
 * @returns The code and the text of the lines, an enhanced status code that repeats on each line only once.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatReply } from "./reply.ts";
 * const lines = ["5.1.1 no such", "5.1.1 user"];
 * const enhanced = { class: 5, subject: 1, detail: 1 } as const;
 * assertEquals(formatReply({ code: 550, enhanced, lines }), "550 5.1.1 no such user");
 * ```
 */
export function formatReply(reply: Reply): string {
  const prefix = reply.enhanced === undefined ? "" : `${formatEnhancedStatus(reply.enhanced)} `;
  const texts = reply.lines.map((line, index) =>
    index > 0 && line.startsWith(prefix) ? line.slice(prefix.length) : line
  );
  return [String(reply.code), ...texts].join(" ").trim();
}

/**
 * A reply as the lines that the server sent (RFC 5321 section 4.2.1), without their ends.
 *
 * @param reply The reply.
 * @returns The lines: a hyphen behind the code of each but the last.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { replyLines } from "./reply.ts";
 * const reply = { code: 250, enhanced: undefined, lines: ["mx.example", "SIZE"] };
 * assertEquals(replyLines(reply), ["250-mx.example", "250 SIZE"]);
 * ```
 */
export function replyLines({ code, lines, before = [] }: Reply): string[] {
  const last = lines.length - 1;
  return [...before, ...lines.map((line, index) => `${code}${index < last ? "-" : " "}${line}`)];
}
