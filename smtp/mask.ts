/**
 * The one place that masks secrets: in what we say, and in the answers of a server that repeats it, as
 * some do with a command they do not know.
 * @module
 */
import type { Command } from "./command.ts";
import type { Reply } from "./reply.ts";

/** What stands for a secret; its length says nothing of the secret's. */
export const MASK = "********";

/** Knows the secrets of a session, from the commands it has shown. */
export class Mask {
  readonly #secrets = new Set<string>();

  /** Whether a secret was sent, which a server may repeat. */
  get knowsSecrets(): boolean {
    return this.#secrets.size > 0;
  }

  /**
   * The text of a command for a transcript. Its secret is kept, to be masked in replies too.
   *
   * @param command The command.
   * @returns The line, its secret masked.
   */
  show(command: Command): string {
    const { line, secret } = command;
    if (secret === undefined) return line;
    if (secret !== "") this.#secrets.add(secret);
    return line.slice(0, line.length - secret.length) + MASK;
  }

  /**
   * A reply in which no secret is repeated.
   *
   * @param reply The server's reply.
   * @returns The reply, with every secret that was sent masked.
   */
  conceal(reply: Reply): Reply {
    const secrets = [...this.#secrets];
    const isTold = reply.lines.some((line) => secrets.some((secret) => line.includes(secret)));
    return isTold ? { ...reply, lines: reply.lines.map((line) => this.#mask(line)) } : reply;
  }

  #mask(line: string): string {
    return [...this.#secrets].reduce((text, secret) => text.replaceAll(secret, MASK), line);
  }
}
