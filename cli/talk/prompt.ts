/**
 * The prompt: where the dialogue stands, and what Tab offers there.
 * @module
 */
import { complete } from "./completion.ts";
import type { Prompt } from "./desk.ts";
import { isLocal } from "./local_command.ts";
import type { Tracker } from "./tracker.ts";

/**
 * The prompt of a dialogue.
 *
 * @param tracker Where it stands.
 * @param isCollecting Whether lines are collected for one write.
 * @param isPublic Whether a line holds no secret.
 * @returns The prompt.
 */
export function promptFor(
  tracker: Tracker,
  isCollecting: boolean,
  isPublic: (text: string) => boolean,
): Prompt {
  const { state } = tracker;
  const phase = state.phase === "chunk" ? `chunk ${tracker.chunkLeft}` : state.phase;
  const tls = state.encrypted && state.phase !== "closed" ? " tls" : "";
  return {
    text: isCollecting ? `${phase}${tls} pipeline>` : `${phase}${tls}>`,
    complete: (before) => complete(before, state),
    remembers: (line) => {
      const isText = state.phase === "data" || state.phase === "chunk";
      return !isText && (isLocal(line) || isPublic(line));
    },
  };
}
