/**
 * Row: many small mails by one process, each on its own connection, and over connections that are kept.
 * @module
 */
import { type Bench, plan } from "../bench.ts";
import { EHLO_NAME, RECIPIENT, SENDER, TEXT } from "../letter.ts";
import { timeProcess } from "../process.ts";
import { contestant, installed, muaScript, nodemailer, ownTime } from "../programs.ts";
import { race, type Subject } from "../race.ts";
import type { Comparison, LeftOut } from "../report.ts";
import { Sink, sinkObstacle } from "../sink.ts";

const ROUNDS = 3;
const MESSAGES = { quick: 200, full: 10_000 };
const CONNECTIONS_AT_ONCE = [1, 10];

/** Many mails of 1 KB, one after the other and ten at a time. */
export async function many(bench: Bench): Promise<readonly (Comparison | LeftOut)[]> {
  const messages = bench.quick ? MESSAGES.quick : MESSAGES.full;
  const obstacle = sinkObstacle();
  const comparisons: (Comparison | LeftOut)[] = [];
  for (const isKept of [false, true]) {
    for (const parallel of CONNECTIONS_AT_ONCE) {
      const work = { messages, parallel, isKept };
      const title = `${messages} messages of 1 KB, ${howWords(work)}, start-up left out`;
      if (obstacle !== undefined) {
        comparisons.push({ title, obstacle });
        continue;
      }
      await using sink = await Sink.start();
      const subjects = throughput(sink, work, bench.signal);
      const results = await race(subjects, plan(bench, ROUNDS), bench.signal);
      comparisons.push({ title, remarks: [], messages, results });
    }
  }
  return comparisons;
}

/** How much a process sends, and how. */
interface Work {
  readonly messages: number;
  /** Connections at a time. */
  readonly parallel: number;
  /** Whether mails share connections. */
  readonly isKept: boolean;
}

function howWords({ parallel, isKept }: Work): string {
  if (!isKept) return `a connection each, ${parallel} at a time`;
  return parallel === 1 ? "1 connection kept" : `${parallel} connections kept`;
}

/** Mails that no connection has enough of. */
const ALL = "1000000";

function throughput(
  sink: Sink,
  { messages, parallel, isKept }: Work,
  signal: AbortSignal,
): Subject[] {
  const load = { messages, octets: messages * TEXT.length };
  const measure = (argv: readonly string[]): ReturnType<typeof timeProcess> =>
    sink.taking(load, () => timeProcess(argv, { signal }));
  const raw = `Subject: Benchmark\r\n\r\n${TEXT.replaceAll("\n", "\r\n")}`;
  const envelope = [String(sink.port), EHLO_NAME, SENDER, RECIPIENT];
  const [count, connections] = [String(messages), String(parallel)];
  const how = [...envelope, count, connections];
  const source = [
    ...(isKept ? ["-d"] : []),
    ...["-m", count, "-s", connections, "-l", String(raw.length)],
    ...["-M", EHLO_NAME, "-f", SENDER, "-t", RECIPIENT, `127.0.0.1:${sink.port}`],
  ];
  return [
    contestant(
      "mua, smtp/delivery/courier.ts",
      muaScript("mua_courier.ts"),
      async (argv) => ownTime(await measure([...argv, ...how, isKept ? ALL : "1", raw])),
      `${isKept ? "the next mail" : "QUIT"} rides behind the dot`,
    ),
    contestant(
      isKept ? "smtp-source -d (C)" : "smtp-source (C)",
      installed("smtp-source"),
      (argv) => measure([...argv, ...source]),
      "whole process, one command at a time",
    ),
    contestant(
      isKept ? "nodemailer's pool on Node" : "nodemailer on Node",
      nodemailer("nodemailer_many.mjs"),
      async (argv) => ownTime(await measure([...argv, ...how, raw, ...(isKept ? [ALL] : [])])),
    ),
  ];
}
