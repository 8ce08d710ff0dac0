/**
 * `mua merge`: one mail for each row of a list.
 * @module
 */
import { isToSend } from "../../journal/answer.ts";
import type { SignMail } from "../sign/sign.ts";
import { wantsSignature } from "../sign/options.ts";
import { readNameServer } from "../route/name_server.ts";
import { withAccount } from "../account/account.ts";
import { authNeeds } from "../account/auth_options.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { readAddresses } from "../route/addresses.ts";
import { ownName } from "../route/ehlo_name.ts";
import { deliveryOptions, prepareWay, type Way } from "../send/deliver.ts";
import { searchOf } from "../send/route.ts";
import { escapeLine } from "../terminal/escape.ts";
import { Exit, type ExitCode, InputError, notTogether } from "../terminal/exit.ts";
import { dim, yellow } from "../terminal/style.ts";
import { showTranscript } from "../terminal/transcript.ts";
import { count } from "../terminal/words.ts";
import { checkMails, type Survey } from "./check.ts";
import { Journal, readEarlier } from "./journal/journal.ts";
import type { JournalState } from "./journal/state.ts";
import { type FaultSink, type Material, openMaterial, pathsOf } from "./material.ts";
import { mergeOptions } from "./options.ts";
import { noteBesideBar, showProgress } from "./progress.ts";
import { readRate } from "./rate.ts";
import { writeResult } from "./result.ts";
import { Run } from "./run.ts";
import { mergeExitCode, mergeHints, showSummary, summaryJson } from "./summary.ts";

/** `mua merge`. */
export const merge = defineCommand({
  name: "merge",
  summary: "send one mail for each row of a list",
  operands: "TEMPLATE LIST.csv",
  options: mergeOptions,
  defaults: (given, variable) => withAccount(mergeOptions, given, variable),
  examples: [
    {
      line: "mua merge invite.txt guests.csv",
      what: "check all rows and show the first mail; nothing is sent",
    },
    {
      line: "mua merge invite.txt guests.csv --send --limit 1",
      what: "send one; without --limit the next run sends the others",
    },
    {
      line: "mua merge a.txt b.csv --send --server mail.x.example:587 -u me --rate 50/min",
      what: "through your provider, as fast as it allows",
    },
    {
      line: "mua merge bill.txt items.csv --group-by email --send",
      what: "one mail for all rows of each address",
    },
  ],
  details: [
    "TEMPLATE is a text file: header fields (From, To, Cc, Bcc, Reply-To, Subject, Attach: FILE, " +
    "and others), an empty line, and the text. LIST.csv begins with the names of its columns. " +
    "{{column}} stands for the value of the row, anywhere in TEMPLATE; in an address or a " +
    "subject it can never become anything else. With --group-by, what stands between {{#rows}} " +
    "and {{/rows}} repeats for each row of the mail.",
    "All rows are checked before anything is sent. Each fault is shown with its line, and then " +
    "nothing is sent (65).",
    "LIST.journal keeps what was sent, so that nobody gets a mail twice: after Ctrl-C, kill or a " +
    "crash the same command goes on where it stopped. A mail that was sent and never answered is " +
    "unknown, and not sent again without --retry-unknown. LIST.result.csv has the rows with " +
    "outcome, host, reply and time.",
    "Exit code: as mua send, for all mails of the list: 0 all delivered; 65 bad input; 66 no such " +
    "file; 74 the journal cannot be written; 75 some deferred, or another mua merge is at work on " +
    "the list; 79 some unknown; 130 interrupted.",
  ],
  needs: ({ options }) => ({
    net: options.send,
    read: true,
    write: options.send,
    sys: true,
    ...authNeeds(options),
  }),
  run,
});

async function run(invocation: Invocation<typeof mergeOptions>): Promise<ExitCode> {
  const { options, operands, terminal, signal, keepOnly } = invocation;
  if (options.quiet && options.verbose) throw notTogether("--quiet", "--verbose");
  const pause = options.rate === undefined ? undefined : readRate(options.rate);
  const only = options.only.flatMap(readAddresses).map(({ mailbox }) => mailbox.toString());
  const [templatePath = "", listPath = ""] = operands;
  using files = new DisposableStack();
  const faults = new Faults(invocation);
  const paths = pathsOf(templatePath, listPath);
  const sign = await openSigner(invocation);
  const material = await openMaterial(paths, options, files, faults.sink, sign);
  const survey = await checkMails(material, only, faults.sink, signal);
  faults.refuse();
  if (material.mails.count === 0) throw new InputError(`${listPath} has no row but its header`);
  if (survey.wanted?.length === 0) {
    throw new InputError(`no mail of ${listPath} goes to ${only.join(", ")}`);
  }
  if (!options.send) {
    const earlier = await readEarlier(paths.journal, material.subject);
    const next = choose(material, survey, earlier?.state, options);
    const { showRehearsal } = await import("./rehearsal.ts");
    const ehloName = options.ehlo ?? ownName();
    const earlierCounts = earlier?.state.counts;
    const rehearsal = { material, survey, next, earlier: earlierCounts, ehloName };
    await showRehearsal(rehearsal, terminal, options.json);
    return Exit.ok;
  }
  const way = await prepareWay(options, { terminal, signal });
  keepOnly({ net: true, read: true, write: true });
  return await sendAll(invocation, { way, material, survey, pause });
}

