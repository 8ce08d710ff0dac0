/**
 * Waits for a mail, such as one that a test has made a program send.
 * @module
 */
import { readHead } from "../store/head.ts";
import type { ListedMessage } from "../store/index.ts";
import type { LiveStore } from "../store/live.ts";
import { describeCriteria, isMatch, type MailCriteria } from "./criteria.ts";
import { NoMailError } from "./no_mail.ts";

/** How a mail is waited for. */
export interface WaitOptions {
  /** Milliseconds until it is given up. */
  readonly timeout: number;
  /** Which of several that are there already is taken. */
  readonly first: "oldest" | "newest";
  /** Ends the waiting; it fails with the reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Asked last, of a mail that is as it must be.
   *
   * @param message The mail.
   * @returns Whether it is taken.
   */
  readonly take?: (message: ListedMessage) => boolean;
}

/**
 * Waits until a mail is there.
 *
 * @param store The store.
 * @param criteria What the mail must be like.
 * @param options How it is waited for.
 * @returns The mail.
 * @throws {NoMailError} If none comes in time.
 */
export async function waitForMail(
  store: LiveStore,
  criteria: MailCriteria,
  { timeout, first, signal, take = () => true }: WaitOptions,
): Promise<ListedMessage> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<ListedMessage>();
  let isOver = false;
  const look = async (messages: readonly ListedMessage[]): Promise<void> => {
    for (const message of messages) {
      const head = async () => await readHead(await store.read(message.number));
      // One that cannot be read, such as one that is gone by now, is none that can be handed out.
      const isIt = await isMatch(message, criteria, head).catch(() => false);
      if (isOver) return;
      if (!isIt || !take(message)) continue;
      isOver = true;
      return resolve(message);
    }
  };
  const here = first === "oldest" ? [...store.messages] : store.messages.toReversed();
  let looking = look(here);
  using _listening = store.subscribe((change) => {
    if (change.kind === "stored") looking = looking.then(() => look([change.message]));
  });
  const giveUp = (): void => reject(failure(store, criteria, timeout));
  const timer = setTimeout(() => looking.then(giveUp), timeout);
  const stop = (): void => reject(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await promise;
  } finally {
    isOver = true;
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

function failure(store: LiveStore, criteria: MailCriteria, timeout: number): NoMailError {
  const { since } = criteria;
  const came = store.messages.filter(({ number, envelope }) =>
    typeof since === "number"
      ? number > since
      : since === undefined || Date.parse(envelope?.time ?? "") >= since.getTime()
  );
  const what = describeCriteria(criteria);
  return new NoMailError(
    `no mail${what} within ${Number((timeout / 1000).toPrecision(2))} s`,
    came,
  );
}
