/**
 * `mua sendmail -bs`: SMTP on standard input and output, for programs that speak it to sendmail. Each
 * message is sent before the reply to it is given, so that the reply says what became of it.
 * @module
 */
import type { Dialogue, Effect } from "../../inbox/effect.ts";
import { DEFAULT_LIMITS } from "../../inbox/limits.ts";
import { reply, type ServerReply } from "../../inbox/reply.ts";
import { carry, type Connection } from "../../inbox/serve/connection.ts";
import { serveSession } from "../../inbox/session.ts";
import type { MessageStore, MessageWriter } from "../../inbox/store/store.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import type { EnvelopeRecord } from "../../message/file/envelope_record.ts";
import type { Outcome } from "../../smtp/mod.ts";
import { formatReply } from "../../smtp/reply.ts";
import type { Context } from "../command/command.ts";
import { CliError, Exit, type ExitCode } from "../terminal/exit.ts";

/** What became of a mail, and who of its recipients gets it from the outbox. */
export interface Fate {
  /** An outcome for each recipient. */
  readonly outcomes: readonly Outcome[];
  /** The recipients that will get it later. */
  readonly queued: ReadonlySet<string>;
}

/** Sends a message, and says what became of it; throws where it cannot be sent at all. */
type Submit = (message: Uint8Array, envelope: EnvelopeRecord) => Promise<Fate>;

/** What can be kept of what a client asks for. Not DSN and REQUIRETLS: they are options of mua. */
const OFFERED = /^(?:SIZE|8BITMIME|SMTPUTF8|PIPELINING|ENHANCEDSTATUSCODES|CHUNKING)\b/;

/** The client is a program of this host. */
const PEER = "[127.0.0.1]";

/**
 * Speaks with the client to the end.
 *
 * @param hostName The name of this host.
 * @param context Standard input and output.
 * @param submit Sends a message.
 */
export async function speakSmtp(
  hostName: string,
  { terminal, signal }: Context,
  submit: Submit,
): Promise<ExitCode> {
  const desk = new Desk(submit);
  const session = serveSession({
    hostName,
    limits: DEFAULT_LIMITS,
    peer: PEER,
    peerPort: 0,
    clock: () => new Date(),
    newId: () => crypto.randomUUID().replaceAll("-", ""),
  });
  const reader = terminal.input.readable.getReader();
  const { idle } = DEFAULT_LIMITS;
  const store = desk.store();
  await carry(desk.answering(session), connectionOf(reader, terminal), {
    number: 1,
    store,
    idle,
    signal,
    onEvent: () => {},
  });
  signal.throwIfAborted();
  return Exit.ok;
}

/** Sends what the client submits, and answers with what became of it. */
class Desk {
  readonly #submit: Submit;
  /** What is said to the message that was just sent. */
  #reply: ServerReply | undefined;

  constructor(submit: Submit) {
    this.#submit = submit;
  }

  /** The dialogue, with replies of its own to EHLO and to each message. */
  *answering(session: Dialogue): Dialogue {
    let step = session.next({ kind: "done" });
    while (!step.done) step = session.next(yield this.#changed(step.value));
  }

  #changed(effect: Effect): Effect {
    if (effect.kind !== "say") return effect;
    const said = this.#reply;
    this.#reply = undefined;
    if (said !== undefined) return { ...effect, reply: said };
    if (effect.reply.code >= 400) return { ...effect, reply: withoutHint(effect.reply) };
    const [name = "", ...extensions] = effect.reply.lines;
    if (effect.stage === "banner") {
      return { ...effect, reply: { ...effect.reply, lines: [name.replace("mua inbox", "mua")] } };
    }
    if (effect.stage !== "ehlo" || effect.reply.code !== 250) return effect;
    const lines = [name, ...extensions.filter((line) => OFFERED.test(line))];
    return { ...effect, reply: { ...effect.reply, lines } };
  }

  /** What the messages go into: nothing of them is kept. */
  store(): MessageStore {
    return {
      create: () => Promise.resolve(this.#message()),
      list: () => Promise.resolve([]),
      find: () => Promise.resolve(undefined),
      read: () => Promise.resolve(undefined),
      numbers: () => Promise.resolve([]),
      remove: () => Promise.resolve([]),
    };
  }

  #message(): MessageWriter {
    const pieces: Uint8Array[] = [];
    return {
      write: (octets) => Promise.resolve(void pieces.push(octets.slice())),
      commit: async (envelope) => {
        const message = withoutReturnPath(concatenate(pieces));
        this.#reply = await this.#send(message, envelope);
        return { number: 1, size: message.length, envelope };
      },
      abandon: () => Promise.resolve(),
    };
  }

  async #send(message: Uint8Array, envelope: EnvelopeRecord): Promise<ServerReply> {
    try {
      return replyTo(await this.#submit(message, envelope));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      return error.exitCode === Exit.temporary
        ? reply(451, "4.3.0", plain(error.message))
        : reply(554, "5.3.0", plain(error.message));
    }
  }
}

/** The inbox names the option of its own that would help. */
function withoutHint(said: ServerReply): ServerReply {
  return { ...said, lines: said.lines.map((line) => line.replace(/; --.* accepts it$/, "")) };
}

/** RFC 5321 section 4.4: only the server of final delivery writes Return-Path. */
function withoutReturnPath(message: Uint8Array): Uint8Array {
  const name = new TextEncoder().encode("Return-Path:");
  const isThere = name.every((octet, at) => message[at] === octet);
  return isThere ? message.subarray(message.indexOf(0x0a) + 1) : message;
}

/**
 * The reply to a message. To try again is only said where nobody has it or may have it: whoever does so
 * sends to all.
 */
function replyTo({ outcomes, queued }: Fate): ServerReply {
  const isSettled = ({ recipient, status }: Outcome): boolean =>
    status === "delivered" || queued.has(recipient);
  const left = outcomes.filter((outcome) => !isSettled(outcome));
  if (left.length === 0) return reply(250, "2.0.0", queued.size > 0 ? "Queued" : "Delivered");
  const lines = left.map(({ recipient, status, reply, explanation }) => {
    const reason = reply === undefined ? explanation : formatReply(reply);
    return plain(`${recipient}: ${status}: ${reason}`);
  });
  return left.length === outcomes.length && left.every(({ status }) => status === "deferred")
    ? { code: 451, status: "4.4.0", lines }
    : { code: 554, status: "5.0.0", lines };
}

/** Octets of a line of a reply that are enough for what it says (RFC 5321 section 4.5.3.1.5). */
const LINE_OCTETS = 400;

function plain(text: string): string {
  return text.replaceAll(/[^ -~]+/g, "?").slice(0, LINE_OCTETS);
}

function connectionOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  terminal: Context["terminal"],
): Connection {
  let rest: Uint8Array = new Uint8Array();
  return {
    async read(buffer: Uint8Array): Promise<number | null> {
      while (rest.length === 0) {
        const { value, done } = await reader.read();
        if (done) return null;
        rest = value;
      }
      const count = Math.min(rest.length, buffer.length);
      buffer.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
    write(octets: Uint8Array): Promise<number> {
      terminal.octets(octets.slice());
      return Promise.resolve(octets.length);
    },
    closeWrite: () => Promise.resolve(),
    close(): void {
      reader.cancel().catch(() => {});
    },
  };
}
