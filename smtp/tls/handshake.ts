/**
 * The frame around a TLS handshake: the time it may take, and what becomes of the connection if it fails.
 * @module
 */
import { startTimer } from "../../clock/timer.ts";
import { SmtpError } from "../error.ts";
import { duringStage, nothingWithin, stageDeadline } from "../stage.ts";
import { explainTlsFailure, type Party, TlsError } from "../tls_error.ts";

/** How long a handshake may take. */
export interface HandshakeOptions {
  /** A limit in milliseconds that shortens the deadline. */
  readonly limit: number | undefined;
  /** Aborted when nobody wants the connection any more. */
  readonly signal: AbortSignal;
}

/**
 * Makes a TLS connection, and closes everything if that fails or the time is over.
 *
 * @param options How long it may take.
 * @param party With whom the handshake is done.
 * @param close Closes what there is by then; it may be called more than once.
 * @param make Makes the connection; it fails when what it uses is closed. `stop` is aborted when it
 * should give up.
 * @returns What `make` has made.
 * @throws {TlsError} If there is no TLS connection.
 * @throws {SmtpError} `permission` if this program may not connect to itself on loopback.
 */
export async function makeInTime<T>(
  options: HandshakeOptions,
  party: Party,
  close: () => void,
  make: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = stageDeadline("tls", options.limit);
  const late = new AbortController();
  const stopTimer = startTimer(deadline, () => late.abort());
  const stop = AbortSignal.any([late.signal, options.signal]);
  stop.addEventListener("abort", close, { once: true });
  try {
    stop.throwIfAborted();
    return await make(stop);
  } catch (error) {
    close();
    if (options.signal.aborted) {
      throw new TlsError("interrupted", `interrupted ${duringStage("tls")}`, error);
    }
    if (late.signal.aborted) {
      throw new TlsError(
        "timeout",
        nothingWithin("tls", deadline),
        error,
      );
    }
    if (error instanceof Deno.errors.NotCapable) throw permissionError(error);
    throw explainTlsFailure(error, party);
  } finally {
    stopTimer();
    stop.removeEventListener("abort", close);
  }
}

function permissionError(cause: Error): SmtpError {
  const text = "no permission to connect to 127.0.0.1, which this version of Deno needs for TLS";
  return new SmtpError(text, { kind: "permission", stage: "tls", cause });
}
