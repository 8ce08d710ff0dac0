/**
 * The dialogue of the inbox with one client (RFC 5321 section 3). It touches no connection, no file
 * and no clock: what it does is what it yields.
 * @module
 */
import { authenticate } from "./authentication.ts";
import { type Command, isHttp, parseCommand } from "./command.ts";
import { Conversation } from "./conversation.ts";
import type { Dialogue, DialoguePart, DialogueStage, Effect } from "./effect.ts";
import { type Circumstances, Incoming } from "./incoming.ts";
import { AUTH_LINE_OCTETS, COMMAND_LINE_OCTETS } from "./limits.ts";
import type { Line } from "./line.ts";
import { splitPathArgument } from "./path.ts";
import { parseChunk, receiveChunk, receiveData } from "./receive.ts";
import { reply, type ServerReply } from "./reply.ts";
import { ShownLines } from "./shown.ts";
import {
  freshState,
  noParameters,
  offerOf,
  outOfSequence,
  type SessionSettings,
  startData,
  startMessage,
  type Transaction,
} from "./transaction.ts";
import { BARE_LF, doCommand, LINE_TOO_LONG, NOT_A_COMMAND } from "./verbs.ts";

/** What a dialogue needs to know. */
interface SessionOptions extends SessionSettings, Circumstances {}

/** Said of a client that sends more than its first line before anything of it was answered. */
const IMPATIENT: Effect = {
  kind: "note",
  stage: "banner",
  text: "the client did not wait for the reply to its first command",
};

const STAGES: ReadonlyMap<string, DialogueStage> = new Map<string, DialogueStage>([
  ["EHLO", "ehlo"],
  ["HELO", "helo"],
  ["STARTTLS", "starttls"],
  ["AUTH", "auth"],
  ["MAIL", "mail"],
  ["RCPT", "rcpt"],
  ["DATA", "data"],
  ["RSET", "rset"],
  ["QUIT", "quit"],
]);

/** The code of the only reply that the client asks to be the last. */
const CLOSING = 221;

