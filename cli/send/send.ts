/**
 * `mua send`: a mail, from the command line to the servers of its recipients.
 * @module
 */
import type { Destination } from "../../smtp/delivery/destination.ts";
import type { Outcome, Recipient } from "../../smtp/mod.ts";
import { withAccount } from "../account/account.ts";
import { authNeeds } from "../account/auth_options.ts";
import { type Context, defineCommand } from "../command/command.ts";
import type { GivenOptions } from "../command/options.ts";
import { CliError, type ExitCode, notTogether, UsageError } from "../terminal/exit.ts";
import { deliverMail, prepareMail } from "./deliver.ts";
import type { HintSetting } from "./hints.ts";
import type { Mail } from "./mail.ts";
import { isNothing, type SendOptions, sendOptions } from "./options.ts";
import type { Queued } from "./queue.ts";
import { isPlainSuccess, outcomeExitCode, reportLines } from "./report.ts";
import { isSocket } from "../route/server.ts";
import { findDestinations } from "./route.ts";
import { escapeLine } from "../terminal/escape.ts";
import { dim, red } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { showTranscript } from "../terminal/transcript.ts";

/** `mua send`. */
export const send = defineCommand({
  name: "send",
  summary: "send a mail",
  operands: "[ADDRESS...]",
  options: sendOptions,
  examples: [
    {
      line: "mua send -f alberto@ualg.pt -t ana.maria@gmail.com -s Hi --body 'Hi, Ana!'",
      what: "to the mail server of gmail.com",
    },
    {
      line: "mua send -f me@x.example you@y.example --server localhost:1025 -v <text",
      what: "to a server of your own; text from a file, dialogue shown",
    },
    {
      line: "mua send --eml mail.eml --mail-from bounce@x.example --rcpt-to you@y.example",
      what: "a finished message, with its own envelope",
    },
    {
      line: "mua send -f me@x.example -t you@y.example -n --body x",
      what: "show what would be sent, and where",
    },
    {
      line: "mua send -f me@x.example -t you@y.example --until rcpt --all-hosts",
      what: "ask every mail exchanger whether it would take the mail; send nothing",
    },
  ],
  details: [
    "Without --server, mail goes to the mail exchangers (MX) of each recipient's domain: one " +
    "transaction per domain, and the next exchanger when one does not answer. Each recipient gets " +
    "one line: delivered, deferred (try later), refused, or unknown (the server got the message " +
    "but never said whether it accepted it).",
    "When sending by MX with --tls auto, mua honours what a domain or its hosts require of TLS: " +
    "TLSA records (DANE), trusted only from a DNSSEC resolver on this machine or with trust-ad in " +
    "/etc/resolv.conf; otherwise the domain's MTA-STS policy. A server that does not meet the " +
    "requirement gets no mail; --no-policy turns this off.",
    "Exit code: 0 all delivered; 64 usage; 65 bad input; 66 no such file; 67 recipient refused; " +
    "68 no such host; 69 refused otherwise; 74 the message could not be read; 75 temporary " +
    "failure; 76 not SMTP; 77 authentication failed; 78 configuration; 79 unknown, also after " +
    "Ctrl-C following the final dot; 130 interrupted before it.",
  ],
  defaults: (given, variable) => withAccount(sendOptions, given, variable),
  needs: ({ options, operands }) => ({
    net: true,
    read: true,
    write: options.save !== undefined || options.queue === true || isSocket(options.server) ||
      mayBeWritten(options, operands),
    sys: true,
    ...authNeeds(options),
    ...(options.queue === true ? { env: true } : {}),
    ...(mayBeWritten(options, operands) ? { env: true, run: true } : {}),
  }),
  run: ({ options, operands, given, ...context }) =>
    sendMail({ ...options, to: [...options.to, ...operands] }, given, context),
});

/** Whether a person is to write the mail in an editor, if there is a person. */
function mayBeWritten(options: SendOptions, operands: readonly string[]): boolean {
  return options.edit || operands.length === 0 && isNothing(options);
}

/** Is told what became of each recipient, and who will get the mail from the outbox. */
export type Told = (outcomes: readonly Outcome[], queued: ReadonlySet<string>) => void;

/**
 * Sends the mail that the options describe, and says what became of it.
 *
 * @param options The options.
 * @param given What of them stood on the command line.
 * @param context Where to write, what to read, and what to give up.
 * @param told Told what became of it, besides the person.
 * @returns The exit code.
 * @throws {CliError} If something cannot be understood, opened, sent or kept.
 */
