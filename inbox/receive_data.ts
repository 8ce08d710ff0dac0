/**
 * DATA: the message up to a line with only a dot (RFC 5321 section 4.1.1.4).
 * @module
 */
import type { Conversation } from "./conversation.ts";
import { DataReceiver } from "./data.ts";
import type { DialoguePart, Effect } from "./effect.ts";
import type { Incoming } from "./incoming.ts";
import { reply } from "./reply.ts";

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
