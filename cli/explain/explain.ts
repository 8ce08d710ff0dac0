/**
 * `mua explain`: what a reply, a code, a keyword, a header field, a bounce or a log line means, and what
 * to do next; offline.
 * @module
 */
import { COMMANDS } from "../../explain/knowledge/command.ts";
import type { Explanation } from "../../explain/knowledge/knowledge.ts";
import { isFileName, knownWords, unknownWord } from "../../explain/reading/lookup.ts";
import { type Moment, momentOf, MOMENTS } from "../../explain/knowledge/moment.ts";
import { explainOperands } from "../../explain/reading/operands.ts";
import { type Reading, type ReadText, readText } from "../../explain/reading/text.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import { Exit, type ExitCode, MissingInputError, UsageError } from "../terminal/exit.ts";
import { returnedJson, returnedLines } from "./bounce.ts";
import { listBounces } from "./list.ts";
import { exists, type FoundMessage, isRegular, messagesIn } from "./messages.ts";
import { explanationLines, explanationsJson } from "./report.ts";
import { untilInterrupted } from "../command/interrupt.ts";
import type { OptionTable } from "../command/options.ts";
import { didYouMean } from "../command/suggest.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Octets of standard input that are read: enough for a bounce with the message that came back. */
export const MAX_INPUT_OCTETS = 256 * 1024;

const explainOptions = {
  stage: {
    kind: "text",
    value: "STAGE",
    help: "where in the dialogue it came: banner, ehlo, auth, mail, rcpt, data, dot",
  },
  all: { kind: "flag", help: "also explain the fields in the bounce's own header" },
  json: { kind: "flag", help: "the result as one JSON object; for a mailbox, one per bounce" },
} as const satisfies OptionTable;

/** The command `mua explain`. */
export const explain = defineCommand({
  name: "explain",
  summary: "what a reply, a code, a keyword or a field means",
  operands: "[WHAT...|FILE...]",
  options: explainOptions,
  examples: [
    { line: "mua explain 550 5.7.1", what: "a reply, and what to do next" },
    {
      line: "mua explain 550 at rcpt",
      what: "at RCPT; after the dot the same code means something else",
    },
    { line: "mua explain PIPELINING", what: "a line of the reply to EHLO" },
    { line: "mua explain 'MAIL FROM'", what: "a command, with its syntax and replies" },
    { line: "mua explain Received", what: "a header field: who writes it, what it proves" },
    { line: "mua explain RDNS_NONE dkim=fail SCL:5", what: "what a junk filter wrote" },
    { line: "mua explain bounce.eml", what: "a bounce, a dialogue, or log lines" },
    { line: "mua explain ~/Maildir", what: "all bounces, counted by reason" },
  ],
  details: [
    "Knows reply codes, enhanced codes (5.7.26), EHLO keywords, commands, header fields, " +
    "authentication results (spf=softfail), the words of junk filters (RDNS_NONE, SCL:5), the tags " +
    "of DMARC and DKIM records (np=, bh=), DNS and TLS errors, AUTH mechanisms, ports, mail " +
    "terms such as envelope, the results and exit codes of mua, and the wording of the large " +
    "providers. It uses no network.",
    "With -, or without WHAT in a pipe, it reads standard input: a reply, an EHLO reply, a " +
    "bounce, the dialogue of mua send -v or swaks, a message header (with the verdict of the " +
    "recipient's junk filter first), or log lines of Postfix, " +
    "Exim or sendmail. It says how many lines it did not recognize.",
    "For a bounce from any server, the first line says who did not get the mail, whether the " +
    "failure is permanent, why, which server said so and in reply to which command. Abuse " +
    "reports, automatic replies, and reports of success or delay are not bounces, and mua says " +
    "so. FILE is such a text, or a mailbox (an mbox, a Maildir or a directory of messages) whose " +
    "bounces are listed. If the name is also a word that mua knows, write it as a path: ./data.",
    "Exit code: 0 explained; 1 something was not recognized; 66 no such file.",
  ],
  needs: ({ operands }) => ({ read: namesFiles(operands) }),
  run,
});

async function run(invocation: Invocation<typeof explainOptions>): Promise<ExitCode> {
  const { options, operands, terminal, signal } = invocation;
  const moment = readMoment(options.stage);
  const reading = { moment, all: options.all };
  if (namesFiles(operands)) return await explainFiles(operands, reading, invocation);
  const found = await find(operands, reading, untilInterrupted(terminal, signal));
  return report(found, invocation);
}

