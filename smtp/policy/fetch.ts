/**
 * Gets the MTA-STS policy of a domain from its web server (RFC 8461 section 3.3). `fetch` would need
 * the permission for the name of every host; a connection to an address needs the one for the port.
 * @module
 */
import { startTimer } from "../../clock/timer.ts";
import { throwUnlessTimeOut, timeOut } from "../../dns/deadline.ts";
import { type HostOptions, resolveHost } from "../../dns/host.ts";
import type { PolicyLookup } from "../../dns/mod.ts";
import { connectHost } from "../connection/connect.ts";
import { concatenate } from "../../octets/octets.ts";
import { SmtpError } from "../error.ts";
import { HttpError, type HttpResponse, MAX_HEADER_OCTETS, readResponse } from "./http_response.ts";
import {
  announcedId,
  MAX_POLICY_OCTETS,
  type MtaStsDocument,
  MtaStsError,
  parsePolicy,
} from "./mta_sts.ts";
import { startVerifiedTls } from "../tls/tls.ts";
import type { Transport } from "../connection/wire.ts";

/** The port of HTTPS (RFC 9110 section 4.2.2). */
export const HTTPS_PORT = 443;

/** Milliseconds that a policy is waited for; RFC 8461 section 3.3 suggests a minute at most. */
const FETCH_DEADLINE = 10_000;

const PATH = "/.well-known/mta-sts.txt";

/** How to get a policy. */
interface FetchOptions extends HostOptions {
  /** Where to ask for the policy's announcement and its host. */
  readonly lookup: PolicyLookup;
  /** The port: {@linkcode HTTPS_PORT}. */
  readonly port: number;
  /** Authorities in PEM that are trusted beside those that Deno trusts. */
  readonly caCerts: readonly string[];
  /** A limit in milliseconds that shortens the deadline. */
  readonly limit: number | undefined;
}

/**
 * Finds the policy of a domain, if it announces one.
 *
 * @param domain The domain, of A-labels.
 * @param options How.
 * @returns The policy; an error where one is announced and there is none that can be used; `undefined`
 * where none is announced.
 * @throws What the lookup throws: a missing permission, or an abort that is no time-out.
 */
export async function findPolicy(
  domain: string,
  options: FetchOptions,
): Promise<MtaStsDocument | MtaStsError | undefined> {
  const texts = await options.lookup.txt(`_mta-sts.${domain}`, options.signal);
  if (announcedId(texts) === undefined) return undefined;
  try {
    return await fetchPolicy(domain, options);
  } catch (error) {
    if (error instanceof MtaStsError) return error;
    throw error;
  }
}

/**
 * Gets the policy of a domain. Redirects are not followed, and the server must be verified.
 *
 * @param domain The domain, of A-labels.
 * @param options How.
 * @returns The policy.
 * @throws {MtaStsError} If there is none that can be used, and why.
 */
export async function fetchPolicy(domain: string, options: FetchOptions): Promise<MtaStsDocument> {
  const late = new AbortController();
  const deadline = Math.min(FETCH_DEADLINE, options.limit ?? Infinity);
  const stop = startTimer(deadline, () => late.abort(timeOut("the policy is late")));
  const signal = AbortSignal.any([options.signal, late.signal]);
  try {
    const response = await request(`mta-sts.${domain}`, { ...options, signal });
    return readPolicy(response);
  } catch (error) {
    throwUnlessTimeOut(options.signal);
    if (signal.aborted) {
      throw new MtaStsError("did not come in time", { cause: error, isUnheard: true });
    }
    if (error instanceof SmtpError || error instanceof HttpError) {
      throw new MtaStsError(`cannot be fetched: ${error.message}`, { cause: error });
    }
    throw error;
  } finally {
    stop();
  }
}

function readPolicy({ status, mediaType, content }: HttpResponse): MtaStsDocument {
  if (status >= 300 && status < 400) {
    throw new MtaStsError("is redirected, which RFC 8461 section 3.3 forbids");
  }
  if (status !== 200) throw new MtaStsError(`cannot be fetched: the web server answered ${status}`);
  if (mediaType !== "text/plain") throw new MtaStsError("is not of the type text/plain");
  return parsePolicy(new TextDecoder().decode(content));
}

async function request(name: string, options: FetchOptions): Promise<HttpResponse> {
  const { port, caCerts, limit, signal } = options;
  const { addresses, problem } = await resolveHost(name, 0, options);
  if (problem !== undefined) {
    const isUnheard = problem.kind === "lookup-failed";
    throw new MtaStsError(`cannot be fetched: ${name} ${problem.text}`, { isUnheard });
  }
  const { conn } = await connectHost(addresses, { port, limit, signal });
  const { transport } = await startVerifiedTls(conn, { name, caCerts, limit, signal });
  const close = (): void => transport.close();
  signal.addEventListener("abort", close);
  try {
    signal.throwIfAborted();
    await writeAll(transport, new TextEncoder().encode(requestFor(name)));
    return await read(transport);
  } catch (error) {
    if (error instanceof HttpError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new HttpError(`${name}: ${reason}`, { cause: error });
  } finally {
    signal.removeEventListener("abort", close);
    if (!signal.aborted) close();
  }
}

function requestFor(name: string): string {
  const fields = [`Host: ${name}`, "Accept: text/plain", "Connection: close"];
  return [`GET ${PATH} HTTP/1.1`, ...fields, "", ""].join("\r\n");
}

async function writeAll(transport: Transport, octets: Uint8Array): Promise<void> {
  for (let rest = octets; rest.length > 0;) {
    rest = rest.subarray(await transport.write(rest));
  }
}

async function read(transport: Transport): Promise<HttpResponse> {
  let octets: Uint8Array = new Uint8Array();
  const buffer = new Uint8Array(16 * 1024);
  for (;;) {
    const count = await transport.read(buffer);
    if (count !== null) octets = concatenate([octets, buffer.slice(0, count)]);
    const response = readResponse(octets, count === null);
    const size = response?.content.length ?? octets.length - MAX_HEADER_OCTETS;
    if (size > MAX_POLICY_OCTETS) throw new HttpError("the policy is longer than 64 KiB");
    if (response !== undefined) return response;
  }
}
