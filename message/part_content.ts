/**
 * The content of parts: decoded, in one reading of the message however many they are.
 * @module
 */
import {
  type ContentDecoder,
  contentDecoder,
  type DecodingFaults,
  identityDecoder,
} from "./content_decoding.ts";
import type { Part } from "./part.ts";

/** A part to be read, as far as that takes. */
export type PartToRead = Pick<Part, "kind" | "encoding" | "body">;

/** Takes the content of a part. */
export interface ContentSink {
  /** Takes octets; they may be overwritten afterwards. */
  push(octets: Uint8Array): void | Promise<void>;
  /**
   * The content is over.
   *
   * @param faults What was wrong with its encoding.
   */
  end(faults: DecodingFaults): void | Promise<void>;
}

/** A part that is being read. */
interface Reading {
  readonly start: number;
  readonly end: number;
  readonly decoder: ContentDecoder;
  readonly sink: ContentSink;
}

/**
 * The decoder for the body of a part: a multipart and a message are taken as they are, and so is an
 * encoding that nobody knows.
 */
export function decoderOf({ kind, encoding }: Pick<Part, "kind" | "encoding">): ContentDecoder {
  return (kind === "leaf" ? contentDecoder(encoding) : undefined) ?? identityDecoder();
}

/**
 * Reads the content of some parts out of a message, once from its beginning to the end of the last.
 *
 * @param message The octets that the parts were found in.
 * @param parts The parts, in the order of the message; one may lie in another.
 * @param sinkOf Where the content of a part goes; asked when its body begins.
 */
export async function readContents<T extends PartToRead>(
  message: AsyncIterable<Uint8Array>,
  parts: readonly T[],
  sinkOf: (part: T) => ContentSink | Promise<ContentSink>,
): Promise<void> {
  let offset = 0;
  let next = 0;
  let readings: Reading[] = [];
  const end = lastEnd(parts);
  const open = async (limit: number): Promise<void> => {
    for (
      let part = parts[next];
      part !== undefined && part.body.offset < limit;
      part = parts[++next]
    ) {
      const { offset: start, size } = part.body;
      readings.push({
        start,
        end: start + size,
        decoder: decoderOf(part),
        sink: await sinkOf(part),
      });
    }
  };
  for await (const piece of message) {
    await open(offset + piece.length);
    for (const reading of readings) await feed(reading, piece, offset);
    offset += piece.length;
    for (const reading of readings) if (reading.end <= offset) await finish(reading);
    readings = readings.filter((reading) => reading.end > offset);
    if (offset >= end) break;
  }
  await open(Infinity);
  for (const reading of readings) await finish(reading);
}

function lastEnd(parts: readonly PartToRead[]): number {
  return parts.reduce((last, { body }) => Math.max(last, body.offset + body.size), 0);
}

async function feed(
  { start, end, decoder, sink }: Reading,
  piece: Uint8Array,
  offset: number,
): Promise<void> {
  const octets = piece.subarray(Math.max(0, start - offset), Math.max(0, end - offset));
  if (octets.length > 0) await sink.push(decoder.push(octets));
}

async function finish({ decoder, sink }: Reading): Promise<void> {
  const rest = decoder.end();
  if (rest.length > 0) await sink.push(rest);
  await sink.end(decoder.faults);
}
