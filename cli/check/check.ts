/**
 * `mua check`: a mail is sent, and looked for where it should arrive.
 * @module
 */
import { type Mailbox, MailboxError } from "../../mailbox/mailbox.ts";
import type { Sought } from "../../mailbox/sought.ts";
import { waitForArrival } from "../../mailbox/wait.ts";
import { octetsInMemory } from "../../message/encoding/octets.ts";
import { parseHeader } from "../../message/header/header.ts";
import type { TranscriptSink } from "../../smtp/mod.ts";
import { checkMailOptions, makeToken, soughtOf } from "./mail.ts";
import { mailboxFailure, type MailboxPlan, planMailbox } from "./mailbox.ts";
import { checkNeeds, checkOptions } from "./options.ts";
import { judge } from "./judge.ts";
import {
  type Arrival,
  checkExitCode,
  checkHint,
  checkJson,
  checkLines,
  type CheckResult,
  mayArrive,
} from "./report.ts";
import { withAccount } from "../account/account.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import type { CliError, ExitCode } from "../terminal/exit.ts";
import { deliverMail, type Prepared, prepareMail } from "../send/deliver.ts";
import type { SendOptions } from "../send/options.ts";
import { reportHints, unverifiedHosts } from "../send/hints.ts";
import { isSocket } from "../route/server.ts";
import { findDestinations } from "../send/route.ts";
import { escapeLine } from "../terminal/escape.ts";
import { dim } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { showTranscript } from "../terminal/transcript.ts";
import { DEFAULT_TIMEOUT } from "../verify/options.ts";
import { type Verified, verify, type VerifyPlan } from "../verify/verify.ts";

type CheckInvocation = Invocation<typeof checkOptions>;

/** `mua check`. */
export const check = defineCommand({
  name: "check",
  summary: "send a mail, and see if and how it arrives",
  operands: "ADDRESS",
  options: checkOptions,
  examples: [
    {
      line: "mua check me@x.example --imap imaps://me@mail.x.example",
      what: "to yourself, by MX; look for it by IMAP",
    },
    {
      line: "mua check me@x.example --maildir ~/Maildir --server x.example:587 -u me",
      what: "through a server of your own; look in a Maildir on this host",
    },
    {
      line: "mua check a@y.example --inbox mua-inbox --server localhost:1025 --json",
      what: "for monitoring: one line of JSON, and an exit code",
    },
  ],
  details: [
    "The mail carries a unique token in its subject and Message-ID. mua looks for it in the " +
    "mailbox and in the junk mailbox every few seconds, and changes, deletes or marks nothing " +
    "there. If the mailbox server goes away in the meantime, mua asks again. Once the mail has " +
    "arrived, mua compares it with what was sent.",
    "The password of the mailbox comes from --imap-password-file, --imap-password-command, " +
    "MUA_IMAP_PASSWORD (or MUA_PASSWORD, if sending needs no password), ~/.netrc or a prompt. It " +
    "is sent only under TLS, to a server whose certificate is verified.",
    "If it lies in the junk mailbox, or a filter of the recipient marked it as junk, the verdict " +
    "says which filter, by which causes, and what to do.",
    "If a bounce for the mail arrives in the mailbox, mua stops waiting at once.",
    "Exit code: 0 arrived unaltered; 1 arrived altered, or --verify found something that does " +
    "not hold; 3 arrived as junk; 69 came back; 75 not arrived within " +
    "--wait; 66 no such mailbox; 130 interrupted; otherwise as for mua send.",
  ],
  defaults: (given, variable) => withAccount(checkOptions, given, variable),
  needs: ({ options }) => checkNeeds(options),
  run,
});

async function run(invocation: CheckInvocation): Promise<ExitCode> {
  const { options, operands: [recipient = ""], terminal, signal, keepOnly } = invocation;
  const token = makeToken();
  const mailOptions = checkMailOptions(options, recipient, token);
  const plan = await planMailbox(options, { terminal, signal });
  using files = new DisposableStack();
  const prepared = await prepareMail(mailOptions, { terminal, signal }, files);
  const sought = await soughtOf(prepared.mail, mailOptions, token);
  keepOnly({ net: true, read: true, write: isSocket(options.server) });
  const { result, failure } = await checkMailbox(plan, sought, prepared, mailOptions, invocation);
  return report(result, failure, prepared, invocation);
}

/** What takes the dialogue, with both servers. */
interface Watched extends Pick<CheckInvocation, "signal"> {
  readonly transcript: TranscriptSink;
}

/** A mail that was sent, or refused. */
interface SentResult extends CheckResult {
  readonly sent: number;
}

/** How a check ended, and why the mailbox could not be looked into to the end, if so. */
interface Ended {
  readonly result: CheckResult;
  readonly failure?: CliError;
}

async function checkMailbox(
  plan: MailboxPlan,
  sought: Sought,
  prepared: Prepared,
  mailOptions: SendOptions,
  invocation: CheckInvocation,
): Promise<Ended> {
  // Before anything is sent, so that a mistake here costs nobody a mail.
  const transcript = invocation.options.verbose ? showTranscript(invocation.terminal) : () => {};
  const mailbox = await openMailbox(plan, sought, prepared, { ...invocation, transcript });
  if (mailbox instanceof MailboxError) {
    return { result: unsent(prepared, sought), failure: mailboxFailure(mailbox) };
  }
  try {
    const sending = await send(prepared, mailOptions, sought, { ...invocation, transcript });
    return await wait(mailbox, plan, sending, prepared, invocation);
  } finally {
    await mailbox.close();
  }
}

