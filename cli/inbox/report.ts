/**
 * What `mua inbox` shows: the dialogues as they happen, and a line for each message.
 * @module
 */
import type {
  EventSink,
  InboxEvent,
  LineEvent,
  NoticeEvent,
  RefusedEvent,
} from "../../inbox/serve/event.ts";
import { HEADER_OCTETS } from "../../inbox/store/head.ts";
import type { StoredMessage } from "../../inbox/store/store.ts";
import { messageName } from "../../inbox/store/directory.ts";
import { type FoundSubject, subjectIn } from "../../inbox/store/subject.ts";
import type { TranscriptEvent } from "../../smtp/mod.ts";
import { escapeLine } from "../terminal/escape.ts";
import { formatEnvelope, isOwnFault, noticeLine, refusedJson, refusedLine } from "./refused.ts";
import { formatBytes } from "../terminal/bytes.ts";
import { bold, dim, type Piece } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { transcriptLine } from "../terminal/transcript.ts";

/** What is shown of the dialogues: nothing, all but the lines of messages, all. */
export type DialogueLevel = "none" | "commands" | "all";

/** An event of a dialogue, which what was refused is seen in as well. */
type DialogueEvent = Exclude<InboxEvent, RefusedEvent | NoticeEvent>;

/** Shows what an inbox does. */
export interface InboxReporter {
  /**
   * It listens.
   *
   * @param host The address.
   * @param port The port.
   * @param http The address of its page, if it has one.
   */
  listening(host: string, port: number, http?: string): void;
  /** Something has happened. */
  readonly event: EventSink;
  /** It has ended. */
  stopped(): void;
}

const SIZE_WIDTH = 8;

/** Stands for a subject that may lie behind what was read. */
const NOT_READ = `(no subject in the first ${HEADER_OCTETS} octets of the header)`;

/**
 * Shows an inbox to a person: messages on standard output, dialogues on standard error.
 *
 * @param terminal Where to.
 * @param dir The directory of the messages.
 * @param dialogue What to show of the dialogues.
 * @returns What shows it.
 */
export function showInbox(
  terminal: Terminal,
  dir: string,
  dialogue: DialogueLevel,
): InboxReporter {
  const began = new Map<number, number>();
  let stored = 0;
  return {
    listening(host: string, port: number, http?: string): void {
      const at = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
      terminal.err(
        `Listening on ${at}; messages go to ${escapeLine(dir)}. Press Ctrl-C to stop.\n`,
      );
      if (http !== undefined) terminal.err(`Page and API: ${http}\n`);
    },
    event(event: InboxEvent): void {
      if (event.kind === "notice") return terminal.err(noticeLine(event));
      if (event.kind === "refused") {
        // A dialogue shows it as it is said.
        if (dialogue === "none") terminal.err(refusedLine(event));
        return;
      }
      if (event.kind === "opened") began.set(event.connection, event.time);
      const started = began.get(event.connection) ?? event.time;
      if (dialogue !== "none") {
        const line = transcriptLine(dialogueLine(event), started);
        terminal.err(dim(`#${event.connection}`), line);
      }
      if (event.kind === "closed") began.delete(event.connection);
      if (event.kind !== "stored") return;
      stored++;
      terminal.out(messageLine(event.message, subjectIn(event.head)));
    },
    stopped(): void {
      const messages = stored === 1 ? "1 message" : `${stored} messages`;
      terminal.err(`Stopped: ${messages} received, stored in ${escapeLine(dir)}\n`);
    },
  };
}

/**
 * Shows an inbox to a program: one JSON object an event.
 *
 * @param terminal Where to.
 * @param dir The directory of the messages.
 * @param dialogue What to show of the dialogues.
 * @returns What shows it.
 */
export function showInboxJson(
  terminal: Terminal,
  dir: string,
  dialogue: DialogueLevel,
): InboxReporter {
  let stored = 0;
  return {
    listening: (host, port, http) => terminal.json({ event: "listening", host, port, dir, http }),
    event(event: InboxEvent): void {
      if (event.kind === "stored") stored++;
      if (event.kind === "notice") terminal.err(noticeLine(event));
      if (event.kind === "refused" && isOwnFault(event)) terminal.err(refusedLine(event));
      if (dialogue !== "none" || !isDialogue(event)) terminal.json(eventJson(event, dir));
    },
    stopped: () => terminal.json({ event: "stopped", stored, dir }),
  };
}

/**
 * A message as one line.
 *
 * @param message The message.
 * @param found Its subject.
 * @returns The line with its end.
 */
export function messageLine(
  message: StoredMessage,
  { subject, headerCut }: FoundSubject,
): Piece[] {
  const { number, size, envelope } = message;
  const time = envelope === undefined ? "" : `  ${formatTime(new Date(envelope.time))}`;
  return [
    bold(String(number).padStart(4)),
    `${time}  ${formatBytes(size).padStart(SIZE_WIDTH)}  `,
    escapeLine(formatEnvelope(envelope)),
    "  ",
    bold(escapeLine(subject ?? (headerCut ? NOT_READ : "(no subject)"))),
    "\n",
  ];
}

/**
 * A message as JSON.
 *
 * @param message The message.
 * @param found Its subject.
 * @param dir The directory of the store.
 * @returns A value for `JSON.stringify`.
 */
export function messageJson(
  { number, size, envelope }: StoredMessage,
  { subject, headerCut }: FoundSubject,
  dir: string,
): Record<string, unknown> {
  const file = `${dir}/${messageName(number)}`;
  return { number, file, size, envelope, subject, headerCut };
}

/** What is left out where only results are asked for. */
function isDialogue({ kind }: InboxEvent): boolean {
  return kind === "opened" || kind === "line" || kind === "closed";
}

function eventJson(event: InboxEvent, dir: string): Record<string, unknown> {
  const time = new Date(event.time).toISOString();
  const { kind } = event;
  if (event.kind === "notice") return { event: kind, time, text: event.text };
  const { connection } = event;
  switch (event.kind) {
    case "opened":
      return { event: kind, time, connection, peer: event.peer };
    case "line": {
      const { speaker, stage, text, encrypted, code } = event;
      return { event: kind, time, connection, speaker, stage, text, encrypted, code };
    }
    case "stored": {
      const message = messageJson(event.message, subjectIn(event.head), dir);
      return { event: kind, time, connection, message };
    }
    case "refused":
      return { event: kind, time, connection, ...refusedJson(event) };
    case "closed":
      return { event: kind, time, connection };
  }
}

function dialogueLine(event: DialogueEvent): TranscriptEvent {
  switch (event.kind) {
    case "opened":
      return note(event.time, `connection from ${event.peer}`);
    case "line":
      return line(event);
    case "stored":
      return note(event.time, `stored as ${messageName(event.message.number)}`);
    case "closed":
      return note(event.time, "connection closed");
  }
}

function note(time: number, text: string): TranscriptEvent {
  return { time, speaker: "note", stage: "connect", text, encrypted: false };
}

/** The stage is not shown; a command of no mail, which no client's stage is for, is as RSET here. */
function line({ time, speaker, stage, text, encrypted, code }: LineEvent): TranscriptEvent {
  const event: TranscriptEvent = {
    time,
    speaker,
    stage: stage === "other" ? "rset" : stage,
    text,
    encrypted,
  };
  return code === undefined ? event : { ...event, code };
}

const MINUTE = 60_000;

/** `2025-07-01 12:00:00` where the user is. */
function formatTime(time: Date): string {
  // Asked for once, and not with each of six parts: a list has many.
  const local = new Date(time.getTime() - time.getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, "2025-07-01T12:00:00".length).replace("T", " ");
}
