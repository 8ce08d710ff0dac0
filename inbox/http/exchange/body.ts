/**
 * The body of a request, no larger than it may be.
 * @module
 */
import { JsonMembers } from "../../../message/file/json_members.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { HttpError } from "./respond.ts";

/** Octets of a request in JSON that carries no mail. */
const MAX_JSON_OCTETS = 8 * 1024 * 1024;

/** Octets of all bodies together that are being read. */
const MAX_HELD = 192 * 1024 * 1024;

/** Milliseconds without an octet after which a body is given up. */
const SILENCE = 30_000;

let held = 0;

/**
 * Reads a body.
 *
 * @param request The request.
 * @param limit Its octets at most.
 * @param silence Milliseconds without an octet after which it is given up.
 * @throws {HttpError} 413 if it is larger, 408 if it stops coming, 503 if others take all the memory.
 */
export async function readBody(
  request: Request,
  limit: number,
  silence = SILENCE,
): Promise<Uint8Array> {
  const tooLarge = new HttpError(413, `the body is larger than ${limit} octets`);
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge;
  const reader = request.body?.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const piece = reader && await nextPiece(reader, silence);
      if (piece === undefined) return concatenate(pieces);
      size += piece.length;
      held += piece.length;
      if (size > limit) throw tooLarge;
      if (held > MAX_HELD) throw new HttpError(503, "too many large requests at a time");
      pieces.push(piece);
    }
  } finally {
    held -= size;
    // What still comes is not waited for.
    reader?.cancel().catch(() => {});
  }
}

async function nextPiece(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  silence: number,
): Promise<Uint8Array | undefined> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new HttpError(408, "the body stops coming")), silence);
  try {
    return (await Promise.race([reader.read(), promise])).value;
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, "the body breaks off");
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Reads a body in JSON, whatever type it is said to have: curl calls it a form.
 *
 * @param request The request.
 * @param limit Its octets at most.
 * @returns The value; `undefined` of an empty body.
 * @throws {HttpError} 400 if it is no JSON, 413 if it is too large.
 */
export async function readJson(request: Request, limit = MAX_JSON_OCTETS): Promise<unknown> {
  const octets = await readBody(request, limit);
  if (octets.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(octets));
  } catch {
    throw new HttpError(400, "the body is not JSON");
  }
}

/**
 * The members of a body in JSON that is an object.
 *
 * @param value The body; an empty one has no members.
 * @throws {HttpError} 400, also from the members, if something is not what it must be.
 */
export function membersOf(value: unknown): JsonMembers {
  return new JsonMembers(value ?? {}, (reason) => new HttpError(400, `the body: ${reason}`));
}
