/**
 * How well bounces are read: for a directory of them with a table of what they mean, the share of
 * recipients, of permanent or temporary, and of reasons that are right, per reason, and the slowest.
 *
 * `deno task bounces DIR [--all]`. DIR holds messages and `expected.tsv`, whose columns are named in its
 * first line: file, number of the recipient in the file, status, reply, reason and, if known, recipient.
 * @module
 */
import { readReturned } from "../../../explain/bounce/read.ts";
import type { Bounce, Kind } from "../../../explain/bounce/bounce.ts";

/** What is expected of one recipient. */
interface Row {
  readonly file: string;
  readonly number: number;
  readonly status: string;
  readonly reply: string;
  readonly reason: string;
  readonly recipient: string;
}

/** How many of what is expected were right. */
interface Score {
  expected: number;
  right: number;
}

/** What is no bounce in the table, and what it is called here. */
const KINDS: Readonly<Record<string, Kind>> = {
  feedback: "abuse-report",
  vacation: "automatic-reply",
  delivered: "success",
};

/** Milliseconds that a bounce may take. */
const LIMIT = 50;

const [directory, ...options] = Deno.args;
if (directory === undefined) {
  write("Usage: deno task bounces DIR [--all]");
  Deno.exit(64);
}
await score(directory, options.includes("--all"));

async function score(directory: string, showsAll: boolean): Promise<void> {
  const rows = parseTable(await Deno.readTextFile(`${directory}/expected.tsv`));
  const byFile = Map.groupBy(rows, ({ file }) => file);
  const totals = { recipient: empty(), permanent: empty(), reason: empty() };
  const reasons = new Map<string, Score>();
  const times: (readonly [milliseconds: number, file: string])[] = [];
  for (const [file, expected] of byFile) {
    const octets = await Deno.readFile(`${directory}/${file}`);
    const begin = performance.now();
    const returned = readReturned(octets);
    times.push([performance.now() - begin, file]);
    for (const row of expected) {
      const bounce = returned?.bounces[row.number - 1];
      const kind = KINDS[row.reason];
      const isKind = kind !== undefined && returned?.kind === kind;
      const found = {
        recipient: isKind || isRecipient(row, bounce, returned?.bounces.length === expected.length),
        permanent: isKind || bounce?.permanent === isPermanent(row),
        reason: isKind || bounce?.reason === row.reason,
      };
      count(totals.recipient, found.recipient);
      count(totals.permanent, found.permanent);
      count(totals.reason, found.reason);
      const ofReason = reasons.get(row.reason) ?? empty();
      reasons.set(row.reason, ofReason);
      count(ofReason, found.reason);
      if (showsAll) { for (const line of differences(row, bounce, found)) write(line); }
    }
  }
  report(totals, reasons, times);
}

function parseTable(text: string): Row[] {
  const [head = "", ...lines] = text.trim().split("\n");
  const names = head.split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    const cell = (name: string): string => cells[names.indexOf(name)] ?? "";
    return {
      file: cell("file"),
      number: Number(cell("number")),
      status: cell("status"),
      reply: cell("reply"),
      reason: cell("reason"),
      recipient: cell("recipient"),
    };
  });
}

function empty(): Score {
  return { expected: 0, right: 0 };
}

function count(score: Score, isRight: boolean): void {
  score.expected++;
  if (isRight) score.right++;
}

function isRecipient(row: Row, bounce: Bounce | undefined, isComplete: boolean): boolean {
  if (bounce === undefined) return false;
  if (row.recipient === "") return isComplete && bounce.recipient.includes("@");
  return bounce.recipient.toLowerCase() === row.recipient.toLowerCase();
}

/** By the first digit of the status, or of the reply where a table has made the status up. */
function isPermanent({ status, reply }: Row): boolean {
  const isMadeUp = /^[45]\.0\.9\d\d$/.test(status);
  return (isMadeUp && reply !== "" ? reply : status).startsWith("5");
}

function differences(
  { file, number, status, reason }: Row,
  bounce: Bounce | undefined,
  found: Readonly<Record<"recipient" | "permanent" | "reason", boolean>>,
): string[] {
  const wrong = Object.entries(found).filter(([, isRight]) => !isRight).map(([name]) => name);
  if (wrong.length === 0) return [];
  const seen = bounce === undefined
    ? "nothing"
    : `${bounce.recipient} ${
      bounce.permanent ? "permanent" : "temporary"
    } ${bounce.reason}: ${bounce.words}`;
  return [`${file} ${number}: ${wrong.join(", ")}: expected ${status} ${reason}, found ${seen}`];
}

function report(
  totals: Readonly<Record<string, Score>>,
  reasons: ReadonlyMap<string, Score>,
  times: readonly (readonly [number, string])[],
): void {
  const sorted = [...reasons].sort(([, one], [, other]) => other.expected - one.expected);
  for (const [name, score] of [...sorted, ["", undefined] as const, ...Object.entries(totals)]) {
    write(score === undefined ? "" : line(name, score));
  }
  const [slowest] = times.toSorted(([one], [other]) => other - one);
  const slow = times.filter(([milliseconds]) => milliseconds > LIMIT).length;
  if (slowest === undefined) return;
  write(`\n${times.length} files; slower than ${LIMIT} ms: ${slow}`);
  write(`the slowest: ${slowest[0].toFixed(1)} ms, ${slowest[1]}`);
}

function line(name: string, { expected, right }: Score): string {
  const share = (100 * right / expected).toFixed(1);
  return `${name.padEnd(18)}${String(right).padStart(5)} of ${String(expected).padStart(5)}${
    share.padStart(8)
  } %`;
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
