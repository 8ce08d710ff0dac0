/**
 * Whether a body matches its hash again without lines that somebody on the way has added.
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { canonicalLines } from "./canonical.ts";
import type { Signature } from "./signature.ts";

/** Lines that somebody has added. */
export interface AddedLines {
  /** Where: before all others, after them, or in front of the line that closes a multipart. */
  readonly place: "start" | "end" | "last part";
  /** How many, in canonical form; empty lines at the end of a body do not count. */
  readonly count: number;
  /** The first of them that is not empty. */
  readonly first: string;
}

/** The most lines that are taken away at the end: the footer of a list, or its part of a multipart. */
const MAX_ADDED = 60;
/** The most lines that are taken away at the start: a banner such as `This mail is from outside`. */
const MAX_BANNER = 10;
/** Lines that may stand behind what was added: those that close a multipart. */
const MAX_KEPT = 3;

/**
 * Looks for lines without which the hash of the body is that of the signature.
 *
 * @param body The body, one character an octet, lines that end with CRLF.
 * @param signature The signature whose hash does not match.
 * @returns The lines, or `undefined` where taking lines away does not help.
 */
export function findAddedLines(body: string, signature: Signature): AddedLines | undefined {
  const lines = canonicalLines(body, signature.body);
  return addedAtEnd(lines, signature) ?? addedAtStart(lines, signature);
}

/** The hash of lines, of which the first may be shared by several tries. */
class LineHash {
  readonly #signature: Signature;
  readonly #start: Hash;

  constructor(signature: Signature, start: readonly string[]) {
    this.#signature = signature;
    this.#start = createHash(signature.algorithm.endsWith("sha1") ? "sha1" : "sha256");
    this.push(start);
  }

  push(lines: readonly string[]): void {
    this.#start.update(textOf(lines), "latin1");
  }

  /** Whether the hash is that of the signature, when these lines follow. */
  matches(more: readonly string[]): boolean {
    return this.#start.copy().update(textOf(more), "latin1").digest("base64") ===
      this.#signature.bodyHash;
  }
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join("");
}

function addedAtEnd(lines: readonly string[], signature: Signature): AddedLines | undefined {
  for (let kept = 0; kept <= MAX_KEPT; kept++) {
    const end = lines.length - kept;
    const rest = lines.slice(Math.max(0, end));
    // Behind what was added stand lines only where a multipart ends.
    if (end < 1 || (kept > 0 && !rest.some((line) => line.startsWith("--")))) continue;
    const first = Math.max(0, end - MAX_ADDED);
    const hash = new LineHash(signature, lines.slice(0, first));
    for (let start = first; start < end; start++) {
      if (start > first) hash.push(lines.slice(start - 1, start));
      // Empty lines at the end of a body do not count.
      if (kept === 0 && start > 0 && lines[start - 1] === "") continue;
      if (!hash.matches(start === 0 ? nothing(signature, rest) : rest)) continue;
      return added(lines.slice(start, end), kept === 0 ? "end" : "last part");
    }
  }
  return undefined;
}

/** An empty body is one empty line in the simple form (RFC 6376 3.4.3). */
function nothing({ body }: Signature, rest: readonly string[]): readonly string[] {
  return rest.length === 0 && body === "simple" ? [""] : rest;
}

function addedAtStart(lines: readonly string[], signature: Signature): AddedLines | undefined {
  for (let count = 1; count <= Math.min(MAX_BANNER, lines.length - 1); count++) {
    const isBefore = new LineHash(signature, lines.slice(count)).matches([]);
    if (isBefore) return added(lines.slice(0, count), "start");
  }
  return undefined;
}

function added(lines: readonly string[], place: AddedLines["place"]): AddedLines {
  return { place, count: lines.length, first: lines.find((line) => line.trim() !== "") ?? "" };
}
