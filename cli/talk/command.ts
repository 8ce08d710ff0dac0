/**
 * `mua talk`: the dialogue with a server by hand.
 * @module
 */
import { CommandError, type Reply } from "../../smtp/mod.ts";
import { ehlo } from "../../smtp/command.ts";
import { SmtpError, type SmtpErrorKind } from "../../smtp/error.ts";
import { severity } from "../../smtp/reply.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { ownName } from "../route/ehlo_name.ts";
import { environment } from "../terminal/environment.ts";
import { Exit, type ExitCode, InputError, UsageError } from "../terminal/exit.ts";
import { NO_SERVER_HINT, noExchangerHint, PERMISSION_HINT } from "../send/hints.ts";
import { SMTP_PORT } from "../../smtp/security.ts";
import { withServerVariables } from "../route/variables.ts";
import { readTlsPolicy } from "../send/security.ts";
import { dim } from "../terminal/style.ts";
import { comparisonLines, isAlike } from "./record/compare_report.ts";
import type { Desk } from "./dialogue/desk.ts";
import { askInterruptibly, interruptible, type Interruption } from "./desk/interruption.ts";
import { LineTaker } from "./local/line_taker.ts";
import { readLines } from "./dialogue/lines.ts";
import { LOCAL_COMMANDS } from "./local/local_command.ts";
import { talkOutput } from "./desk/output.ts";
import { PersonDesk } from "./desk/person_desk.ts";
import { PlainDesk } from "./desk/plain_desk.ts";
import type { TalkRecord } from "./record/record.ts";
import { Recorder } from "./record/recorder.ts";
import type { ComparedStep } from "./record/replay.ts";
import { readDialogue, replayDialogue } from "./local/replay_run.ts";
import { localRunner } from "./local/run_local.ts";
import { saveDialogue } from "./local/save.ts";
import { ScriptDesk } from "./desk/script_desk.ts";
import { Server } from "./dialogue/server.ts";
import type { Ending, TalkParts } from "./dialogue/dialogue.ts";
import { Talk } from "./dialogue/talk.ts";
import { talkOptions, type TalkOptionValues } from "./options.ts";
import { findHosts, isLoopback, readTarget, type TalkTarget } from "./route.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The port of submission with TLS from the first octet on (RFC 8314 section 3.3). */
const SUBMISSIONS_PORT = 465;

/** `mua talk`. */
export const talk = defineCommand({
  name: "talk",
  summary: "talk to a mail server by hand",
  operands: "HOST[:PORT]|DOMAIN|ADDRESS [PORT]",
  options: talkOptions,
  examples: [
    { line: "mua talk ana.maria@gmail.com", what: "talk to the mail server of gmail.com" },
    {
      line: "mua talk localhost:1025 <script.txt",
      what: "send the lines of a file, waiting for each reply",
    },
    { line: "mua talk smtp.x.example:465", what: "talk to that host, under TLS" },
    {
      line: "mua talk other.example:25 --replay dialogue.json --diff",
      what: "repeat a dialogue with another server, and compare the replies",
    },
  ],
  details: [
    "You type SMTP, and each line is sent as it is, with CRLF added; the server's replies are " +
    "shown as they come. A host with a port (HOST:PORT, or HOST PORT as with telnet) is contacted " +
    "directly; for an address, or a name without a port, mua looks up the mail exchanger (MX) " +
    "first.",
    `Lines that begin with a colon are for mua: ${
      LOCAL_COMMANDS.map(({ name }) => `:${name}`).join(", ")
    }. See :help.`,
    "The dialogue goes to standard output, hints to standard error. On a terminal you see the " +
    "dialogue even when standard output is redirected, so save it with >FILE or :save; with tee " +
    "you would see it twice.",
    "From a pipe or a file, each line waits for the reply to the previous one. Lines meant for a " +
    "DATA or AUTH that the server refuses are left out. If the input ends inside a message, no " +
    "dot is sent and nothing is delivered.",
    "Exit code, by the last reply before QUIT: 0 for 2yz and 3yz, 75 for 4yz, 69 for 5yz. 64 " +
    "usage; 65 the input ends inside a message; 66 no such file; 68 no such host; 75 connection " +
    "lost or timed out; 76 not SMTP; 77 :auth failed; 79 the message was sent but no reply came; " +
    "130 interrupted. With --diff: 0 same codes, 1 different codes.",
  ],
  defaults: (given, variable) =>
    Promise.resolve(withServerVariables(talkOptions, given, given, variable)),
  needs: ({ options }) => ({
    net: true,
    read: true,
    write: true,
    sys: true,
    env: true,
    run: options.passwordCommand !== undefined,
  }),
  run,
});

type TalkInvocation = Invocation<typeof talkOptions>;

