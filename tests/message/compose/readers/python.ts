/**
 * Python's email package, in one process for all mails.
 * @module
 */
import type { ReadMail } from "./reader.ts";

const SCRIPT = new URL("./read_mails.py", import.meta.url).pathname;

/** What the script prints of a mail. */
interface Printed extends Omit<ReadMail, "attachments"> {
  readonly attachments: readonly (readonly [name: string, base64: string])[];
  readonly defects: readonly string[];
}

/** Reads mails with Python, as long as it is kept. */
export class Python implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #mails: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor() {
    const streams = { stdin: "piped", stdout: "piped", stderr: "inherit" } as const;
    this.#child = new Deno.Command("python3", { args: [SCRIPT], ...streams }).spawn();
    this.#mails = this.#child.stdin.getWriter();
    this.#lines = this.#child.stdout.getReader();
  }

  /**
   * Reads a mail.
   *
   * @throws {Error} When Python ends, or finds a defect in the mail.
   */
  async read(mail: Uint8Array): Promise<ReadMail> {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, mail.length);
    await this.#mails.write(length);
    await this.#mails.write(mail);
    const { attachments, defects, ...found }: Printed = JSON.parse(await this.#readLine());
    if (defects.length > 0) throw new Error(`Python finds fault with a mail: ${defects}`);
    return {
      ...found,
      attachments: attachments.map(([name, base64]) => [name, Uint8Array.fromBase64(base64)]),
    };
  }

  async #readLine(): Promise<string> {
    while (!this.#text.includes("\n")) {
      const { value, done } = await this.#lines.read();
      if (done) throw new Error("Python has ended");
      this.#text += this.#decoder.decode(value, { stream: true });
    }
    const end = this.#text.indexOf("\n");
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 1);
    return line;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#mails.close();
    await this.#lines.cancel();
    await this.#child.status;
  }
}
