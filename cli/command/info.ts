/**
 * What can be told of a command before it runs.
 * @module
 */
import type { OptionTable } from "./options.ts";

/** A command line worth showing, and what it does. */
export interface Example {
  /** The command line. */
  readonly line: string;
  /** What it does: a few words. */
  readonly what: string;
}

/** What can be told of a command. */
export interface CommandInfo {
  /** The word that calls it. */
  readonly name: string;
  /** What it does: a few words without a full stop. */
  readonly summary: string;
  /** The operands: `DOMAIN|ADDRESS [@RESOLVER]`, `FILE...`, `[WHAT...]`; empty for none. */
  readonly operands: string;
  /** Its own options. */
  readonly options: OptionTable;
  /** The first thing that its help shows. */
  readonly examples: readonly Example[];
  /** What else its help says; each text is a paragraph. */
  readonly details?: readonly string[];
  /** Commands that are called by a word after its name. */
  readonly subcommands?: readonly CommandInfo[];
}
