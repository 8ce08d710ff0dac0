/**
 * `mua inspect`: a message that arrived, looked at whole.
 * @module
 */
import type { Returned } from "../../explain/bounce/bounce.ts";
import { MAX_NOTICE_OCTETS } from "../../explain/bounce/notice.ts";
import { readReturned } from "../../explain/bounce/read.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import { returnedJson, returnedLines } from "../explain/bounce.ts";
import { type Inspection, Inspector } from "../../message/inspect/inspection.ts";
import { type Context, defineCommand, type Invocation } from "../command/command.ts";
import { Exit, type ExitCode, UsageError } from "../terminal/exit.ts";
import { attachmentsOf, extractParts, MAX_FILES, type SavedPart } from "./extract.ts";
import { inspectionJson } from "./json.ts";
import { inspectionLines, type InspectionView, type Section, SECTIONS } from "./report.ts";
import { checkMessage, MAX_NUMBER, type MessageSource, openMessage } from "./source.ts";
import { octets } from "../terminal/words.ts";
import type { ReadMessage } from "../../trust/material.ts";
import { readVerifyOptions, verifyOptions } from "../verify/options.ts";
import { verificationJson } from "../verify/json.ts";
import { verify, verifyExitCode } from "../verify/verify.ts";
import type { OptionTable } from "../command/options.ts";
import { didYouMean } from "../command/suggest.ts";
import type { Terminal } from "../terminal/terminal.ts";

const inspectOptions = {
  n: {
    kind: "number",
    value: "N",
    min: 1,
    max: MAX_NUMBER,
    help: "which message of an mbox; counted from 1",
  },
  only: {
    kind: "list",
    value: "SECTION",
    help: `show only this section: ${SECTIONS.join(", ")}; may be repeated`,
  },
  explain: { kind: "flag", help: "say what each field is, and what it can prove" },
  extract: { kind: "text", value: "DIR", help: "save the attachments in this directory" },
  json: { kind: "flag", help: "everything as one JSON object" },
  ...verifyOptions,
} as const satisfies OptionTable;

/** The command `mua inspect`. */
export const inspect = defineCommand({
  name: "inspect",
  summary: "look inside a message that arrived",
  operands: "FILE|-",
  options: inspectOptions,
  examples: [
    {
      line: "mua inspect mail.eml",
      what: "verdict, header, way, people, checks, parts, text, and anything wrong",
    },
    {
      line: "mua inspect mua-inbox/0001.eml --only way --only findings",
      what: "only some of these sections",
    },
    { line: "mua inspect ~/mbox --n 3", what: "the third message of an mbox" },
    { line: "mua inspect mail.eml --extract files", what: "save the attachments" },
    {
      line: "mua inspect mail.eml --only checks --verify",
      what: "check DKIM, SPF, DMARC and ARC now",
    },
  ],
  details: [
    "FILE is a message (for example from a Maildir or from mua inbox) or an mbox; - is standard " +
    "input. Nothing is changed, nothing is loaded from the network (--verify asks name servers, and " +
    "nobody else), and nothing in a message can control the terminal.",
    "A broken message is not an error: mua reads as much of it as it can, and the findings say " +
    "what is broken and where, each with the RFC section. Anyone can write any field: only what " +
    "servers you trust have added on top proves something.",
    "The verdict is what the recipient's junk filters and servers wrote: SpamAssassin, rspamd, " +
    "Microsoft 365, Proofpoint, Mimecast, Cisco and Barracuda, and the results of SPF, DKIM and " +
    "DMARC, with each cause, the heaviest first, and what to do about it.",
    "Attachments are saved under safe names, readable only by you, and no file is overwritten; at most " +
    `${MAX_FILES} are saved from one message.`,
    "SPF is checked for the client in the Received field of the receiving server and the address in " +
    "Return-Path, or for --ip, --mail-from and --helo.",
    "Exit code: 0 read; with --verify 0 everything that could be checked holds, 1 something does not " +
    "or nothing is proved, 75 DNS could not tell; 64 usage; 65 nothing in it could be a message; 66 " +
    "no such file; 74 reading or writing failed.",
  ],
  needs: ({ options }) => ({
    read: true,
    write: options.extract !== undefined,
    net: options.verify,
  }),
  run,
});

