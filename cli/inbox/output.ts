/**
 * Where `mua inbox` shows what it does, so that nobody who does not read it stops the mail: the lines of
 * dialogues are left out first, and that is said.
 * @module
 */
import type { InboxEvent } from "../../inbox/serve/event.ts";
import { createPrivateFile, removeRegular } from "../../message/file/private_file.ts";
import type { InboxReporter, Place } from "./report.ts";
import { cannotSave } from "../terminal/file_failure.ts";
import type { Sink } from "../terminal/stream.ts";
import { makeTerminal, type Terminal } from "../terminal/terminal.ts";

/** Octets that wait for their reader before the lines of dialogues are left out, and until when. */
const MANY_OCTETS = 256 * 1024;
const FEW_OCTETS = 64 * 1024;

const PARENT_ENDED = "=== The program that started this inbox has ended\n";

/** What an inbox shows, and to where. */
interface OutputOptions {
  /** Where to. */
  readonly terminal: Terminal;
  /** Whether it is JSON. */
  readonly json: boolean;
  /** The file for the dialogues, if they are to go to one. */
  readonly log: string | undefined;
  /**
   * Makes what shows the inbox.
   *
   * @param terminal Where to.
   * @param hasDialogues Whether the dialogues are shown there.
   */
  readonly report: (terminal: Terminal, hasDialogues: boolean) => InboxReporter;
}

/** What shows an inbox, until it is disposed of. */
export interface InboxOutput extends InboxReporter, AsyncDisposable {
  /** The program that started the inbox has ended. If that held the other end of the output, this fails. */
  parentEnded(): void;
}

/**
 * Opens the output of an inbox.
 *
 * @param options What is shown, and to where.
 * @returns What shows it. Nothing that it is told waits for a reader.
 * @throws {CliError} 74 if the file for the dialogues cannot be made.
 */
export async function openOutput(options: OutputOptions): Promise<InboxOutput> {
  const { terminal, json, log, report } = options;
  const shown = await spare(terminal, json, report(terminal, log === undefined));
  const parentEnded = (): void => {
    if (json) terminal.json({ event: "parent-ended" });
    else terminal.out(PARENT_ENDED);
  };
  if (log === undefined) {
    return { ...shown, parentEnded, [Symbol.asyncDispose]: () => terminal.flush() };
  }
  const file = openLog(log);
  const written = logTerminal(file, json, (error) => {
    terminal.err(`The dialogues are not logged from here on: ${cannotSave(log, error).message}\n`);
  });
  const logged = await spare(written, json, report(written, true));
  return {
    parentEnded,
    listening(place: Place): void {
      shown.listening(place);
      logged.listening(place);
    },
    event(event: InboxEvent): void {
      shown.event(event);
      logged.event(event);
    },
    stopped(): void {
      shown.stopped();
      logged.stopped();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await written.flush();
      file.close();
      await terminal.flush();
    },
  };
}

/** Shows less while much waits to be read. */
async function spare(
  terminal: Terminal,
  json: boolean,
  reporter: InboxReporter,
): Promise<InboxReporter> {
  const backlog = await terminal.background();
  let isBehind = false;
  let lines = 0;
  const look = (): void => {
    const waiting = json ? backlog.out : backlog.err;
    isBehind = waiting > (isBehind ? FEW_OCTETS : MANY_OCTETS);
  };
  const tell = (): void => {
    const others = backlog.takeDropped();
    if (lines + others === 0) return;
    if (json) terminal.json({ event: "dropped", lines, others });
    else terminal.err(droppedLine(lines + others));
    lines = 0;
  };
  return {
    listening: (place) => reporter.listening(place),
    event(event: InboxEvent): void {
      look();
      if (!isBehind) tell();
      if (isBehind && event.kind === "line") lines++;
      else reporter.event(event);
    },
    stopped(): void {
      tell();
      reporter.stopped();
    },
  };
}

function droppedLine(lines: number): string {
  const what = lines === 1 ? "1 line is" : `${lines} lines are`;
  return `=== ${what} not shown, because earlier output was not read\n`;
}

/** The file begins anew: what is there of this name is removed, and must be a regular file. */
function openLog(path: string): Deno.FsFile {
  try {
    removeRegular(path);
    return createPrivateFile(path);
  } catch (cause) {
    throw cannotSave(path, cause);
  }
}

function logTerminal(
  file: Deno.FsFile,
  json: boolean,
  onFailure: (error: unknown) => void,
): Terminal {
  let isLost = false;
  const write = async (octets: Uint8Array): Promise<number> => {
    try {
      return isLost ? octets.length : await file.write(octets);
    } catch (error) {
      isLost = true;
      onFailure(error);
      return octets.length;
    }
  };
  const sink: Sink = { writeSync: (octets) => octets.length, write, isTerminal: () => false };
  const nowhere: Sink = { writeSync: (octets) => octets.length, isTerminal: () => false };
  return makeTerminal({
    stdout: sink,
    // What is no JSON is said on standard error, once.
    stderr: json ? nowhere : sink,
    input: { isTerminal: false, readable: new ReadableStream() },
    color: () => false,
    columns: 80,
  });
}
