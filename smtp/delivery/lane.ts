/**
 * A connection that is kept: mails go over it one behind the other, until it has had enough of them, has
 * been idle for too long, or ends.
 * @module
 */
import type { IpAddress } from "../../dns/mod.ts";
import { hearFarewell, quit, SERVICE_CLOSING } from "../dialogue.ts";
import { SmtpError, type SmtpErrorKind } from "../error.ts";
import type { ChunkingMode } from "../transfer/chunking.ts";
import { Convoy, type Freight } from "../transfer/convoy.ts";
import type { Load } from "../transfer/transaction.ts";
import type { Reached } from "./reach.ts";
import type { Welcome } from "./visit.ts";

/** A mail that waits for a host, or is under way there. */
export interface Ticket extends Load {
  /** When it no longer waits for a host that cannot be reached, on the clock of its queue. */
  readonly giveUpAt: number;
  /** Told how it went at the host; whoever has no result by then may go to another one. */
  readonly resolve: (reached: Reached) => void;
  /** Told of an error that is not of the session. */
  readonly reject: (error: unknown) => void;
}

/** Where a lane gets its mails, and where it puts those that it could not carry. */
export interface Yard {
  /** Mails that a connection carries at most. */
  readonly mailsPerConnection: number;
  /** When to use BDAT where it is offered. */
  readonly chunking: ChunkingMode;
  /** Whether a mail may ride behind the one before. */
  readonly riding: boolean;
  /**
   * The next mail that waits.
   *
   * @param isFirst Whether nothing has gone over the connection yet.
   */
  take(isFirst: boolean): Ticket | undefined;
  /**
   * Puts a mail back that had no dot: it goes before all others.
   *
   * @param needsFresh Whether only a new connection may show what becomes of it.
   */
  putBack(ticket: Ticket, needsFresh: boolean): void;
  /** Says that the host has lost count of its answers. */
  miscounted(): void;
  /** Waits for a mail on an idle connection; false if it is to be closed. */
  idle(stirred: Promise<void>): Promise<boolean>;
}

/** Failures of a connection, which say nothing of the mail that was under way. */
const OF_THE_CONNECTION: ReadonlySet<SmtpErrorKind> = new Set(
  ["closed", "timeout", "protocol"] as const,
);

/** A kept connection, as the freight of its convoy. */
export class Lane implements Freight<Ticket> {
  readonly #welcome: Welcome;
  readonly #addresses: readonly IpAddress[];
  readonly #yard: Yard;
  #carried = 0;
  /** The mail whose answers are read now, and the one that rides behind it. */
  readonly #underWay: Ticket[] = [];

  /**
   * @param welcome The host, greeted.
   * @param addresses The addresses of the host that are used up if the connection fails.
   * @param yard Where mails come from.
   */
  constructor(welcome: Welcome, addresses: readonly IpAddress[], yard: Yard) {
    this.#welcome = welcome;
    this.#addresses = addresses;
    this.#yard = yard;
  }

  /** Whether the connection has had enough of mails. */
  get isOver(): boolean {
    return this.#carried >= this.#yard.mailsPerConnection;
  }

  /** The next mail, if one waits and the connection has not had enough. */
  next(): Ticket | undefined {
    if (this.isOver) return undefined;
    const ticket = this.#yard.take(this.#carried === 0);
    if (ticket === undefined) return undefined;
    this.#carried++;
    this.#underWay.push(ticket);
    return ticket;
  }

  /** A mail has what this connection can give it. */
  done(ticket: Ticket): void {
    this.#underWay.shift();
    ticket.resolve(this.#reached());
  }

  /**
   * Carries mails until the connection ends.
   *
   * @throws {SmtpError} If the session fails; every mail has then been seen to.
   */
  async run(): Promise<void> {
    const { session, extensions } = this.#welcome;
    const { chunking, riding } = this.#yard;
    const convoy = new Convoy(session, extensions, this, { chunking, riding });
    try {
      do {
        await convoy.run();
        if (convoy.isSpent || this.isOver) break;
      } while (await this.#yard.idle(session.stirred()));
    } catch (error) {
      this.#seeToAll(error);
      if (error instanceof SmtpError) throw error;
      return;
    }
    await (convoy.saidQuit ? hearFarewell(session) : quit(session));
  }

  /**
   * What becomes of the mails under way when the connection ends. One that has its results keeps them.
   * What failed behind other mails shows only that the connection was at its end, so it goes on another
   * one; what failed first on its connection has failed.
   */
  #seeToAll(error: unknown): void {
    const [ticket, ...riders] = this.#underWay.splice(0);
    for (const rider of riders) this.#yard.putBack(rider, false);
    if (ticket === undefined) return;
    const isBehindOthers = this.#carried - riders.length > 1;
    if (!(error instanceof SmtpError)) return ticket.reject(error);
    if (isBehindOthers && error.kind === "protocol") this.#yard.miscounted();
    if (ticket.ledger.waiting.length > 0 && isBehindOthers && isOfConnection(error)) {
      return this.#yard.putBack(ticket, true);
    }
    ticket.resolve(this.#reached(error));
  }

  #reached(error?: SmtpError): Reached {
    const { address, security } = this.#welcome;
    return { ends: [{ address, security, error }], tried: this.#addresses };
  }
}

function isOfConnection({ kind, stage, reply }: SmtpError): boolean {
  return OF_THE_CONNECTION.has(kind) || reply?.code === SERVICE_CLOSING || stage === "rset";
}
