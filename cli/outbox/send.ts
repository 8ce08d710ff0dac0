/**
 * The mails of the outbox that go one way: over connections that are kept, each with a record before its
 * end leaves, and one with what came of it.
 * @module
 */
import { type Answer, answerOf, NO_ANSWER } from "../../journal/answer.ts";
import type { Outbox, TakenMail } from "../../outbox/outbox.ts";
import { DamagedError } from "../../outbox/file.ts";
import { Courier } from "../../smtp/delivery/courier.ts";
import { groupByDomain } from "../../smtp/delivery/destination.ts";
import type {
  Envelope,
  Mail,
  MessageSource,
  Outcome,
  Recipient,
  Stage,
  TranscriptSink,
} from "../../smtp/mod.ts";
import { deliveryOptions, type Way } from "../send/deliver.ts";
import { withSevenBit } from "../send/mail.ts";
import type { SendOptions } from "../send/options.ts";
import { searchOf } from "../send/route.ts";
import { systemClock } from "../terminal/clock.ts";

/** Connections at a time. */
const CONNECTIONS = 5;

/** Connections at a time to one host that was found by MX: it is somebody else's. */
const CONNECTIONS_PER_HOST = 2;

/** Mails that are open at a time. */
const MAILS_IN_HAND = 20;

/** Milliseconds that mails in hand have to end in good order when the user wants no more. */
const LAST_WORDS = 500;

/** What fails here with a server that was named fails for every mail. */
const SERVER_STAGES: ReadonlySet<Stage> = new Set(
  [
    "route",
    "connect",
    "banner",
    "ehlo",
    "helo",
    "starttls",
    "tls",
    "ehlo-after-tls",
    "auth",
  ] as const,
);

/** Which of the mails go. */
export interface Choice {
  /** Whether those go too that are not due, that were refused or given up. */
  readonly isForced: boolean;
  /** Whether those go too that may have been delivered. */
  readonly retryUnknown: boolean;
}

/** The way of some mails, or why it cannot be gone. */
export interface Road {
  /** Their names. */
  readonly ids: readonly string[];
  /** The options that they were queued with. */
  readonly options: SendOptions;
  /** The way; without one the words say why there is none. */
  readonly way: Way | string;
}

/** What is watched. */
interface Watching {
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** Takes the dialogues. */
  readonly transcript: TranscriptSink | undefined;
  /** Told what is known now of each recipient that was to get a mail, while that is still locked. */
  readonly onTried: (mail: TakenMail, answers: readonly Answer[]) => Promise<void>;
  /** Told of each mail that cannot be understood, or that somebody else is sending. */
  readonly onSkipped: (id: string, why: string) => void;
}

/** A mail on its way, or a part of one: to the recipients of one domain. */
interface Shipment extends Mail {
  readonly taken: TakenMail;
}

/**
 * Sends mails that go one way.
 *
 * @param outbox Where they are.
 * @param road Their way.
 * @param choice Which of them go.
 * @param watching What is watched.
 */
export async function sendAlong(
  outbox: Outbox,
  road: Road,
  choice: Choice,
  watching: Watching,
): Promise<void> {
  await new Sending(outbox, road, choice, watching).go();
}

/** The sending of the mails of one way. */
class Sending {
  readonly #outbox: Outbox;
  readonly #road: Road;
  readonly #choice: Choice;
  readonly #watching: Watching;
  readonly #courier: Courier<Shipment> | undefined;
  /** Aborted when what has begun is broken off. */
  readonly #abort = new AbortController();
  readonly #flying = new Set<Promise<void>>();
  /** Mails whose end may have left and that have no answer yet. */
  readonly #ended = new Set<Shipment>();
  #failure: unknown;
  /** How the server that was named has failed, if it takes nothing. */
  #obstacle: Outcome | undefined;

