/**
 * What may come next in a dialogue (RFC 5321 section 4.1.4, and the extensions that were offered).
 * @module
 */
import { octets } from "../../terminal/words.ts";
import type { Verb } from "./command_line.ts";
import type { DialogueState } from "./state.ts";

/** Commands that are allowed at any time between others (RFC 5321 section 4.1.4). */
const AT_ANY_TIME: readonly Verb[] = ["RSET", "NOOP", "VRFY", "EXPN", "HELP", "QUIT"];

/**
 * The commands that lead on from a state.
 *
 * @param state Where the dialogue stands.
 * @returns The commands, the usual one first; none where what is typed is no command.
 */
export function leadingOn(state: DialogueState): readonly Verb[] {
  const { phase, extensions, encrypted, authenticated } = state;
  switch (phase) {
    case "connected":
      return ["EHLO", "HELO"];
    case "greeted":
      return [
        "MAIL",
        ...(extensions?.startTls && !encrypted ? ["STARTTLS"] as const : []),
        ...(extensions?.keywords.has("AUTH") && !authenticated ? ["AUTH"] as const : []),
      ];
    case "mail":
      return ["RCPT"];
    case "rcpt":
      return ["RCPT", "DATA", ...(extensions?.chunking ? ["BDAT"] as const : [])];
    default:
      return [];
  }
}

/**
 * The commands that are allowed in a state.
 *
 * @param state Where the dialogue stands.
 * @returns Those that lead on, and those that are always allowed.
 */
export function allowedIn(state: DialogueState): readonly Verb[] {
  const { phase, extensions } = state;
  if (phase === "data" || phase === "chunk" || phase === "auth" || phase === "closed") return [];
  const greetings: readonly Verb[] = phase === "connected" ? [] : ["EHLO", "HELO"];
  const etrn: readonly Verb[] = extensions?.keywords.has("ETRN") ? ["ETRN"] : [];
  return [...new Set([...leadingOn(state), ...greetings, ...AT_ANY_TIME, ...etrn])];
}

/** Commands as they begin when they are typed. */
export const BEGINNINGS: Readonly<Partial<Record<Verb, string>>> = {
  MAIL: "MAIL FROM:<",
  RCPT: "RCPT TO:<",
};

/**
 * What may come next, in words.
 *
 * @param state Where the dialogue stands.
 * @param chunkLeft Octets of a chunk that have not left yet.
 * @returns A sentence, or `undefined` if nothing can come.
 */
export function describeNext(state: DialogueState, chunkLeft = 0): string | undefined {
  switch (state.phase) {
    case "closed":
      return undefined;
    case "data":
      return "Next: the header, an empty line, the text.";
    case "chunk":
      return `Next: ${octets(chunkLeft)} of the message; a line end counts as two.`;
    case "auth":
      return "Next: the response in base64, or * to cancel.";
    default: {
      const words = [...leadingOn(state), "QUIT"].map((verb) =>
        verb === "MAIL" ? "MAIL FROM" : verb === "RCPT" ? "RCPT TO" : verb
      );
      return `Next: ${words.join(", ")}.`;
    }
  }
}
