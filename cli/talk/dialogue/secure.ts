/**
 * TLS in the middle of a dialogue by hand (RFC 3207), or at its beginning (RFC 8314 section 3.3).
 * @module
 */
import { SmtpError } from "../../../smtp/error.ts";
import { TlsError } from "../../../smtp/tls_error.ts";
import { describeSecurity } from "../../../smtp/security.ts";
import { BROKEN_TLS_HINT, certificateHint } from "../../send/hints.ts";
import { dim } from "../../terminal/style.ts";
import type { Closing } from "./closing.ts";
import type { Dialogue } from "./dialogue.ts";

/** Encrypts the connection of a dialogue. */
export class TlsStarter {
  readonly #dialogue: Dialogue;
  readonly #closing: Closing;
  readonly #startAgain: () => Promise<void>;
  /** Why the certificate was refused, once it was. */
  #refused: TlsError | undefined;

  /**
   * @param dialogue The dialogue.
   * @param closing Ends it where there is no TLS.
   * @param startAgain Says again on a new connection what leads to TLS.
   */
  constructor(dialogue: Dialogue, closing: Closing, startAgain: () => Promise<void>) {
    this.#dialogue = dialogue;
    this.#closing = closing;
    this.#startAgain = startAgain;
  }

  /**
   * Encrypts the connection, now. Where the server cannot be verified and need not be, the same is said
   * again on a new connection, for TLS without verification (RFC 7435 section 3). The connection is closed
   * if there is no TLS then.
   */
  async start(): Promise<void> {
    const { server, tracker, recorder, options, desk } = this.#dialogue;
    if (server.wire.unread) {
      this.#closing.show(server.wire.rest);
      return this.#closing.failed(SURPLUS, "protocol");
    }
    try {
      await server.secure(this.#refused);
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error;
      const isCertificate = error instanceof TlsError && error.isAboutCertificate;
      if (!isCertificate || options.mustVerify || this.#refused !== undefined) {
        this.#closing.failed(error.message, error.kind);
        const hint = isCertificate ? certificateHint(error.problem) : brokenHint(error);
        if (hint !== undefined) desk.answer(dim(`${hint}\n`));
        return;
      }
      this.#refused = error;
      return await this.#reconnect(error);
    }
    tracker.secured();
    recorder.encrypted = true;
    recorder.note(describeSecurity(server.security));
  }

  async #reconnect(refused: TlsError): Promise<void> {
    const { server, recorder, tracker } = this.#dialogue;
    recorder.note(refused.message);
    recorder.note("Connecting again, without verifying the certificate");
    try {
      await server.reconnect();
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error;
      return this.#closing.failed(error.message, error.kind);
    }
    tracker.reconnected();
    this.#closing.prepareFarewell();
    await this.#startAgain();
  }
}

/** What to think of a handshake that the server has spoilt. */
function brokenHint(error: SmtpError): string | undefined {
  return error.kind === "tls" || error.kind === "closed" ? BROKEN_TLS_HINT : undefined;
}

/** Said before TLS, and read under TLS, it would pass for what the server says (CVE-2011-0411). */
const SURPLUS =
  "the server sent extra data before TLS began; anyone on the way may have injected it";