/** Signs the mails, if that is wanted. Before `--send` nobody is asked what DNS publishes. */
async function openSigner(
  { options, terminal, signal }: Invocation<typeof mergeOptions>,
): Promise<SignMail | undefined> {
  if (!wantsSignature(options)) return undefined;
  const resolver = options.resolver === undefined
    ? undefined
    : readNameServer(options.resolver, "--resolver");
  const warn = (text: string): void => terminal.err(yellow(`${escapeLine(text)}\n`));
  const { openSigner } = await import("../sign/sign.ts");
  return await openSigner(options, { resolver, asks: options.send, signal, warn });
}

/** What is known when everything was checked. */
interface Ready {
  readonly way: Way;
  readonly material: Material;
  readonly survey: Survey;
  /** Milliseconds from one mail to the next. */
  readonly pause: number | undefined;
}

async function sendAll(
  { options, terminal, signal }: Invocation<typeof mergeOptions>,
  { way, material, survey, pause }: Ready,
): Promise<ExitCode> {
  const { paths, subject, mails } = material;
  const start = performance.now();
  await using journal = await Journal.open(paths.journal, subject, options.sync);
  const transcript = options.verbose ? showTranscript(terminal) : undefined;
  const next = choose(material, survey, journal.state, options);
  if (next.length === 0 && !options.quiet && !options.json) {
    terminal.err(`Nothing is left to send: see ${paths.journal}\n`);
  }
  const run = new Run({
    mails,
    next,
    journal,
    delivery: deliveryOptions(way, options, { signal, transcript }),
    search: searchOf(way.plan, way.tls.caCerts, signal),
    connections: options.connections,
    pause,
    retryFor: options.retryFor,
    retryUnknown: options.retryUnknown,
    note: (text) => noteBesideBar(terminal, text),
  });
  let failure: unknown;
  {
    using _bar = options.quiet || options.verbose
      ? undefined
      : showProgress(terminal, () => run.snapshot());
    await run.go().catch((error) => failure = error);
  }
  const tally = await writeResult(material, journal);
  if (failure !== undefined) throw failure;
  const { counts } = journal.state;
  const milliseconds = performance.now() - start;
  const summary = { paths, counts, tally, isInterrupted: signal.aborted, milliseconds };
  if (options.json) terminal.json(summaryJson(summary));
  else {
    showSummary(summary, terminal);
    const setting = { server: way.plan.server?.host, tls: way.tls.mode };
    for (const text of await mergeHints(counts, run.failures, setting)) {
      terminal.err(dim(`${text}\n`));
    }
  }
  return mergeExitCode(summary);
}

/** The mails to send now, in the order of the list. */
function choose(
  { mails }: Material,
  { wanted }: Survey,
  state: JournalState | undefined,
  { retryUnknown, limit = Infinity }: {
    readonly retryUnknown: boolean;
    readonly limit?: number | undefined;
  },
): readonly number[] {
  const isOpen = (mail: number): boolean =>
    state === undefined ||
    [...state.statesOf(mail)].some((each) => isToSend(each, retryUnknown));
  const next: number[] = [];
  const count = wanted?.length ?? mails.count;
  for (let at = 0; at < count && next.length < limit; at++) {
    const mail = wanted?.[at] ?? at;
    if (isOpen(mail)) next.push(mail);
  }
  return next;
}

/** What is wrong, shown as it is found. */
class Faults {
  #number = 0;
  readonly sink: FaultSink;

  constructor({ terminal }: Invocation<typeof mergeOptions>) {
    this.sink = (file, line, text) => {
      this.#number++;
      terminal.err(`${escapeLine(file)}:${line}: ${escapeLine(text)}\n`);
    };
  }

  /** Ends the command if anything is wrong. */
  refuse(): void {
    if (this.#number === 0) return;
    throw new InputError(`${count(this.#number, "fault")}; nothing was sent`);
  }
}
