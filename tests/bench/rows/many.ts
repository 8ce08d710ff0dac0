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
  for (const parallel of CONNECTIONS_AT_ONCE) {
    const title =
      `${messages} messages of 1 KB, a connection each, ${parallel} at a time, start-up left out`;
    if (obstacle !== undefined) {
      comparisons.push({ title, obstacle });
      continue;
    }
    await using sink = await Sink.start();
    const subjects = throughput(sink, { messages, parallel }, bench.signal);
    const results = await race(subjects, plan(bench, ROUNDS), bench.signal);
    comparisons.push({ title, remarks: [], messages, results });
  }
  for (const parallel of CONNECTIONS_AT_ONCE) {
    const connections = parallel === 1 ? "1 connection" : `${parallel} connections`;
    const title = `${messages} messages of 1 KB, ${connections} kept, start-up left out`;
    if (obstacle !== undefined) {
      comparisons.push({ title, obstacle });
      continue;
    }
    await using sink = await Sink.start();
    const subjects = throughputKept(sink, { messages, parallel }, bench.signal);
    const results = await race(subjects, plan(bench, ROUNDS), bench.signal);
    comparisons.push({ title, remarks: [], messages, results });
  }
  return comparisons;
}

/** How much a process sends, and how. */
interface Work {
  readonly messages: number;
  readonly parallel: number;
}

/** Mails that no connection has enough of. */
const ALL = "1000000";
const ONE = "1";

function throughputKept(sink: Sink, { messages, parallel }: Work, signal: AbortSignal): Subject[] {
  const load = { messages, octets: messages * TEXT.length };
  const measure = (argv: readonly string[]): ReturnType<typeof timeProcess> =>
    sink.taking(load, () => timeProcess(argv, { signal }));
  const raw = `Subject: Benchmark\r\n\r\n${TEXT.replaceAll("\n", "\r\n")}`;
  const envelope = [String(sink.port), EHLO_NAME, SENDER, RECIPIENT];
  const [count, connections] = [String(messages), String(parallel)];
  const source = [
    ...["-d", "-m", count, "-s", connections, "-l", String(raw.length)],
    ...["-M", EHLO_NAME, "-f", SENDER, "-t", RECIPIENT, `127.0.0.1:${sink.port}`],
  ];
  return [
    contestant(
      "mua, smtp/delivery/courier.ts",
      muaScript("mua_courier.ts"),
      async (argv) => ownTime(await measure([...argv, ...envelope, count, connections, ALL, raw])),
      "the next mail rides behind the dot",
    ),
    contestant(
      "smtp-source -d (C)",
      installed("smtp-source"),
      (argv) => measure([...argv, ...source]),
      "whole process, one command at a time",
    ),
    contestant(
      "nodemailer's pool on Node",
      nodemailer("nodemailer_many.mjs"),
      async (argv) => ownTime(await measure([...argv, ...envelope, count, connections, raw, ALL])),
    ),
  ];
}

function throughput(sink: Sink, { messages, parallel }: Work, signal: AbortSignal): Subject[] {
  const load = { messages, octets: messages * TEXT.length };
  const measure = (argv: readonly string[]): ReturnType<typeof timeProcess> =>
    sink.taking(load, () => timeProcess(argv, { signal }));
  const raw = `Subject: Benchmark\r\n\r\n${TEXT.replaceAll("\n", "\r\n")}`;
  const envelope = [String(sink.port), EHLO_NAME, SENDER, RECIPIENT];
  const [count, connections] = [String(messages), String(parallel)];
  const source = [
    ...["-m", count, "-s", connections, "-l", String(raw.length)],
    ...["-M", EHLO_NAME, "-f", SENDER, "-t", RECIPIENT, `127.0.0.1:${sink.port}`],
  ];
  return [
    contestant(
      "mua, smtp/delivery/courier.ts",
      muaScript("mua_courier.ts"),
      async (argv) => ownTime(await measure([...argv, ...envelope, count, connections, ONE, raw])),
      "groups commands as the server allows, QUIT rides behind the dot",
    ),
    contestant(
      "smtp-source (C)",
      installed("smtp-source"),
      (argv) => measure([...argv, ...source]),
      "whole process, one command at a time",
    ),
    contestant(
      "nodemailer on Node",
      nodemailer("nodemailer_many.mjs"),
      async (argv) => ownTime(await measure([...argv, ...envelope, count, connections, raw])),
    ),
  ];
}
