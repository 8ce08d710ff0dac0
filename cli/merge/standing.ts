/**
 * What the outcomes so far say of the mails that follow.
 * @module
 */
import type { Outcome, Stage } from "../../smtp/mod.ts";

/** What fails here fails for every mail. */
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

/** Whether it is of any use to go on, and with what. */
export class Standing {
  readonly #byServer: boolean;
  readonly #note: (text: string) => void;
  readonly #failures = new Map<string, Outcome>();
  #isHeld = false;
  /** Whether any host has answered for a mail. */
  #hasWorked = false;

  /**
   * @param byServer Whether all mails go to one server.
   * @param note Told what a person should know.
   */
  constructor(byServer: boolean, note: (text: string) => void) {
    this.#byServer = byServer;
    this.#note = note;
  }

  /** An outcome of each kind that was not a delivery, for who can tell what helps. */
  get failures(): readonly Outcome[] {
    return [...this.#failures.values()];
  }

  /** Whether the server that was named takes nothing at the moment. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /**
   * Takes an outcome.
   *
   * @param outcome The outcome.
   * @returns Whether other mails may do better.
   */
  take(outcome: Outcome): boolean {
    const { status, reason, stage, explanation } = outcome;
    const kind = `${reason} ${stage}`;
    if (status !== "delivered" && !this.#failures.has(kind)) this.#failures.set(kind, outcome);
    const isHopeless = reason === "authentication" || reason === "permission" ||
      (this.#byServer && reason === "no-host");
    if (isHopeless) {
      this.#note(`stopped: ${explanation}`);
      return false;
    }
    if (reason === "interrupted") return true;
    const isHeld = this.#byServer && status === "deferred" && SERVER_STAGES.has(stage);
    if (isHeld && !this.#isHeld) this.#note(explanation);
    this.#isHeld = isHeld;
    this.#hasWorked ||= !SERVER_STAGES.has(stage);
    // A server that never answered is rather misspelled than out of order.
    return !isHeld || this.#hasWorked;
  }
}
