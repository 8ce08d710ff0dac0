/**
 * `mua send --until`: what the servers would say to a mail, up to a stage, and no mail.
 * @module
 */
import { createLookup } from "../../dns/mod.ts";
import type { DeliveryOptions } from "../../smtp/delivery/deliver.ts";
import { type Destination, routeVerdict } from "../../smtp/delivery/destination.ts";
import { findDestinations } from "../../smtp/delivery/find.ts";
import {
  probe,
  type ProbeOutcome,
  type ProbeStage,
  stopsBeforeMail,
} from "../../smtp/delivery/probe.ts";
import type { Outcome } from "../../smtp/mod.ts";
import { describeDeadline } from "../../smtp/stage.ts";
import type { Context } from "../command/command.ts";
import { isSocket } from "../route/server.ts";
import { type ExitCode, exitCodeOfAll, notTogether, UsageError } from "../terminal/exit.ts";
import { dim } from "../terminal/style.ts";
import { showTranscript } from "../terminal/transcript.ts";
import { deliveryOptions, prepareWay } from "./deliver.ts";
import { type Mail, makeMail } from "./mail.ts";
import type { SendOptions } from "./options.ts";
import { probeJson, probeLines, type ProbeReport, stoppedWhere } from "./probe_report.ts";
import { exitCodeOf } from "./report.ts";
import { searchOf } from "./route.ts";

/** How long all hosts together may take, in milliseconds, where nobody has said it. */
const ALL_HOSTS_DEADLINE = 60_000;

/** Hosts that are asked at the same time. */
const CONCURRENT_HOSTS = 10;

/**
 * Asks the servers up to a stage, and says what would have happened.
 *
 * @param until Where to stop.
 * @param options The options of the mail.
 * @param context Where to write, what to read, and what to give up.
 * @returns The exit code: 0 if nothing was in the way.
 * @throws {CliError} If something cannot be understood or opened.
 */
export async function probeMail(
  until: ProbeStage,
  options: SendOptions,
  { terminal, signal, keepOnly }: Context,
): Promise<ExitCode> {
  refuseSending(options);
  using files = new DisposableStack();
  const way = await prepareWay(options, { terminal, signal });
  const mail = await makeProbeMail(until, options, { terminal, files });
  keepOnly({ net: true, read: true, write: isSocket(options.server) });
  const how = deliveryOptions(way, options, {
    signal,
    transcript: options.verbose ? showTranscript(terminal) : undefined,
  });
  const { recipients } = mail.envelope;
  const { resolver } = way.plan;
  const survey = options.allHosts
    ? createLookup(resolver === undefined ? {} : { resolver })
    : undefined;
  const search = { ...searchOf(way.plan, way.tls.caCerts, signal), survey };
  const destinations = await findDestinations(recipients, search);
  const outcomes = options.allHosts
    ? await probeAllHosts(destinations, mail, until, how)
    : await probeInTurn(destinations, mail, until, how);
  const report: ProbeReport = {
    until,
    mailFrom: stopsBeforeMail(until) ? undefined : mail.envelope.reversePath,
    allHosts: options.allHosts,
    outcomes,
    exitCode: exitCodeOfAll(outcomes.map(exitCodeOf)),
  };
  if (options.json) {
    terminal.json(await probeJson(report));
    return report.exitCode;
  }
  const shown = outcomes.filter(({ status }) => !options.quiet || status !== "accepted");
  terminal.out(probeLines({ ...report, outcomes: shown }));
  if (options.quiet) return report.exitCode;
  const { reportHints, unverifiedHosts } = await import("./hints.ts");
  const likeSent = outcomes.map((outcome): Outcome => ({
    ...outcome,
    status: outcome.status === "accepted" ? "delivered" : outcome.status,
  }));
  const setting = { server: way.plan.server?.host, tls: way.tls.mode };
  const hints = options.allHosts ? [] : [
    ...unverifiedHosts(likeSent),
    ...reportHints(likeSent, setting),
  ];
  const isThere = outcomes.some(({ status }) => status === "accepted");
  const end = isThere ? stoppedWhere(until) : "No message was sent.";
  for (const text of [...hints, end]) terminal.err(dim(`${text}\n`));
  return report.exitCode;
}