  constructor(outbox: Outbox, road: Road, choice: Choice, watching: Watching) {
    this.#outbox = outbox;
    this.#road = road;
    this.#choice = choice;
    this.#watching = watching;
    const { way, options } = road;
    if (typeof way === "string") return;
    const { transcript } = watching;
    const { signal } = this.#abort;
    this.#courier = new Courier<Shipment>({
      ...deliveryOptions(way, options, { signal, transcript }),
      search: searchOf(way.plan, way.tls.caCerts, signal),
      connections: CONNECTIONS,
      connectionsPerHost: way.plan.server === undefined ? CONNECTIONS_PER_HOST : CONNECTIONS,
      mailsInHand: MAILS_IN_HAND,
      beforeDot: async (shipment, recipients) => {
        await shipment.taken.beforeDot(recipients);
        this.#ended.add(shipment);
      },
    });
  }

  async go(): Promise<void> {
    const { signal } = this.#watching;
    let ending: Promise<void> | undefined;
    const stop = (): void => {
      ending ??= this.#breakOff();
    };
    signal.addEventListener("abort", stop);
    try {
      for (const id of this.#road.ids) {
        await this.#courier?.room();
        if (signal.aborted || this.#failure !== undefined) break;
        await this.#begin(id);
      }
    } catch (error) {
      this.#failure ??= error;
    }
    await Promise.all(this.#flying);
    await ending;
    await this.#courier?.close();
    signal.removeEventListener("abort", stop);
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Takes a mail, unless somebody else has it or has sent it. */
  async #begin(id: string): Promise<void> {
    let taken: TakenMail | "busy" | undefined;
    try {
      taken = await this.#outbox.take(id);
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      return this.#watching.onSkipped(id, `it is damaged: ${error.message}`);
    }
    if (taken === "busy") {
      return this.#watching.onSkipped(id, "another mua is sending it now");
    }
    if (taken === undefined) return;
    const mail = taken;
    const flying: Promise<void> = this.#send(mail).catch((error) => {
      this.#failure ??= error;
    }).finally(() => {
      mail[Symbol.dispose]();
      this.#flying.delete(flying);
    });
    this.#flying.add(flying);
  }

  async #send(taken: TakenMail): Promise<void> {
    const { isForced, retryUnknown } = this.#choice;
    const { fates } = taken.contents;
    const unanswered = fates.all.filter(({ isUnanswered }) => isUnanswered);
    const found = unanswered.map(({ recipient: { address: to } }) => ({ to, ...NO_ANSWER }));
    if (found.length > 0) taken.write({ at: Date.now(), answers: found });
    const recipients = fates.toSend(isForced ? undefined : Date.now(), retryUnknown);
    const spared = this.#spare(recipients);
    if (spared !== undefined && spared.length > 0) {
      taken.write({ at: Date.now(), answers: spared });
    }
    const outcomes = spared === undefined ? await this.#deliver(taken, recipients) : [];
    const answers = [...found, ...spared ?? [], ...outcomes.map(answerOf)];
    await this.#watching.onTried(taken, answers);
  }

  /** What becomes of recipients that nothing can be sent to now; `undefined` where it can. */
  #spare(recipients: readonly Recipient[]): readonly Answer[] | undefined {
    const { way } = this.#road;
    const answer = typeof way === "string"
      ? { status: "deferred", reason: "temporary", host: "", reply: way } as const
      : this.#obstacle && answerOf(this.#obstacle);
    return answer && recipients.map(({ address: to }) => ({ ...answer, to }));
  }

  async #deliver(
    taken: TakenMail,
    recipients: readonly Recipient[],
  ): Promise<readonly Outcome[]> {
    if (recipients.length === 0) return [];
    const { envelope } = taken.contents.mail;
    const message = messageOf(taken);
    const parts = this.#partsOf({ ...envelope, recipients }).map((part) =>
      this.#carry({ envelope: part, message, taken })
    );
    return (await Promise.all(parts)).flat();
  }

  /** By MX each domain answers for itself, so that its answer is kept before another one comes. */
  #partsOf(envelope: Envelope): readonly Envelope[] {
    const { way } = this.#road;
    if (typeof way === "string" || way.plan.server !== undefined) return [envelope];
    return Array.from(
      groupByDomain(envelope.recipients).values(),
      (recipients) => ({ ...envelope, recipients }),
    );
  }

  async #carry(shipment: Shipment): Promise<readonly Outcome[]> {
    const outcomes = await this.#courier?.send(shipment) ?? [];
    const hadEnd = this.#ended.delete(shipment);
    // Where nothing was sent nothing is new: what is unknown since an earlier run stays so.
    const news = outcomes.filter(({ reason }) => reason !== "interrupted" || hadEnd);
    if (news.length > 0) shipment.taken.write({ at: Date.now(), answers: news.map(answerOf) });
    for (const outcome of news) this.#judge(outcome);
    return news;
  }

  /** Where the one server of all takes nothing, the other mails need not ask it. */
  #judge(outcome: Outcome): void {
    const { way } = this.#road;
    if (typeof way === "string" || way.plan.server === undefined) return;
    const { status, stage } = outcome;
    const isHeld = status !== "delivered" && SERVER_STAGES.has(stage);
    this.#obstacle = isHeld ? outcome : undefined;
  }

  async #breakOff(): Promise<void> {
    const time = new AbortController();
    await Promise.race([
      systemClock.wait(LAST_WORDS, time.signal),
      Promise.all(this.#flying),
    ]);
    time.abort();
    // Where nothing goes on any more, connections are taken leave of in peace.
    if (this.#flying.size > 0) this.#abort.abort(this.#watching.signal.reason);
  }
}

function messageOf(taken: TakenMail): MessageSource {
  const { size, eightBit, utf8Header, mayReencode } = taken.contents.mail.message;
  const message = { size, eightBit, utf8Header, open: () => taken.open() };
  return mayReencode ? withSevenBit(message) : message;
}
