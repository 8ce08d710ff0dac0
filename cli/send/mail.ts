/**
 * From the options of `mua send` to a mail: the envelope, and the message in it.
 * @module
 */
import { AddressError, type Message, MessageError } from "../../message/mod.ts";
import { parseReversePath } from "../../message/address/address.ts";
import { type Attachment, type Draft, filenameOf } from "../../message/compose/draft.ts";
import type { AsIsMessage } from "../../message/compose/as_is.ts";
import { openFile } from "../../message/file/file.ts";
import { type HeaderAddress, recipientsOf } from "../../message/address/header_address.ts";
import {
  type OctetSource,
  readText,
  readWhole,
  SourceError,
} from "../../message/encoding/octets.ts";
import { CommandError, type Envelope, type MessageSource } from "../../smtp/mod.ts";
import { checkEnvelope } from "../../smtp/command.ts";
import { checkParameters } from "../../smtp/parameters.ts";
import { readAddresses } from "../route/addresses.ts";
import { escapeLine } from "../terminal/escape.ts";
import { InputError, notTogether, UsageError } from "../terminal/exit.ts";
import { yellow } from "../terminal/style.ts";
import type { SendOptions } from "./options.ts";
import { readNotification } from "./security.ts";
import { sourceFailure } from "../terminal/file_failure.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** A mail, ready to go. */
export interface Mail {
  /** Who it is from and who gets it. */
  readonly envelope: Envelope;
  /** What they get. */
  readonly message: MessageSource;
}

/** What a mail is made with. */
interface MailContext {
  /** Standard input, and where to ask for it. */
  readonly terminal: Terminal;
  /** Closes the files that the message is read from. */
  readonly files: DisposableStack;
}

/** Who a mail is from and for, by its header and by the options that stand for it. */
interface Parties {
  readonly from: readonly HeaderAddress[];
  readonly recipients: readonly HeaderAddress[];
}

/**
 * Makes the mail that the options describe. Whatever cannot be sent is refused here, before a
 * connection is made.
 *
 * @param options The options.
 * @param context Where input comes from.
 * @returns The mail.
 * @throws {CliError} 64 if sender or recipient is missing, 65 if something cannot be sent, 66 if a file
 * cannot be read.
 */
export async function makeMail(options: SendOptions, context: MailContext): Promise<Mail> {
  if (options.asIs && options.eml === undefined) throw new UsageError("--as-is needs --eml FILE");
  try {
    const { message, parties } = options.eml === undefined
      ? await composeMessage(options, context)
      : await readMessage(options.eml, options, context);
    const envelope = makeEnvelope(options, parties);
    checkEnvelope(envelope, options.ehlo);
    checkParameters(envelope);
    return { envelope, message };
  } catch (error) {
    throw asInputError(error);
  }
}

function asInputError(error: unknown): unknown {
  if (error instanceof SourceError) return sourceFailure(error);
  const isInput = error instanceof AddressError || error instanceof MessageError ||
    error instanceof CommandError;
  return isInput ? new InputError(error.message, { cause: error }) : error;
}

/** A message and whom it names. */
interface Named {
  readonly message: MessageSource;
  readonly parties: Parties;
}

async function composeMessage(options: SendOptions, context: MailContext): Promise<Named> {
  const to = options.to.flatMap(readAddresses);
  const cc = options.cc.flatMap(readAddresses);
  const bcc = options.bcc.flatMap(readAddresses);
  const from = readAuthor(options);
  if (options.rcptTo.length === 0) requireRecipients([...to, ...cc, ...bcc]);
  const attachments: Attachment[] = [];
  for (const path of options.attach) {
    const source = context.files.use(await openFile(path));
    attachments.push({ filename: filenameOf(path), source });
  }
  const html = await htmlOf(options, context);
  const { compose } = await import("../../message/compose/compose.ts");
  const message = await compose({
    from,
    to,
    cc,
    subject: options.subject,
    text: await textOf(options, context),
    ...(html === undefined ? {} : { html }),
    attachments,
    headers: options.header,
    ...timeOfWriting(options.utc),
  });
  return { message, parties: { from: [from], recipients: [...to, ...cc, ...bcc] } };
}

/** Now, in the zone of the user, as every mail program writes it. */
function timeOfWriting(utc: boolean): Pick<Draft, "date" | "zoneMinutes"> {
  const date = new Date();
  return { date, zoneMinutes: utc ? 0 : -date.getTimezoneOffset() };
}

