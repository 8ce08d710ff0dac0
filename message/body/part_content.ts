/**
 * The content of parts: decoded, in one reading of the message however many they are.
 * @module
 */
import {
  type ContentDecoder,
  contentDecoder,
  type DecodingFaults,
  identityDecoder,
} from "../encoding/content_decoding.ts";
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
  /** Octets of the message up to where it ends. */
  readonly end: number;
  readonly decoder: ContentDecoder;
  readonly sink: ContentSink;
}

const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * The decoder for the body of a part: a multipart and a message are taken as they are, and so is an
 * encoding that nobody knows.
 */
export function decoderOf({ kind, encoding }: Pick<Part, "kind" | "encoding">): ContentDecoder {
  return (kind === "leaf" ? contentDecoder(encoding) : undefined) ?? identityDecoder();
}

/**
 * Reads the content of some parts out of a message, once from its beginning to the end of the last,
 * one part after the other but for those that lie in one another.
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
  const end = lastEnd(parts);
  let position = 0;
  let next = 0;
  let readings: Reading[] = [];
  const open = async (part: T): Promise<void> => {
    const { offset, size } = part.body;
    readings.push({ end: offset + size, decoder: decoderOf(part), sink: await sinkOf(part) });
  };
  const take = async (octets: Uint8Array): Promise<void> => {
    for (const reading of readings) await feed(reading, octets, position);
    position += octets.length;
    for (const reading of readings) if (reading.end <= position) await finish(reading);
    readings = readings.filter((reading) => reading.end > position);
  };
  for await (const piece of message) {
    let rest = piece;
    // Up to where a part begins, so that no more are open at once than lie in one another.
    for (
      let part = parts[next];
      part !== undefined && part.body.offset < position + rest.length;
      part = parts[++next]
    ) {
      const length = part.body.offset - position;
      await take(rest.subarray(0, length));
      rest = rest.subarray(length);
      await open(part);
    }
    await take(rest);
    if (position >= end) break;
  }
  for (const part of parts.slice(next)) {
    await open(part);
    await take(NOTHING);
  }
  for (const reading of readings) await finish(reading);
}

function lastEnd(parts: readonly PartToRead[]): number {
  return parts.reduce((last, { body }) => Math.max(last, body.offset + body.size), 0);
}

async function feed(
  { end, decoder, sink }: Reading,
  octets: Uint8Array,
  position: number,
): Promise<void> {
  const own = octets.subarray(0, end - position);
  if (own.length > 0) await sink.push(decoder.push(own));
}

async function finish({ decoder, sink }: Reading): Promise<void> {
  const rest = decoder.end();
  if (rest.length > 0) await sink.push(rest);
  await sink.end(decoder.faults);
}
