/**
 * One sentence for each line of the demo's dialogue: that of `mua explain`, and of the message's own
 * lines what they are.
 * @module
 */
import { commandHint, replyHint } from "../../explain/reading/hint.ts";
import type { TranscriptEvent } from "../../smtp/mod.ts";

/**
 * Explains a dialogue line by line.
 *
 * @param extensions What the server offers to a client that says EHLO, one line an extension.
 * @returns What takes the lines in their order, and gives a sentence where one is of use.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainDialogue } from "./words.ts";
 * const meaningOf = explainDialogue(["PIPELINING"]);
 * const event = { time: 0, speaker: "server", stage: "quit", encrypted: false, code: 221 } as const;
 * assertEquals(meaningOf({ ...event, text: "221 Bye" }), "221: the server closes the connection.");
 * ```
 */
export function explainDialogue(
  extensions: readonly string[],
): (event: TranscriptEvent) => string | undefined {
  const meaningOfLine = explainMessage();
  return ({ speaker, stage, text, code }) => {
    if (stage === "body") return meaningOfLine(text);
    if (speaker === "client") return commandHint(text);
    if (speaker !== "server" || code === undefined) return undefined;
    const meaning = replyHint(stage, { code, enhanced: undefined, lines: [text.slice(4)] });
    if (stage !== "helo") return meaning;
    const keywords = extensions.map((line) => line.split(" ", 1)[0]).join(", ");
    return `${meaning} EHLO would have listed what it offers: ${keywords}.`;
  };
}

/** Explains the lines of a message: where its header begins and ends, and the dot behind it. */
function explainMessage(): (line: string) => string | undefined {
  let part: "start" | "header" | "body" = "start";
  return (line) => {
    const isFirst = part === "start";
    if (isFirst) part = "header";
    if (part === "header" && line === "") {
      part = "body";
      return "An empty line ends the header. The body follows.";
    }
    if (isFirst) {
      return "The message begins with its header. Subject: is one of its fields, in any case; From: " +
        "and To: would be others.";
    }
    return line === "." ? commandHint(line) : undefined;
  };
}
