/**
 * Receiving a message: up to a line with only a dot, by DATA (RFC 5321 section 4.1.1.4), or in chunks of a
 * known size, octet for octet, by BDAT (RFC 3030 section 2).
 * @module
 */
import { count } from "../message/inspect/sentence.ts";
import type { Conversation } from "./conversation.ts";
import { DataReceiver } from "./data.ts";
import type { DialoguePart, Effect } from "./effect.ts";
import type { Incoming } from "./incoming.ts";
import { reply, type ServerReply } from "./reply.ts";

const FALSE_END: Effect = {
  kind: "note",
  stage: "body",
  text: "a lone dot without CRLF on both sides was kept: it does not end the message",
};

const START = reply(354, undefined, "Send the message, then a line with only a dot");

/**
 * Receives the message that DATA begins.
 *
 * @param conversation The dialogue.
 * @param message The message.
 * @returns Whether the session goes on.
 */
export function* receiveData(
  conversation: Conversation,
  message: Incoming,
): DialoguePart<boolean> {
  const refusal = yield* message.begin();
  if (refusal !== undefined) return yield* conversation.say("data", refusal);
  yield* conversation.say("data", START);
  if (!(yield* receiveContent(conversation, message))) {
    yield* message.abandon();
    return false;
  }
  yield { kind: "hear", stage: "dot", text: "." };
  return yield* conversation.say("dot", yield* message.finish());
}

/** Receives mail data to its end, also when nothing of it is kept any more: only then is there an answer. */
function* receiveContent(
  conversation: Conversation,
  message: Incoming,
): DialoguePart<boolean> {
  const receiver = new DataReceiver();
  for (;;) {
    const falseEnds = receiver.falseEnds;
    const { content, rest } = receiver.push(conversation.input.takeRest());
    yield* message.take(content);
    if (falseEnds === 0 && receiver.falseEnds > 0) yield FALSE_END;
    if (rest !== undefined) {
      conversation.input.feed(rest);
      yield* message.showHidden();
      return true;
    }
    if (!(yield* conversation.read(true))) return false;
  }
}

/** What BDAT announces. */
interface Chunk {
  /** Octets that follow the command. */
  readonly size: number;
  /** Whether the message ends with them. */
  readonly isLast: boolean;
}

/** `bdat-cmd`; a larger size than can be counted is none. */
const ARGUMENT = /^([0-9]{1,15})( +LAST)?$/i;

/**
 * Reads the argument of BDAT.
 *
 * @param argument What follows the verb.
 * @returns The chunk, or `undefined` when it is not the grammar.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseChunk } from "./receive.ts";
 * assertEquals(parseChunk("86 last"), { size: 86, isLast: true });
 * assertEquals(parseChunk("-1"), undefined);
 * ```
 */
export function parseChunk(argument: string): Chunk | undefined {
  const [, size, last] = ARGUMENT.exec(argument) ?? [];
  return size === undefined ? undefined : { size: Number(size), isLast: last !== undefined };
}

/**
 * Receives a chunk, and answers. It is received also where it is refused: it is on its way already, and
 * must not be taken for commands.
 *
 * @param conversation The dialogue.
 * @param chunk What was announced.
 * @param message The message that it belongs to, or why there is none.
 * @returns Whether the message goes on, has ended or has failed; `undefined` is the end of the session.
 */
export function* receiveChunk(
  conversation: Conversation,
  { size, isLast }: Chunk,
  message: Incoming | ServerReply,
): DialoguePart<"open" | "ended" | "failed" | undefined> {
  let refusal = "code" in message ? message : undefined;
  for (let missing = size; missing > 0;) {
    const octets = conversation.input.take(missing);
    missing -= octets.length;
    if (!("code" in message)) refusal = yield* message.take(octets);
    if (missing > 0 && !(yield* conversation.read(true))) {
      if (!("code" in message)) yield* message.abandon();
      return undefined;
    }
  }
  const stage = isLast ? "dot" : "body";
  if (isLast && !("code" in message)) {
    yield* message.showHidden();
    return (yield* conversation.say(stage, yield* message.finish())) ? "ended" : undefined;
  }
  if (refusal !== undefined) {
    return (yield* conversation.say(stage, refusal)) ? "failed" : undefined;
  }
  const received = reply(250, "2.0.0", `${count(size, "octet", "octets")} received`);
  return (yield* conversation.say(stage, received)) ? "open" : undefined;
}
