/**
 * Puts together an inbox for a program: the server, the messages in memory, and what they are waited for with.
 * @module
 */
import { DEFAULT_LIMITS } from "../limits.ts";
import { parseFaultRule } from "../faults/rule.ts";
import { FaultScript } from "../faults/script.ts";
import type { MailCriteria } from "../received/criteria.ts";
import { InboxMessage } from "../received/mail.ts";
import { waitForMail, type WaitOptions } from "../received/wait.ts";
import { type Access, mechanismsFor } from "../sasl/access.ts";
import { LiveStore } from "../store/live.ts";
import { createMemoryStore, type MemoryStore } from "../store/memory.ts";
import { createInboxCertificate } from "../tls/certificate.ts";
import type { TlsOffer } from "../transaction.ts";
import { type RunningInbox, serveInbox } from "./serve.ts";
import { createTlsUpgrader, type TlsCertificate, type TlsUpgrader } from "./tls.ts";

/** What an inbox of a program is made of. */
export interface InboxParts {
  readonly hostname: string;
  readonly port: number;
  readonly name: string;
  readonly tls: TlsOffer | undefined;
  readonly certificate: TlsCertificate | undefined;
  readonly auth: "any" | Readonly<Record<string, string>> | undefined;
  readonly requireAuth: boolean;
  readonly max: number | undefined;
}

/** An inbox of a program, started. */
export class StartedInbox {
  /** The server. */
  readonly running: RunningInbox;
  /** The certificate of the authority that signed the one of the server, in PEM, if it was made here. */
  readonly caCerts: readonly string[];
  readonly #memory: MemoryStore;
  readonly #live: LiveStore;
  readonly #faults: FaultScript;
  readonly #opened = new WeakMap<object, InboxMessage>();
  /** The numbers of the messages that were waited for. */
  readonly #taken = new Set<number>();

  private constructor(
    parts: Pick<StartedInbox, "running" | "caCerts">,
    memory: MemoryStore,
    live: LiveStore,
    faults: FaultScript,
  ) {
    this.running = parts.running;
    this.caCerts = parts.caCerts;
    this.#memory = memory;
    this.#live = live;
    this.#faults = faults;
  }

  /**
   * Starts it.
   *
   * @param parts What it is made of.
   * @param signal Stops it.
   */
  static async start(parts: InboxParts, signal: AbortSignal): Promise<StartedInbox> {
    const memory = createMemoryStore();
    const store = await LiveStore.open(memory, { max: parts.max });
    const faults = new FaultScript([]);
    const { tls, caCerts } = await prepareTls(parts);
    const running = serveInbox({
      hostname: parts.hostname,
      port: parts.port,
      hostName: parts.name,
      limits: DEFAULT_LIMITS,
      tls,
      access: accessOf(parts),
      faults,
      store,
      signal,
      onEvent: () => {},
    });
    return new StartedInbox({ running, caCerts }, memory, store, faults);
  }

  /** The messages of this moment. */
  get messages(): InboxMessage[] {
    return this.#memory.messages.map(({ number }) => this.#open(number)).filter((one) =>
      one !== undefined
    );
  }

  /** Removes all messages. */
  async clear(): Promise<void> {
    await this.#live.clear();
  }

  /**
   * Waits for a message that was not waited for before.
   *
   * @param criteria What it must be like.
   * @param options How it is waited for.
   */
  async next(
    criteria: MailCriteria,
    options: Pick<WaitOptions, "timeout" | "signal">,
  ): Promise<InboxMessage> {
    const take = ({ number }: { readonly number: number }): boolean => {
      const isNew = !this.#taken.has(number) && this.#memory.get(number) !== undefined;
      if (isNew) this.#taken.add(number);
      return isNew;
    };
    const { number } = await waitForMail(this.#live, criteria, {
      ...options,
      first: "oldest",
      take,
    });
    const message = this.#open(number);
    if (message === undefined) throw new TypeError("A message was taken that is not there");
    return message;
  }

  /**
   * Makes something fail.
   *
   * @param text A rule.
   * @returns Removes the rule.
   */
  fail(text: string): Disposable {
    const rule = parseFaultRule(text);
    this.#faults.replace([...this.#faults.rules, rule]);
    return {
      [Symbol.dispose]: () =>
        this.#faults.replace(this.#faults.rules.filter((each) => each !== rule)),
    };
  }

  /** Removes all rules. */
  recover(): void {
    this.#faults.replace([]);
  }

  /** The same object each time, so that a message is read once. */
  #open(number: number): InboxMessage | undefined {
    const kept = this.#memory.get(number);
    if (kept === undefined) return undefined;
    const message = this.#opened.get(kept) ??
      new InboxMessage(kept.raw, kept.number, kept.envelope);
    this.#opened.set(kept, message);
    return message;
  }
}

async function prepareTls({ tls: offer, certificate, name }: InboxParts): Promise<{
  readonly tls: { readonly offer: TlsOffer; readonly upgrader: TlsUpgrader } | undefined;
  readonly caCerts: readonly string[];
}> {
  if (offer === undefined) return { tls: undefined, caCerts: [] };
  if (certificate !== undefined) {
    return { tls: { offer, upgrader: createTlsUpgrader(certificate) }, caCerts: [] };
  }
  const { authority, ...made } = await createInboxCertificate(name, new Date());
  return { tls: { offer, upgrader: createTlsUpgrader(made) }, caCerts: [authority] };
}

function accessOf({ auth, requireAuth, tls }: InboxParts): Access | undefined {
  if (auth === undefined) return undefined;
  const door = auth === "any" ? { kind: "everybody" } as const : {
    kind: "users",
    users: Object.entries(auth).map(([user, secret]) => ({ user, secret })),
  } as const;
  return {
    door,
    mechanisms: mechanismsFor(door, []),
    required: requireAuth,
    // Whoever wants TLS wants to see that no password goes without it.
    inClear: tls === undefined,
  };
}
