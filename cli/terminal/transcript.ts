/**
 * A dialogue as lines for a person, with the marks that users of swaks know: `===` a note, `->` what we
 * sent, `<-` what the server said, `<**` that it refused, `~>` and `<~` the same under TLS, `***` a failure.
 * @module
 */
import type { TranscriptEvent, TranscriptSink } from "../../smtp/mod.ts";
import { escapeLine } from "./escape.ts";
import { blue, dim, green, type Piece, red } from "./style.ts";
import type { Terminal } from "./terminal.ts";

/** Columns of the time: seconds since the beginning, to the millisecond. */
const TIME_WIDTH = 8;

/**
 * One event as a line.
 *
 * @param event The event.
 * @param started When the dialogue began, in milliseconds of Unix time.
 * @returns The line with its end.
 */
export function transcriptLine(event: TranscriptEvent, started: number): Piece[] {
  const seconds = ((event.time - started) / 1000).toFixed(3).padStart(TIME_WIDTH);
  return [dim(seconds), " ", styled(event, `${mark(event)} ${escapeLine(event.text)}`), "\n"];
}

/** The mark of an event; all marks are three columns wide. */
function mark(event: TranscriptEvent): string {
  switch (event.speaker) {
    case "note":
      return "===";
    case "failure":
      return "***";
    case "client":
      return event.encrypted ? " ~>" : " ->";
    case "server":
      if (isRefusal(event)) return event.encrypted ? "<~*" : "<**";
      return event.encrypted ? "<~ " : "<- ";
  }
}

function isRefusal(event: TranscriptEvent): boolean {
  return event.code !== undefined && event.code >= 400;
}

function styled(event: TranscriptEvent, text: string): Piece {
  switch (event.speaker) {
    case "note":
      return dim(text);
    case "failure":
      return red(text);
    case "client":
      return blue(text);
    case "server":
      return isRefusal(event) ? red(text) : green(text);
  }
}

/**
 * Shows a transcript on standard error as it happens, with the seconds from now on.
 *
 * @param terminal Where to.
 * @returns What takes the events.
 */
export function showTranscript(terminal: Terminal): TranscriptSink {
  const started = Date.now();
  return (event) => terminal.err(transcriptLine(event, started));
}
