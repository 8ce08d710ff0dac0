/**
 * The content of one part of a mail, decoded while it is given out.
 * @module
 */
import { concatenate } from "../../../message/encoding/octets.ts";
import { type PartToRead, readContents } from "../../../message/body/part_content.ts";

/**
 * Gives out the content of a part.
 *
 * @param octets The mail.
 * @param part The part.
 * @returns Its octets; they are read no faster than they are taken.
 */
export function contentStream(
  octets: AsyncIterable<Uint8Array>,
  part: PartToRead,
): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  pour(octets, part, writable);
  return readable;
}

/**
 * Reads the content of a part whole.
 *
 * @param octets The mail.
 * @param part The part.
 * @param limit The octets at most.
 * @returns The content; `undefined` if there is more.
 * @throws What the reading of the mail throws.
 */
export async function readContent(
  octets: AsyncIterable<Uint8Array>,
  part: PartToRead,
  limit: number,
): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of contentStream(octets, part)) {
    size += piece.length;
    if (size > limit) return undefined;
    pieces.push(piece);
  }
  return concatenate(pieces);
}

async function pour(
  octets: AsyncIterable<Uint8Array>,
  part: PartToRead,
  writable: WritableStream<Uint8Array>,
): Promise<void> {
  const writer = writable.getWriter();
  try {
    await readContents(octets, [part], () => ({
      push: (piece) => writer.write(piece.slice()),
      end: () => {},
    }));
    await writer.close();
  } catch (error) {
    // Whoever reads learns it; if nobody does, there is nobody to tell.
    await writer.abort(error).catch(() => {});
  }
}