async function run(invocation: TalkInvocation): Promise<ExitCode> {
  const { operands, options } = invocation;
  checkOptions(options);
  const target = readTarget(operands, options);
  const record = options.replay === undefined ? undefined : await readDialogue(options.replay);
  const { port } = target;
  const tls = await readTlsPolicy({ ...options, requireTls: false }, port);
  const { timeout: limit, allowPrivate } = options;
  const interruption = interruptible(invocation.signal);
  const { signal } = interruption;
  const desk = openDesk({ ...invocation, ...interruption });
  const recorder = new Recorder((entry) => desk.show(entry));
  const { hosts, notes } = await findHosts(target, { allowPrivate, limit, signal });
  for (const text of notes) recorder.note(text);
  const note = (text: string): void => recorder.note(text);
  try {
    const server = await Server.connect(hosts, { port, tls, limit, signal, note });
    return await hold({ server, desk, recorder }, record, { ...invocation, ...interruption });
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    recorder.failure(error.message);
    const hint = connectionHint(error, target);
    if (hint !== undefined) invocation.terminal.err(dim(`${hint}\n`));
    return exitCodeOf({ kind: "failed", failure: error.kind, inDot: false }, undefined);
  }
}

function connectionHint({ kind }: SmtpError, target: TalkTarget): string | undefined {
  if (kind === "interrupted") return undefined;
  if (kind === "permission") return PERMISSION_HINT;
  if (target.kind === "domain") return noExchangerHint(target.name);
  return target.port === SMTP_PORT && isLoopback(target.name) ? NO_INBOX_HINT : NO_SERVER_HINT;
}

/** What helps who forgot the port, for mua inbox does not listen on that of SMTP. */
const NO_INBOX_HINT =
  "Is a server listening on that port? mua inbox listens on another one: mua talk localhost:1025";

function checkOptions({ diff, replay, ehlo: name }: TalkOptionValues): void {
  if (diff && replay === undefined) {
    throw new UsageError("--diff needs a dialogue to replay", {
      hint: "Add one: --replay FILE",
    });
  }
  try {
    if (name !== undefined) ehlo(name);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new InputError(error.message, { cause: error });
  }
}

/** Who talks: the person at the terminal, the script that is read, or nobody where a dialogue is replayed. */
function openDesk(
  { options, terminal, signal, interrupt }: TalkInvocation & Interruption,
): Desk {
  const isReplay = options.replay !== undefined;
  const hasPerson = !isReplay && terminal.input.isTerminal && terminal.errIsTerminal;
  const form = options.diff ? "aside" : options.json ? "json" : "lines";
  const output = talkOutput(terminal, form, hasPerson);
  if (hasPerson && environment("TERM") === "dumb") return new PlainDesk(terminal, output, signal);
  if (hasPerson) {
    return new PersonDesk({ terminal, output, interrupt, signal, keyboard: Deno.stdin });
  }
  return new ScriptDesk(readLines(isReplay ? nothing() : terminal.input.readable), output);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function hold(
  parts: TalkParts,
  record: TalkRecord | undefined,
  { options, terminal, signal, interrupt }: TalkInvocation & Interruption,
): Promise<ExitCode> {
  const { server, desk } = parts;
  const savedTo = new Set<string>();
  const ask = (question: string): Promise<string> =>
    askInterruptibly(desk, question, { signal, interrupt });
  const talk = new Talk(parts, {
    explain: options.explain ?? desk.hasPerson,
    tlsOnConnect: options.tls === "on-connect" || server.port === SUBMISSIONS_PORT,
    mustVerify: options.tls === "require",
    ehloName: options.ehlo ?? ownName(),
    limit: options.timeout,
    signal,
  });
  const runLocal = localRunner({
    auth: { options, context: { terminal, signal, ask } },
    onSave: (path) => savedTo.add(path),
  });
  try {
    await talk.begin();
    const compared = record === undefined ? [] : await replayDialogue(talk, record);
    const ending = await new LineTaker(talk, runLocal).run();
    const exitCode = exitCodeOf(ending, talk.dialogue.lastAnswer);
    if (!options.diff || exitCode === Exit.interrupted) return exitCode;
    return report(compared, options.json, terminal);
  } finally {
    server.wire.close();
    desk.close();
    for (const path of savedTo) await saveDialogue(parts, path);
  }
}

function report(steps: readonly ComparedStep[], json: boolean, terminal: Terminal): ExitCode {
  if (json) terminal.json({ alike: isAlike(steps), steps });
  else terminal.out(comparisonLines(steps));
  return isAlike(steps) ? Exit.ok : Exit.differs;
}

const FAILURES: Partial<Record<SmtpErrorKind, ExitCode>> = {
  protocol: Exit.protocol,
  permission: Exit.configuration,
  message: Exit.io,
  interrupted: Exit.interrupted,
};

/** The exit code, which a script can go by: that of a failure, or else of the last answer before QUIT. */
function exitCodeOf(ending: Ending, last: Reply | undefined): ExitCode {
  if (ending.kind === "unfinished") return Exit.badInput;
  if (ending.kind === "failed") {
    return ending.inDot ? Exit.unknown : FAILURES[ending.failure] ?? Exit.temporary;
  }
  switch (last === undefined ? "positive" : severity(last)) {
    case "transient":
      return Exit.temporary;
    case "permanent":
      return Exit.refused;
    default:
      return Exit.ok;
  }
}
