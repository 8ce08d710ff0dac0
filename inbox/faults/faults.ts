/**
 * A dialogue in which things go wrong by a script. The dialogue knows nothing of it: it asks before each
 * step whether it may, and what it says passes through here.
 *
 * Where a rule has another answer of the kind that says no, the step is not taken: a recipient that was
 * refused gets no mail. Everything else is done to the answer alone, when the step has been taken: after
 * `dot=drop` the message is in the store, and the client does not know.
 * @module
 */
import type { Answer, Dialogue, DialoguePart, DialogueStage } from "../effect.ts";
import { breakAnswer, GARBAGE } from "./octets.ts";
import type { Fault, FaultScript } from "./script.ts";
import { formatReply, reply, type ServerReply } from "../reply.ts";

/** Stages without an answer, at which a fault comes at once. */
const AT_ONCE: readonly DialogueStage[] = ["body", "tls"];

/** Whether the dialogue goes on. */
type GoesOn = boolean;

/**
 * Carries a dialogue through a script of faults.
 *
 * @param dialogue The dialogue.
 * @param script What goes wrong.
 * @returns The dialogue with its faults.
 */
export function* withFaults(dialogue: Dialogue, script: FaultScript): Dialogue {
  const stagehand = new Stagehand(script);
  let answer: Answer = { kind: "done" };
  for (let step = dialogue.next(answer); !step.done; step = dialogue.next(answer)) {
    const effect = step.value;
    let goesOn: GoesOn = true;
    if (effect.kind === "ask") {
      const next = yield* stagehand.ask(effect.stage, effect.subject);
      goesOn = next !== undefined;
      answer = next ?? answer;
    } else if (effect.kind === "say") {
      goesOn = yield* stagehand.say(effect.stage, effect.reply);
      answer = { kind: "done" };
    } else {
      answer = yield effect;
    }
    if (!goesOn) return;
  }
}

/** Does what the script says. */
class Stagehand {
  readonly #script: FaultScript;
  /** What is to be done to the next answer. */
  #waiting: readonly Fault[] = [];
  /** What is to be said in place of a step. */
  #refusal: Refusal | undefined;

  constructor(script: FaultScript) {
    this.#script = script;
  }

  /** Lets a step be taken or not; `undefined` is the end of the connection. */
  *ask(stage: DialogueStage, subject: string): DialoguePart<Answer | undefined> {
    const faults = this.#script.choose(stage, subject);
    for (const { text } of faults) yield { kind: "note", stage, text: `--fail: ${text}` };
    if (AT_ONCE.includes(stage)) {
      for (const fault of faults) if (!(yield* actAtOnce(fault, stage))) return undefined;
      return { kind: "done" };
    }
    const [refusal] = faults.flatMap((fault) => refusalOf(fault, stage));
    this.#refusal = refusal;
    this.#waiting = refusal === undefined ? faults : [];
    return refusal === undefined ? { kind: "done" } : { kind: "refuse", reply: refusal.reply };
  }

  /** Says an answer in its way. */
  *say(stage: DialogueStage, answer: ServerReply): DialoguePart<GoesOn> {
    const faults = this.#waiting;
    this.#waiting = [];
    let altered = answer;
    for (const { action } of faults) {
      if (action.kind === "hide") altered = without(altered, action.keywords);
    }
    const fault = faults.find(({ action }) => action.kind !== "hide");
    if (fault !== undefined) return yield* act(fault, stage, altered);
    const { rule } = answer === this.#refusal?.reply ? this.#refusal : { rule: undefined };
    yield { kind: "say", stage, reply: altered, rule };
    return true;
  }
}

/** An answer in place of a step, and the rule that gives it. */
interface Refusal {
  readonly reply: ServerReply;
  readonly rule: string;
}

/** The answer that comes in place of a step, if a fault is one. */
function refusalOf({ action, text }: Fault, stage: DialogueStage): Refusal[] {
  if (action.kind !== "reply" || isYes(action.code, stage)) return [];
  return [{ reply: reply(action.code, undefined, action.text), rule: text }];
}

/** Whether a code means at a stage that the step was taken. */
function isYes(code: number, stage: DialogueStage): boolean {
  return Math.floor(code / 100) === (stage === "data" ? 3 : 2);
}

/** An answer to EHLO without some extensions. */
function without(answer: ServerReply, keywords: readonly string[]): ServerReply {
  const [name, ...extensions] = answer.lines;
  const kept = extensions.filter((line) =>
    !keywords.includes(line.split(" ", 1)[0]?.toUpperCase() ?? "")
  );
  return name === undefined ? answer : { ...answer, lines: [name, ...kept] };
}

function* act(
  { action }: Fault,
  stage: DialogueStage,
  answer: ServerReply,
): DialoguePart<GoesOn> {
  switch (action.kind) {
    case "reply": {
      const isTaken = isYes(answer.code, stage);
      const other = isTaken ? reply(action.code, undefined, action.text) : answer;
      yield { kind: "say", stage, reply: other };
      return true;
    }
    case "drop":
      return false;
    case "stall":
      return yield* stall();
    case "slow":
      yield { kind: "pause", milliseconds: action.milliseconds };
      yield { kind: "say", stage, reply: answer };
      return true;
    case "drip":
      return yield* drip(stage, answer, action.milliseconds);
    case "distort": {
      const { text, isLast } = breakAnswer(action.distortion, action.count, answer);
      yield { kind: "send", stage, text, lines: linesOf(text) };
      return !isLast;
    }
    case "hide":
      return true;
  }
}

/** At a stage that has no answer: what a rule says is said, and then the connection is closed. */
function* actAtOnce({ action, text }: Fault, stage: DialogueStage): DialoguePart<GoesOn> {
  switch (action.kind) {
    case "reply":
      yield { kind: "say", stage, reply: reply(action.code, undefined, action.text), rule: text };
      return false;
    case "stall":
      return yield* stall();
    case "slow":
      yield { kind: "pause", milliseconds: action.milliseconds };
      return true;
    case "distort":
      // Not before the client's first message: it would belong to the answer before.
      yield { kind: "read", renew: true };
      yield { kind: "send", stage, text: GARBAGE, lines: linesOf(GARBAGE) };
      return false;
    default:
      return false;
  }
}

/** Listens, and says nothing, until the client has gone. */
function* stall(): DialoguePart<false> {
  for (;;) {
    const { kind } = yield { kind: "read", renew: true };
    if (kind === "ended" || kind === "stopping") return false;
  }
}

function* drip(
  stage: DialogueStage,
  answer: ServerReply,
  milliseconds: number,
): DialoguePart<GoesOn> {
  const lines = formatReply(answer);
  yield { kind: "send", stage, text: "", lines };
  for (const text of lines.map((line) => `${line}\r\n`).join("")) {
    yield { kind: "pause", milliseconds };
    yield { kind: "send", stage, text, lines: [] };
  }
  return true;
}

/** The most lines of a broken answer that are shown. */
const SHOWN_LINES = 3;

function linesOf(text: string): string[] {
  const lines = text.split("\n", SHOWN_LINES + 1).map((line) => line.replace(/\r$/, ""));
  return lines.filter((line) => line !== "").slice(0, SHOWN_LINES);
}
