/**
 * The dialogue of the inbox with one client (RFC 5321 section 3). It touches no connection, no file
 * and no clock: what it does is what it yields.
 * @module
 */
import { BodyLog } from "../smtp/body_log.ts";
import { type Command, parseCommand } from "./command.ts";
import { DataReceiver } from "./data.ts";
import type { Dialogue, DialoguePart, DialogueStage, Effect } from "./effect.ts";
import { COMMAND_LINE_OCTETS, type Limits } from "./limits.ts";
import { InputBuffer, type Line } from "./line.ts";
import { reply, type ServerReply } from "./reply.ts";
import { formatTrace } from "./trace.ts";
import {
  MESSAGE_TOO_LARGE,
  type SessionState,
  startData,
  type Transaction,
} from "./transaction.ts";
import { BARE_LF, doCommand, LINE_TOO_LONG, NOT_A_COMMAND } from "./verbs.ts";

/** What a dialogue needs to know. */
export interface SessionOptions {
  /** What the inbox calls itself: a domain or an address literal. */
  readonly hostName: string;
  /** The address of the client, as an address literal. */
  readonly peer: string;
  /** The port of the client. */
  readonly peerPort: number;
  /** What the inbox takes. */
  readonly limits: Limits;
  /** The time now. */
  readonly clock: () => Date;
  /** A new name for a message, of letters and digits. */
  readonly newId: () => string;
}

const STAGES: ReadonlyMap<string, DialogueStage> = new Map<string, DialogueStage>([
  ["EHLO", "ehlo"],
  ["HELO", "helo"],
  ["MAIL", "mail"],
  ["RCPT", "rcpt"],
  ["DATA", "data"],
  ["RSET", "rset"],
  ["QUIT", "quit"],
]);

/** The code of the only reply that the client asks to be the last. */
const CLOSING = 221;

const CANNOT_STORE = reply(451, "4.3.0", "Cannot store the message now");

const FALSE_END: Effect = {
  kind: "note",
  stage: "body",
  text: "a lone dot without CRLF on both sides was kept: it does not end the message",
};

function hiddenNote(octets: number): Effect {
  const text = `${octets} more octets of the message are not shown`;
  return { kind: "note", stage: "body", text };
}

const encoder = new TextEncoder();
/** For showing what is no command; one that is was decoded strictly. */
const lenientDecoder = new TextDecoder();

/**
 * The dialogue with one client, from the greeting to the end.
 *
 * @param options What it needs to know.
 * @returns The dialogue.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DEFAULT_LIMITS } from "./limits.ts";
 * import { serveSession } from "./session.ts";
 * const dialogue = serveSession({
 *   hostName: "localhost",
 *   peer: "[127.0.0.1]",
 *   peerPort: 50000,
 *   limits: DEFAULT_LIMITS,
 *   clock: () => new Date(0),
 *   newId: () => "1",
 * });
 * const { value } = dialogue.next({ kind: "done" });
 * assertEquals(value?.kind === "say" && value.reply.code, 220);
 * ```
 */
export function* serveSession(options: SessionOptions): Dialogue {
  yield* new Session(options).run();
}

/**
 * The dialogue with a client that is not let in (RFC 5321 section 3.8): one reply.
 *
 * @param hostName What the inbox calls itself.
 * @returns The dialogue.
 */
export function* refuseSession(hostName: string): Dialogue {
  yield {
    kind: "say",
    stage: "banner",
    reply: reply(421, "4.7.0", `${hostName} too many connections`),
  };
}

