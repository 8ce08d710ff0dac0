/**
 * Gets the MTA-STS policy of a domain from its web server (RFC 8461 section 3.3).
 * @module
 */
import { startTimer } from "../../clock/timer.ts";
import { throwUnlessTimeOut, timeOut } from "../../dns/deadline.ts";
import { type HostOptions, resolveHost } from "../../dns/host.ts";
import type { PolicyLookup } from "../../dns/mod.ts";
import { SmtpError } from "../error.ts";
import { requestHttp } from "../http/request.ts";
import { HttpError, type HttpResponse } from "../http/response.ts";
import {
  announcedId,
  MAX_POLICY_KIB,
  type MtaStsDocument,
  MtaStsError,
  parsePolicy,
} from "./mta_sts.ts";

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
  const { addresses, problem } = await resolveHost(name, 0, options);
  if (problem !== undefined) throw new MtaStsError(`cannot be fetched: ${name} ${problem.text}`);
  const server = { name, addresses, port: options.port, secure: true };
  return await requestHttp(server, { path: PATH, accept: "text/plain" }, {
    ...options,
    most: MAX_POLICY_KIB,
  });
}
