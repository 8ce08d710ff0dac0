/**
 * Subjects measured side by side: each has one run in every round, so that whatever disturbs the
 * machine for a while disturbs all of them.
 * @module
 */

/** What one run has taken. */
export interface Run {
  /** Wall time. */
  readonly milliseconds: number;
  /** The most memory that the process held at once, in octets, where it was watched. */
  readonly peak?: number;
}

/** What can be run. */
interface Runner {
  readonly name: string;
  /** How it does the work, where that differs from the others. */
  readonly note?: string;
  /** Does the work once; throws if it was not done. */
  run(): Promise<Run>;
}

/** What cannot be run here. */
interface Absentee {
  readonly name: string;
  /** Why not. */
  readonly obstacle: string;
}

/** What takes part. */
export type Subject = Runner | Absentee;

/** How often the subjects run. */
export interface Plan {
  /** Runs of each subject that count. */
  readonly rounds: number;
  /** Milliseconds after which a subject has no further run. */
  readonly budget: number;
}

/** How a subject did. */
export interface Result {
  /** Its name. */
  readonly name: string;
  /** How it did the work. */
  readonly note: string;
  /** The runs that count. */
  readonly runs: readonly Run[];
  /** Why it could not take part. */
  readonly absence?: string;
  /** What went wrong; its other runs do not count either. */
  readonly failure?: string;
}

/**
 * Runs the subjects in turn. The first run of each warms caches up and does not count, unless the
 * budget allows only that one. A subject that fails has no further run.
 *
 * @param subjects What takes part.
 * @param plan How often.
 * @param signal Aborted to stop.
 * @returns The result of each subject, in their order.
 * @throws The reason of `signal` when it is aborted.
 */
export async function race(
  subjects: readonly Subject[],
  plan: Plan,
  signal: AbortSignal,
): Promise<Result[]> {
  const entries = subjects.map((subject) => new Entry(subject));
  for (let round = 0; round <= plan.rounds; round++) {
    for (const entry of entries) {
      if (entry.mayRun(plan.budget)) await entry.runOnce(signal);
      signal.throwIfAborted();
    }
  }
  return entries.map((entry) => entry.result());
}

/** A subject during the race. */
class Entry {
  readonly #subject: Subject;
  readonly #runs: Run[] = [];
  #failure: string | undefined;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  mayRun(budget: number): boolean {
    const spent = this.#runs.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    return this.#failure === undefined && spent < budget;
  }

  async runOnce(signal: AbortSignal): Promise<void> {
    if ("obstacle" in this.#subject) return;
    try {
      this.#runs.push(await this.#subject.run());
    } catch (error) {
      signal.throwIfAborted();
      this.#failure = error instanceof Error ? error.message : String(error);
    }
  }

  result(): Result {
    const { name } = this.#subject;
    if ("obstacle" in this.#subject) {
      return { name, note: "", runs: [], absence: this.#subject.obstacle };
    }
    const { note = "" } = this.#subject;
    if (this.#failure !== undefined) return { name, note, runs: [], failure: this.#failure };
    return { name, note, runs: this.#runs.length > 1 ? this.#runs.slice(1) : this.#runs };
  }
}
