/**
 * What leaves in a dialogue: it is shown and kept, secrets masked, and followed by the tracker.
 * @module
 */
import { type Command, encodeCommands } from "../../../smtp/command.ts";
import { concatenate } from "../../../octets/octets.ts";
import type { Reply } from "../../../smtp/mod.ts";
import { severity } from "../../../smtp/reply.ts";
import { stageDeadline } from "../../../smtp/stage.ts";
import { type Question, stageOf } from "./command_line.ts";
import type { Dialogue } from "./dialogue.ts";
import { type ClientEntry, octetsOf } from "../record/entry.ts";
import { lineOf, type TypedLine } from "./lines.ts";
import { type Outgoing, prepareLines } from "./outgoing.ts";
import { formatRaw } from "./raw.ts";
import { SecretSpotter } from "./secret_spotter.ts";

/** Sends. Each call is one write. */
export class Sender {
  readonly #dialogue: Dialogue;
  readonly #spotter = new SecretSpotter();

  /** @param dialogue The dialogue. */
  constructor(dialogue: Dialogue) {
    this.#dialogue = dialogue;
  }

  /**
   * Sends lines as they were typed.
   *
   * @param lines The lines.
   * @throws {SmtpError} If the connection fails, as all methods that send.
   */
  async lines(lines: readonly TypedLine[]): Promise<void> {
    const { phase } = this.#dialogue.tracker.state;
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
    const isResponse = this.#dialogue.tracker.state.phase === "auth";
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
    const { server: { wire }, tracker } = this.#dialogue;
    tracker.sent(octets);
    const deadline = this.#deadline;
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
    return spotter.isSecret(text, this.#dialogue.tracker.state.phase === "auth");
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
    const { server, tracker } = this.#dialogue;
    tracker.sent(octets);
    await server.wire.write(octets, "body", this.#deadline);
  }

  /** Milliseconds that a write may take. */
  get #deadline(): number {
    return stageDeadline("body", this.#dialogue.options.limit);
  }

  #record({ text, octets, secret, isLine }: Outgoing, more: boolean): void {
    const { recorder, mask, tracker } = this.#dialogue;
    const command = secret === undefined ? { line: text } : { line: text, secret };
    recorder.add({
      from: "client",
      text: mask.show({ stage: "rset", ...command }),
      encrypted: tracker.state.encrypted,
      ...(secret === undefined && !isLine ? { octets: octets.toHex() } : {}),
      ...(secret === undefined ? {} : { isSecret: true }),
      ...(more ? { more: true } : {}),
    });
  }
}
