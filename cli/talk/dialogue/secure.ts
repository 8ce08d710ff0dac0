/**
 * TLS in the middle of a dialogue by hand (RFC 3207), or at its beginning (RFC 8314 section 3.3).
 * @module
 */
import { SmtpError } from "../../../smtp/error.ts";
import { TlsError } from "../../../smtp/tls_error.ts";
import { describeSecurity } from "../../../smtp/delivery/visit.ts";
import { BROKEN_TLS_HINT, certificateHint } from "../../send/hints.ts";
import { dim } from "../../terminal/style.ts";
import { lineOf } from "./lines.ts";
import type { Talk } from "./talk.ts";

/** STARTTLS (RFC 3207 section 4). */
export const STARTTLS = lineOf(new TextEncoder().encode("STARTTLS"));

/** Encrypts the connection of a dialogue. */
export class TlsStarter {
  /** Why the certificate was refused, once it was. */
  #refused: TlsError | undefined;

  /**
   * Encrypts the connection, now. Where the server cannot be verified and need not be, the same is said
   * again on a new connection, for TLS without verification (RFC 7435 section 3).
   *
   * @param talk The dialogue. Its connection is closed if there is no TLS then.
   */
  async start(talk: Talk): Promise<void> {
    const { server, tracker, recorder, options } = talk;
    if (server.wire.unread) {
      talk.show(server.wire.rest);
      return talk.fail(SURPLUS, "protocol");
    }
    try {
      await server.secure(this.#refused);
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error;
      const isCertificate = error instanceof TlsError && error.isAboutCertificate;
      if (!isCertificate || options.mustVerify || this.#refused !== undefined) {
        talk.fail(error.message, error.kind);
        const hint = isCertificate ? certificateHint(error.problem) : brokenHint(error);
        if (hint !== undefined) talk.desk.answer(dim(`${hint}\n`));
        return;
      }
      this.#refused = error;
      return await this.#startAgain(talk, error);
    }
    tracker.secured();
    recorder.encrypted = true;
    recorder.note(describeSecurity(server.security));
  }

  async #startAgain(talk: Talk, refused: TlsError): Promise<void> {
    const { server, recorder, options } = talk;
    recorder.note(refused.message);
    recorder.note("Connecting again, for TLS that is not verified");
    try {
      await server.reconnect();
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error;
      return talk.fail(error.message, error.kind);
    }
    talk.reconnected();
    if (options.tlsOnConnect) return await this.start(talk);
    await talk.settle();
    if (talk.isOpen) await talk.say([talk.greeting]);
    // The answer to this leads back to where TLS starts.
    if (talk.isOpen) await talk.say([STARTTLS]);
  }
}

/** What to think of a handshake that the server has spoilt. */
function brokenHint(error: SmtpError): string | undefined {
  return error.kind === "tls" || error.kind === "closed" ? BROKEN_TLS_HINT : undefined;
}

/** Said before TLS, and read under TLS, it would pass for what the server says (CVE-2011-0411). */
const SURPLUS =
  "the server sent more than it was asked before TLS began; anybody may have said that";
