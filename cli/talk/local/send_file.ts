/**
 * `:file`: sends a file as the message.
 * @module
 */
import { openFile } from "../../../message/file/file.ts";
import { SourceError } from "../../../message/encoding/octets.ts";
import { BodyLog } from "../../../smtp/connection/body_log.ts";
import { DotStuffer } from "../../../smtp/dot.ts";
import { MissingInputError } from "../../terminal/exit.ts";
import { textLine } from "../dialogue/lines.ts";
import type { Dialogue } from "../dialogue/dialogue.ts";
import type { Talk } from "../dialogue/talk.ts";

/**
 * Sends a file with DATA before it, unless that was said, and the dot behind it. Bare line ends become
 * CRLF, and dots are stuffed.
 *
 * @param talk The dialogue.
 * @param path The file.
 * @throws {CliError} 66 if it cannot be opened: nothing is sent then.
 */
export async function sendFile(talk: Talk, path: string): Promise<void> {
  const { tracker } = talk.dialogue;
  try {
    using file = await openFile(path);
    if (tracker.state.phase !== "data") await talk.say([textLine("DATA")]);
    if (tracker.state.phase !== "data") return;
    await sendOctets(talk, file.open());
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (!tracker.isInMessage) throw new MissingInputError(error.message, { cause: error });
    talk.giveUp(
      `${error.message}: closing the connection without the dot, so nothing is delivered`,
    );
  }
}

async function sendOctets(talk: Talk, message: AsyncIterable<Uint8Array>): Promise<void> {
  const stuffer = new DotStuffer();
  const log = new BodyLog();
  for await (const octets of message) {
    const stuffed = stuffer.push(octets);
    show(talk.dialogue, log.push(stuffed));
    if (!await talk.sendMessage(stuffed, false)) return;
  }
  const end = stuffer.end();
  show(talk.dialogue, log.push(end));
  if (log.hidden > 0) {
    const { hidden } = log;
    talk.dialogue.recorder.note(`${hidden} more octets of the message are not shown`, { hidden });
  }
  if (await talk.sendMessage(end, true)) await talk.settle();
}

function show({ recorder, tracker }: Dialogue, lines: readonly string[]): void {
  const { encrypted } = tracker.state;
  for (const text of lines) recorder.add({ from: "client", text, encrypted });
}
