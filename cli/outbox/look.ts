/**
 * `mua outbox list` and `mua outbox show`: the mails that wait.
 * @module
 */
import { readMessage } from "../../outbox/file.ts";
import type { Glimpse, Outbox } from "../../outbox/outbox.ts";
import { defineCommand, type Invocation, type Variable } from "../command/command.ts";
import type { OptionTable } from "../command/options.ts";
import { inOutbox, openOutbox } from "../send/queue.ts";
import { escapeLine } from "../terminal/escape.ts";
import { Exit, type ExitCode, InputError, MissingInputError } from "../terminal/exit.ts";
import { bold, dim, type Piece } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { octets } from "../terminal/words.ts";
import { fateLine, type Known, mailJson, mailLine, untilNext } from "./report.ts";

const listOptions = {
  json: { kind: "flag", help: "JSON, one object per mail" },
} as const satisfies OptionTable;

/** `mua outbox list`. */
export const list = defineCommand({
  name: "list",
  summary: "list the mails in the outbox, one per line",
  operands: "",
  options: listOptions,
  examples: [{ line: "mua outbox list", what: "the mails that wait, the oldest first" }],
  details: [
    "Shows ID, state, next attempt, size, envelope and subject. The states: queued (not tried " +
    "yet), deferred (is tried again), failed (given up and kept for you), unknown (the server " +
    "got it and never answered: it may have been delivered) and damaged (the file cannot be read).",
    "Exit code: 0; 74 the outbox cannot be read; 78 it must not be used.",
  ],
  needs: { read: true, env: true },
  run: listMails,
});

async function listMails(
  { options, terminal, variable }: Invocation<typeof listOptions>,
): Promise<ExitCode> {
  const all = await lookAtAll(variable);
  const now = Date.now();
  for (const glimpse of all) {
    if (options.json) terminal.json(await mailJson(glimpse));
    else terminal.out(await mailLine(glimpse, now));
  }
  if (all.length === 0) terminal.err("The outbox is empty\n");
  return Exit.ok;
}

/**
 * Looks at all mails.
 *
 * @param variable Reads an environment variable.
 * @returns What is known of them, the oldest first.
 * @throws {CliError} 74 if the outbox cannot be read, 78 if it must not be used.
 */
export async function lookAtAll(variable: Variable): Promise<readonly Glimpse[]> {
  const outbox = openOutbox(variable, false);
  return outbox === undefined ? [] : await inOutbox(outbox, () => outbox.lookAtAll());
}

const showOptions = {
  json: { kind: "flag", help: "JSON: what list has, and the message" },
  raw: { kind: "flag", help: "only the message, octet for octet" },
} as const satisfies OptionTable;

/** `mua outbox show`. */
export const show = defineCommand({
  name: "show",
  summary: "show a mail in the outbox: what happened to it, and its message",
  operands: "ID",
  options: showOptions,
  examples: [
    { line: "mua outbox show 7k2m9c4x", what: "recipients, the last replies, the message" },
    { line: "mua outbox show 7k2m9c4x --raw >mail.eml", what: "the message, octet for octet" },
  ],
  details: ["Exit code: 0; 65 the file is damaged; 66 no such mail."],
  needs: { read: true, env: true },
  run: showMail,
});

async function showMail(
  { options, operands, terminal, variable }: Invocation<typeof showOptions>,
): Promise<ExitCode> {
  const { outbox, ids: [id = ""] } = await findMails(variable, operands);
  const glimpse = await inOutbox(outbox, () => outbox.look(id));
  if (glimpse === undefined) throw noMail(id);
  if ("damage" in glimpse) throw new InputError(`${glimpse.path}: ${glimpse.damage}`);
  if (options.json) {
    const message = await new Response(ReadableStream.from(readMessage(glimpse.path, glimpse)))
      .text();
    terminal.json({ ...await mailJson(glimpse), message });
    return Exit.ok;
  }
  if (!options.raw) terminal.out(detailLines(glimpse, Date.now()));
  await showMessage(glimpse, terminal);
  return Exit.ok;
}

async function showMessage(known: Known, terminal: Terminal): Promise<void> {
  for await (const piece of readMessage(known.path, known)) terminal.octets(piece);
}

function detailLines({ mail, fates }: Known, now: number): Piece[] {
  const { queuedAt, envelope, message, way } = mail;
  const words = [...way].flatMap(([name, value]) => {
    if (typeof value === "boolean") return value ? `--${name}` : `--no-${name}`;
    return value.map((text) => `--${name} ${text}`);
  });
  return [
    ...row("Queued", new Date(queuedAt).toISOString()),
    ...row("Next", untilNext(fates.due, now)),
    ...row("Way", words.join(" ")),
    ...row("From", envelope.reversePath || "<>"),
    bold("To"),
    "\n",
    ...fates.all.flatMap(fateLine),
    bold("Message"),
    dim(`  ${octets(message.size)}`),
    "\n",
  ];
}

/** Columns of the longest heading, and a blank behind it. */
const HEADING_WIDTH = "Message  ".length;

function row(heading: string, text: string): Piece[] {
  return [bold(heading.padEnd(HEADING_WIDTH)), escapeLine(text), "\n"];
}

/** The outbox, and mails that are in it. */
interface Found {
  readonly outbox: Outbox;
  readonly ids: readonly string[];
}

/**
 * Finds mails that were named.
 *
 * @param variable Reads an environment variable.
 * @param ids What they are called.
 * @returns The same, and the outbox.
 * @throws {CliError} 66 if there is no such mail.
 */
export async function findMails(variable: Variable, ids: readonly string[]): Promise<Found> {
  const outbox = openOutbox(variable, false);
  const there = new Set(outbox && await inOutbox(outbox, () => outbox.ids()));
  const missing = ids.find((id) => !there.has(id));
  if (missing !== undefined || outbox === undefined) throw noMail(missing ?? "");
  return { outbox, ids };
}

/**
 * The error of a mail that is not there.
 *
 * @param id What it should be called.
 */
function noMail(id: string): MissingInputError {
  return new MissingInputError(`no mail "${id}" in the outbox`, {
    hint: "To see what is there: mua outbox list",
  });
}
