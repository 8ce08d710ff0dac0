/**
 * Getting a text from a web server that is verified.
 * @module
 */
import { startTimer } from "../../../clock/timer.ts";
import { type HostOptions, resolveHost } from "../../../dns/host.ts";
import { SmtpError } from "../../../smtp/error.ts";
import { requestHttp } from "../../../smtp/http/request.ts";
import { HttpError } from "../../../smtp/http/response.ts";
import { HTTPS_PORT } from "../../../smtp/policy/fetch.ts";

/** Milliseconds that each text is waited for: a person waits too, and most domains have none. */
const DEADLINE = 5_000;

/** KiB of a text at most. */
const MOST = 64;

/**
 * Gets a text by HTTPS.
 *
 * @param name The web server.
 * @param path The path.
 * @param options How to find its addresses.
 * @param port The port; tests give their own.
 * @param caCerts Authorities in PEM that are trusted beside those that Deno trusts.
 * @returns The text; `undefined` if there is none, or the server cannot be reached or verified.
 * @throws What ends it: the reason of an abort.
 */
export async function getText(
  name: string,
  path: string,
  options: HostOptions,
  port = HTTPS_PORT,
  caCerts: readonly string[] = [],
): Promise<string | undefined> {
  const late = new AbortController();
  const stop = startTimer(DEADLINE, () => late.abort());
  const signal = AbortSignal.any([options.signal, late.signal]);
  try {
    const { addresses, problem } = await resolveHost(name, 0, options);
    if (problem !== undefined) return undefined;
    const server = { name, addresses, port, secure: true };
    const { status, content } = await requestHttp(
      server,
      { path, accept: "text/xml, application/xml" },
      { caCerts, limit: undefined, signal, most: MOST },
    );
    return status === 200 ? new TextDecoder().decode(content) : undefined;
  } catch (error) {
    options.signal.throwIfAborted();
    if (signal.aborted || error instanceof SmtpError || error instanceof HttpError) {
      return undefined;
    }
    throw error;
  } finally {
    stop();
  }
}
