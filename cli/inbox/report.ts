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
import { messageName } from "../../inbox/store/names.ts";
import { subjectIn } from "../../inbox/store/subject.ts";
import type { TranscriptEvent } from "../../smtp/mod.ts";
import { escapeLine } from "../terminal/escape.ts";
import { absolutePath } from "./mail/directory.ts";
import { messageJson, messageLine } from "./mail/message.ts";
import { isOwnFault, noticeLine, refusedJson, refusedLine } from "./refused.ts";
import { dim } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { transcriptLine } from "../terminal/transcript.ts";

/** What is shown of the dialogues: nothing, all but the lines of messages, all. */
export type DialogueLevel = "none" | "commands" | "all";

/** An event of a dialogue, which what was refused is seen in as well. */
type DialogueEvent = Exclude<InboxEvent, RefusedEvent | NoticeEvent>;

/** Where an inbox can be reached, and where its messages go. */
export interface Place {
  /** The address of SMTP. */
  readonly host: string;
  /** The port of SMTP. */
  readonly port: number;
  /** The port of POP3, if there is any. */
  readonly pop3?: number | undefined;
  /** The address of its page, if it has one. */
  readonly http?: string | undefined;
  /** The directory of the messages; in memory without. */
  readonly dir?: string | undefined;
}

/** Shows what an inbox does. */
export interface InboxReporter {
  /**
   * It listens.
   *
   * @param place Where.
   */
  listening(place: Place): void;
  /** Something has happened. */
  readonly event: EventSink;
  /** It has ended. */
  stopped(): void;
}

/**
 * Shows an inbox to a person: messages on standard output, dialogues on standard error.
 *
 * @param terminal Where to.
 * @param dir The directory of the messages; in memory without.
 * @param dialogue What to show of the dialogues.
 * @returns What shows it.
 */
export function showInbox(
  terminal: Terminal,
  dir: string | undefined,
  dialogue: DialogueLevel,
): InboxReporter {
  const began = new Map<number, number>();
  let stored = 0;
  return {
    listening({ host, port, pop3, http }: Place): void {
      const kept = dir === undefined ? "are kept in memory" : `go to ${escapeLine(dir)}`;
      const other = pop3 === undefined ? "" : ` (POP3: ${pop3})`;
      terminal.err(
        `Listening on ${
          formatPlace(host, port)
        }${other}; messages ${kept}. Press Ctrl-C to stop.\n`,
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
      const where = dir === undefined ? "" : `, stored in ${escapeLine(dir)}`;
      terminal.err(`Stopped: ${messages} received${where}\n`);
    },
  };
}

/**
 * Shows an inbox to a program: one JSON object an event.
 *
 * @param terminal Where to.
 * @param dir The directory of the messages; in memory without.
 * @param dialogue What to show of the dialogues.
 * @returns What shows it.
 */
export function showInboxJson(
  terminal: Terminal,
  dir: string | undefined,
  dialogue: DialogueLevel,
): InboxReporter {
  let stored = 0;
  return {
    listening: (place) => terminal.json(listeningJson(place)),
    event(event: InboxEvent): void {
      if (event.kind === "stored") stored++;
      if (event.kind === "notice") terminal.err(noticeLine(event));
      if (event.kind === "refused" && isOwnFault(event)) terminal.err(refusedLine(event));
      if (dialogue !== "none" || !isDialogue(event)) terminal.json(eventJson(event, dir));
    },
    stopped: () => terminal.json({ event: "stopped", stored, dir: dir && absolutePath(dir) }),
  };
}

/**
 * Shows only what the inbox itself could not do: standard output belongs to another program.
 *
 * @param terminal Where to.
 * @returns What shows it.
 */
export function showTroubles(terminal: Terminal): InboxReporter {
  return {
    listening: () => {},
    event(event: InboxEvent): void {
      if (event.kind === "notice") terminal.err(noticeLine(event));
      if (event.kind === "refused" && isOwnFault(event)) terminal.err(refusedLine(event));
    },
    stopped: () => {},
  };
}

/**
 * Where an inbox is, as JSON: the first event, and what a ready file holds.
 *
 * @param place Where.
 * @returns A value for `JSON.stringify`.
 */
export function listeningJson({ dir, ...place }: Place): Record<string, unknown> {
  return { event: "listening", ...place, pid: Deno.pid, dir: dir && absolutePath(dir) };
}

/**
 * An address and a port as one text.
 *
 * @param host The address.
 * @param port The port.
 */
export function formatPlace(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What is left out where only results are asked for. */
function isDialogue({ kind }: InboxEvent): boolean {
  return kind === "opened" || kind === "line" || kind === "closed";
}

function eventJson(event: InboxEvent, dir: string | undefined): Record<string, unknown> {
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