function report(
  { explanations, passedOver, returned }: ReadText,
  { options, terminal }: Invocation<typeof explainOptions>,
): ExitCode {
  const exitCode = explanations.some(({ kind }) => kind === "unknown") ? Exit.notKnown : Exit.ok;
  if (options.json) {
    terminal.json({ ...returnedJson(returned), ...explanationsJson(explanations, exitCode) });
    return exitCode;
  }
  if (returned !== undefined) {
    terminal.out(returnedLines(returned), explanations.length > 0 ? "\n" : "");
  }
  terminal.out(explanationLines(explanations, terminal.columns));
  for (const hint of [...suggestions(explanations), ...ofPassedOver(passedOver)]) {
    terminal.err(`${hint}\n`);
  }
  return exitCode;
}

/** Whether the operands are files: each has the form of a path, or is a word that means nothing else. */
function namesFiles(operands: readonly string[]): boolean {
  return operands.length > 0 &&
    operands.every((operand) =>
      operand !== "-" && (isFileName(operand) ||
        (!/\s/.test(operand) && explainOperands([operand]).every(({ kind }) => kind === "unknown")))
    );
}

/** One text is explained whole; of several, and of a mailbox, what came back is listed. */
async function explainFiles(
  operands: readonly string[],
  reading: Reading,
  invocation: Invocation<typeof explainOptions>,
): Promise<ExitCode> {
  const { options, terminal, signal } = invocation;
  const missing = await firstMissing(operands);
  if (missing !== undefined) {
    if (isFileName(missing)) {
      throw new MissingInputError(`cannot read "${missing}": no such file`);
    }
    return report(withoutText(explainOperands(operands, reading.moment)), invocation);
  }
  const messages = allMessages(operands, signal);
  const [first, second] = [await messages.next(), await messages.next()];
  const isOne = operands.length === 1 && second.done === true && first.done !== true;
  if (isOne && await isRegular(operands[0] ?? "")) {
    return report(explainInput(first.value.octets, reading), invocation);
  }
  const begun = [first, second].flatMap(({ done, value }) => done === true ? [] : [value]);
  await listBounces(chain(begun, messages), terminal, options.json);
  return Exit.ok;
}

async function firstMissing(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (!await exists(path)) return path;
  return undefined;
}

async function* allMessages(
  paths: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<FoundMessage, undefined> {
  for (const path of paths) yield* messagesIn(path, signal);
  return undefined;
}

async function* chain<T>(begun: readonly T[], rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield* begun;
  yield* rest;
}

function ofPassedOver(count: number): string[] {
  if (count === 0) return [];
  return [`${count} ${count === 1 ? "line" : "lines"} not recognized.`];
}

function readMoment(stage: string | undefined): Moment | undefined {
  if (stage === undefined) return undefined;
  const moment = momentOf(stage);
  if (moment !== undefined) return moment;
  throw new UsageError(`"${stage}" is not a stage of the dialogue`, {
    hint: didYouMean(stage, MOMENTS) ?? `The stages are ${MOMENTS.join(", ")}`,
  });
}

async function find(
  operands: readonly string[],
  reading: Reading,
  terminal: Terminal,
): Promise<ReadText> {
  const isInput = operands.length === 1 && operands[0] === "-";
  if (!isInput && operands.length > 0) {
    return withoutText(explainOperands(operands, reading.moment));
  }
  if (!isInput && terminal.input.isTerminal) {
    throw new UsageError("missing WHAT", { hint: "To type or paste text: mua explain -" });
  }
  return explainInput(await readInput(terminal.input.readable), reading);
}

function withoutText(explanations: Explanation[]): ReadText {
  return { explanations, passedOver: 0, returned: undefined };
}

/** A text as octets; what is no UTF-8 becomes U+FFFD, and half a character at the end is left out. */
function explainInput(octets: Uint8Array, reading: Reading): ReadText {
  const isCut = octets.length === MAX_INPUT_OCTETS;
  const text = new TextDecoder().decode(octets, { stream: isCut });
  const read = readText(text, { ...reading, octets });
  if (read.explanations.length > 0 || read.returned !== undefined) return read;
  return withoutText([unknownWord(firstLine(text))]);
}

function firstLine(text: string): string {
  return text.trim().split(/[\r\n]/, 1)[0] ?? "";
}

/** The beginning of standard input. */
async function readInput(readable: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let octets = 0;
  // The loop's end cancels what was not read.
  for await (const chunk of readable) {
    const part = chunk.subarray(0, MAX_INPUT_OCTETS - octets);
    pieces.push(part);
    octets += part.length;
    if (octets === MAX_INPUT_OCTETS) break;
  }
  return concatenate(pieces);
}

/** What may have been meant by a word that is not known. */
function suggestions(explanations: readonly Explanation[]): string[] {
  const unknown = explanations.filter(({ kind }) => kind === "unknown");
  return unknown.flatMap(({ seen }) => {
    const [first = ""] = seen.split(/\s/, 1);
    return didYouMean(seen, knownWords()) ?? didYouMean(first, [...COMMANDS.keys()]) ?? [];
  });
}
