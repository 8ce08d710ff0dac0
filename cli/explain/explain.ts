/**
 * `mua explain`: what a reply, a code, a keyword, a header field, a bounce or a log line means, and what
 * to do next; offline.
 * @module
 */
import { COMMANDS } from "../../explain/knowledge/command.ts";
import type { Explanation } from "../../explain/knowledge/knowledge.ts";
import { knownWords, unknownWord } from "../../explain/reading/lookup.ts";
import { type Moment, momentOf, MOMENTS } from "../../explain/knowledge/moment.ts";
import { explainOperands } from "../../explain/reading/operands.ts";
import { type ReadText, readText } from "../../explain/reading/text.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { Exit, type ExitCode, UsageError } from "../terminal/exit.ts";
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
    help: "when it was said: banner, ehlo, auth, mail, rcpt, data, dot",
  },
  json: { kind: "flag", help: "the result as one JSON object" },
} as const satisfies OptionTable;

/** The command `mua explain`. */
export const explain = defineCommand({
  name: "explain",
  summary: "what a reply, a code, a keyword or a field means",
  operands: "[WHAT...]",
  options: explainOptions,
  examples: [
    { line: "mua explain 550 5.7.1", what: "an answer, and what to do next" },
    { line: "mua explain 550 at rcpt", what: "the same code is another thing after the dot" },
    { line: "mua explain PIPELINING", what: "a line of the answer to EHLO" },
    { line: "mua explain 'MAIL FROM'", what: "a command, with its syntax and answers" },
    { line: "mua explain Received", what: "a header field: who writes it, what it proves" },
    { line: "mua explain - <bounce.eml", what: "a bounce, a dialogue, or lines of a log" },
  ],
  details: [
    "Knows reply codes, enhanced codes (5.7.26), EHLO keywords, commands, header fields, results of " +
    "checks (spf=softfail), what DNS and TLS say, mechanisms of AUTH, ports, words of mail such as envelope, the results and exit codes of " +
    "mua, and the words of the large providers. It uses no network and no file.",
    "With -, or without WHAT behind a pipe, it reads standard input: a reply, an EHLO answer, a " +
    "bounce, the dialogue of mua send -v or swaks, the header of a message, log lines of Postfix, " +
    "Exim or sendmail. It says how many lines it does not know.",
    "Exit code: 0 explained; 1 something is not known.",
  ],
  needs: {},
  run,
});

async function run(invocation: Invocation<typeof explainOptions>): Promise<ExitCode> {
  const { options, operands, terminal, signal } = invocation;
  const moment = readMoment(options.stage);
  const found = await find(operands, moment, untilInterrupted(terminal, signal));
  const { explanations, passedOver } = found;
  const exitCode = explanations.some(({ kind }) => kind === "unknown") ? Exit.notKnown : Exit.ok;
  if (options.json) {
    terminal.json(explanationsJson(explanations, exitCode));
    return exitCode;
  }
  terminal.out(explanationLines(explanations, terminal.columns));
  for (const hint of [...suggestions(explanations), ...ofPassedOver(passedOver)]) {
    terminal.err(`${hint}\n`);
  }
  return exitCode;
}

function ofPassedOver(count: number): string[] {
  if (count === 0) return [];
  return [`${count} ${count === 1 ? "line says" : "lines say"} nothing that mua knows.`];
}

function readMoment(stage: string | undefined): Moment | undefined {
  if (stage === undefined) return undefined;
  const moment = momentOf(stage);
  if (moment !== undefined) return moment;
  throw new UsageError(`"${stage}" is no stage of the dialogue`, {
    hint: didYouMean(stage, MOMENTS) ?? `The stages: ${MOMENTS.join(", ")}`,
  });
}

async function find(
  operands: readonly string[],
  moment: Moment | undefined,
  terminal: Terminal,
): Promise<ReadText> {
  const isInput = operands.length === 1 && operands[0] === "-";
  if (!isInput && operands.length > 0) {
    return { explanations: explainOperands(operands, moment), passedOver: 0 };
  }
  if (!isInput && terminal.input.isTerminal) {
    throw new UsageError("WHAT is missing", { hint: "To type or paste a text: mua explain -" });
  }
  const text = await readInput(terminal.input.readable);
  const read = readText(text, moment);
  if (read.explanations.length > 0) return read;
  return { explanations: [unknownWord(firstLine(text))], passedOver: 0 };
}

function firstLine(text: string): string {
  return text.trim().split(/[\r\n]/, 1)[0] ?? "";
}

/** The beginning of standard input; what is no UTF-8 becomes U+FFFD. */
async function readInput(readable: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let octets = 0;
  // The loop's end cancels what was not read.
  for await (const chunk of readable) {
    const part = chunk.subarray(0, MAX_INPUT_OCTETS - octets);
    text += decoder.decode(part, { stream: true });
    octets += part.length;
    // Half a character at the end is left out.
    if (octets === MAX_INPUT_OCTETS) return text;
  }
  return text + decoder.decode();
}

/** What may have been meant by a word that is not known. */
function suggestions(explanations: readonly Explanation[]): string[] {
  const unknown = explanations.filter(({ kind }) => kind === "unknown");
  return unknown.flatMap(({ seen }) => {
    const [first = ""] = seen.split(/\s/, 1);
    return didYouMean(seen, knownWords()) ?? didYouMean(first, [...COMMANDS.keys()]) ?? [];
  });
}
