/**
 * How a dialogue is shown: as lines with marks for a person, or as JSON.
 * @module
 */
import { escapeLine } from "../escape.ts";
import { dim, type Piece } from "../style.ts";
import type { Terminal } from "../terminal.ts";
import { transcriptLine } from "../transcript.ts";
import { wrap } from "../wrap.ts";
import { type Entry, transcriptOf } from "./entry.ts";

/** Columns of the time and the mark of a line. */
const MARGIN = 13;

/** Shows a dialogue. */
export interface TalkOutput {
  /** Shows a part of it, with the ends of lines that were sent or without. */
  show(entry: Entry, withLineEnds: boolean): void;
  /** Explains it, between its lines. */
  hint(text: string): void;
  /** Answers a local command. */
  answer(...pieces: Piece[]): void;
}

/**
 * Shows a dialogue on a terminal.
 *
 * @param terminal Where to.
 * @param form `lines` to standard output; `json` there, one entry a line; `aside`, lines to standard
 * error, for a dialogue that is not the result.
 * @returns What shows it.
 */
export function talkOutput(terminal: Terminal, form: "lines" | "json" | "aside"): TalkOutput {
  return {
    show(entry: Entry, withLineEnds: boolean): void {
      if (form === "json") return terminal.json(entry);
      const pieces = transcriptOf(entry, withLineEnds).flatMap((event) => transcriptLine(event, 0));
      if (form === "lines") terminal.out(...pieces);
      else terminal.err(...pieces);
    },
    hint(text: string): void {
      const width = terminal.errIsTerminal ? Math.max(terminal.columns, 2 * MARGIN) : Infinity;
      terminal.err(dim(wrap(escapeLine(text), MARGIN, MARGIN, width)));
    },
    answer(...pieces: Piece[]): void {
      terminal.err(...pieces);
    },
  };
}