async function openMailbox(
  plan: MailboxPlan,
  sought: Sought,
  { plan: { families, resolver, limit }, tls: { caCerts } }: Prepared,
  { signal, transcript }: Watched,
): Promise<Mailbox | MailboxError> {
  const note = (text: string): void =>
    transcript({ time: Date.now(), speaker: "note", stage: "connect", text, encrypted: false });
  try {
    return await plan.open(sought, { families, resolver, limit, caCerts, signal, note });
  } catch (error) {
    if (error instanceof MailboxError) return error;
    throw error;
  }
}

function unsent({ mail }: Prepared, sought: Sought): CheckResult {
  const { envelope: { reversePath }, message: { size } } = mail;
  return {
    mail: { reversePath, messageId: sought.messageId, size },
    sought,
    outcomes: [],
    sent: undefined,
    accepted: undefined,
    arrival: undefined,
    ended: undefined,
    end: Date.now(),
  };
}

async function send(
  prepared: Prepared,
  options: SendOptions,
  sought: Sought,
  { signal, transcript: shown }: Watched,
): Promise<SentResult> {
  const { mail, plan, tls } = prepared;
  const { recipients } = mail.envelope;
  const destinations = await findDestinations(plan, recipients, tls.caCerts, signal);
  const sent = Date.now();
  let answered: number | undefined;
  const transcript: TranscriptSink = (event) => {
    if (event.speaker === "server" && event.stage === "dot") answered = event.time;
    shown(event);
  };
  const outcomes = await deliverMail(prepared, destinations, options, { signal, transcript });
  const isAccepted = outcomes.some(({ status }) => status === "delivered");
  return {
    ...unsent(prepared, sought),
    outcomes,
    sent,
    accepted: isAccepted ? answered ?? Date.now() : undefined,
  };
}

async function wait(
  mailbox: Mailbox,
  plan: MailboxPlan,
  sending: SentResult,
  prepared: Prepared,
  { options, terminal, signal }: CheckInvocation,
): Promise<Ended> {
  if (!mayArrive(sending.outcomes)) return { result: sending };
  using _progress = watchWaiting(terminal, plan.name, options.wait);
  try {
    const arrived = await waitForArrival(mailbox, { limit: options.wait, signal });
    const end = Date.now();
    if (arrived === undefined) {
      return { result: { ...sending, ended: signal.aborted ? "interrupted" : "time-out", end } };
    }
    if (arrived.bounce !== undefined) {
      return { result: { ...sending, ended: "bounced", bounce: arrived.bounce, end } };
    }
    const { envelope, message } = prepared.mail;
    const sent = { open: () => message.open(), envelope, time: sending.sent };
    const judgement = await judge(sent, arrived);
    const verified = options.verify
      ? await verifyArrived(arrived.octets, prepared.plan.resolver, signal)
      : undefined;
    const arrival: Arrival = { ...arrived, ...judgement, verified, time: end };
    return { result: { ...sending, arrival, end } };
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    const ended = signal.aborted ? "interrupted" : "mailbox";
    const result = { ...sending, ended, end: Date.now() } as const;
    return ended === "mailbox" ? { result, failure: mailboxFailure(error) } : { result };
  }
}

async function verifyArrived(
  octets: Uint8Array,
  resolver: VerifyPlan["resolver"],
  signal: AbortSignal,
): Promise<Verified> {
  const { fields, size } = parseHeader(octets);
  const message = { ...octetsInMemory("what arrived", octets), fields, bodyOffset: size };
  return await verify(message, { envelope: {}, resolver, timeout: DEFAULT_TIMEOUT }, signal);
}

function report(
  result: CheckResult,
  failure: CliError | undefined,
  { plan, tls }: Prepared,
  { options, terminal }: CheckInvocation,
): ExitCode {
  const exitCode = failure?.exitCode ?? checkExitCode(result);
  if (options.json) {
    terminal.json(checkJson(result, exitCode, failure?.message));
    return exitCode;
  }
  terminal.out(checkLines(result, terminal.columns));
  if (failure !== undefined) throw failure;
  // The bounce says more than what is known of the sending.
  if (result.bounce !== undefined) return exitCode;
  const { outcomes } = result;
  const advice = reportHints(outcomes, { server: plan.server?.host, tls: tls.mode });
  const hints = [unverifiedHosts(outcomes), advice, checkHint(result) ?? []];
  for (const hint of hints.flat()) terminal.err(dim(`${hint}\n`));
  return exitCode;
}

/** Milliseconds between two lines that say that nothing has happened. */
const INTERVAL = 10_000;

/**
 * Says on a terminal what is waited for, and from time to time that it is still so. To nobody else: a
 * program does not read it.
 *
 * @param terminal Where to.
 * @param mailbox What is looked into.
 * @param limit Milliseconds that it is waited for.
 * @returns Ends it.
 */
function watchWaiting(terminal: Terminal, mailbox: string, limit: number): Disposable {
  if (!terminal.errIsTerminal) return { [Symbol.dispose]: () => {} };
  const started = Date.now();
  const say = (text: string): void => terminal.err(dim(`${text}\n`));
  say(
    `Sent. Looking for it in ${escapeLine(mailbox)} for up to ${limit / 1000} s; Ctrl-C to stop.`,
  );
  const timer = setInterval(() => {
    say(`Not there yet after ${Math.round((Date.now() - started) / 1000)} s`);
  }, INTERVAL);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
