/**
 * Line ends of a message on its way out: RFC 5321 2.3.8 knows only CRLF.
 * @module
 */
import { concatenate, ControlSearch } from "../../octets/octets.ts";

const LF = 0x0a;
const CR = 0x0d;

/**
 * Turns every line end into CRLF: a CR without LF and an LF without CR each become one. Many
 * servers refuse them, and some take them for a line end and others not, which lets a message hold
 * another one (SMTP smuggling, CVE-2023-51764). The last line gets a line end if it has none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { LineEnds } from "./line_ends.ts";
 *
 * const lineEnds = new LineEnds();
 * const pieces = ["a\r", "\nb\nc\rd"].map((text) => lineEnds.push(new TextEncoder().encode(text)));
 * const text = [...pieces, lineEnds.end()].map((piece) => new TextDecoder().decode(piece)).join("");
 * assertEquals(text, "a\r\nb\r\nc\r\nd\r\n");
 * ```
 */
export class LineEnds {
  #last = LF;

  /**
   * Takes the next piece.
   *
   * @param piece Octets of the message.
   * @returns What can be sent now; an LF after a CR at the end of this piece belongs to it already.
   */
  push(piece: Uint8Array): Uint8Array {
    const last = this.#last;
    this.#last = piece.at(-1) ?? last;
    return hasOnlyCrlf(piece) ? piece : rewrite(piece, last);
  }

  /** Tells that the message is over; returns the line end that its last line lacks, if it does. */
  end(): Uint8Array {
    return this.#last === LF || this.#last === CR ? new Uint8Array(0) : Uint8Array.of(CR, LF);
  }
}

/**
 * Turns every line end of a stream into CRLF, as {@linkcode LineEnds} does.
 *
 * @param stream Pieces of a message.
 */
export async function* withCrlf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const lineEnds = new LineEnds();
  for await (const piece of stream) yield lineEnds.push(piece);
  yield lineEnds.end();
}

/** Whether the first line end of some octets is a CR alone, as programs of old Macs wrote it. */
export function beginsWithCrLines(octets: Uint8Array): boolean {
  const carriageReturn = octets.indexOf(CR);
  const lineFeed = octets.indexOf(LF);
  if (carriageReturn < 0 || carriageReturn + 1 === octets.length) return false;
  return lineFeed < 0 || lineFeed > carriageReturn + 1;
}

/** Whether a stream has a CR and no LF at all; it is read as far as that takes. */
export async function hasOnlyCrLines(stream: AsyncIterable<Uint8Array>): Promise<boolean> {
  let hasCr = false;
  for await (const piece of stream) {
    if (piece.includes(LF)) return false;
    hasCr ||= piece.includes(CR);
  }
  return hasCr;
}

/**
 * Turns every CR of a stream that no LF follows into LF.
 *
 * @param stream Pieces of a file; they are not changed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { octetsInMemory } from "../encoding/octets.ts";
 * import { withLfForCr } from "./line_ends.ts";
 *
 * const file = octetsInMemory("old", new TextEncoder().encode("a\rb\r\nc\r"));
 * const [first, last] = await Array.fromAsync(withLfForCr(file.open()));
 * assertEquals(new TextDecoder().decode(first), "a\nb\r\nc");
 * assertEquals(new TextDecoder().decode(last), "\n");
 * ```
 */
export async function* withLfForCr(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = new Uint8Array(0);
  for await (const piece of stream) {
    const octets = concatenate([held, piece]);
    const end = octets.at(-1) === CR ? octets.length - 1 : octets.length;
    held = octets.slice(end);
    const lines = octets.subarray(0, end);
    for (let at = lines.indexOf(CR); at >= 0; at = lines.indexOf(CR, at + 1)) {
      if (lines[at + 1] !== LF) lines[at] = LF;
    }
    yield lines;
  }
  if (held.length > 0) yield Uint8Array.of(LF);
}

/** Whether each CR and each LF of some octets is part of a CRLF that lies whole in them. */
export function hasOnlyCrlf(octets: Uint8Array): boolean {
  const search = new ControlSearch(octets);
  for (let at = search.next(0); at < octets.length; at = search.next(at + 1)) {
    if (octets[at] === LF) return false;
    if (octets[at] === CR && octets[++at] !== LF) return false;
  }
  return true;
}

/**
 * A CR is written as CRLF at once, and an LF after it is dropped: so no octet waits for the next.
 * The piece lies at the end of the result, and its lines are moved forward: that copies the fastest.
 */
function rewrite(piece: Uint8Array, last: number): Uint8Array {
  const out = new Uint8Array(piece.length * 2);
  out.set(piece, piece.length);
  let from = last === CR && piece[0] === LF ? 1 : 0;
  let to = 0;
  const search = new ControlSearch(piece);
  for (let at = search.next(from); at < piece.length; at = search.next(at + 1)) {
    if (piece[at] !== CR && piece[at] !== LF) continue;
    out.copyWithin(to, piece.length + from, piece.length + at);
    to += at - from;
    out[to++] = CR;
    out[to++] = LF;
    if (piece[at] === CR && piece[at + 1] === LF) at++;
    from = at + 1;
  }
  out.copyWithin(to, piece.length + from);
  return out.subarray(0, to + piece.length - from);
}
