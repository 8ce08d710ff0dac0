/**
 * A response of HTTP/1.1 as octets, as far as a small text needs it (RFC 9112).
 * @module
 */
import { concatenate } from "../../octets/octets.ts";

/** A response. */
export interface HttpResponse {
  /** The status code. */
  readonly status: number;
  /** The media type in lower case, without parameters. */
  readonly mediaType: string;
  /** The content. */
  readonly content: Uint8Array;
}

/** Octets that are no response. The message is a clause whose subject is the server. */
export class HttpError extends Error {
  /** The name of the error. */
  override readonly name = "HttpError";
}

/** The header in octets at most. */
export const MAX_HEADER_OCTETS = 16 * 1024;

/** CR LF CR LF. */
const END_OF_HEADER = "\r\n\r\n";

/**
 * Reads a response.
 *
 * @param octets What has come so far.
 * @param ended Whether no more will come.
 * @returns The response; `undefined` while it is incomplete.
 * @throws {HttpError} If it is none, or it will never be complete.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readResponse } from "./response.ts";
 *
 * const octets = new TextEncoder().encode("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
 * assertEquals(readResponse(octets, false)?.status, 404);
 * ```
 */
export function readResponse(octets: Uint8Array, ended: boolean): HttpResponse | undefined {
  const text = new TextDecoder("latin1").decode(octets.subarray(0, MAX_HEADER_OCTETS));
  const end = text.indexOf(END_OF_HEADER);
  if (end < 0) {
    if (ended || text.length === MAX_HEADER_OCTETS) throw new HttpError("sends no HTTP response");
    return undefined;
  }
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const status = /^HTTP\/1\.[01] ([1-5][0-9]{2})(?: |$)/.exec(statusLine)?.[1];
  if (status === undefined) throw new HttpError("sends no HTTP response");
  const header = readHeader(lines);
  const rest = octets.subarray(end + END_OF_HEADER.length);
  const content = readContent(header, rest, ended);
  if (content === undefined) {
    if (ended) throw new HttpError("closed the connection in the middle of the response");
    return undefined;
  }
  const mediaType = (header.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return { status: Number(status), mediaType, content };
}

function readHeader(lines: readonly string[]): Map<string, string> {
  const header = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([^\s:]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new HttpError("sends no HTTP header");
    header.set(name.toLowerCase(), value);
  }
  return header;
}

/** RFC 9112 section 6.3: chunks, a length, or all until the end. */
function readContent(
  header: ReadonlyMap<string, string>,
  octets: Uint8Array,
  ended: boolean,
): Uint8Array | undefined {
  const coding = header.get("transfer-encoding");
  if (coding !== undefined) {
    if (coding.toLowerCase() !== "chunked") throw new HttpError(`uses the coding ${coding}`);
    return readChunks(octets);
  }
  const length = header.get("content-length");
  if (length === undefined) return ended ? octets : undefined;
  if (!/^[0-9]{1,10}$/.test(length)) throw new HttpError("sends a length that is no number");
  return octets.length < Number(length) ? undefined : octets.subarray(0, Number(length));
}

/** RFC 9112 section 7.1. Trailer fields are of no interest. */
function readChunks(octets: Uint8Array): Uint8Array | undefined {
  const chunks: Uint8Array[] = [];
  for (let at = 0;;) {
    const lineEnd = octets.indexOf(0x0a, at);
    if (lineEnd < 0) return undefined;
    const line = new TextDecoder("latin1").decode(octets.subarray(at, lineEnd));
    const size = /^([0-9a-fA-F]{1,6})[ \t]*(?:;.*)?\r$/.exec(line)?.[1];
    if (size === undefined) throw new HttpError("sends a chunk without a size");
    const start = lineEnd + 1;
    const end = start + parseInt(size, 16);
    if (start === end) return concatenate(chunks);
    if (end + 2 > octets.length) return undefined;
    chunks.push(octets.subarray(start, end));
    at = end + 2;
  }
}
