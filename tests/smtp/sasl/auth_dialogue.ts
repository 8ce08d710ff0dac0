/**
 * AUTH with a server in memory, for tests.
 * @module
 */
import { authenticate, type AuthOptions } from "../../../smtp/sasl/auth.ts";
import { SmtpError } from "../../../smtp/error.ts";
import { type Extensions, parseExtensions } from "../../../smtp/extensions.ts";
import type { Credentials } from "../../../smtp/security.ts";
import { Session } from "../../../smtp/connection/session.ts";
import type { TranscriptEvent } from "../../../smtp/connection/transcript.ts";
import { type Transport, Wire } from "../../../smtp/connection/wire.ts";
import { noTls } from "../../support/dialogue.ts";
import { MemoryServer, type Turn } from "../../support/memory_server.ts";

/** Who authenticates where a test does not care. */
export const ana: Credentials = { user: "ana", secret: "pa55word", kind: "password" };
/** The base64 of `\0ana\0pa55word`. */
export const ANA_PLAIN = "AGFuYQBwYTU1d29yZA==";
/** The command line by which she does it with PLAIN. */
export const AUTH_PLAIN = `AUTH PLAIN ${ANA_PLAIN}\r\n`;

/** What is not the usual in a dialogue. */
export interface AuthSetting {
  /** The mechanisms that the server offers; PLAIN without this. */
  readonly offered?: string;
  /** Who authenticates. */
  readonly credentials?: Credentials;
  /** How. */
  readonly options?: Partial<AuthOptions>;
  /** Octets of a read at most. */
  readonly chunkSize?: number;
}

/** What came of a dialogue. */
export interface AuthEnd {
  /** The error; `undefined` if the server accepted. */
  readonly error: SmtpError | undefined;
  /** What was said. */
  readonly events: readonly TranscriptEvent[];
  /** Everything that the client has sent. */
  readonly sent: string;
}

/** A server that answers line by line, for dialogues of which no script can know the words. */
class AnsweringServer implements Transport {
  readonly #answer: (line: string) => string;
  #heard = "";
  #waiting = Promise.withResolvers<void>();
  #answers = "";
  sent = "";

  constructor(answer: (line: string) => string) {
    this.#answer = answer;
  }

  async read(buffer: Uint8Array): Promise<number> {
    await this.#waiting.promise;
    const { written } = new TextEncoder().encodeInto(this.#answers, buffer);
    this.#answers = "";
    this.#waiting = Promise.withResolvers();
    return written;
  }

  write(bytes: Uint8Array): Promise<number> {
    const text = new TextDecoder().decode(bytes);
    this.sent += text;
    const lines = (this.#heard + text).split("\r\n");
    this.#heard = lines.pop() ?? "";
    for (const line of lines) this.#answers += this.#answer(line);
    if (this.#answers !== "") this.#waiting.resolve();
    return Promise.resolve(bytes.length);
  }

  close(): void {
    this.#waiting.resolve();
  }
}

/** How to authenticate where a test does not care. */
export const usual: AuthOptions = {
  mechanism: undefined,
  service: { host: "mx.example", port: 587 },
  verifiedTls: true,
  allowInsecure: false,
};

/** The extensions of a server that offers these mechanisms. */
export function offering(mechanisms: string): Extensions {
  const lines = ["mx.example", `AUTH ${mechanisms}`];
  return parseExtensions({ code: 250, enhanced: undefined, lines });
}

/**
 * Authenticates to a server that plays a script, which must be played to its end, or that answers each
 * line. Every stage may take 50 ms.
 */
export async function authDialogue(
  script: readonly Turn[] | ((line: string) => string),
  setting: AuthSetting = {},
): Promise<AuthEnd> {
  const server = typeof script === "function"
    ? new AnsweringServer(script)
    : new MemoryServer(script, setting.chunkSize);
  const events: TranscriptEvent[] = [];
  const session = new Session(new Wire(server, new AbortController().signal), {
    limit: 50,
    handshake: noTls,
    transcript: (event) => void events.push(event),
  });
  const options = { ...usual, ...setting.options };
  const credentials = setting.credentials ?? ana;
  let error: SmtpError | undefined;
  try {
    await authenticate(session, offering(setting.offered ?? "PLAIN"), credentials, options);
  } catch (thrown) {
    if (!(thrown instanceof SmtpError)) throw thrown;
    error = thrown;
  } finally {
    session.close();
  }
  if (server instanceof MemoryServer) server.assertPlayed();
  return { error, events, sent: server.sent };
}
