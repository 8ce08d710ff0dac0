/**
 * `mua sendmail`: for programs that hand their mail to `sendmail`, with its options.
 * @module
 */
import { AddressError } from "../../message/mod.ts";
import { mailboxesOf, parseAddressList } from "../../message/address/header_address.ts";
import { formatDateTime } from "../../message/header/date_time.ts";
import { findField, type HeaderField } from "../../message/header/header.ts";
import {
  concatenate,
  type OctetSource,
  readWhole,
  SourceError,
} from "../../message/encoding/octets.ts";
import { accountOptions, withAccount } from "../account/account.ts";
import { authOptions } from "../account/auth_options.ts";
import { readArguments } from "../command/arguments.ts";
import {
  type Command,
  commonOptions,
  type Context,
  type Prepared,
  showHelp,
} from "../command/command.ts";
import type { CommandInfo } from "../command/info.ts";
import {
  type GivenOptions,
  inGroup,
  type OptionTable,
  readValues,
  textGiven,
} from "../command/options.ts";
import { ownName } from "../route/ehlo_name.ts";
import { serverOptions, tlsOptions } from "../route/options.ts";
import { sendOptions } from "../send/options.ts";
import { signOptions } from "../sign/options.ts";
import { sendMail, type Told } from "../send/send.ts";
import { environment } from "../terminal/environment.ts";
import { Exit, type ExitCode, UsageError } from "../terminal/exit.ts";
import { sourceFailure } from "../terminal/file_failure.ts";
import type { Outcome } from "../../smtp/mod.ts";
import type { Input } from "../terminal/terminal.ts";
import { readSendmailArguments, type SendmailArguments } from "./arguments.ts";
import type { Fate } from "./speak.ts";
import {
  completeSubmission,
  qualifyAddresses,
  splitSubmission,
  untilLoneDot,
} from "./submission.ts";

/** Our own options, which sendmail does not have. */
const sendmailOptions = {
  ...accountOptions,
  ...serverOptions,
  ...tlsOptions,
  ...authOptions,
  ...signOptions,
  ...inGroup("Outbox", { queue: sendOptions.queue }),
  ...inGroup("Output", {
    "dry-run": sendOptions["dry-run"],
  }),
} as const satisfies OptionTable;

const info = {
  name: "sendmail",
  summary: "take a mail from a program, as sendmail does",
  operands: "[ADDRESS...]",
  options: sendmailOptions,
  examples: [
    { line: "mua sendmail -t <mail.eml", what: "to the recipients in its header" },
    { line: "mua sendmail -i -f me@x.example you@y.example <mail.eml", what: "to this recipient" },
    {
      line: "git send-email --sendmail-cmd='mua sendmail' 0001-fix.patch",
      what: "by your account, from git",
    },
  ],
  details: [
    "The options of sendmail: -t recipients from To, Cc and Bcc; -i (-oi) a line with only a dot " +
    "does not end the message; -f or -r ADDRESS the envelope sender; -F NAME the author's name; " +
    "-N, -R and -V for notifications; -v shows the dialogue; -bp lists the outbox, and -q sends " +
    "what is due in it (mua outbox); -bs speaks SMTP on standard input and output. Others that " +
    "sendmail has are accepted and ignored. The long options are those of mua send.",
    "From, Date and Message-ID are added where they are missing, Bcc is taken out, and an address " +
    "without a domain gets the name of this host. The account is the one whose from is the " +
    "author, else the default.",
    "It says nothing when all went well. Exit code: as for mua send (sysexits).",
  ],
} satisfies CommandInfo;

/** `mua sendmail`. */
export const sendmail: Command = { ...info, prepare };

function prepare(path: readonly string[], argv: readonly string[]): Prepared {
  const table: OptionTable = { ...commonOptions, ...sendmailOptions };
  const request = readSendmailArguments(argv, (name) => {
    const option = Object.hasOwn(table, name) ? table[name] : undefined;
    return option !== undefined && option.kind !== "flag";
  });
  const { given } = readArguments(table, request.long);
  const common = readValues(commonOptions, given);
  if (common.help) {
    return { common, needs: {}, run: (context) => showHelp(info, path, context) };
  }
  readValues(sendmailOptions, given);
  return {
    common,
    needs: { net: true, read: true, write: true, sys: true, env: true, run: true },
    run: (context) => run(request, given, context),
  };
}

async function run(
  request: SendmailArguments,
  given: GivenOptions,
  context: Context,
): Promise<ExitCode> {
  if (request.mode === "p" || request.runsQueue) {
    return await attendToQueue(request, context);
  }
  if (request.mode === "s") return await speak(request, given, context);
  if (!request.fromHeader && request.recipients.length === 0) {
    throw new UsageError("no recipient: name one, or add -t to take those in the header");
  }
  const written = await readInput(context);
  return await submit(request.dotEnds ? untilLoneDot(written) : written, request, given, context);
}