class Session {
  readonly #options: SessionOptions;
  readonly #input = new InputBuffer();
  readonly #state: SessionState = { client: undefined, transaction: undefined };
  #errors = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  *run(): Dialogue {
    let goesOn = yield* this.#say(
      "banner",
      reply(220, undefined, `${this.#options.hostName} ESMTP mua inbox`),
    );
    while (goesOn) {
      const line = yield* this.#nextLine();
      if (line === undefined) return;
      goesOn = yield* this.#handleLine(line);
    }
  }

  *#nextLine(): DialoguePart<Line | undefined> {
    // The time is that of the whole command, or one octet a minute could take for ever.
    for (let renew = true;; renew = false) {
      const line = this.#input.nextLine(COMMAND_LINE_OCTETS);
      if (line !== undefined) return line;
      if (!(yield* this.#read(renew))) return undefined;
    }
  }

  *#handleLine(line: Line): DialoguePart<boolean> {
    if (line.kind === "too-long") {
      yield { kind: "note", stage: "other", text: `a line of over ${COMMAND_LINE_OCTETS} octets` };
      return yield* this.#say("other", LINE_TOO_LONG);
    }
    const command = parseCommand(line.octets);
    const stage = STAGES.get(command?.verb ?? "") ?? "other";
    yield { kind: "hear", stage, text: lenientDecoder.decode(line.octets) };
    if (line.kind === "bare-lf") return yield* this.#say(stage, BARE_LF);
    if (command === undefined) return yield* this.#say(stage, NOT_A_COMMAND);
    return yield* this.#handleCommand(command, stage);
  }

  *#handleCommand(command: Command, stage: DialogueStage): DialoguePart<boolean> {
    if (command.verb === "DATA") {
      const start = startData(command.argument, this.#state);
      return "code" in start ? yield* this.#say(stage, start) : yield* this.#receiveMessage(start);
    }
    const answer = doCommand(command, this.#state, this.#options);
    return (yield* this.#say(stage, answer)) && answer.code !== CLOSING;
  }

  /** DATA (RFC 5321 section 4.1.1.4). A transaction ends with it, whatever becomes of the message. */
  *#receiveMessage(transaction: Transaction): DialoguePart<boolean> {
    const { name, extended } = transaction.client;
    const { clock, newId, hostName, peer, peerPort } = this.#options;
    const time = clock();
    const protocol = transaction.utf8 ? "UTF8SMTP" : extended ? "ESMTP" : "SMTP";
    const { reversePath, recipients } = transaction;
    this.#state.transaction = undefined;
    const trace = formatTrace({
      reversePath,
      recipients,
      clientName: name,
      peer,
      hostName,
      protocol,
      id: newId(),
      time,
    });
    const begun = yield { kind: "begin", octets: encoder.encode(trace) };
    if (begun.kind === "failed") return yield* this.#say("data", CANNOT_STORE);
    yield* this.#say(
      "data",
      reply(354, undefined, "Send the message, then a line with only a dot"),
    );
    const content = yield* this.#receiveContent();
    if (content === undefined) {
      yield { kind: "abandon" };
      return false;
    }
    yield { kind: "hear", stage: "dot", text: "." };
    if (content.refusal !== undefined) return yield* this.#say("dot", content.refusal);
    const stored = yield {
      kind: "commit",
      envelope: {
        version: 1,
        mailFrom: reversePath,
        rcptTo: recipients,
        ehlo: name,
        peer: `${peer}:${peerPort}`,
        time: time.toISOString(),
      },
    };
    if (stored.kind !== "stored") return yield* this.#say("dot", CANNOT_STORE);
    this.#errors = 0;
    return yield* this.#say("dot", reply(250, "2.0.0", `Stored as message ${stored.number}`));
  }

  /** Receives mail data to its end, also when nothing of it is kept any more: only then is there an answer. */
  *#receiveContent(): DialoguePart<
    { refusal: ServerReply | undefined } | undefined
  > {
    const receiver = new DataReceiver();
    const log = new BodyLog();
    let octets = 0;
    let refusal: ServerReply | undefined;
    for (;;) {
      const falseEnds = receiver.falseEnds;
      const { content, rest } = receiver.push(this.#input.takeRest());
      octets += content.length;
      for (const text of log.push(content)) yield { kind: "hear", stage: "body", text };
      if (falseEnds === 0 && receiver.falseEnds > 0) yield FALSE_END;
      if (refusal === undefined && octets > this.#options.limits.messageOctets) {
        yield { kind: "abandon" };
        refusal = MESSAGE_TOO_LARGE;
      }
      if (refusal === undefined && content.length > 0) {
        const written = yield { kind: "write", octets: content };
        if (written.kind === "failed") refusal = CANNOT_STORE;
      }
      if (rest !== undefined) {
        this.#input.feed(rest);
        if (log.hidden > 0) yield hiddenNote(log.hidden);
        return { refusal };
      }
      if (!(yield* this.#read(true))) return undefined;
    }
  }

  /** Reads more; `false` is the end of the session, and the client was told if it still listens. */
  *#read(renew: boolean): DialoguePart<boolean> {
    const answer = yield { kind: "read", renew };
    const { hostName } = this.#options;
    switch (answer.kind) {
      case "octets":
        this.#input.feed(answer.octets);
        return true;
      case "idle":
        return yield* this.#close(reply(421, "4.4.2", `${hostName} waited too long`));
      case "stopping":
        return yield* this.#close(reply(421, "4.3.2", `${hostName} is being stopped`));
      default:
        return false;
    }
  }

  /** Answers; `false` when the session ends with it, because too much was wrong. */
  *#say(stage: DialogueStage, answer: ServerReply): DialoguePart<boolean> {
    yield { kind: "say", stage, reply: answer };
    if (answer.code < 500 || ++this.#errors < this.#options.limits.errors) return true;
    return yield* this.#close(
      reply(421, "4.7.0", `${this.#options.hostName} had to refuse too many commands`),
    );
  }

  /** RFC 5321 section 3.8: 421 says that the connection is closed, whatever was asked. */
  *#close(answer: ServerReply): DialoguePart<false> {
    yield { kind: "say", stage: "other", reply: answer };
    return false;
  }
}
