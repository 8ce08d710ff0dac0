/**
 * The rows of the failure matrix, and what each of them asks of the program.
 * @module
 */

/** One row of `failure-matrix.tsv`. */
export interface Row {
  readonly id: string;
  readonly stage: string;
  readonly failure: string;
  readonly variant: string;
  readonly result: string;
  readonly exit: string;
  readonly nextMx: string;
  readonly note: string;
}

/** What a row asks of the program. */
export interface Expectation {
  /** The exit codes that are right. */
  readonly exits: readonly number[];
  /** Whether the next host is asked; `undefined` where the row says nothing of it. */
  readonly next: boolean | undefined;
  /** Whether the results of the recipients are right. */
  readonly fits: (statuses: readonly string[]) => boolean;
}

/** A row that this project reads in another way than by its letter, and why. */
interface Exception {
  readonly next: boolean;
  readonly because: string;
}

const GIVEN = "delivered by the first host: nothing is left that the next one could be given";
const NOTHING_SENT = "no octet of the message has left, so nobody can have a copy: the next host " +
  "is asked as in the same failure in F105, F106, F125 and F267";
const NOT_YET_TOLD =
  "the host was not told of the mail yet: the next host is asked as after every " +
  "other violation of the protocol there, F009 to F013 and F026 to F030";

/** All exceptions; only the column `next_mx` has some. */
export const EXCEPTIONS: Readonly<Record<string, Exception>> = {
  F016: { next: true, because: NOT_YET_TOLD },
  F033: { next: true, because: NOT_YET_TOLD },
  F186: { next: true, because: NOTHING_SENT },
  F187: { next: true, because: NOTHING_SENT },
  F194: { next: true, because: NOTHING_SENT },
  F195: { next: true, because: NOTHING_SENT },
  F199: { next: true, because: NOTHING_SENT },
  F202: { next: true, because: NOTHING_SENT },
  F214: { next: false, because: GIVEN },
  F215: { next: false, because: GIVEN },
  F216: { next: false, because: GIVEN },
  F217: { next: false, because: GIVEN },
  F223: { next: false, because: GIVEN },
};

const all = (wanted: string) => (statuses: readonly string[]): boolean =>
  statuses.length > 0 && statuses.every((status) => status === wanted);

/** What the words of the column `result` say of the recipients. */
const RESULTS: Readonly<Record<string, Expectation["fits"]>> = {
  "temp": all("deferred"),
  "perm": all("refused"),
  "refused": all("refused"),
  "skip": all("refused"),
  "delivered": all("delivered"),
  "others": all("delivered"),
  "delivered by MX1": all("delivered"),
  "delivered by MX2": all("delivered"),
  "partial; rest in a further transaction": all("delivered"),
  "unknown": all("unknown"),
  "partial": (statuses) =>
    statuses.includes("delivered") && statuses.some((status) => status !== "delivered"),
  "not delivered": (statuses) =>
    statuses.every((status) => status === "deferred" || status === "refused"),
};

const NEXT: Readonly<Record<string, boolean | undefined>> = {
  "yes": true,
  // Before the message, that is: DATA itself is a stage whose failures have this.
  "yes-before-DATA": true,
  "no": false,
  "never": false,
  "-": undefined,
};

/** Reads the rows of the matrix. */
export function readRows(): readonly Row[] {
  const text = Deno.readTextFileSync(new URL("failure-matrix.tsv", import.meta.url));
  return text.trimEnd().split("\n").slice(1).map((line) => {
    const [id = "", stage = "", failure = "", variant = "", ...rest] = line.split("\t");
    const [result = "", exit = "", nextMx = "", note = ""] = rest;
    return { id, stage, failure, variant, result, exit, nextMx, note };
  });
}

/**
 * What a row asks of the program.
 *
 * @throws {TypeError} If it has a word that nobody has given a meaning.
 */
export function expectationOf(row: Row): Expectation {
  const results = row.result.split(" or ").map((word) => {
    const fits = RESULTS[word];
    if (fits === undefined) throw new TypeError(`${row.id}: what is the result "${word}"?`);
    return fits;
  });
  if (!Object.hasOwn(NEXT, row.nextMx)) {
    throw new TypeError(`${row.id}: what is "${row.nextMx}" for the next MX?`);
  }
  return {
    exits: row.exit.split("/").map(Number),
    next: EXCEPTIONS[row.id]?.next ?? NEXT[row.nextMx],
    fits: (statuses) => results.some((fits) => fits(statuses)),
  };
}

/** A row in one line: the name of its test. */
export function nameOf(row: Row): string {
  const what = [row.stage, row.failure, row.variant && `(${row.variant})`].filter(Boolean);
  return `${row.id} ${what.join(" ")}: ${row.result}, ${row.exit}`;
}
