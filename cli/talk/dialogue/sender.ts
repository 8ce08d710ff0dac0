/**
 * What leaves in a dialogue: it is shown and kept, secrets masked, and followed by the tracker.
 * @module
 */
import { type Command, encodeCommands } from "../../../smtp/command.ts";
import { concatenate } from "../../../smtp/dot.ts";
import { Mask } from "../../../smtp/connection/mask.ts";
import { type Reply, severity } from "../../../smtp/reply.ts";
import { stageDeadline } from "../../../smtp/stage.ts";
import { type Question, stageOf } from "./command_line.ts";
import { type ClientEntry, octetsOf } from "../record/entry.ts";
import { lineOf, type TypedLine } from "./lines.ts";
import { type Outgoing, prepareLines } from "./outgoing.ts";
import { formatRaw } from "./raw.ts";
import type { Recorder } from "../record/recorder.ts";
import { SecretSpotter } from "./secret_spotter.ts";
import type { Server } from "./server.ts";
import type { Tracker } from "./tracker.ts";

/** Sends. Each call is one write. */
export class Sender {
  readonly #server: Server;
  readonly #tracker: Tracker;
  readonly #recorder: Recorder;
  readonly #limit: number | undefined;
  readonly #mask = new Mask();
  readonly #spotter = new SecretSpotter();

  /**
   * @param server Where to.
   * @param tracker Follows what leaves.
   * @param recorder Keeps what leaves.
   * @param limit A limit in milliseconds that shortens each deadline.
   */
  constructor(server: Server, tracker: Tracker, recorder: Recorder, limit: number | undefined) {
    this.#server = server;
    this.#tracker = tracker;
    this.#recorder = recorder;
    this.#limit = limit;
  }

  /**
   * Sends lines as they were typed.
   *
   * @param lines The lines.
   * @throws {SmtpError} If the connection fails, as all methods that send.
   */
  async lines(lines: readonly TypedLine[]): Promise<void> {
    const { phase } = this.#tracker.state;
    await this.#send(
      prepareLines(lines, phase, (text, isResponse) => this.#spotter.secretOf(text, isResponse)),
    );
  }

  /**
   * Sends octets and nothing more.
   *
   * @param octets The octets.
   */
  async raw(octets: Uint8Array): Promise<void> {
    const text = formatRaw(octets);
    const isResponse = this.#tracker.state.phase === "auth";
    const secrets = lineOf(octets).text.split(/\r?\n/).map((line) =>
      this.#spotter.secretOf(line, isResponse)
    );
    const secret = secrets.some((each) => each !== undefined) ? text : undefined;
    await this.#send([{ octets, text, secret, isLine: false }]);
  }

  /**
   * Sends lines that were sent before.
   *
   * @param entries The lines, which hold no secret.
   */
  async again(entries: readonly ClientEntry[]): Promise<void> {
    await this.#send(entries.flatMap((entry) => {
      const octets = octetsOf(entry);
      const isLine = entry.octets === undefined;
      return octets === undefined ? [] : [{ octets, text: entry.text, secret: undefined, isLine }];
    }));
  }

  /**
   * Sends commands that mua has formed, such as those of AUTH.
   *
   * @param commands The commands.
   */
  async commands(commands: readonly Command[]): Promise<void> {
    await this.#send(commands.map((command) => ({
      octets: encodeCommands([command]),
      text: command.line,
      secret: command.secret,
      isLine: true,
    })));
  }

  /**
   * Sends octets of a message, which are shown and kept by the caller.
   *
   * @param octets The octets, dots stuffed.
   * @param isLast Whether the message ends with them.
   * @returns A reply that came before they had left.
   */
  async message(octets: Uint8Array, isLast: boolean): Promise<Reply | undefined> {
    const { wire } = this.#server;
    const deadline = stageDeadline("body", this.#limit);
    this.#tracker.sent(octets);
    return isLast ? await wire.writeLast(octets, deadline) : await wire.writeBody(octets, deadline);
  }

  /**
   * Whether a line would hold a secret if it was sent now.
   *
   * @param text The line without its end.
   * @param before Lines that would be sent before it.
   * @returns Whether it would.
   */
  isSecret(text: string, before: readonly TypedLine[]): boolean {
    const spotter = new SecretSpotter(this.#spotter);
    for (const line of before) spotter.secretOf(line.text, false);
    return spotter.isSecret(text, this.#tracker.state.phase === "auth");
  }

  /**
   * A reply in which no secret is repeated that was sent.
   *
   * @param reply The reply.
   * @returns The reply, secrets masked.
   */
  conceal(reply: Reply): Reply {
    return this.#mask.conceal(reply);
  }

  /**
   * What is no reply, or not a whole one, without the secrets that were sent.
   *
   * @param lines What came.
   * @returns The lines, secrets masked.
   */
  concealReceived(lines: readonly string[]): string[] {
    return this.#mask.concealReceived(lines);
  }

  /**
   * Takes note of an answer.
   *
   * @param question What was answered.
   * @param reply The answer.
   */
  answered(question: Question, reply: Reply): void {
    if (stageOf(question) === "auth" && severity(reply) === "positive") this.#spotter.accepted();
  }

  async #send(outgoing: readonly Outgoing[]): Promise<void> {
    for (const [index, each] of outgoing.entries()) {
      this.#record(each, index < outgoing.length - 1);
    }
    const octets = concatenate(outgoing.map((each) => each.octets));
    this.#tracker.sent(octets);
    await this.#server.wire.write(octets, "body", stageDeadline("body", this.#limit));
  }

  #record({ text, octets, secret, isLine }: Outgoing, more: boolean): void {
    const command = secret === undefined ? { line: text } : { line: text, secret };
    this.#recorder.add({
      from: "client",
      text: this.#mask.show({ stage: "rset", ...command }),
      encrypted: this.#tracker.state.encrypted,
      ...(secret === undefined && !isLine ? { octets: octets.toHex() } : {}),
      ...(secret === undefined ? {} : { isSecret: true }),
      ...(more ? { more: true } : {}),
    });
  }
}