async function run(invocation: Invocation<typeof inspectOptions>): Promise<ExitCode> {
  const { options, operands, terminal, keepOnly } = invocation;
  const { explain } = options;
  const sections = readSections(options.only);
  const plan = readVerifyOptions(options);
  using files = new DisposableStack();
  const source = await openMessage(operands[0] ?? "-", options.n, invocation, files);
  const { inspection, returned } = await inspectMessage(source);
  checkMessage(source.name, inspection.size, inspection.fields.map(({ field }) => field));
  const saved = options.extract === undefined
    ? undefined
    : await saveAttachments(source, inspection, options.extract, invocation);
  const verified = plan && await verify(readMessage(source, inspection), plan, invocation.signal);
  keepOnly({ read: true });
  const exitCode = verified === undefined ? Exit.ok : verifyExitCode(verified);
  if (options.json) {
    terminal.json({
      ...inspectionJson(source.name, inspection, saved),
      returned: returned === undefined ? null : returnedJson(returned),
      ...(verified === undefined ? {} : { verification: verificationJson(verified) }),
    });
    return exitCode;
  }
  const view = { sections, explain, columns: terminal.columns, verified };
  if (returned !== undefined && view.sections.includes("summary")) {
    terminal.out(returnedLines(returned), "\n");
  }
  report(terminal, source.name, inspection, view, saved);
  return exitCode;
}

function readMessage(source: MessageSource, { fields, header }: Inspection): ReadMessage {
  return {
    fields: fields.map(({ field }) => field),
    bodyOffset: header.size,
    open: () => source.open(),
  };
}

async function saveAttachments(
  source: MessageSource,
  { parts }: Inspection,
  directory: string,
  { terminal, signal }: Pick<Context, "terminal" | "signal">,
): Promise<SavedPart[]> {
  const { wanted, left } = attachmentsOf(parts);
  if (left > 0) {
    terminal.err(
      `there are ${wanted.length + left} attachments; only the first ${MAX_FILES} are saved\n`,
    );
  }
  return await extractParts(source.open(), wanted, directory, signal);
}

/** A message, and what it says about another mail, if it is a bounce or the like. */
interface Inspected {
  readonly inspection: Inspection;
  readonly returned: Returned | undefined;
}

async function inspectMessage(source: MessageSource): Promise<Inspected> {
  const inspector = new Inspector();
  const head: Uint8Array[] = [];
  let left = MAX_NOTICE_OCTETS;
  for await (const piece of source.open()) {
    if (left > 0) head.push(piece.slice(0, left));
    left -= piece.length;
    inspector.push(piece);
  }
  const inspection = inspector.end(Date.now());
  return { inspection, returned: readReturned(concatenate(head)) };
}

function report(
  terminal: Terminal,
  name: string,
  inspection: Inspection,
  view: InspectionView,
  saved: readonly SavedPart[] | undefined,
): void {
  for (const lines of inspectionLines(name, inspection, view)) terminal.out(lines);
  if (saved === undefined) return;
  for (const { path, file, size } of saved) {
    terminal.err(`saved part ${path === "" ? "0" : path} as ${file} (${octets(size)})\n`);
  }
  if (saved.length === 0) terminal.err("No attachments, so nothing was saved\n");
}

function readSections(words: readonly string[]): readonly Section[] {
  if (words.length === 0) return SECTIONS;
  return words.map((word) => {
    const section = SECTIONS.find((each) => each === word);
    if (section !== undefined) return section;
    throw new UsageError(`--only must be one of ${SECTIONS.join(", ")}; not "${word}"`, {
      hint: didYouMean(word, SECTIONS),
    });
  });
}
