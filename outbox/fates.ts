/**
 * What the records of a mail say of each of its recipients.
 * @module
 */
import { type Answer, isToSend, type MailState, NO_ANSWER, stateOf } from "../journal/answer.ts";
import {
  type AnswerRecord,
  type DotRecord,
  isListOf,
  isNumber,
  isText,
  readMembers,
  readSending,
} from "../journal/record.ts";
import type { Recipient } from "../smtp/mod.ts";
import type { QueuedMail } from "./mail.ts";
import { isTriedEnough, nextAttempt } from "./schedule.ts";

/** Nothing more is done for some recipients. */
interface OverRecord {
  /** The time, in milliseconds since 1970. */
  readonly at: number;
  /** The recipients. */
  readonly over: readonly string[];
  /** Whether a bounce says so; else the mail is kept. */
  readonly bounced: boolean;
}

/** A record of a mail in the outbox. */
export type OutboxRecord = DotRecord | AnswerRecord | OverRecord;

/**
 * Reads a record.
 *
 * @param line A line, without its end.
 * @returns The record; `undefined` if it is none.
 */
export function readRecord(line: string): OutboxRecord | undefined {
  const members = readMembers(line);
  const { at, over, bounced } = members;
  if (isNumber(at) && isListOf(over, isText) && typeof bounced === "boolean") {
    return { at, over, bounced };
  }
  return readSending(members);
}

/** What is known of a recipient. */
export interface Fate {
  /** Whom it is about. */
  readonly recipient: Recipient;
  /** How far it is. */
  readonly state: MailState;
  /** How many attempts there were. */
  readonly tries: number;
  /** The time of the last one, or when it was queued, in milliseconds since 1970. */
  readonly at: number;
  /** What the last one brought. */
  readonly answer: Answer | undefined;
  /** Whether the end of the message was sent, and no record says what was answered. */
  readonly isUnanswered: boolean;
  /** Whether it was given up: a bounce says so, or the mail is kept for the person. */
  readonly over: "bounced" | "kept" | undefined;
}

/** What is known of all recipients of a mail. */
export class Fates {
  readonly #mail: QueuedMail;
  readonly #fates: Map<string, Fate>;

  /** @param mail The mail. */
  constructor(mail: QueuedMail) {
    const { queuedAt: at, envelope: { recipients } } = mail;
    this.#mail = mail;
    this.#fates = new Map(recipients.map((recipient): [string, Fate] => {
      const none = { answer: undefined, isUnanswered: false, over: undefined };
      return [recipient.address, { recipient, state: "waiting", tries: 0, at, ...none }];
    }));
  }

  /** What is known of each, in the order of the envelope. */
  get all(): readonly Fate[] {
    return [...this.#fates.values()];
  }

  /** Whether the mail has nothing to wait for. */
  get isDone(): boolean {
    return this.all.every(({ state, over }) => state === "delivered" || over === "bounced");
  }

  /** When the next attempt is, in milliseconds since 1970; `undefined` if there is none. */
  get due(): number | undefined {
    const moments = this.all.filter(isOpen).map((fate) => this.#dueOf(fate));
    return moments.toSorted((a, b) => a - b)[0];
  }

  /** Takes a record. */
  take(record: OutboxRecord): void {
    if ("answers" in record) {
      for (const answer of record.answers) this.#answer(record.at, answer);
    } else if ("dot" in record) {
      const state = NO_ANSWER.status;
      for (const to of record.dot) {
        const answer = { to, ...NO_ANSWER };
        this.#change(to, { state, answer, isUnanswered: true, over: undefined });
      }
    } else {
      const over = record.bounced ? "bounced" : "kept";
      for (const to of record.over) this.#change(to, { over });
    }
  }

  /**
   * Who gets the mail now.
   *
   * @param now The moment, in milliseconds since 1970; `undefined` if nothing more is waited for.
   * @param retryUnknown Whether also who may have it.
   */
  toSend(now: number | undefined, retryUnknown: boolean): readonly Recipient[] {
    return this.all
      .filter((fate) => now === undefined ? isToSend(retried(fate), retryUnknown) : isOpen(fate))
      .filter((fate) => now === undefined || this.#dueOf(fate) <= now)
      .map(({ recipient }) => recipient);
  }

  /** For whom nothing more is tried: who refused, and who was tried long enough. */
  get lost(): readonly Fate[] {
    const { queuedAt } = this.#mail;
    return this.all.filter((fate) =>
      fate.state === "refused" || fate.over === "kept" ||
      (fate.state === "deferred" && isTriedEnough({ queuedAt, ...fate }))
    ).filter(({ over }) => over !== "bounced");
  }

  #dueOf(fate: Fate): number {
    return nextAttempt({ queuedAt: this.#mail.queuedAt, ...fate });
  }

  #answer(at: number, answer: Answer): void {
    const state = stateOf(answer);
    const change = { state, isUnanswered: false, over: undefined };
    // What was broken off counts for nothing.
    if (state === "waiting") return this.#change(answer.to, change);
    const tries = (this.#fates.get(answer.to)?.tries ?? 0) + 1;
    this.#change(answer.to, { ...change, tries, at, answer });
  }

  #change(address: string, change: Partial<Fate>): void {
    const fate = this.#fates.get(address);
    if (fate !== undefined) this.#fates.set(address, { ...fate, ...change });
  }
}

/** Whether something is to be tried. */
function isOpen({ state, over }: Fate): boolean {
  return over === undefined && isToSend(state, false);
}

/** Who asks for another attempt asks for one also where a server has refused. */
function retried({ state, over }: Fate): MailState {
  if (over === "bounced") return "delivered";
  return state === "refused" ? "deferred" : state;
}
