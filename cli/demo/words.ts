/**
 * One sentence for each line of the demo's dialogue: that of `mua explain`, and of the message's own
 * lines what they are.
 * @module
 */
import { commandHint, keywordHint, replyHint } from "../../explain/reading/hint.ts";
import type { TranscriptEvent } from "../../smtp/mod.ts";

/**
 * Explains a dialogue line by line.
 *
 * @returns What takes the lines in their order, and gives a sentence where one is of use.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainDialogue } from "./words.ts";
 * const meaningOf = explainDialogue();
 * const event = { time: 0, speaker: "server", stage: "quit", encrypted: false, code: 221 } as const;
 * assertEquals(meaningOf({ ...event, text: "221 Bye" }), "221: the server closes the connection.");
 * ```
 */
export function explainDialogue(): (event: TranscriptEvent) => string | undefined {
  let last: TranscriptEvent | undefined;
  let isHeader = true;
  return (event) => {
    const isFirst = last?.stage !== event.stage || last.speaker !== event.speaker;
    last = event;
    const meaning = event.stage === "body"
      ? meaningOfBody(event.text, isFirst, isHeader)
      : meaningOfCommand(event, isFirst);
    if (event.stage === "body" && event.text === "") isHeader = false;
    return meaning;
  };
}

function meaningOfCommand(event: TranscriptEvent, isFirst: boolean): string | undefined {
  const { speaker, stage, text, code } = event;
  if (speaker === "client") return commandHint(text);
  if (speaker !== "server") return undefined;
  if (stage === "ehlo" && !isFirst) return keywordHint(text.slice("250-".length));
  if (code === undefined) return undefined;
  return replyHint(stage, { code, enhanced: undefined, lines: [text.slice("250 ".length)] });
}

function meaningOfBody(text: string, isFirst: boolean, isHeader: boolean): string | undefined {
  if (isFirst) {
    return "The message begins with its header: From and To here are for people to read.";
  }
  if (isHeader && text === "") return "An empty line ends the header; what follows is the body.";
  if (text === ".") return commandHint(text);
  return undefined;
}