/** RFC 5321 section 3.1. */
const TURNED_AWAY = reply(503, "5.5.1", "No service here: send QUIT");
/** RFC 3030 section 2. */
const MIXED = reply(
  503,
  "5.5.1",
  "The message is being sent in chunks: DATA cannot be mixed with BDAT",
);
/** RFC 3207 section 4.2. */
const INJECTED = reply(554, "5.7.0", "Nothing may follow STARTTLS before TLS: closing");
/** RFC 2920 section 3.1: DATA is the last command of a group. */
const EARLY_DATA = reply(
  554,
  "5.5.0",
  "Mail data came before the 354 (RFC 2920 3.1): closing; --strict off accepts it",
);
/** A web page may have sent it, with commands in its body. */
const NOT_HTTP = reply(554, "5.5.0", "This is SMTP, not HTTP: closing");

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
 * assertEquals(dialogue.next({ kind: "done" }).value, { kind: "ask", stage: "banner", subject: "" });
 * const { value } = dialogue.next({ kind: "done" });
 * assertEquals(value?.kind === "say" && value.reply.code, 220);
 * ```
 */
export function* serveSession(options: SessionOptions): Dialogue {
  yield* new Session(options).run();
}

class Session {
  readonly #options: SessionOptions;
  readonly #conversation: Conversation;
  #state = freshState();
  /** The message that is coming in chunks. */
  #chunked: Incoming | undefined;
  readonly #shownLines = new ShownLines();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#conversation = new Conversation(options.hostName, options.limits.errors);
  }

  *run(): Dialogue {
    if (this.#options.tls === "on-connect" && !(yield* this.#secure())) return;
    const turnedAway = yield* this.#conversation.ask("banner");
    const greeting = reply(220, undefined, `${this.#options.hostName} ESMTP mua inbox`);
    let goesOn = yield* this.#conversation.say("banner", turnedAway ?? greeting);
    for (let isFirst = true; goesOn; isFirst = false) {
      const line = yield* this.#conversation.nextLine(this.#lineOctets());
      if (line === undefined) break;
      if (isFirst && this.#conversation.input.hasMore) yield IMPATIENT;
      goesOn = yield* this.#handleLine(line, turnedAway !== undefined);
      yield* this.#forgetChunks();
    }
    this.#state.transaction = undefined;
    yield* this.#forgetChunks();
  }

  get #isStrict(): boolean {
    return this.#options.tolerance?.earlyData !== true;
  }

  #lineOctets(): number {
    return offerOf(this.#state, this.#options).mechanisms.length === 0
      ? COMMAND_LINE_OCTETS
      : AUTH_LINE_OCTETS;
  }

  *#handleLine(line: Line, isTurnedAway: boolean): DialoguePart<boolean> {
    const conversation = this.#conversation;
    const text = this.#shownLines.show(line.octets);
    if (isHttp(line.octets)) {
      yield { kind: "hear", stage: "other", text };
      yield* conversation.say("other", NOT_HTTP);
      return false;
    }
    if (line.kind === "too-long") {
      yield { kind: "note", stage: "other", text: `a line of over ${this.#lineOctets()} octets` };
      return yield* conversation.say("other", LINE_TOO_LONG);
    }
    const command = parseCommand(line.octets);
    const stage = this.#stageOf(command);
    yield { kind: "hear", stage, text };
    if (command === undefined) return yield* conversation.say(stage, NOT_A_COMMAND);
    if (line.kind === "bare-lf") return yield* this.#refuse(command, stage, BARE_LF);
    if (isTurnedAway && command.verb !== "QUIT") {
      return yield* this.#refuse(command, stage, TURNED_AWAY);
    }
    return yield* this.#handleCommand(command, stage);
  }

  /** Refuses a command unseen. The octets behind BDAT would be taken for commands then. */
  *#refuse(command: Command, stage: DialogueStage, answer: ServerReply): DialoguePart<boolean> {
    return (yield* this.#conversation.say(stage, answer)) && command.verb !== "BDAT";
  }

  #stageOf(command: Command | undefined): DialogueStage {
    const stage = STAGES.get(command?.verb ?? "") ?? "other";
    return stage === "ehlo" && this.#state.encrypted ? "ehlo-after-tls" : stage;
  }

  *#handleCommand(command: Command, stage: DialogueStage): DialoguePart<boolean> {
    if (command.verb === "DATA" && this.#conversation.input.hasMore && this.#isStrict) {
      yield* this.#conversation.say(stage, EARLY_DATA);
      return false;
    }
    // A chunk is on its way whatever is answered: BDAT is asked about when it has come.
    const refusal = stage === "other"
      ? undefined
      : yield* this.#conversation.ask(stage, subjectOf(command, this.#options));
    if (refusal !== undefined) return yield* this.#conversation.say(stage, refusal);
    switch (command.verb) {
      case "DATA":
        return yield* this.#data(command.argument);
      case "BDAT":
        return yield* this.#bdat(command.argument);
      case "STARTTLS":
        if (offerOf(this.#state, this.#options).startTls) return yield* this.#startTls(command);
        break;
      case "AUTH":
        return yield* this.#auth(command);
    }
    return yield* this.#doCommand(command, stage);
  }

  *#doCommand(command: Command, stage: DialogueStage): DialoguePart<boolean> {
    // RFC 3030 section 2: between the chunks of a message its envelope is closed.
    const answer = this.#chunked !== undefined && stage === "rcpt"
      ? reply(503, "5.5.1", "The message is already being sent")
      : doCommand(command, this.#state, this.#options);
    return (yield* this.#conversation.say(stage, answer)) && answer.code !== CLOSING;
  }

  *#data(argument: string): DialoguePart<boolean> {
    const start = this.#chunked === undefined ? startData(argument, this.#state) : MIXED;
    if ("code" in start) return yield* this.#conversation.say("data", start);
    this.#state.transaction = undefined;
    return yield* receiveData(this.#conversation, this.#incoming(start));
  }

  *#bdat(argument: string): DialoguePart<boolean> {
    const chunk = parseChunk(argument);
    // Nobody knows how many octets are to be passed over, so that what comes cannot be read.
    if (chunk === undefined) {
      yield* this.#conversation.say("body", reply(501, "5.5.4", "Syntax: BDAT size [LAST]"));
      return false;
    }
    const message = this.#chunked ?? (yield* this.#startChunks());
    const course = yield* receiveChunk(this.#conversation, chunk, message);
    if (course === "ended" || course === "failed") this.#state.transaction = undefined;
    return course !== undefined;
  }

  *#startChunks(): DialoguePart<Incoming | ServerReply> {
    const start = startMessage(this.#state);
    if ("code" in start) return start;
    const message = this.#incoming(start);
    yield* message.begin();
    this.#chunked = message;
    return message;
  }

  /** RSET, EHLO and whatever else ends a transaction end the message that was coming in chunks. */
  *#forgetChunks(): DialoguePart<void> {
    if (this.#chunked === undefined || this.#state.transaction !== undefined) return;
    yield* this.#chunked.abandon();
    this.#chunked = undefined;
  }

  #incoming(transaction: Transaction): Incoming {
    return new Incoming(this.#conversation, this.#options, transaction, this.#state);
  }

  *#startTls({ argument }: Command): DialoguePart<boolean> {
    const { client } = this.#state;
    if (argument !== "") return yield* this.#conversation.say("starttls", noParameters("STARTTLS"));
    if (client === undefined) {
      return yield* this.#conversation.say("starttls", outOfSequence("EHLO"));
    }
    // What was sent in clear text behind STARTTLS anybody may have put there (CVE-2011-0411).
    if (this.#conversation.input.hasMore) {
      yield* this.#conversation.say("starttls", INJECTED);
      return false;
    }
    yield* this.#conversation.say("starttls", reply(220, "2.0.0", "Ready to start TLS"));
    return yield* this.#secure();
  }

  /** What was learned before in clear text is forgotten (RFC 3207 section 4.2). */
  *#secure(): DialoguePart<boolean> {
    yield* this.#conversation.ask("tls");
    if ((yield { kind: "secure" }).kind === "failed") return false;
    this.#state = freshState(true);
    yield { kind: "note", stage: "tls", text: "encrypted" };
    return true;
  }

  *#auth(command: Command): DialoguePart<boolean> {
    const { access } = this.#options;
    const isOffered = offerOf(this.#state, this.#options).mechanisms.length > 0;
    if (access === undefined || !isOffered || !this.#state.client?.extended) {
      const answer = isOffered
        ? outOfSequence("EHLO")
        : doCommand(command, this.#state, this.#options);
      return yield* this.#conversation.say("auth", answer);
    }
    const options = { ...this.#options, access };
    const answer = yield* authenticate(
      this.#conversation,
      command.argument,
      this.#state,
      options,
    );
    if (answer === undefined) return false;
    if (answer.code < 400) this.#shownLines.reveal();
    return yield* this.#conversation.say("auth", answer);
  }
}

/** What a command is about, for who wants to stand against it. */
function subjectOf({ verb, argument }: Command, { tolerance }: SessionSettings): string {
  switch (verb) {
    case "MAIL":
      return splitPathArgument(argument, "FROM", tolerance?.addresses)?.path ?? "";
    case "RCPT":
      return splitPathArgument(argument, "TO", tolerance?.addresses)?.path ?? "";
    case "AUTH":
      return argument.split(" ", 1)[0] ?? "";
    default:
      return argument;
  }
}
