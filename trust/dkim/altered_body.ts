/**
 * Whether a body matches its hash again without lines that somebody on the way has added.
 * @module
 */
import { createHash } from "node:crypto";
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
  const hash = hasherFor(signature);
  return addedAtEnd(lines, hash, signature.bodyHash) ??
    addedAtStart(lines, hash, signature.bodyHash);
}

type Hasher = (lines: readonly string[], more: readonly string[]) => string;

/** Without lines that stay empty at the end; an empty body is one line in the simple form (RFC 6376 3.4.3). */
function hasherFor({ algorithm, body }: Signature): Hasher {
  const name = algorithm.endsWith("sha1") ? "sha1" : "sha256";
  return (lines, more) => {
    const hash = createHash(name);
    const all = [...lines, ...more];
    const last = all.findLastIndex((line) => line !== "");
    const text = all.slice(0, last + 1).map((line) => `${line}\r\n`).join("");
    return hash.update(text === "" && body === "simple" ? "\r\n" : text, "latin1").digest("base64");
  };
}

function addedAtEnd(
  lines: readonly string[],
  hash: Hasher,
  wanted: string,
): AddedLines | undefined {
  for (let kept = 0; kept <= MAX_KEPT; kept++) {
    const end = lines.length - kept;
    const rest = lines.slice(end);
    // Behind what was added stand lines only where a multipart ends.
    if (kept > 0 && !rest.some((line) => line.startsWith("--"))) continue;
    for (let count = 1; count <= Math.min(MAX_ADDED, end); count++) {
      const start = end - count;
      // An empty line before the end changes nothing, so it was tried already.
      if (kept === 0 && start > 0 && lines[start - 1] === "") continue;
      if (hash(lines.slice(0, start), rest) !== wanted) continue;
      return added(lines.slice(start, end), kept === 0 ? "end" : "last part");
    }
  }
  return undefined;
}

function addedAtStart(
  lines: readonly string[],
  hash: Hasher,
  wanted: string,
): AddedLines | undefined {
  for (let count = 1; count <= Math.min(MAX_BANNER, lines.length); count++) {
    if (hash(lines.slice(count), []) === wanted) return added(lines.slice(0, count), "start");
  }
  return undefined;
}

function added(lines: readonly string[], place: AddedLines["place"]): AddedLines {
  return { place, count: lines.length, first: lines.find((line) => line.trim() !== "") ?? "" };
}
