/**
 * Mails one behind the other on one connection. Where the server takes commands in groups, MAIL, RCPT and
 * DATA of the next mail ride behind the dot of the one before (RFC 2920 section 3.1), and QUIT behind the
 * last one: one way there and back for each mail.
 * @module
 */
import { type ChunkingMode, usesChunking } from "./chunking.ts";
import { type Command, DATA, mail, QUIT, rcpt } from "../command.ts";
import type { Conversation } from "../conversation.ts";
import {
  earlyAnswer,
  FAREWELL,
  refuseBehindGoAhead,
  refuseSurplus,
  senseless,
  surplus,
} from "../dialogue.ts";
import type { Recipient } from "../envelope.ts";
import { SmtpError } from "../error.ts";
import type { Extensions } from "../extensions.ts";
import { errorVerdict, replyVerdict, type Verdict } from "../ledger.ts";
import { mailParameters, rcptParameters } from "../parameters.ts";
import { type Reply, replyLines, severity } from "../reply.ts";
import type { Stage } from "../stage.ts";
import {
  endWithoutMessage,
  finalVerdict,
  requireAnswer,
  requireDataAnswer,
  reset,
} from "./answers.ts";
import { readFurtherAnswers, resync, withFurther } from "./further_answers.ts";
import { deliverMail, findObstacle, type Load } from "./transaction.ts";

/** Where the mails of a connection come from, and who hears that it is done with one. */
export interface Freight<L extends Load> {
  /** The next mail, if one waits; from then on it is under way. */
  next(): L | undefined;
  /** Whether the connection has carried all that it may. */
  readonly isOver: boolean;
  /** A mail is no longer under way: what this connection can give it is in its ledger. */
  done(load: L): void;
}

/** How to carry mails. */
interface ConvoyOptions {
  /** When to use BDAT where it is offered. */
  readonly chunking: ChunkingMode;
  /** Whether a mail may ride behind the one before. */
  readonly riding: boolean;
}

/** A mail under way. */
interface Wagon<L extends Load> {
  readonly load: L;
  /** Its only recipient and its commands, if it can ride; else it needs more than one way there and back. */
  readonly group: Group | undefined;
  /** Whether its commands have left. */
  readonly rides: boolean;
}

interface Group {
  readonly recipient: Recipient;
  readonly commands: readonly Command[];
}

/** The mails of one connection. */
export class Convoy<L extends Load> {
  readonly #conversation: Conversation;
  readonly #extensions: Extensions;
  readonly #freight: Freight<L>;
  readonly #options: ConvoyOptions;
  /** Transactions that the server allows yet (RFC 9422). */
  #left: number;
  /** A mail with a result, which is told once the answers to the one that rides behind it fit. */
  #held: L | undefined;
  #saidQuit = false;

  /**
   * @param conversation A connection that has been greeted.
   * @param extensions What the server offers.
   * @param freight The mails.
   * @param options How to carry them.
   */
  constructor(
    conversation: Conversation,
    extensions: Extensions,
    freight: Freight<L>,
    options: ConvoyOptions,
  ) {
    this.#conversation = conversation;
    this.#extensions = extensions;
    this.#freight = freight;
    this.#options = options;
    this.#left = extensions.maxTransactions ?? Infinity;
  }

  /** Whether the server takes no further mail on this connection. */
  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** Whether QUIT has left behind the last mail. */
  get saidQuit(): boolean {
    return this.#saidQuit;
  }

  /**
   * Carries mails until none waits.
   *
   * @throws {SmtpError} If the session fails. A mail whose dot may have left has its result; those that
   * are under way without one had no dot, and may go on another connection.
   */
  async run(): Promise<void> {
    let wagon = this.#couple();
    while (wagon !== undefined) {
      wagon = wagon.group === undefined
        ? await this.#goAlone(wagon.load)
        : await this.#goInConvoy(wagon, wagon.group);
    }
  }