/** Speaks SMTP with the program; each of its messages goes the way of one that is written to us. */
async function speak(
  request: SendmailArguments,
  given: GivenOptions,
  context: Context,
): Promise<ExitCode> {
  const { speakSmtp } = await import("./speak.ts");
  // Standard output is the dialogue.
  const terminal = { ...context.terminal, out: (): void => {}, json: (): void => {} };
  return await speakSmtp(ownName() ?? hostName(), context, async (octets, envelope) => {
    let fate: Fate = { outcomes: [], queued: new Set() };
    const told = (outcomes: readonly Outcome[], queued: ReadonlySet<string>): void => {
      fate = { outcomes, queued };
    };
    const { mailFrom: sender, rcptTo: recipients } = envelope;
    const one = { ...request, mode: "m", sender, recipients, fromHeader: false } as const;
    await submit(octets, one, given, { ...context, terminal, keepOnly: () => {} }, told);
    return fate;
  });
}

/** Sends a message. */
async function submit(
  octets: Uint8Array,
  request: SendmailArguments,
  given: GivenOptions,
  context: Context,
  told?: Told,
): Promise<ExitCode> {
  const { fields } = splitSubmission(octets);
  const author = authorOf(fields) ?? (request.sender || undefined);
  const base = new Map(given);
  if (author !== undefined) base.set("from", [author]);
  const complete = new Map(await withAccount(sendOptions, base, context.variable));
  const domain = ownName() ?? hostName();
  const message = completeSubmission(octets, {
    from: namedAuthor(request.fullName, textGiven(complete, "from") ?? `${login()}@${domain}`),
    date: formatDateTime(new Date(), -new Date().getTimezoneOffset()),
    messageId: `<${crypto.randomUUID()}@${domain}>`,
    domain,
  });
  complete.delete("from");
  for (const [name, value] of envelopeOptions(request, message, domain)) complete.set(name, value);
  const options = readValues(sendOptions, complete);
  const input: Input = { isTerminal: false, readable: ReadableStream.from([message]) };
  return await sendMail({ ...options, quiet: !options.dryRun }, given, {
    ...context,
    terminal: { ...context.terminal, input },
  }, told);
}

/** Lists the outbox, or sends what is due. */
async function attendToQueue(
  { mode, verbose }: SendmailArguments,
  context: Context,
): Promise<ExitCode> {
  if (mode === "p") {
    const { showMailq } = await import("../outbox/mailq.ts");
    await showMailq(context.terminal, context.variable);
    return Exit.ok;
  }
  const { runAll, runOptions } = await import("../outbox/go.ts");
  const given = new Map([[verbose ? "verbose" : "quiet", true]]);
  const options = readValues(runOptions, given);
  return await runAll({ ...context, given, operands: [], options });
}

/** What was written, whole: a program waits until it was read. */
async function readInput({ terminal: { input } }: Context): Promise<Uint8Array> {
  try {
    const source: OctetSource = await readWhole("standard input", input.readable);
    return concatenate(await Array.fromAsync(source.open()));
  } catch (error) {
    throw error instanceof SourceError ? sourceFailure(error) : error;
  }
}

/** The address in From, if it can be read. */
function authorOf(fields: readonly HeaderField[]): string | undefined {
  const field = findField(fields, "From");
  if (field === undefined) return undefined;
  try {
    return mailboxesOf(parseAddressList(field.value))[0]?.mailbox.toString();
  } catch (error) {
    // A name without a domain gets one later, and what else is wrong is said then.
    if (error instanceof AddressError) return undefined;
    throw error;
  }
}

/** The author with the name that -F gives. */
function namedAuthor(fullName: string | undefined, author: string): string {
  if (fullName === undefined) return author;
  const address = /<([^<>]*)>\s*$/.exec(author)?.[1] ?? author;
  return `"${fullName.replaceAll(/[\r\n]/g, " ").replaceAll(/["\\]/g, "\\$&")}" <${address}>`;
}

/** The envelope in the words of `mua send`. */
function envelopeOptions(
  request: SendmailArguments,
  message: Uint8Array,
  domain: string,
): [string, readonly string[] | boolean][] {
  const { sender, notify, returned, envelopeId, verbose } = request;
  const operands = request.recipients.map((each) => qualifyAddresses(each, domain));
  const named = request.fromHeader && operands.length > 0 ? headerRecipients(message) : [];
  const values: (readonly [string, string | undefined])[] = [
    ["eml", "-"],
    ["mail-from", sender === "" ? "<>" : sender && qualifyAddresses(sender, domain)],
    ["dsn", notify],
    ["ret", returned],
    ["envid", envelopeId],
  ];
  return [
    ...values.flatMap(([name, value]): [string, readonly string[]][] =>
      value === undefined ? [] : [[name, [value]]]
    ),
    ["rcpt-to", [...operands, ...named]],
    ["verbose", verbose],
  ];
}

/** With -t, those in the header are added to those that were named. */
function headerRecipients(message: Uint8Array): string[] {
  return splitSubmission(message).fields
    .filter(({ name }) => /^(?:to|cc|bcc)$/i.test(name))
    .map(({ value }) => value)
    .filter((value) => value !== "");
}

/** The name of the person who runs the program. */
function login(): string {
  return environment("LOGNAME") ?? environment("USER") ?? "nobody";
}

/** The name of this host, however short. */
function hostName(): string {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
  return state === "granted" ? Deno.hostname() : "localhost";
}
