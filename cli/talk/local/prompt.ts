/**
 * The prompt: where the dialogue stands, and what Tab offers there.
 * @module
 */
import { complete } from "./completion.ts";
import type { Prompt } from "../dialogue/desk.ts";
import type { TypedLine } from "../dialogue/lines.ts";
import { isLocal } from "./local_command.ts";
import type { Tracker } from "../dialogue/tracker.ts";

/** What the prompt knows of a line beside where the dialogue stands. */
interface LineKinds {
  /** Whether a line is for mua. */
  isLocal(line: TypedLine): boolean;
  /** Whether a line would hold a secret if it was sent now. */
  isSecret(text: string): boolean;
}

/**
 * The prompt of a dialogue.
 *
 * @param tracker Where it stands.
 * @param isCollecting Whether lines are collected for one write.
 * @param kinds What is known of a line.
 * @returns The prompt.
 */
export function promptFor(tracker: Tracker, isCollecting: boolean, kinds: LineKinds): Prompt {
  const { state } = tracker;
  const phase = state.phase === "chunk" ? `chunk ${tracker.chunkLeft}` : state.phase;
  const tls = state.encrypted && state.phase !== "closed" ? " tls" : "";
  return {
    text: isCollecting ? `${phase}${tls} pipeline>` : `${phase}${tls}>`,
    complete: (before) => complete(before, state),
    isLocal: (line) => kinds.isLocal(line),
    remembers: (line) => {
      const isText = state.phase === "data" || state.phase === "chunk";
      return !isText && (isLocal(line) || !kinds.isSecret(line));
    },
  };
}
