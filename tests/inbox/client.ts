/**
 * A client that says what a test says, octet for octet.
 * @module
 */
import { bytes } from "./drive.ts";

/** A connection to an inbox. */
export class Client implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #decoder = new TextDecoder();
  #received = "";
  #closed = false;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /** Connects. */
  static async connect(port: number): Promise<Client> {
    return new Client(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Sends a text as it is. */
  async send(text: string): Promise<void> {
    await this.write(bytes(text));
  }

  /** Sends octets. */
  async write(octets: Uint8Array): Promise<void> {
    let rest = octets;
    while (rest.length > 0) rest = rest.subarray(await this.#connection.write(rest));
  }

  /** The next line without its CRLF; `undefined` when the connection has ended. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#received.indexOf("\r\n");
      if (end !== -1) {
        const line = this.#received.slice(0, end);
        this.#received = this.#received.slice(end + 2);
        return line;
      }
      const buffer = new Uint8Array(4096);
      const count = await this.#connection.read(buffer);
      if (count === null) return undefined;
      this.#received += this.#decoder.decode(buffer.subarray(0, count), { stream: true });
    }
  }

  /** The last line of the next reply. */
  async reply(): Promise<string | undefined> {
    for (;;) {
      const line = await this.line();
      if (line === undefined || line[3] !== "-") return line;
    }
  }

  /** Sends a line and gives the last line of the reply. */
  async ask(line: string): Promise<string | undefined> {
    await this.send(`${line}\r\n`);
    return await this.reply();
  }

  /** All lines until the connection ends. */
  async rest(): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.line(); line !== undefined; line = await this.line()) {
      lines.push(line);
    }
    return lines;
  }

  /** Greets and names one sender and one recipient; the 354 of DATA is the last reply. */
  async startMail(): Promise<string | undefined> {
    await this.reply();
    await this.ask("EHLO client.test");
    await this.ask("MAIL FROM:<a@one.test>");
    await this.ask("RCPT TO:<b@two.test>");
    return await this.ask("DATA");
  }

  /** Closes the connection. */
  close(): void {
    if (!this.#closed) this.#connection.close();
    this.#closed = true;
  }

  /** Closes the connection. */
  [Symbol.dispose](): void {
    this.close();
  }
}
