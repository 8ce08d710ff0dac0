/**
 * Mail data as it is received: the dots that were stuffed are taken out, and its end is found (RFC
 * 5321 sections 4.1.1.4 and 4.5.2).
 *
 * Only CRLF ends a line here (RFC 5321 section 2.3.8). A bare CR or a bare LF stays in the message as
 * it came, and a dot between such line ends is neither the end of the mail data nor a stuffed one:
 * whoever takes it for the end can be made to read a second mail out of the first (SMTP smuggling,
 * CVE-2023-51764).
 * @module
 */
import { concatenate } from "../message/encoding/octets.ts";

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const NOTHING: Uint8Array = new Uint8Array(0);

/** What a chunk of mail data gave. */
interface ReceivedData {
  /** The next octets of the message; a view of the chunk where nothing had to be taken out. */
  readonly content: Uint8Array;
  /** When the end of the mail data was in the chunk: what came behind it. */
  readonly rest: Uint8Array | undefined;
}

/**
 * Receives the mail data of one message, however it is cut into chunks.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DataReceiver } from "./data.ts";
 * const { content, rest } = new DataReceiver().push(
 *   new TextEncoder().encode("..hidden\r\n.\r\nQUIT\r\n"),
 * );
 * assertEquals(new TextDecoder().decode(content), ".hidden\r\n");
 * assertEquals(new TextDecoder().decode(rest), "QUIT\r\n");
 * ```
 */
export class DataReceiver {
  /** The last two octets before the ones to come. Mail data begins behind the CRLF of DATA. */
  #beforeLast = CR;
  #last = LF;
  /** A dot that may be the end, and the CR behind it: what follows decides. */
  #held = NOTHING;
  #falseEnds = 0;

  /** How many dots stood alone between line ends of which one was a bare CR or a bare LF. */
  get falseEnds(): number {
    return this.#falseEnds;
  }

  /**
   * Takes the next octets.
   *
   * @param chunk The octets; not used any more when this returns, but for the views it returns.
   * @returns The next octets of the message, and what came behind its end.
   */
  push(chunk: Uint8Array): ReceivedData {
    const data = this.#held.length === 0 ? chunk : concatenate([this.#held, chunk]);
    this.#held = NOTHING;
    const pieces: Uint8Array[] = [];
    let kept = 0;
    for (let dot = data.indexOf(DOT); dot !== -1; dot = data.indexOf(DOT, dot + 1)) {
      const before = this.#octet(data, dot - 1);
      if (before !== LF && before !== CR) continue;
      const atLineStart = before === LF && this.#octet(data, dot - 2) === CR;
      const next = data[dot + 1];
      const afterNext = data[dot + 2];
      if (next === undefined || (next === CR && afterNext === undefined)) {
        this.#held = data.slice(dot);
        return this.#content(data.subarray(0, dot), pieces, kept, undefined);
      }
      if (atLineStart && next === CR && afterNext === LF) {
        return this.#content(data.subarray(0, dot), pieces, kept, data.subarray(dot + 3));
      }
      if (next === CR || next === LF) this.#falseEnds++;
      if (atLineStart) {
        pieces.push(data.subarray(kept, dot));
        kept = dot + 1;
      }
    }
    return this.#content(data, pieces, kept, undefined);
  }

  #octet(data: Uint8Array, index: number): number | undefined {
    if (index >= 0) return data[index];
    return index === -1 ? this.#last : this.#beforeLast;
  }

  #content(
    data: Uint8Array,
    pieces: readonly Uint8Array[],
    kept: number,
    rest: Uint8Array | undefined,
  ): ReceivedData {
    for (const octet of data.subarray(-2)) {
      this.#beforeLast = this.#last;
      this.#last = octet;
    }
    const tail = data.subarray(kept);
    return { content: pieces.length === 0 ? tail : concatenate([...pieces, tail]), rest };
  }
}
