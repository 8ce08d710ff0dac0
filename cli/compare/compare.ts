/**
 * `mua compare`: what was sent beside what arrived.
 * @module
 */
import type { Comparison } from "../../message/compare/compare.ts";
import { compareSources } from "../../message/compare/sources.ts";
import type { ComparedMessage } from "../../message/compare/compared_message.ts";
import {
  type EnvelopeRecord,
  EnvelopeRecordError,
  parseEnvelopeRecord,
} from "../../message/file/envelope_record.ts";
import { SourceError } from "../../message/encoding/octets.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { comparisonJson } from "./json.ts";
import { comparisonLines } from "./report.ts";
import { escapeLine } from "../terminal/escape.ts";
import {
  Exit,
  type ExitCode,
  InputError,
  MissingInputError,
  UsageError,
} from "../terminal/exit.ts";
import { checkMessage, MAX_NUMBER, openMessage } from "../inspect/source.ts";
import type { OptionTable } from "../command/options.ts";
import { dim } from "../terminal/style.ts";
import { readTextFile } from "../terminal/text_file.ts";

const STANDARD_INPUT = "-";

const compareOptions = {
  n: {
    kind: "number",
    value: "N",
    min: 1,
    max: MAX_NUMBER,
    help: "which message of RECEIVED, if it is an mbox; counted from 1",
  },
  envelope: {
    kind: "text",
    value: "FILE",
    help: "the envelope that was sent; by default SENT.json, where mua send --save puts it",
  },
  json: { kind: "flag", help: "the result as one JSON object" },
} as const satisfies OptionTable;

/** `mua compare`. */
export const compare = defineCommand({
  name: "compare",
  summary: "compare what was sent with what arrived",
  operands: "SENT RECEIVED",
  options: compareOptions,
  examples: [
    {
      line: "mua send -f a@x.example -t b@y.example --server localhost:1025 --save sent.eml",
      what: "send a mail and keep it, with its envelope",
    },
    { line: "mua compare sent.eml mua-inbox/0001.eml", what: "what happened to it on its way" },
    { line: "mua inbox show 1 | mua compare sent.eml -", what: "the same, from a pipe" },
  ],
  details: [
    "Shows where MAIL FROM, RCPT TO and each field of the lab sheet stood in the dialogue and " +
    "where they are now, what happened to every header field and which server may have added it, " +
    "and whether the body is the same: octet for octet, and after decoding.",
    "If SENT is found octet for octet at the end of RECEIVED, they are the same message, whatever " +
    "was added on top. Otherwise the Message-ID decides; where it was rewritten, the text and " +
    "subject count more than From, To and Date.",
    "Trace fields added by servers, different folding, encodings or line ends, and a date in " +
    "another time zone do not count as alterations: the content is the same. Known changes are " +
    "named in the conclusions: a banner, links rewritten by a filter, lost dots, UTF-8 read as " +
    "Latin-1 and more.",
    "Exit code: 0 same content; 1 altered on the way; 2 not the same message; 64 usage; 65 one of " +
    "the files cannot be a message, or the envelope cannot be read; 66 no such file; 74 reading " +
    "failed.",
  ],
  needs: { read: true },
  run,
});

async function run(invocation: Invocation<typeof compareOptions>): Promise<ExitCode> {
  const { options, operands, terminal } = invocation;
  const [sentPath = "", receivedPath = ""] = operands;
  if (sentPath === STANDARD_INPUT && receivedPath === STANDARD_INPUT) {
    throw new UsageError("only one of the two can be standard input");
  }
  const envelope = await findEnvelope(sentPath, options.envelope);
  using files = new DisposableStack();
  const sent = await openMessage(sentPath, undefined, invocation, files);
  const received = await openMessage(receivedPath, options.n, invocation, files);
  const result = await compareSources(sent, received, envelope);
  const { comparison } = result;
  check(sent.name, result.sent, comparison);
  check(received.name, result.received, comparison);
  if (options.json) {
    terminal.json(comparisonJson(comparison));
  } else {
    for (const piece of comparisonLines(comparison, terminal.columns)) terminal.out(piece);
    if (envelope === undefined) terminal.err(dim(withoutEnvelope(sentPath)));
  }
  return comparisonExitCode(comparison);
}

/**
 * The exit code of a comparison.
 *
 * @param comparison What was found.
 */
export function comparisonExitCode({ identity, altered }: Comparison): ExitCode {
  if (identity === "none") return Exit.otherMessage;
  return altered ? Exit.differs : Exit.ok;
}

function withoutEnvelope(sentPath: string): string {
  const where = sentPath === STANDARD_INPUT ? "" : ` There is no ${escapeLine(sentPath)}.json.`;
  return `MAIL FROM and RCPT TO are unknown.${where} To keep them: mua send --save FILE\n`;
}

/** Refuses what could be no message; the same octets twice are the same, whatever they are. */
function check(name: string, message: ComparedMessage, { identity }: Comparison): void {
  const { fields, bodySize } = message;
  const size = fields.reduce((sum, { raw }) => sum + raw.length, bodySize);
  if (size === 0 || identity === "none") checkMessage(name, size, fields);
}

/** Reads the envelope that was named, or the one beside the message if it is there. */
async function findEnvelope(
  sentPath: string,
  named: string | undefined,
): Promise<EnvelopeRecord | undefined> {
  if (named !== undefined) return await readEnvelope(named);
  if (sentPath === STANDARD_INPUT) return undefined;
  try {
    return await readEnvelope(`${sentPath}.json`);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof MissingInputError && error.cause instanceof SourceError &&
    error.cause.cause instanceof Deno.errors.NotFound;
}

async function readEnvelope(path: string): Promise<EnvelopeRecord> {
  try {
    return parseEnvelopeRecord(await readTextFile(path));
  } catch (cause) {
    if (!(cause instanceof EnvelopeRecordError)) throw cause;
    throw new InputError(`"${path}": ${cause.message}`, { cause });
  }
}
