/**
 * The body of a request, no larger than it may be.
 * @module
 */
import { JsonMembers } from "../../../message/file/json_members.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { HttpError } from "./respond.ts";

/** Octets of a request in JSON that carries no mail. */
const MAX_JSON_OCTETS = 8 * 1024 * 1024;

/**
 * Reads a body.
 *
 * @param request The request.
 * @param limit Its octets at most.
 * @throws {HttpError} 413 if it is larger.
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = new HttpError(413, `the body is larger than ${limit} octets`);
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of request.body ?? []) {
    size += piece.length;
    if (size > limit) throw tooLarge;
    pieces.push(piece);
  }
  return concatenate(pieces);
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
