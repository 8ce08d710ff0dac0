/**
 * A message that is sent octet for octet, whatever it is, for those who test receivers; what is not
 * according to the RFCs is said.
 * @module
 */
import { hasEightBit, type OctetSource } from "../encoding/octets.ts";
import { findField, type HeaderField, MAX_HEADER_LENGTH, parseHeader } from "../header/header.ts";
import type { Message } from "../message.ts";

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;

/** Octets of a line without its CRLF (RFC 5322 section 2.1.1). */
const MAX_LINE = 998;

/** A message as it is. */
export interface AsIsMessage extends Message {
  /** The fields of its header, as far as one can be read. */
  readonly fields: readonly HeaderField[];
  /** What is not according to the RFCs: a sentence each, without a full stop. */
  readonly faults: readonly string[];
}

/**
 * Looks at a message that is to be sent as it is. Nothing is changed or refused.
 *
 * @param source The message.
 * @returns It, and what is wrong with it.
 * @throws {SourceError} When the source cannot be read.
 */
export async function readAsIs(source: OctetSource): Promise<AsIsMessage> {
  const scan = new AsIsScan();
  const beginning = new Uint8Array(Math.min(source.size, MAX_HEADER_LENGTH));
  let filled = 0;
  let eightBit = false;
  for await (const piece of source.open({ reuse: true })) {
    scan.push(piece);
    eightBit ||= hasEightBit(piece);
    const part = piece.subarray(0, beginning.length - filled);
    beginning.set(part, filled);
    filled += part.length;
  }
  const { fields } = parseHeader(beginning.subarray(0, filled));
  const missing = ["From", "Date"].filter((name) => findField(fields, name) === undefined);
  return {
    size: source.size,
    eightBit,
    // Nothing is asked of the server for the header's sake.
    utf8Header: false,
    open: (reading) => source.open(reading),
    fields,
    faults: [
      ...missing.map((name) => `it has no ${name} field (RFC 5322 section 3.6)`),
      ...scan.faults(),
      ...(eightBit
        ? ["it has 8-bit octets, which are sent also where 8BITMIME is not offered"]
        : []),
    ],
  };
}

/** How often something was seen, and the line where it was first. */
interface Sighting {
  count: number;
  line: number;
}

/** What is not according to the RFCs in octets that come in pieces. */
class AsIsScan {
  readonly #seen = new Map<string, Sighting>();
  #line = 1;
  #length = 0;
  #previous = -1;
  /** How the line before has ended. */
  #ending: "CRLF" | "bare" = "CRLF";
  /** Whether the line so far is a dot behind a bare line end. */
  #isLoneDot = false;

  push(piece: Uint8Array): void {
    for (const octet of piece) this.#take(octet);
  }

  faults(): string[] {
    const isEnded = this.#previous === -1 || (this.#ending === "CRLF" && this.#length === 0);
    if (this.#previous === CR) this.#bareEnd("CR");
    const faults = [...this.#seen].map(([what, { count, line }]) =>
      `line ${line} has ${what}${count > 1 ? `; ${count} in all` : ""}`
    );
    return isEnded
      ? faults
      : [...faults, "its last line does not end with CRLF: one is added before the final dot"];
  }

  #take(octet: number): void {
    const previous = this.#previous;
    this.#previous = octet;
    if (octet === LF) {
      if (previous === CR) return this.#endLine("CRLF");
      return this.#bareEnd("LF");
    }
    if (previous === CR) this.#bareEnd("CR");
    if (octet === CR) return;
    if (octet === 0) this.#see("NUL (RFC 5321 section 4.1.1.4)");
    this.#isLoneDot = octet === DOT && this.#length === 0 && this.#ending === "bare";
    this.#length++;
    if (this.#length === MAX_LINE + 1) {
      this.#see(`more than ${MAX_LINE} octets (RFC 5322 section 2.1.1)`);
    }
  }

  #bareEnd(what: "CR" | "LF"): void {
    this.#see(`a bare ${what} (RFC 5321 section 2.3.8)`);
    this.#endLine("bare");
  }

  #endLine(ending: "CRLF" | "bare"): void {
    if (this.#isLoneDot) {
      this.#see(
        "a lone dot behind a bare line end: a lax server ends the message there, and takes what " +
          "follows for commands",
      );
    }
    this.#isLoneDot = false;
    this.#ending = ending;
    this.#length = 0;
    this.#line++;
  }

  #see(what: string): void {
    const known = this.#seen.get(what);
    if (known === undefined) this.#seen.set(what, { count: 1, line: this.#line });
    else known.count++;
  }
}