/** Options that send or show a mail, or that contradict. */
function refuseSending({ dryRun, save, allHosts, server }: SendOptions): void {
  if (dryRun) throw notTogether("--until", "--dry-run");
  if (save !== undefined) throw notTogether("--until", "--save");
  if (allHosts && server !== undefined) throw notTogether("--all-hosts", "--server");
}

/** A recipient that no command names. */
const NOBODY = { address: "", domain: "" };

const NO_MESSAGE = {
  size: 0,
  eightBit: false,
  utf8Header: false,
  open: async function* (): AsyncGenerator<Uint8Array> {},
};

/** The mail that is asked about: as much of it as is told before the stage. */
async function makeProbeMail(
  until: ProbeStage,
  options: SendOptions,
  context: Parameters<typeof makeMail>[1],
): Promise<Mail> {
  const named = [...options.to, ...options.cc, ...options.bcc, ...options.rcptTo];
  if (stopsBeforeMail(until) && named.length === 0 && options.eml === undefined) {
    if (options.server === undefined) {
      throw new UsageError("no host to ask: add --to ADDRESS or --server HOST");
    }
    return { envelope: { reversePath: "", recipients: [NOBODY] }, message: NO_MESSAGE };
  }
  const { eml, html, mailFrom, from } = options;
  const hasText = eml !== undefined || html !== undefined;
  const isSenderNeeded = !stopsBeforeMail(until) || mailFrom !== undefined || from !== undefined;
  return await makeMail({
    ...options,
    // Whoever asks only what a server would say need not type a message, nor a sender that is not told.
    body: options.body ?? (hasText ? undefined : ""),
    ...(isSenderNeeded ? {} : { from: "nobody@localhost" }),
  }, context);
}

/** One destination after the other, so that a transcript can be read. */
async function probeInTurn(
  destinations: readonly Destination[],
  { envelope, message }: Mail,
  until: ProbeStage,
  how: DeliveryOptions,
): Promise<ProbeOutcome[]> {
  const outcomes: ProbeOutcome[] = [];
  for (const destination of destinations) {
    for (const outcome of await probe(destination, envelope, message, until, how)) {
      outcomes.push(outcome);
    }
  }
  return outcomes;
}

/** Every host of every destination, some at the same time and all within one deadline. */
async function probeAllHosts(
  destinations: readonly Destination[],
  { envelope, message }: Mail,
  until: ProbeStage,
  how: DeliveryOptions,
): Promise<ProbeOutcome[]> {
  const limit = how.limit ?? ALL_HOSTS_DEADLINE;
  const late = AbortSignal.timeout(limit);
  const bounded = { ...how, signal: AbortSignal.any([how.signal, late]) };
  const single = destinations.flatMap(byHost);
  const results = new Map<Destination, readonly ProbeOutcome[]>();
  const waiting = single.values();
  const worker = async (): Promise<void> => {
    for (const destination of waiting) {
      const outcomes = await probe(destination, envelope, message, until, bounded);
      const isLate = late.aborted && !how.signal.aborted;
      results.set(
        destination,
        isLate ? outcomes.map((each) => lateOutcome(each, limit)) : outcomes,
      );
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_HOSTS }, worker));
  return single.flatMap((destination) => results.get(destination) ?? []);
}

/** Each host of a destination as one of its own, also those that cannot be used, by their preference. */
function byHost(destination: Destination): Destination[] {
  const { hosts, unusable = [], recipients, port } = destination;
  const broken = unusable.map(({ name, preference, implicit, problem }): Destination => {
    const status = problem?.kind === "lookup-failed" ? "deferred" : "refused";
    const host = { name, addresses: [], ...(implicit ? {} : { preference }) };
    const obstacle = routeVerdict(status, problem?.text ?? "cannot be used");
    return { recipients, hosts: [host], port, obstacle };
  });
  const usable = hosts.map((host): Destination => ({ ...destination, hosts: [host], notes: [] }));
  if (usable.length + broken.length === 0) return [destination];
  return [...usable, ...broken].toSorted((a, b) => preferenceOf(a) - preferenceOf(b));
}

function preferenceOf({ hosts }: Destination): number {
  return hosts[0]?.preference ?? 0;
}

/** What the deadline of all hosts has cut off is no interruption by a person. */
function lateOutcome(outcome: ProbeOutcome, limit: number): ProbeOutcome {
  if (outcome.reason !== "interrupted") return outcome;
  const explanation = `no answer within ${describeDeadline(limit)}`;
  return { ...outcome, reason: "temporary", explanation };
}