export async function sendMail(
  options: SendOptions,
  given: GivenOptions,
  context: Context,
  told?: Told,
): Promise<ExitCode> {
  const { terminal, signal, keepOnly, variable } = context;
  if (options.quiet && options.verbose) {
    throw notTogether("--quiet", "--verbose");
  }
  if (options.until !== undefined) {
    const { probeMail } = await import("./probe.ts");
    return await probeMail(options.until, options, context);
  }
  if (options.allHosts) throw new UsageError("--all-hosts needs --until STAGE: it sends no mail");
  if (options.edit || terminal.input.isTerminal && isNothing(options)) {
    const { mayEdit, writeAndSend } = await import("./editor.ts");
    if (options.edit || mayEdit()) return await writeAndSend(options, given, context, sendMail);
  }
  if (options.draft !== undefined) {
    const { useDraft } = await import("./editor.ts");
    return await sendMail(useDraft(options.draft, options), given, context);
  }
  using files = new DisposableStack();
  const prepared = await prepareMail(options, { terminal, signal }, files);
  const { mail, plan, tls, ehloName } = prepared;
  // Only who keeps mail pays for loading what keeps it.
  const keeping = options.queue && !options.dryRun ? await import("./queue.ts") : undefined;
  const outbox = keeping?.openOutbox(variable, true);
  // Every file is open by now. What still asks for the permission to read: the resolver's
  // configuration, and whether a file has changed.
  keepOnly({ net: true, read: true, write: outbox !== undefined || isSocket(options.server) });
  const transcript = options.verbose ? showTranscript(terminal) : undefined;
  const find = (recipients: readonly Recipient[]): Promise<Destination[]> =>
    findDestinations(plan, recipients, tls.caCerts, signal);
  if (options.dryRun) {
    const { showDryRun } = await import("./dry_run.ts");
    const destinations = await find(mail.envelope.recipients);
    return await showDryRun({ mail, destinations, ehloName }, terminal, options.json);
  }
  const attempt = async (recipients: readonly Recipient[]): Promise<readonly Outcome[]> => {
    const part = { ...prepared, mail: { ...mail, envelope: { ...mail.envelope, recipients } } };
    return await deliverMail(part, await find(recipients), options, { signal, transcript });
  };
  const outcomes = options.retryFor === undefined
    ? await attempt(mail.envelope.recipients)
    : await (await import("./retry.ts")).retry(attempt, mail, options, { terminal, signal });
  const hasToken = prepared.auth?.credentials.kind === "token";
  const setting = { server: plan.server?.host, tls: tls.mode, hasToken };
  const keep = (): Promise<Queued | undefined> | undefined =>
    outbox && keeping?.queueRest(outbox, mail, outcomes, options, given);
  const queued = await keep()?.catch((error) => tellNotKept(error, terminal));
  told?.(outcomes, queued?.recipients ?? new Set());
  await report({ mail, outcomes, setting, queued }, options, terminal);
  const left = outcomes.filter(({ recipient }) => !queued?.recipients.has(recipient));
  return outcomeExitCode(left);
}

/** What there is to be said of a mail. */
interface Report {
  readonly mail: Mail;
  readonly outcomes: readonly Outcome[];
  readonly setting: HintSetting;
  /** What is kept in the outbox. */
  readonly queued: Queued | undefined;
}

async function report(
  { mail, outcomes, setting, queued }: Report,
  options: SendOptions,
  terminal: Terminal,
): Promise<void> {
  if (options.json) {
    const { readMessageId } = await import("./save.ts");
    const { reportJson } = await import("./json.ts");
    const messageId = await readMessageId(mail.message);
    const { reversePath } = mail.envelope;
    const { size } = mail.message;
    terminal.json(reportJson({ reversePath, messageId, size }, outcomes, queued));
    return;
  }
  const shown = outcomes.filter((outcome) => !options.quiet || outcome.status !== "delivered");
  const recipients = queued?.recipients;
  if (shown.length > 0) terminal.out(reportLines(shown, recipients));
  if (queued !== undefined) terminal.err(dim(`${queuedHint(queued)}\n`));
  if (outcomes.every(isPlainSuccess)) return;
  // Only who needs a hint pays for loading what is known of servers.
  const { reportHints, unverifiedHosts } = await import("./hints.ts");
  const notes = options.quiet ? [] : unverifiedHosts(outcomes);
  const others = outcomes.filter(({ recipient }) => !recipients?.has(recipient));
  for (const text of [...notes, ...reportHints(others, setting)]) {
    terminal.err(dim(`${text}\n`));
  }
}

/** What was not kept ends as it would have ended without an outbox. */
function tellNotKept(error: unknown, terminal: Terminal): undefined {
  if (!(error instanceof CliError)) throw error;
  terminal.err(red(`Not queued: ${escapeLine(error.message)}\n`));
}

function queuedHint({ id, hasUnknown }: Queued): string {
  return hasUnknown
    ? `Kept in the outbox as ${id}. To send it though it may arrive twice: ` +
      `mua outbox now ${id} --retry-unknown`
    : `Queued as ${id}. To try again: mua outbox run, or at once: mua outbox now`;
}
