/**
 * How a dialogue is shown: as lines with marks for a person, or as JSON.
 * @module
 */
import { escapeLine } from "../../terminal/escape.ts";
import { dim, type Pieces } from "../../terminal/style.ts";
import { consoleColumns, type Terminal } from "../../terminal/terminal.ts";
import { transcriptLine } from "../../terminal/transcript.ts";
import { wrap } from "../../terminal/wrap.ts";
import { type Entry, transcriptOf } from "../record/entry.ts";

/** Columns of the time and the mark of a line. */
const MARGIN = 13;

/** Shows a dialogue. */
export interface TalkOutput {
  /** Shows a part of it, with the ends of lines that were sent or without. */
  show(entry: Entry, withLineEnds: boolean): void;
  /** Explains it, between its lines. */
  hint(text: string): void;
  /** Answers a local command. */
  answer(...pieces: Pieces[]): void;
}

/**
 * Where a dialogue is shown: `lines` to standard output; `json` there, one entry a line; `aside`, lines to
 * standard error, for a dialogue that is not the result.
 */
type DialogueForm = "lines" | "json" | "aside";

/**
 * Shows a dialogue on a terminal.
 *
 * @param terminal Where to.
 * @param form In which form.
 * @param hasPerson Whether a person types, who sees the dialogue also when it is the result for somebody
 * else.
 * @returns What shows it.
 */
export function talkOutput(
  terminal: Terminal,
  form: DialogueForm,
  hasPerson: boolean,
): TalkOutput {
  const isSeen = form === "lines" && terminal.outIsTerminal;
  return {
    show(entry: Entry, withLineEnds: boolean): void {
      const pieces = transcriptOf(entry, withLineEnds).flatMap((event) => transcriptLine(event, 0));
      if (form === "json") terminal.json(entry);
      if (form === "lines") terminal.out(pieces);
      if (form === "aside" || (hasPerson && !isSeen)) terminal.err(pieces.flat());
    },
    hint(text: string): void {
      const width = terminal.errIsTerminal ? Math.max(consoleColumns(), 2 * MARGIN) : Infinity;
      terminal.err(dim(wrap(escapeLine(text), MARGIN, MARGIN, width)));
    },
    answer(...pieces: Pieces[]): void {
      terminal.err(pieces.flat());
    },
  };
}
