/**
 * What was refused on one connection, put together from what was heard before: a reply alone does not say
 * what it is about.
 * @module
 */
import type { EnvelopeRecord } from "../../message/file/envelope_record.ts";
import { MASK } from "../../smtp/connection/mask.ts";
import type { DialogueStage, Effect } from "../effect.ts";
import type { RefusedEvent } from "./event.ts";
import type { ServerReply } from "../reply.ts";

/** A refusal without the circumstances of its connection. */
export type Refusal = Omit<RefusedEvent, "kind" | "time" | "connection" | "encrypted">;

/** From here on a reply says no (RFC 5321 section 4.2.1). */
const FIRST_NO = 400;
/** Out of sequence, or without recipients (RFC 3463 section 3.6): no wonder where the step before was refused. */
const OUT_OF_SEQUENCE = "5.5.1";
const SEQUENCE_CODES: readonly number[] = [503, 554];

/** A reply that asks for more is not the answer yet. */
const ASKS_FOR_MORE = 300;

/** Watches a dialogue for what is refused. */
export class Refusals {
  #command: string | undefined;
  #envelope: EnvelopeRecord | undefined;
  #reason: string | undefined;
  /** Whether nothing was answered with yes since something was refused. */
  #isAfterRefusal = false;

  /**
   * Remembers what a refusal may be about.
   *
   * @param effect What the dialogue does.
   */
  watch(effect: Effect): void {
    switch (effect.kind) {
      case "hear":
        if (effect.stage === "mail") this.#envelope = undefined;
        // The lines of a message, and of an exchange behind AUTH, are no commands.
        if (effect.stage === "body" || effect.text === MASK || effect.text === "*") return;
        this.#command = effect.text;
        break;
      case "begin":
        this.#envelope = effect.envelope;
        break;
    }
  }

  /** Forgets the message: it is stored. */
  forgetMessage(): void {
    this.#envelope = undefined;
  }

  /**
   * Remembers why something cannot be done, which the client is not told.
   *
   * @param reason The words of the system.
   */
  explain(reason: string): void {
    this.#reason = reason;
  }

  /** Whether a message is under way. */
  get hasMessage(): boolean {
    return this.#envelope !== undefined;
  }

  /**
   * Looks at a reply.
   *
   * @param stage What it answers.
   * @param reply The reply.
   * @param rule The rule of a script of faults that gave it.
   * @returns The refusal, if it is one, and not only what follows from the one before, as for the rest of a
   *   pipelined group.
   */
  judge(stage: DialogueStage, reply: ServerReply, rule: string | undefined): Refusal | undefined {
    const { code, status, lines } = reply;
    const command = this.#command;
    if (code < ASKS_FOR_MORE || code >= FIRST_NO) this.#command = undefined;
    const isAfterRefusal = this.#isAfterRefusal;
    this.#isAfterRefusal = code >= FIRST_NO;
    if (code < FIRST_NO) return undefined;
    const isOutOfSequence = status === OUT_OF_SEQUENCE && SEQUENCE_CODES.includes(code);
    if (isAfterRefusal && isOutOfSequence) return undefined;
    const refusal: Refusal = {
      stage,
      command,
      envelope: this.#envelope,
      code,
      text: [code, status ?? "", ...lines].filter((part) => part !== "").join(" "),
      rule,
      reason: this.#reason,
    };
    this.#envelope = undefined;
    this.#reason = undefined;
    return refusal;
  }
}