/** A ready message names its sender and recipients itself, unless the options do. */
async function readMessage(
  path: string,
  options: SendOptions,
  context: MailContext,
): Promise<Named> {
  refuseComposing(options);
  const source = path === "-"
    ? await readInput(context.terminal)
    : context.files.use(await openFile(path));
  const { readParties, readReadyMessage } = await import("../../message/compose/eml.ts");
  const message = options.asIs
    ? await readUnchanged(source, context.terminal)
    : await readReadyMessage(source);
  const named = [...options.to, ...options.cc, ...options.bcc];
  const needsHeader = options.rcptTo.length === 0 && named.length === 0;
  const needsAuthor = options.mailFrom === undefined && options.from === undefined;
  const header = needsHeader || needsAuthor ? readParties(message.fields) : undefined;
  const from = options.from === undefined ? header?.from ?? [] : [readAuthor(options)];
  const recipients = needsHeader && header !== undefined
    ? [...header.to, ...header.cc, ...header.bcc]
    : named.flatMap(readAddresses);
  if (options.rcptTo.length === 0) requireRecipients(recipients);
  const ready = options.asIs ? { ...message, asIs: true } : withSevenBit(message);
  return { message: ready, parties: { from, recipients } };
}

/** Whoever sends what is no message is told so. */
async function readUnchanged(source: OctetSource, terminal: Terminal): Promise<AsIsMessage> {
  const { readAsIs } = await import("../../message/compose/as_is.ts");
  const message = await readAsIs(source);
  for (const fault of message.faults) terminal.err(yellow(`as it is: ${escapeLine(fault)}\n`));
  return message;
}

/**
 * A message that can be re-encoded for a server without 8BITMIME: only when one needs it, and once for all.
 *
 * @param message The message.
 */
export function withSevenBit(message: Message): MessageSource {
  let result: Promise<Message | string> | undefined;
  return { ...message, sevenBit: () => result ??= reencode(message).catch(reasonOf) };
}

async function reencode(message: Message): Promise<Message | string> {
  const { toSevenBit } = await import("../../message/compose/seven_bit.ts");
  return await toSevenBit(message);
}

/** A message that cannot be re-encoded is refused; one that cannot be read is an error. */
function reasonOf(error: unknown): string {
  if (error instanceof MessageError) return error.message;
  throw error;
}

/** Options that compose a message have no meaning beside one that is sent as it is. */
function refuseComposing(options: SendOptions): void {
  const { subject, body, html, header, attach, utc, asIs, dkimKey } = options;
  if (asIs && dkimKey !== undefined) throw notTogether("--as-is", "--dkim-key");
  const composing = [
    ["--subject", subject !== ""],
    ["--body", body !== undefined],
    ["--html", html !== undefined],
    ["--header", header.length > 0],
    ["--attach", attach.length > 0],
    ["--utc", utc],
  ] as const;
  const [name] = composing.find(([_, isGiven]) => isGiven) ?? [];
  if (name === undefined) return;
  throw new UsageError(`--eml sends a message as it is, so ${name} cannot change it`);
}

function readAuthor(options: SendOptions): HeaderAddress {
  if (options.from !== undefined) {
    const [author, another] = readAddresses(options.from);
    if (author !== undefined && another === undefined) return author;
    throw new InputError("--from takes one address");
  }
  const sender = options.mailFrom === undefined ? undefined : parseReversePath(options.mailFrom);
  if (sender !== undefined) return { name: "", mailbox: sender };
  throw new UsageError("no sender: add --from ADDRESS");
}

function requireRecipients(recipients: readonly HeaderAddress[]): void {
  if (recipients.length > 0) return;
  throw new UsageError("no recipient: add --to ADDRESS");
}

function makeEnvelope(options: SendOptions, parties: Parties): Envelope {
  const sender = options.mailFrom === undefined
    ? parties.from[0]?.mailbox
    : parseReversePath(options.mailFrom);
  if (sender === undefined && options.mailFrom === undefined) {
    throw new InputError("no sender in the message: add --mail-from ADDRESS");
  }
  const recipients = options.rcptTo.length > 0
    ? options.rcptTo.flatMap(readAddresses)
    : parties.recipients;
  requireRecipients(recipients);
  const notification = readNotification(options);
  return {
    reversePath: sender?.toString() ?? "",
    recipients: recipientsOf(recipients),
    ...(notification === undefined ? {} : { notification }),
    ...(options.submitter === undefined
      ? {}
      : { submitter: parseReversePath(options.submitter)?.toString() ?? "" }),
    requireTls: options.requireTls,
  };
}

async function textOf(options: SendOptions, context: MailContext): Promise<string> {
  const { body, text } = options;
  if (text !== undefined) return text;
  if (body !== undefined && body !== "-") return await textOrFile(body);
  if (body === undefined && options.html !== undefined) return "";
  return await readText(await readInput(context.terminal));
}

async function htmlOf(options: SendOptions, context: MailContext): Promise<string | undefined> {
  const { html } = options;
  if (html !== "-") return html === undefined ? undefined : await textOrFile(html);
  return await readText(await readInput(context.terminal));
}

/** The text itself, or with `@` before it the file that holds it. */
async function textOrFile(value: string): Promise<string> {
  if (!value.startsWith("@")) return value;
  using file = await openFile(value.slice(1));
  return await readText(file);
}

/** Standard input to its end; a person is told what is waited for. */
async function readInput(terminal: Terminal): Promise<OctetSource> {
  if (terminal.input.isTerminal) {
    terminal.err("Type the message; end it with Ctrl-D on an empty line.\n");
  }
  return await readWhole("standard input", terminal.input.readable);
}