  #couple(): Wagon<L> | undefined {
    const load = this.isSpent ? undefined : this.#freight.next();
    if (load === undefined) return undefined;
    const group = this.#groupOf(load);
    if (group !== undefined) this.#left--;
    return { load, group, rides: false };
  }

  /** The commands of a mail for one recipient that goes as it is, by SMTP and DATA. */
  #groupOf({ sender, message, ledger }: L): Group | undefined {
    const extensions = this.#extensions;
    const recipients = ledger.waiting;
    const [recipient] = recipients;
    if (recipient === undefined || recipients.length > 1 || !extensions.pipelining) {
      return undefined;
    }
    if (extensions.lmtp) return undefined;
    if (message.eightBit && !extensions.eightBitMime) return undefined;
    if (usesChunking(this.#options.chunking, extensions, message)) return undefined;
    if (findObstacle(extensions, sender, recipients, { message }) !== undefined) return undefined;
    const commands = [
      mail(sender.reversePath, mailParameters(sender, recipients, message, extensions)),
      rcpt(recipient.address, rcptParameters(recipient, sender, extensions)),
      DATA,
    ];
    return { recipient, commands };
  }

  /** A mail with nothing of another one beside it on the connection. */
  async #goAlone(load: L): Promise<Wagon<L> | undefined> {
    const conversation = this.#conversation;
    await refuseSurplus(conversation, "rset");
    const extensions = { ...this.#extensions, maxTransactions: this.#left };
    this.#left -= await deliverMail(conversation, extensions, load, this.#options.chunking);
    await resync(conversation, load.ledger);
    this.#freight.done(load);
    return this.#couple();
  }

  async #goInConvoy({ load, rides }: Wagon<L>, group: Group): Promise<Wagon<L> | undefined> {
    const conversation = this.#conversation;
    const { recipient, commands } = group;
    if (!rides) {
      if (conversation.unread) await refuseSurplus(conversation, "rset");
      await conversation.send(commands);
    }
    const refusal = await this.#hearGroup(rides ? undefined : load);
    if (refusal === undefined) return await this.#sendMessage(load, recipient);
    // A reply too many before would have taken the place of this refusal: then RSET has another one.
    await reset(conversation);
    load.ledger.settle([recipient], refusal);
    this.#freight.done(load);
    return this.#couple();
  }

  /**
   * Reads the answers to a group; with them the mail before has its result.
   *
   * @param alone The mail, if nothing is before it: then its refusal holds, whatever else is answered.
   * @returns The refusal, if there is one; else the server waits for the message.
   */
  async #hearGroup(alone: Load | undefined): Promise<Verdict | undefined> {
    const conversation = this.#conversation;
    let refusal: Verdict | undefined;
    const judge = (reply: Reply, stage: Stage): void => {
      if (refusal !== undefined || severity(reply) === "positive") return;
      refusal = replyVerdict(reply, stage);
      alone?.ledger.settle(alone.ledger.waiting, refusal);
    };
    try {
      for (const stage of ["mail", "rcpt"] as const) {
        const reply = conversation.received(stage) ?? await conversation.receive(stage);
        if (stage === "rcpt" && severity(reply) === "intermediate") this.#doubt();
        judge(requireAnswer(reply, stage), stage);
      }
      const reply = conversation.received("data") ?? await conversation.receive("data");
      if (severity(requireDataAnswer(reply)) !== "intermediate") {
        judge(reply, "data");
      } else {
        if (conversation.unread) await refuseBehindGoAhead(conversation);
        if (refusal !== undefined) await endWithoutMessage(conversation);
      }
      return refusal;
    } finally {
      this.#release();
    }
  }

  /** The message, and behind its dot the next mail, which is then the one to go on with, or QUIT. */
  async #sendMessage(load: L, recipient: Recipient): Promise<Wagon<L> | undefined> {
    const { message, ledger, beforeDot } = load;
    const { riding } = this.#options;
    const next = riding ? this.#couple() : undefined;
    const isLast = riding && (this.isSpent || this.#freight.isOver) && next === undefined;
    const behind = isLast ? [QUIT] : next?.group?.commands ?? [];
    let verdict: Verdict;
    try {
      const early = await this.#conversation.sendMessage(message, {
        before: () => beforeDot?.([recipient]),
        behind,
      });
      if (early !== undefined) throw earlyAnswer(early);
      this.#saidQuit = isLast;
      const reply = await this.#conversation.receive("dot");
      // The message has no answer if this is the one to QUIT.
      if (isLast && reply.code === FAREWELL) throw senseless(reply, "dot");
      verdict = finalVerdict(reply);
    } catch (error) {
      // What had no dot may go on another connection.
      if (error instanceof SmtpError && error.maybeDelivered) {
        ledger.settle([recipient], errorVerdict(error));
      }
      throw error;
    }
    const rides = next !== undefined && behind.length > 0;
    const isFollowed = behind.length === 0 && this.#conversation.unread;
    const further = isFollowed ? await readFurtherAnswers(this.#conversation) : [];
    ledger.settle([recipient], withFurther(verdict, further, 1));
    this.#held = load;
    if (rides) return { ...next, rides };
    this.#release();
    const [another] = further;
    if (another !== undefined) throw surplus("rset", replyLines(another));
    return next ?? this.#couple();
  }

  #release(): void {
    const load = this.#held;
    this.#held = undefined;
    if (load !== undefined) this.#freight.done(load);
  }

  /** 354 came one reply too early: an answer was left out, and what passed for the one to a message may be another's. */
  #doubt(): void {
    this.#held?.ledger.amend((verdict) => ({
      ...verdict,
      status: "unknown",
      reason: "unknown",
      reply: undefined,
      explanation:
        `${verdict.explanation} but left out a reply: this one may answer another command`,
    }));
  }
}
